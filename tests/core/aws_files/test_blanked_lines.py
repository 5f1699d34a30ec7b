"""Lines written over in place: at every byte where that can be cut off, nothing else is harmed."""

import configparser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fakes import START
from tray.core.aws_files.blanked_lines import overwritten, without_remarks
from tray.core.aws_files.ini_document import IniDocument
from tray.core.profiles.identity import remove_keys, write_keys
from tray.core.vocabulary.model import RoleCredentials
from tray.core.vocabulary.secret import Secret

KEYS = RoleCredentials("ASIAIOSFODNN7EXAMPLE", Secret("s" * 40), Secret("t" * 300), START)
NOTE = "acme:000000000042/Admin, until 2026-01-15T10:00:00Z; SSO Tray removes them"


def written_over(before: IniDocument, after: IniDocument, letters: int | None = None) -> bytes:
    """The bytes of the file when so many letters were written; all of them with None."""
    data = bytearray(before.to_bytes())
    left = letters if letters is not None else len(data)
    for place, new in overwritten(before, after):
        part = new[: max(0, left)]
        data[place : place + len(part)] = part
        left -= len(new)
    return bytes(data)


def settings(data: bytes) -> dict[str, dict[str, str]]:
    """As AWS tools read it."""
    parser = configparser.RawConfigParser(default_section="")
    parser.read_string(data.decode())
    return {name: dict(parser[name]) for name in parser.sections()}


TEXTS = st.lists(
    st.sampled_from(
        ["[ops]", "[dev]", "x = 1", "# mine", "", "y =\n    deeper = 1", "# sso-tray z"]
    ),
    max_size=8,
)


@given(TEXTS, st.sampled_from(["dev", "a", "x"]), st.sampled_from(["\n", "\r\n"]), st.booleans())
def test_once_the_remarks_are_gone_it_is_as_if_it_had_been_replaced(
    texts: list[str], profile: str, newline: str, is_open: bool
) -> None:
    text = newline.join(["[first]", *dict.fromkeys(texts), ""])
    before = IniDocument.parse((text.rstrip() if is_open else text).encode())
    document = write_keys(before, profile, KEYS, NOTE)
    after = remove_keys(document, profile)
    data = written_over(document, after)
    assert len(data) == len(document.to_bytes())
    assert b"ssss" not in data
    assert b"ASIA" not in data
    cleared = without_remarks(IniDocument.parse(data)).to_bytes()
    # A line that was empty has no room for a remark, and stays.
    assert cleared.split() == after.to_bytes().split()
    assert settings(cleared) == settings(after.to_bytes())


@pytest.mark.parametrize("profile", ["dev", "ops", "a"])
def test_cut_off_at_any_letter_everything_else_reads_as_before(profile: str) -> None:
    before = IniDocument.parse(b"[dev]\nregion = x\n\n[ops]\noutput = json\n")
    document = write_keys(before, profile, KEYS, NOTE)
    after = remove_keys(document, profile)
    whole = settings(document.to_bytes())
    for letters in range(sum(len(data) for _, data in overwritten(document, after)) + 1):
        found = settings(written_over(document, after, letters))
        ours = found.pop(profile, {})
        assert ours.items() <= whole[profile].items()
        assert found == {name: those for name, those in whole.items() if name != profile}


def test_what_is_more_than_a_removal_is_not_for_this() -> None:
    before = IniDocument.parse(b"[a]\nx = 1\ny = 2\n")
    assert overwritten(before, IniDocument.parse(b"[a]\nx = 3\n")) == ()
    assert overwritten(before, IniDocument.parse(b"[a]\nx = 1\ny = 2\nz = 3\n")) == ()
