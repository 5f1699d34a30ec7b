import re
import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.core.profiles.test_profiles import files, parsed
from tray.core.aws_files.ini_document import IniDocument
from tray.core.aws_files.managed_blocks import Edit, edited
from tray.core.diffs.redacted_diff import MASK, diff, is_secret
from tray.core.profiles.keyless_profiles import write_pointer


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
    after = edited(before, [Edit(11, 11, ("new = 1",))])
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


HUNK = re.compile(r"@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@")


def patched(old: list[str], shown: list[str]) -> list[str]:
    """The old lines with a diff applied, every line of which is checked."""
    new, done = list[str](), 0
    for line in shown[2:]:
        if match := HUNK.fullmatch(line):
            start = int(match[1]) - (match[2] != "0")
            new += old[done:start]
            done = start
            assert int(match[3]) - (match[4] != "0") == len(new)
            continue
        if line[0] in " -":
            assert old[done] == line[1:]
            done += 1
        if line[0] in " +":
            new.append(line[1:])
    return new + old[done:]


def texts(document: IniDocument) -> list[str]:
    return [document.text(index) for index in range(len(document.lines))]


LINES = st.lists(st.sampled_from("abc").map(lambda word: f"# {word}"), max_size=30)
EDITS = st.tuples(
    st.lists(st.integers(0, 30), max_size=8, unique=True).map(sorted),
    st.lists(st.lists(st.sampled_from(["# b", "# sso-tray x"]), max_size=2), max_size=8),
)


@given(LINES, st.lists(EDITS, min_size=1, max_size=3), st.booleans())
def test_the_diff_leads_from_one_to_the_other(
    lines: list[str], passes: list[tuple[list[int], list[list[str]]]], is_open: bool
) -> None:
    text = "".join(f"{line}\n" for line in lines)
    before = IniDocument(tuple((text[:-1] if is_open else text).splitlines(keepends=True)))
    after = before
    for places, new in passes:
        ends = [min(place, len(after.lines)) for place in places]
        changes = zip(pairwise(ends), new, strict=False)
        after = edited(after, [Edit(*place, tuple(lines)) for place, lines in list(changes)[::2]])
    shown = diff(before, after).splitlines()
    assert patched(texts(before), shown) == texts(after)
    assert bool(shown) == (texts(before) != texts(after))


@given(files(), st.sampled_from(["dev", "new"]))
def test_what_is_written_is_all_that_is_shown(data: bytes, profile: str) -> None:
    before = parsed(data)
    if before is None:
        return
    shown = diff(before, write_pointer(before, profile, "s:1/R", {"zz": "1"})).splitlines()[2:]
    assert not any(line[0] == "-" for line in shown)
    kept = [line[1:] for line in shown if line[0] == "+"]
    assert any(line.startswith("# sso-tray uses: s:1/R [") for line in kept)
    assert len(kept) in {2, 3, 4, 5}, "the block, with a header, a gap and a word about the end"


def test_far_changes_are_hunks_of_their_own_and_near_ones_are_one() -> None:
    before = document("[a]\n" + "".join(f"x{number} = 1\n" for number in range(1, 30)))
    after = edited(before, [Edit(1, 1, ("y = 1",)), Edit(30, 30, ("z = 1",))])
    assert diff(before, after).splitlines()[2:] == [
        *("@@ -1,4 +1,5 @@", " [a]", "+y = 1", " x1 = 1", " x2 = 1", " x3 = 1"),
        *("@@ -28,3 +29,4 @@", " x27 = 1", " x28 = 1", " x29 = 1", "+z = 1"),
    ]
    near = edited(before, [Edit(1, 1, ("y = 1",)), Edit(7, 8)])
    assert diff(before, near).count("@@ -") == 1


@given(files(), files())
def test_any_two_files_can_be_compared(one: bytes, other: bytes) -> None:
    before, after = parsed(one), parsed(other)
    if before is not None and after is not None:
        shown = diff(before, after)
        assert not shown or shown.startswith("--- config\n+++ config\n@@ ")
        assert diff(before, before) == ""


def test_thousands_of_lines_take_a_moment() -> None:
    text = "".join(f"[profile p{n}]\ncredential_process = x {n}\n\n" for n in range(5000))
    before = document(text)
    after = edited(before, [Edit(3 * n + 1, 3 * n + 2, ("same = same",)) for n in range(5000)])
    started = time.perf_counter()
    assert diff(before, after).count("\n+same") == 5000
    assert diff(IniDocument(), after).count("\n+") == 15_000 + 1
    # It takes a fifth of a second, and difflib half a minute.
    assert time.perf_counter() - started < 15
