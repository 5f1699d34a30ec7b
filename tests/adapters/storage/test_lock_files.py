"""The library that locks our files: what lies in a lock's place is not followed, and not emptied.

A lock's folder may be one that other users can write to; `pyproject.toml` names the oldest
version for which this holds.
"""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from filelock import FileLock

pytestmark = pytest.mark.skipif(os.name != "posix", reason="links in shared folders are POSIX's")


def test_a_link_in_a_lock_s_place_is_not_followed(tmp_path: Path) -> None:
    target = tmp_path / "credentials"
    target.write_text("precious")
    lock = tmp_path / "tray.lock"
    lock.symlink_to(target)
    with pytest.raises(OSError, match=r"tray\.lock"):
        FileLock(lock).acquire(timeout=0)
    assert target.read_text() == "precious"
    assert lock.is_symlink()


def test_a_link_to_nothing_makes_no_file(tmp_path: Path) -> None:
    lock = tmp_path / "tray.lock"
    lock.symlink_to(tmp_path / "new")
    with pytest.raises(OSError, match=r"tray\.lock"):
        FileLock(lock).acquire(timeout=0)
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("link", [Path.hardlink_to, Path.write_bytes], ids=["hard link", "file"])
def test_what_is_there_keeps_its_words(tmp_path: Path, link: Callable[..., object]) -> None:
    target = tmp_path / "credentials"
    target.write_text("precious")
    lock = tmp_path / "tray.lock"
    link(lock, target if link is Path.hardlink_to else target.read_bytes())
    with FileLock(lock).acquire(timeout=0):
        pass
    assert target.read_text() == lock.read_text() == "precious"
