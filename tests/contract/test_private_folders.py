"""The folder of the agent's socket: the program and the credential helper hold it to one measure.

The helper imports nothing of ours, so it has a check of its own.
"""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tray import credential_helper
from tray.adapters.storage.private_directory import make_private
from tray.core.vocabulary.errors import FileError

pytestmark = pytest.mark.skipif(os.name != "posix", reason="modes and owners of POSIX")

SOMEBODY = 65534


def folder(mode: int, owner: int | None = None) -> Callable[[Path], None]:
    def make(path: Path) -> None:
        path.mkdir()
        path.chmod(mode)
        if owner is not None:
            os.chown(path, owner, owner)

    return make


def link(path: Path) -> None:
    folder(0o700)(path.with_name("elsewhere"))
    path.symlink_to(path.with_name("elsewhere"))


FOREIGN = pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() != 0, reason="takes root, to give a folder away"
)
FOLDERS = [
    pytest.param(folder(0o700), "good", id="one's own"),
    pytest.param(folder(0o500), "good", id="one's own, closed"),
    pytest.param(folder(0o755), "mended", id="others may look"),
    pytest.param(folder(0o770), "mended", id="its group may write"),
    pytest.param(folder(0o701), "mended", id="others may pass"),
    pytest.param(folder(0o1777), "mended", id="as /tmp"),
    pytest.param(link, "refused", id="a link to one's own"),
    pytest.param(lambda path: path.symlink_to("nowhere"), "refused", id="a link to nothing"),
    pytest.param(lambda path: path.write_text(""), "refused", id="a file"),
    pytest.param(os.mkfifo, "refused", id="a pipe"),
    pytest.param(folder(0o700, SOMEBODY), "refused", id="another's", marks=FOREIGN),
    pytest.param(folder(0o777, SOMEBODY), "refused", id="another's, open", marks=FOREIGN),
]


def helper_takes(path: Path) -> bool:
    try:
        credential_helper._check_directory(str(path))
    except credential_helper._NotOurs:
        return False
    return True


@pytest.mark.parametrize(("make", "outcome"), FOLDERS)
def test_both_judge_alike(make: Callable[[Path], object], outcome: str, tmp_path: Path) -> None:
    path = tmp_path / "run"
    make(path)
    assert helper_takes(path) is (outcome == "good")
    if outcome == "refused":
        with pytest.raises(FileError):
            make_private(path)
        assert not helper_takes(path)
    else:
        before = path.stat().st_mode
        make_private(path)
        assert (path.stat().st_mode != before) is (outcome == "mended")
        assert helper_takes(path)


def test_what_is_not_there_is_no_reason_to_refuse(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        credential_helper._check_directory(str(tmp_path / "run"))
    make_private(tmp_path / "run")
    assert helper_takes(tmp_path / "run")
