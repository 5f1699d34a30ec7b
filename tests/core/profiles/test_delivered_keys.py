"""Keys known by their values, in files that other tools have been at."""

import configparser
import io
from datetime import timedelta

from tests.fakes import START
from tray.core.aws_files.files import AwsFile
from tray.core.aws_files.ini_document import IniDocument
from tray.core.profiles.delivered_keys import (
    KeyRecord,
    foreign_identity,
    known_lines,
    record_of,
    sections_of,
    without_known,
    without_unmarked,
)
from tray.core.profiles.identity import remove_keys, write_keys
from tray.core.vocabulary.model import AccountId, ProfileName, RoleCredentials, RoleRef, SessionName
from tray.core.vocabulary.secret import Secret

DEV = ProfileName("dev")
ROLE = RoleRef(SessionName("acme"), AccountId("000000000042"), "Admin")
KEYS = RoleCredentials("ASIAOURS", Secret("abc/+=secret"), Secret("token=="), START)
FILE = AwsFile.CREDENTIALS


def record(keys: RoleCredentials = KEYS, salt: str = "salt") -> KeyRecord:
    return record_of(DEV, ROLE, "/credentials", keys, START + timedelta(hours=1), salt=salt)


def document(text: str = "") -> IniDocument:
    return IniDocument.parse(text.encode())


def as_configparser_writes(given: IniDocument) -> IniDocument:
    parser = configparser.RawConfigParser()
    parser.read_string(given.to_bytes().decode())
    out = io.StringIO()
    parser.write(out)
    return document(out.getvalue())


def test_a_record_holds_no_secret() -> None:
    words = repr(record())
    assert "abc/+=secret" not in words
    assert "token==" not in words
    assert record(salt="a").digests != record(salt="b").digests


def test_our_lines_are_known_without_their_comments_and_others_are_not() -> None:
    theirs = "[ops]\naws_access_key_id = AKIATHEIRS\naws_secret_access_key = theirs\n"
    plain = as_configparser_writes(write_keys(document(theirs), DEV, KEYS, "note"))
    assert remove_keys(plain, DEV) == plain, "no mark tells whose they are"
    found = without_known(plain, [record()]).to_bytes().decode()
    assert found.split() == (theirs + "[dev]").split()


def test_of_three_lines_the_one_that_is_left_is_known() -> None:
    theirs = "[dev]\nAWS_ACCESS_KEY_ID=AKIATHEIRS\naws_secret_access_key=new\n"
    text = f"{theirs}aws_session_token: token==\n"
    assert known_lines(document(text).lines, [record()]) == (3,)


def test_they_are_known_under_another_name_and_in_a_file_that_no_tool_reads() -> None:
    text = "nonsense\n[moved]\n  aws_secret_access_key = abc/+=secret  \n[[["
    lines = tuple(text.splitlines(keepends=True))
    assert known_lines(lines, [record()]) == (2,)
    assert sections_of(lines, [2]) == ("moved",)
    assert without_known(IniDocument(lines), [record()]).lines == (lines[0], lines[1], lines[3])


def test_a_value_that_is_only_like_ours_is_not() -> None:
    text = (
        "[dev]\naws_secret_access_key = abc/+=secret2\naws_session_token = oken==\n"
        "# aws_access_key_id = ASIAOURS\nx = ASIAOURS\naws_access_key_id = asiaours\n"
    )
    assert known_lines(document(text).lines, [record()]) == ()


def test_without_a_mark_they_are_ours_still_and_hinder_no_renewal() -> None:
    plain = as_configparser_writes(write_keys(document(), DEV, KEYS, "note"))
    assert foreign_identity(plain, FILE, DEV, [record()]) == ()
    assert foreign_identity(plain, FILE, DEV, []) != ()
    newer = RoleCredentials("ASIANEW", Secret("x"), Secret("y"), START)
    renewed = write_keys(without_unmarked(plain, FILE, DEV, [record()]), DEV, newer, "note")
    assert b"ASIAOURS" not in renewed.to_bytes()
    assert b"ASIANEW" in renewed.to_bytes()


def test_marked_lines_stay_where_they_are_for_a_renewal() -> None:
    marked = write_keys(document("[dev]\nregion = x\n"), DEV, KEYS, "note")
    assert without_unmarked(marked, FILE, DEV, [record()]) == marked
