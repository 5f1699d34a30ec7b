import time

import pytest
from hypothesis import given

from tests.core.profiles.test_profiles import files, parsed
from tray.core.aws_files.ini_document import IniDocument
from tray.core.diffs.redacted_diff import MASK, diff, is_secret


def document(text: str) -> IniDocument:
    return IniDocument.parse(text.encode("utf-8", "surrogateescape"))


def test_a_change_is_shown_with_its_surroundings() -> None:
    before = document("[a]\n" + "".join(f"x{n} = {n}\n" for n in range(9)))
    after = document("".join(before.lines) + "\n[b]\ny = 1")
    assert diff(before, after) == (
        "--- config\n+++ config\n@@ -8,3 +8,6 @@\n x6 = 6\n x7 = 7\n x8 = 8\n+\n+[b]\n+y = 1\n"
    )
    assert diff(after, before, "~/.aws/config").startswith("--- ~/.aws/config\n")


def test_a_change_in_the_middle_has_the_right_line_numbers() -> None:
    lines = [f"x{n} = {n}\n" for n in range(20)]
    before = document("".join(["[a]\n", *lines]))
    after = document("".join(["[a]\n", *lines[:10], "new = 1\n", *lines[10:]]))
    assert "@@ -9,6 +9,7 @@\n" in diff(before, after)


def test_no_change_is_no_text() -> None:
    assert diff(document("[a]\nx = 1\n"), document("[a]\nx = 1\n")) == ""
    assert diff(IniDocument(), IniDocument()) == ""


def test_a_new_file() -> None:
    assert diff(IniDocument(), document("[a]\r\nx = 1")) == (
        "--- config\n+++ config\n@@ -0,0 +1,2 @@\n+[a]\n+x = 1\n"
    )


HIDDEN = {
    "key": "aws_secret_access_key = hush/+=",
    "key in capitals": "AWS_SECRET_ACCESS_KEY=hush",
    "colon": "aws_session_token: hush",
    "indented": "  aws_secret_access_key = hush",
    "remark": "# aws_secret_access_key = hush",
    "remark without a blank": ";aws_secret_access_key=hush",
    "remark in words": "# the old GitHub token: hush",
    "set aside": "#sso-tray-aside# aws_session_token = hush",
    "old token": "aws_security_token = hush",
    "somebody's own": "github_token = hush",
    "password": "proxy_password = hush",
    "api key": "apikey = hush",
    "continued": "aws_secret_access_key = x\n    hush\n  # remark\n    hush",
    "in an address": "proxy = http://me:hush@proxy.example:8080",
    "option": "credential_process = /bin/x --client-secret hush --password=hush",
    "key id": "credential_process = /bin/x AKIAHUSHHUSHHUSH2345",
}


@pytest.mark.parametrize("line", HIDDEN.values(), ids=HIDDEN.keys())
def test_no_secret_is_shown(line: str) -> None:
    shown = diff(document("[a]\n"), document(f"[a]\n{line}\n"))
    assert "hush" not in shown.lower()
    assert MASK in shown


SHOWN = [
    "region = eu-west-1",
    "sso_session = acme",
    "sso_role_name = Admin",
    "web_identity_token_file = /run/token",
    "credential_process = '/opt/my tray/sso-tray' credentials acme:111122223333/Admin",
    "# sso-tray profile: acme:111122223333/Admin [prod-admin 1a2b3c4d]",
    "sso_start_url = https://acme.awsapps.com/start",
    "aws_secret_access_key =",
]


@pytest.mark.parametrize("line", SHOWN)
def test_what_is_no_secret_is_shown(line: str) -> None:
    assert f"+{line}\n" in diff(document("[a]\n"), document(f"[a]\n{line}\n"))


def test_secrets_are_told_by_their_names() -> None:
    assert is_secret("aws_secret_access_key")
    assert not is_secret("region")


def test_what_is_no_text_can_be_printed() -> None:
    shown = diff(IniDocument(), IniDocument(("[a]\n", "x = \udcff\n")))
    assert "x = \ufffd" in shown.encode().decode()


@given(files(), files())
def test_any_two_files_can_be_compared(one: bytes, other: bytes) -> None:
    before, after = parsed(one), parsed(other)
    if before is not None and after is not None:
        shown = diff(before, after)
        assert not shown or shown.startswith("--- config\n+++ config\n@@ ")
        assert diff(before, before) == ""


def test_thousands_of_lines_take_a_moment() -> None:
    text = "".join(f"[profile p{n}]\ncredential_process = x {n}\n\n" for n in range(5000))
    before, after = document(text), document(text.replace("= x", "= y"))
    started = time.perf_counter()
    assert diff(before, after).count("\n+c") == 5000
    assert diff(IniDocument(), after).count("\n+") == 15_000 + 1
    # It takes half a second, and difflib alone half a minute.
    assert time.perf_counter() - started < 15
