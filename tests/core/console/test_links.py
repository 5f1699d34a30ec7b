from urllib.parse import parse_qs, urlsplit

import pytest

from tray.core.console.links import (
    console_home,
    federation_login_url,
    landing_page,
    portal_link,
    signin_endpoint,
)
from tray.core.vocabulary.model import AccountId, RoleRef, SessionName
from tray.core.vocabulary.secret import Secret

ROLE = RoleRef(SessionName("acme"), AccountId("001122334455"), "Read Only+&")
START_URL = "https://acme.awsapps.com/start"


@pytest.mark.parametrize("start_url", [START_URL, f"{START_URL}/"], ids=["plain", "slash"])
def test_the_portal_link_names_the_role(start_url: str) -> None:
    assert portal_link(start_url, ROLE) == (
        f"{START_URL}/#/console?account_id=001122334455&role_name=Read%20Only%2B%26"
    )


def test_the_portal_link_lands_on_a_page() -> None:
    page = "https://console.aws.amazon.com/s3/home?region=eu-west-1#b"
    link = portal_link(START_URL, ROLE, page)
    query = parse_qs(urlsplit(link).fragment.partition("?")[2], strict_parsing=True)
    assert query["destination"] == [page]
    assert "destination=https%3A%2F%2Fconsole.aws.amazon.com" in link


HOMES = {
    "home": (
        "eu-west-1",
        "console",
        None,
        "https://console.aws.amazon.com/console/home?region=eu-west-1",
    ),
    "service": ("eu-west-1", "s3", None, "https://console.aws.amazon.com/s3/home?region=eu-west-1"),
    "slashes": (
        "eu-west-1",
        "/sqs/v3/",
        None,
        "https://console.aws.amazon.com/sqs/v3/home?region=eu-west-1",
    ),
    "odd service": (
        "eu-west-1",
        "a?b#c",
        None,
        "https://console.aws.amazon.com/a%3Fb%23c/home?region=eu-west-1",
    ),
    "china": ("cn-north-1", "s3", None, "https://console.amazonaws.cn/s3/home?region=cn-north-1"),
    "govcloud": (
        "us-gov-west-1",
        "s3",
        None,
        "https://console.amazonaws-us-gov.com/s3/home?region=us-gov-west-1",
    ),
    "sovereign": (
        "eusc-de-east-1",
        "s3",
        None,
        "https://console.amazonaws-eusc.eu/s3/home?region=eusc-de-east-1",
    ),
    "endpoint": (
        "eu-west-1",
        "s3",
        "http://127.0.0.1:9/console/",
        "http://127.0.0.1:9/console/s3/home?region=eu-west-1",
    ),
}


@pytest.mark.parametrize(("region", "service", "endpoint", "url"), HOMES.values(), ids=HOMES.keys())
def test_pages_of_the_console(region: str, service: str, endpoint: str | None, url: str) -> None:
    assert console_home(region, service, endpoint) == url


def test_the_partition_decides_where_sign_in_tokens_come_from() -> None:
    assert signin_endpoint("eu-west-1") == "https://eu-west-1.signin.aws.amazon.com/federation"
    assert signin_endpoint("cn-north-1") == "https://signin.amazonaws.cn/federation"


def test_the_login_address_is_a_secret() -> None:
    address = federation_login_url(
        "https://signin.aws.amazon.com/federation",
        START_URL,
        "https://console.aws.amazon.com/s3/home?region=eu-west-1",
        Secret("tok/en+="),
    )
    assert "tok" not in f"{address!r} {address}"
    parts = urlsplit(address.reveal())
    assert (parts.netloc, parts.path) == ("signin.aws.amazon.com", "/federation")
    assert parse_qs(parts.query, strict_parsing=True) == {
        "Action": ["login"],
        "Issuer": [START_URL],
        "Destination": ["https://console.aws.amazon.com/s3/home?region=eu-west-1"],
        "SigninToken": ["tok/en+="],
    }


PAGE = "https://eu-west-1.console.aws.amazon.com/s3/buckets"
LANDINGS = {
    "none": ("", "eu-west-1", ""),
    "service": ("s3", "eu-west-1", "https://console.aws.amazon.com/s3/home?region=eu-west-1"),
    "page": (PAGE, "us-east-1", PAGE),
    "plain host": (
        "https://console.aws.amazon.com/a",
        "us-east-1",
        "https://console.aws.amazon.com/a",
    ),
    "another partition": (PAGE, "cn-north-1", ""),
    "a look-alike": ("https://evilconsole.aws.amazon.com/", "us-east-1", ""),
}


@pytest.mark.parametrize(("landing", "region", "page"), LANDINGS.values(), ids=LANDINGS)
def test_where_the_settings_land(landing: str, region: str, page: str) -> None:
    assert landing_page(landing, region) == page


def test_a_landing_at_another_console() -> None:
    assert landing_page("s3", "us-east-1", "http://127.0.0.1:9/").startswith(
        "http://127.0.0.1:9/s3/"
    )
