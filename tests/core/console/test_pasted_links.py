from urllib.parse import quote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tray.core.console.links import portal_link
from tray.core.console.partitions import PARTITIONS
from tray.core.console.pasted_links import PastedLink, understand
from tray.core.vocabulary.model import AccountId, RoleRef, SessionName

NUMBER = AccountId("001122334455")
OTHER = "999900001111"
HOST = "https://console.aws.amazon.com"
QUEUE = f"arn:aws:sqs:eu-west-1:{NUMBER}:jobs"
ROLE = "AWSReservedSSO_Read_Only_0123456789abcdef"
PORTAL = "https://acme.awsapps.com/start"


def view(arn: str, host: str = HOST) -> str:
    return f"{host}/go/view?arn={quote(arn, safe='')}"


def arn(text: str, account: str | None = NUMBER, region: str | None = None) -> PastedLink:
    return PastedLink(AccountId(account) if account else None, region, view(text))


S3_OBJECT = "arn:aws:s3:::bucket/a/b?c&d#e"
POLICY = "arn:aws:iam::aws:policy/ReadOnlyAccess"
TABLE = f"arn:aws-cn:dynamodb:cn-north-1:{NUMBER}:table/t"
FUNCTION = f"arn:aws-us-gov:lambda:us-gov-west-1:{NUMBER}:function:f:1"
KEY = f"arn:aws-eusc:kms:eusc-de-east-1:{NUMBER}:key/k"
ISOLATED = f"arn:aws-iso-b:ec2:us-isob-east-1:{NUMBER}:instance/i"
RESERVED = f"arn:aws:iam::{NUMBER}:role/aws-reserved/sso.amazonaws.com/eu-west-1/{ROLE}"
ASSUMED = f"arn:aws:sts::{NUMBER}:assumed-role/{ROLE}/me@example.com"
PLAIN_ROLE = f"arn:aws:iam::{NUMBER}:role/{ROLE}-not"

ARNS = {
    "queue": (QUEUE, arn(QUEUE, region="eu-west-1")),
    "bucket": (S3_OBJECT, arn(S3_OBJECT, None)),
    "of AWS itself": (POLICY, arn(POLICY, None)),
    "china": (
        TABLE,
        PastedLink(NUMBER, "cn-north-1", view(TABLE, "https://console.amazonaws.cn")),
    ),
    "govcloud": (
        FUNCTION,
        PastedLink(NUMBER, "us-gov-west-1", view(FUNCTION, "https://console.amazonaws-us-gov.com")),
    ),
    "sovereign": (
        KEY,
        PastedLink(NUMBER, "eusc-de-east-1", view(KEY, "https://console.amazonaws-eusc.eu")),
    ),
    "isolated: no host is known": (ISOLATED, PastedLink(NUMBER, "us-isob-east-1")),
    "quoted": (f' "{QUEUE}"\n', arn(QUEUE, region="eu-west-1")),
    "role of a permission set": (RESERVED, PastedLink(NUMBER, None, view(RESERVED), "Read_Only")),
    "session of such a role": (ASSUMED, PastedLink(NUMBER, None, view(ASSUMED), "Read_Only")),
    "another role": (PLAIN_ROLE, arn(PLAIN_ROLE)),
}


@pytest.mark.parametrize(("text", "link"), ARNS.values(), ids=ARNS.keys())
def test_an_arn_names_account_and_page(text: str, link: PastedLink) -> None:
    assert understand(text) == link


@pytest.mark.parametrize("text", [NUMBER, f" {NUMBER}\n", "0011-2233-4455", "0011 2233 4455"])
def test_a_number_is_an_account(text: str) -> None:
    assert understand(text) == PastedLink(NUMBER)


S3 = "/s3/buckets/b?region=eu-west-1&tab=objects"
MACHINE = f"/states/home?region=eu-west-1#/v2/executions/arn:aws:states:eu-west-1:{NUMBER}:x"
TWO = f"/x/home#/arn:aws:sns:eu-west-1:{NUMBER}:a/arn:aws:sns:eu-west-1:{OTHER}:b"
PAGES = {
    "plain": (f"{HOST}{S3}", PastedLink(None, "eu-west-1", f"{HOST}{S3}")),
    "no scheme": (f"console.aws.amazon.com{S3}", PastedLink(None, "eu-west-1", f"{HOST}{S3}")),
    "no path": (HOST, PastedLink(None, None, f"{HOST}/")),
    "capitals and a port": (
        "HTTPS://Console.AWS.amazon.com:443/ec2/home",
        PastedLink(None, None, f"{HOST}/ec2/home"),
    ),
    "regional": (
        "https://eu-central-1.console.aws.amazon.com/lambda/home",
        PastedLink(None, "eu-central-1", "https://eu-central-1.console.aws.amazon.com/lambda/home"),
    ),
    "the query's region wins": (
        "https://us-east-1.console.aws.amazon.com/ec2/home?region=eu-west-1#Instances:",
        PastedLink(
            None,
            "eu-west-1",
            "https://us-east-1.console.aws.amazon.com/ec2/home?region=eu-west-1#Instances:",
        ),
    ),
    "a service's own host": (
        "https://s3.console.aws.amazon.com/s3/home?region=nowhere",
        PastedLink(None, None, "https://s3.console.aws.amazon.com/s3/home?region=nowhere"),
    ),
    "somebody's console session": (
        f"https://{NUMBER}-abcd1234.us-east-1.console.aws.amazon.com/ec2/home#Home:",
        PastedLink(NUMBER, "us-east-1", "https://us-east-1.console.aws.amazon.com/ec2/home#Home:"),
    ),
    "somebody's console session, no region": (
        f"https://{NUMBER}-abcd1234.console.aws.amazon.com/iam/home",
        PastedLink(NUMBER, None, f"{HOST}/iam/home"),
    ),
    "china": (
        "https://cn-north-1.console.amazonaws.cn/s3/home",
        PastedLink(None, "cn-north-1", "https://cn-north-1.console.amazonaws.cn/s3/home"),
    ),
    "govcloud": (
        "https://console.amazonaws-us-gov.com/s3/home",
        PastedLink(None, None, "https://console.amazonaws-us-gov.com/s3/home"),
    ),
    "an ARN inside": (f"{HOST}{MACHINE}", PastedLink(NUMBER, "eu-west-1", f"{HOST}{MACHINE}")),
    "ARNs of two accounts inside": (f"{HOST}{TWO}", PastedLink(None, None, f"{HOST}{TWO}")),
    "a shared resource": (view(QUEUE), arn(QUEUE, region="eu-west-1")),
    "a shared resource on another host": (view(TABLE), ARNS["china"][1]),
    "a shared resource, in somebody's console session": (
        view(QUEUE, f"https://{OTHER}-abcd1234.us-east-1.console.aws.amazon.com"),
        arn(QUEUE, region="eu-west-1"),
    ),
    "a shared nothing": (
        f"{HOST}/go/view?arn=x",
        PastedLink(None, None, f"{HOST}/go/view?arn=x"),
    ),
    "not only ASCII": (
        f"{HOST}/s3/b%20c/\u00e4?p=\u00e4#\u00e4#x",
        PastedLink(None, None, f"{HOST}/s3/b%20c/%C3%A4?p=%C3%A4#%C3%A4#x"),
    ),
}


@pytest.mark.parametrize(("text", "link"), PAGES.values(), ids=PAGES.keys())
def test_a_page_of_the_console(text: str, link: PastedLink) -> None:
    assert understand(text) == link


def test_our_own_portal_link_is_understood() -> None:
    role = RoleRef(SessionName("acme"), NUMBER, "Read Only+&")
    page = f"{HOST}/ec2/home?region=eu-west-1#Home:"
    assert understand(portal_link(PORTAL, role, page)) == PastedLink(
        NUMBER, "eu-west-1", page, "Read Only+&", PORTAL
    )
    assert understand(portal_link(PORTAL, role)) == PastedLink(
        NUMBER, None, None, "Read Only+&", PORTAL
    )


SHORTCUTS = {
    "slash before the fragment": f"{PORTAL}/#/console?account_id={NUMBER}",
    "no slash in the fragment": f"{PORTAL}#console?account_id={NUMBER}",
    "foreign page": f"{PORTAL}#/console?account_id={NUMBER}&destination=https%3A%2F%2Fevil.example",
    "script": f"{PORTAL}#/console?account_id={NUMBER}&destination=javascript%3Aalert(1)",
    "an ARN is no page": f"{PORTAL}#/console?account_id={NUMBER}&destination={quote(QUEUE)}",
}


@pytest.mark.parametrize("text", SHORTCUTS.values(), ids=SHORTCUTS.keys())
def test_a_shortcut_without_a_page_of_the_console_has_no_destination(text: str) -> None:
    assert understand(text) == PastedLink(NUMBER, portal=PORTAL)


def test_a_shortcut_through_another_portal_gives_account_and_role_only() -> None:
    link = understand(f"http://127.0.0.1:8080/start#/console?account_id={NUMBER}&role_name=Admin")
    assert link == PastedLink(NUMBER, None, None, "Admin", "http://127.0.0.1:8080/start")


NOTHING = {
    "empty": "",
    "words": "prod admin",
    "one word": "prod",
    "eleven digits": NUMBER[1:],
    "thirteen digits": f"{NUMBER}0",
    "digits of another script": "\u0661" * 12,
    "two kinds of gaps": "0011-2233 4455",
    "half an ARN": "arn:aws:s3",
    "ARN of nobody": "arn:ours:s3:::b",
    "http": "http://console.aws.amazon.com/s3/home",
    "another port": "https://console.aws.amazon.com:8443/s3/home",
    "no port at all": "https://console.aws.amazon.com:x/s3/home",
    "user before the host": "https://console.aws.amazon.com@evil.example/",
    "user on the right host": "https://me@console.aws.amazon.com/",
    "suffix": "https://console.aws.amazon.com.evil.example/",
    "no dot": "https://evilconsole.aws.amazon.com/",
    "backslash": "https://evil.example\\.console.aws.amazon.com/",
    "backslash and at": "https://console.aws.amazon.com\\@evil.example/",
    "many labels": "https://a.b.c.console.aws.amazon.com/",
    "not ASCII": "https://\u0441onsole.aws.amazon.com/",
    "in the fragment": "https://evil.example/#https://console.aws.amazon.com/",
    "in the query": "https://evil.example?https://console.aws.amazon.com/",
    "line break": "https://console.aws.amazon.com/\nx",
    "script": "javascript:alert(1)//console.aws.amazon.com",
    "file": "file://console.aws.amazon.com/etc/passwd",
    "no host": "https:///x",
    "broken host": "https://[::1/",
    "shortcut without an account": f"{PORTAL}#/console?role_name=Admin",
    "shortcut with half an account": f"{PORTAL}#/console?account_id=1&role_name=Admin",
    "other page of a portal": f"{PORTAL}#/device",
}


@pytest.mark.parametrize("text", NOTHING.values(), ids=NOTHING.keys())
def test_what_is_none_of_these(text: str) -> None:
    assert understand(text) is None


pieces = st.sampled_from(
    [
        "https://",
        "http://",
        "console.aws.amazon.com",
        "eu-west-1.",
        f"{NUMBER}-ab12.",
        "evil.example",
        "@",
        "\\",
        "/",
        ":",
        "443",
        "?",
        "#",
        "%2f",
        "//",
        ".",
        "[",
        "]",
        "/go/view?arn=",
        QUEUE,
        "/#/console?account_id=001122334455&destination=",
        "https%3A%2F%2Fconsole.aws.amazon.com%40evil.example",
    ]
)


CONSOLES = tuple(f".{partition.console_host}" for partition in PARTITIONS)


@given(st.one_of(st.text(), st.lists(pieces, max_size=8).map("".join)))
def test_whatever_is_pasted_only_the_console_is_opened(text: str) -> None:
    link = understand(text)
    if link is not None and link.destination is not None:
        parts = urlsplit(link.destination)
        assert parts.scheme == "https"
        assert parts.netloc == parts.hostname
        assert f".{parts.netloc}".endswith(CONSOLES)
        assert link.destination.isascii()
        assert parts.path.startswith("/")
