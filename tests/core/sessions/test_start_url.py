import pytest

from tray.core.sessions.start_url import normalise_start_url
from tray.core.vocabulary.errors import StartUrlWrong

GOV = "https://start.us-gov-west-1.us-gov-home.awsapps.com/directory/d-90671b2c3d"
CN = "https://start.cn-north-1.home.awsapps.cn/directory/acme"
DUAL = "https://ssoins-7223abcd.portal.eu-west-1.app.aws"
CLASSIC = "https://acme.awsapps.com/start"

UNDERSTOOD = {
    "as it should be": (CLASSIC, CLASSIC, None),
    "directory id": ("https://d-90671b2c3d.awsapps.com/start", None, None),
    "trailing slash": (f"{CLASSIC}/", CLASSIC, None),
    "single page address": (f"{CLASSIC}/#/", CLASSIC, None),
    "fragment without a slash": (f"{CLASSIC}#/", CLASSIC, None),
    "deep link": (
        f"{CLASSIC}/#/console?account_id=111122223333&role_name=Admin",
        CLASSIC,
        None,
    ),
    "device page": (f"{CLASSIC}/#/device?user_code=ABCD-EFGH", CLASSIC, None),
    "no path": ("https://acme.awsapps.com", CLASSIC, None),
    "root path": ("https://acme.awsapps.com/", CLASSIC, None),
    "path below start": (f"{CLASSIC}/user/apps", CLASSIC, None),
    "a query": (f"{CLASSIC}?x=1", CLASSIC, None),
    "no scheme": ("acme.awsapps.com/start", CLASSIC, None),
    "no scheme, an address in its fragment": (
        "acme.awsapps.com/start#/console?destination=https://x.example/",
        CLASSIC,
        None,
    ),
    "spaces and quotes around": (f'  "{CLASSIC}" \n', CLASSIC, None),
    "angle brackets": (f"<{CLASSIC}>", CLASSIC, None),
    "capitals in the host": ("HTTPS://Acme.AWSapps.com/start", CLASSIC, None),
    "dot at the end of the host": ("https://acme.awsapps.com./start", CLASSIC, None),
    "china, classic": ("https://acme.awsapps.cn/start/", "https://acme.awsapps.cn/start", None),
    "china, directory": (CN, CN, "cn-north-1"),
    "govcloud, directory": (f"{GOV}/#/", GOV, "us-gov-west-1"),
    "govcloud, no region": (
        "https://start.us-gov-home.awsapps.com/directory/d-90671b2c3d",
        None,
        None,
    ),
    "directory deep link": (f"{GOV}/saml/custom", GOV, "us-gov-west-1"),
    "dual stack": (DUAL, DUAL, "eu-west-1"),
    "dual stack, deep link": (f"{DUAL}/#/console?account_id=1", DUAL, "eu-west-1"),
    "dual stack, path": (f"{DUAL}/start/", DUAL, "eu-west-1"),
    "regional": (
        "https://ssoins-1.us-gov-east-1.portal.amazonaws.com/",
        "https://ssoins-1.us-gov-east-1.portal.amazonaws.com",
        "us-gov-east-1",
    ),
    "regional, china": (
        "https://ssoins-1.cn-northwest-1.portal.amazonaws.com.cn",
        None,
        "cn-northwest-1",
    ),
    "regional, european sovereign cloud": (
        "https://ssoins-1.eusc-de-east-1.portal.amazonaws.eu",
        None,
        "eusc-de-east-1",
    ),
    "issuer": ("https://identitycenter.amazonaws.com/ssoins-7223abcd/", None, None),
    "issuer, china": ("https://identitycenter.amazonaws.com.cn/ssoins-7223abcd", None, None),
    "issuer, govcloud": ("https://identitycenter.us-gov.amazonaws.com/ssoins-7223", None, None),
    "vanity": ("https://sso.acme.example/aws/start/", "https://sso.acme.example/aws/start", None),
    "vanity with a port": ("https://sso.acme.example:8443/start", None, None),
    "loopback without TLS": ("http://127.0.0.1:8080/start/", "http://127.0.0.1:8080/start", None),
    "localhost without TLS": ("http://localhost:8080/start", None, None),
}


@pytest.mark.parametrize(("pasted", "url", "region"), UNDERSTOOD.values(), ids=UNDERSTOOD.keys())
def test_what_people_paste_becomes_one_form(
    pasted: str, url: str | None, region: str | None
) -> None:
    understood = normalise_start_url(pasted)
    assert understood.url == (url or pasted.rstrip("/"))
    assert understood.region_hint == region
    assert understood.url in understood.understood
    assert normalise_start_url(understood.url) == understood, "normalising twice changes nothing"


def test_it_says_what_was_understood() -> None:
    assert normalise_start_url(DUAL).understood == (
        f"Access portal ssoins-7223abcd in eu-west-1: {DUAL}"
    )
    assert normalise_start_url(CLASSIC).understood == f"Access portal acme: {CLASSIC}"


REFUSED = {
    "nothing": ("   ", "Enter your start URL"),
    "a word": ("acme", "isn't a web address"),
    "two words": ("acme awsapps", "space"),
    "no host": ("https:///start", "isn't a web address"),
    "bad port": ("https://acme.awsapps.com:sso/start", "isn't a web address"),
    "script": ("javascript:alert(1)", "isn't a web address"),
    "brackets": ("https://[acme/start", "isn't a web address"),
    "http": ("http://acme.awsapps.com/start", "starts with https, not http"),
    "ftp": ("ftp://acme.awsapps.com/start", "starts with https, not ftp"),
    "user name": ("https://me:pass@acme.awsapps.com/start", "doesn't contain a user name"),
    "bare issuer": ("https://identitycenter.amazonaws.com/", "incomplete"),
    "bare directory host": ("start.cn-north-1.home.awsapps.cn", "incomplete"),
    "console": ("https://eu-west-1.console.aws.amazon.com/s3/home", "AWS console"),
    "console, china": ("https://console.amazonaws.cn/", "AWS console"),
    "console, govcloud": ("https://console.amazonaws-us-gov.com/", "AWS console"),
    "sign-in page": ("https://eu-west-1.signin.aws/platform/login", "sign-in page"),
    "account sign-in": ("https://1234.signin.aws.amazon.com/console", "sign-in page"),
    "device host": ("https://device.sso.eu-west-1.amazonaws.com/", "for programs"),
    "API host": ("https://oidc.eu-west-1.amazonaws.com/authorize", "for programs"),
    "documentation": ("https://docs.aws.amazon.com/singlesignon/", "website"),
}


@pytest.mark.parametrize(("pasted", "complaint"), REFUSED.values(), ids=REFUSED.keys())
def test_what_is_no_start_url_is_refused_with_a_reason(pasted: str, complaint: str) -> None:
    with pytest.raises(StartUrlWrong) as caught:
        normalise_start_url(pasted)
    assert complaint in caught.value.title
    assert caught.value.hint
    assert "pass" not in str(caught.value).replace("pasted", "")
