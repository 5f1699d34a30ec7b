"""Files that are replaced as a whole, and what a killed program leaves of that."""

import os
import stat
import time
from pathlib import Path

import pytest

from tray.adapters.storage.atomic_file import clear_leftovers, replace_file, written

OLD = time.time() - 300


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "ours" / "token[1].json"
    path.parent.mkdir()
    path.write_bytes(b"before")
    return path


def left(path: Path, name: str, moment: float) -> Path:
    """What a program that was killed at that moment left beside `path`."""
    found = path.with_name(name)
    found.write_bytes(b"a whole token")
    os.utime(found, (moment, moment))
    return found


def kept(path: Path) -> set[str]:
    return {found.name for found in path.parent.iterdir()}


def test_a_temporary_file_bears_the_name_of_the_file_that_it_is_for(path: Path) -> None:
    with written(path.parent, b"after", ".sso-tray-token[1].json-") as temporary:
        assert temporary.name.startswith(".sso-tray-token[1].json-")
        assert stat.S_IMODE(temporary.stat().st_mode) == 0o600 or os.name != "posix"


@pytest.mark.parametrize("moment", [OLD, time.time() + 3000], ids=["old", "of a clock set back"])
def test_the_next_save_removes_what_a_killed_one_left(path: Path, moment: float) -> None:
    left(path, ".sso-tray-token[1].json-abc.tmp", moment)
    left(path, ".new-abcd_123.tmp", moment)
    replace_file(path, b"after")
    assert kept(path) == {path.name}
    assert path.read_bytes() == b"after"


def test_what_is_being_written_and_what_is_not_ours_stays(path: Path) -> None:
    now = time.time()
    theirs = {
        left(path, ".sso-tray-token[1].json-abc.tmp", now).name,
        left(path, ".sso-tray-other.json-abc.tmp", OLD).name,
        left(path, ".new-chapter.tmp", OLD).name,
        left(path, "new-abcd_123.tmp", OLD).name,
    }
    clear_leftovers(path)
    assert kept(path) == {path.name, *theirs}


def test_who_holds_the_lock_need_not_wait(path: Path) -> None:
    left(path, ".sso-tray-token[1].json-abc.tmp", time.time())
    clear_leftovers(path, older_than=0)
    assert kept(path) == {path.name}


def test_nothing_beside_nothing(tmp_path: Path) -> None:
    clear_leftovers(tmp_path / "no folder" / "file")
