"""What is remembered between two runs; damage counts as absence."""

import json
import os
import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tests.fakes import START
from tray.adapters.storage.state_files import StateFiles
from tray.core.vocabulary.errors import FileError
from tray.core.vocabulary.model import (
    Account,
    AccountId,
    AccountRoles,
    Listing,
    Memory,
    RoleRef,
    SessionName,
    SsoSession,
)

ACME = SsoSession(SessionName("acme"), "https://acme.example/start", "us-east-1")
PROD = Account(AccountId("000000000001"), "Prod", "prod@acme.example")
LISTING = Listing((AccountRoles(PROD, ("Admin", "ReadOnly")),), START)
ROLE = RoleRef(ACME.name, PROD.id, "Admin")
LENGTHS = {ACME.name: (timedelta(hours=8),)}
MEMORY = Memory((ROLE,), (ROLE, replace(ROLE, role_name="x")), LENGTHS, {ROLE: 3})


@pytest.fixture
def archive(tmp_path: Path) -> StateFiles:
    return StateFiles(tmp_path / "cache", tmp_path / "state")


def test_a_listing_comes_back_for_its_own_start_url(archive: StateFiles) -> None:
    assert archive.load_listing(ACME) is None
    archive.save_listing(ACME, LISTING)
    assert archive.load_listing(ACME) == LISTING
    assert archive.load_listing(replace(ACME, start_url="https://other.example/start")) is None
    assert archive.load_listing(replace(ACME, name=SessionName("other"))) is None


def test_a_memory_comes_back(archive: StateFiles) -> None:
    assert archive.load_memory() == Memory()
    asked = replace(MEMORY, newest_version="1.1", asked_at=START)
    for memory in (MEMORY, asked):
        archive.save_memory(memory)
        assert archive.load_memory() == memory


@pytest.mark.parametrize(
    "damage",
    [b"", b"rubbish", b"[]", b'{"version": 1}', b"\xff", b'{"version":' + b"[" * 100_000],
    ids=["empty", "rubbish", "a list", "half", "no text", "deep"],
)
def test_what_is_damaged_counts_as_absent(
    archive: StateFiles, tmp_path: Path, damage: bytes
) -> None:
    archive.save_listing(ACME, LISTING)
    archive.save_memory(MEMORY)
    for path in tmp_path.glob("*/*.json"):
        path.write_bytes(damage)
    assert archive.load_listing(ACME) is None
    assert archive.load_memory() == Memory()


def test_what_a_newer_program_wrote_counts_as_absent_and_stays(
    archive: StateFiles, tmp_path: Path
) -> None:
    archive.save_listing(ACME, LISTING)
    archive.save_memory(MEMORY)
    newer = {}
    for path in tmp_path.glob("*/*.json"):
        newer[path] = re.sub(rb'"version":\d+', b'"version":99', path.read_bytes())
        path.write_bytes(newer[path])
    assert archive.load_listing(ACME) is None
    assert archive.load_memory() == Memory()
    with pytest.raises(FileError, match="newer version of SSO Tray"):
        archive.save_listing(ACME, LISTING)
    with pytest.raises(FileError, match="newer version of SSO Tray"):
        archive.save_memory(MEMORY)
    assert {path: path.read_bytes() for path in newer} == newer


def test_a_memory_without_counts_still_counts(archive: StateFiles, tmp_path: Path) -> None:
    archive.save_memory(Memory(pinned=(ROLE,)))
    path = tmp_path / "state/memory.json"
    stored = json.loads(path.read_text())
    del stored["uses"]
    path.write_text(json.dumps(stored))
    assert archive.load_memory() == Memory(pinned=(ROLE,))


def test_lengths_that_cannot_be_count_as_absent(archive: StateFiles, tmp_path: Path) -> None:
    archive.save_memory(MEMORY)
    path = tmp_path / "state/memory.json"
    path.write_bytes(path.read_bytes().replace(b"28800.0", b"1e300"))
    assert archive.load_memory() == Memory()


def test_a_place_that_cannot_be_written_is_an_error_in_words(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    archive = StateFiles(tmp_path / "file/cache", tmp_path / "file/state")
    with pytest.raises(FileError, match="Couldn't write"):
        archive.save_listing(ACME, LISTING)
    with pytest.raises(FileError, match=r"memory\.json"):
        archive.save_memory(MEMORY)


@pytest.mark.skipif(os.name != "posix", reason="POSIX modes")
def test_nothing_can_be_read_by_others(archive: StateFiles, tmp_path: Path) -> None:
    archive.save_listing(ACME, LISTING)
    archive.save_memory(MEMORY)
    assert {path.stat().st_mode & 0o077 for path in tmp_path.glob("*/*")} == {0}


@pytest.mark.skipif(os.name != "posix", reason="pipes")
def test_a_pipe_in_its_place_keeps_nobody_waiting(archive: StateFiles, tmp_path: Path) -> None:
    (tmp_path / "state").mkdir()
    os.mkfifo(tmp_path / "state" / "memory.json")
    assert archive.load_memory() == Memory()
