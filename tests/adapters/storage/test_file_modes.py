"""A file's mode, as the doctor wants it."""

import sys
from pathlib import Path

import pytest

from tray.adapters.storage.file_modes import change_mode
from tray.core.doctor.remedies import ModeChange
from tray.core.vocabulary.errors import FileError

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="modes are POSIX's")


def test_the_mode_is_that_of_the_file_behind_a_link(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    file = tmp_path / "credentials"
    file.write_text("x")
    file.chmod(0o644)
    (tmp_path / "link").symlink_to(file)
    change_mode(ModeChange("~/link", "600"))
    assert file.stat().st_mode & 0o777 == 0o600


def test_a_file_that_is_gone_is_told_of(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="Couldn't change"):
        change_mode(ModeChange(str(tmp_path / "gone"), "600"))
