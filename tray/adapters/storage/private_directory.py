"""Directories that only their owner reaches: who else could write there could answer for us.

Sockets and locks lie in them. Windows keeps the folders of a person apart by itself.
"""

import os
import stat
from pathlib import Path

from tray.core.vocabulary.errors import FileError
from tray.core.vocabulary.translatable import said

_OTHERS = 0o077
_OTHERS_WRITE = 0o022


def make_private(directory: Path) -> Path:
    """That directory: one's own, mode 0700 and no link; made if it is absent.

    Called before any lock is taken or connection made there. What lets others in is closed to
    them, and what they put there meanwhile goes. Raises `FileError`.
    """
    try:
        _make(directory)
        if os.name == "posix":
            _close_to_others(directory)
    except OSError as error:
        raise FileError(
            said(
                "Couldn't prepare the folder {directory}: {reason}.",
                directory=directory,
                reason=error.strerror or error,
            ),
            said("SSO Tray needs a folder there that only you can write to."),
        ) from error
    return directory


def is_safe_parent(directory: Path) -> bool:
    """Whether what is made in that directory stays ours: our own, and nobody else writes there."""
    if os.name != "posix":
        return directory.is_dir()
    try:
        found = directory.stat()
    except OSError:
        return False
    is_ours = stat.S_ISDIR(found.st_mode) and found.st_uid == os.geteuid()
    return is_ours and not found.st_mode & _OTHERS_WRITE


def make_folders(directory: Path) -> None:
    """It and its parents, as far as they are absent: mode 0700 whatever the umask says.

    `Path.mkdir` gives the mode to the last one only. Raises `OSError`.
    """
    for folder in reversed((directory, *directory.parents)):
        if not folder.is_dir():
            folder.mkdir(mode=0o700, exist_ok=True)


def _make(directory: Path) -> None:
    if os.name == "posix" and not os.path.lexists(directory):
        _refuse_root_elsewhere(directory)
    if not directory.is_symlink():
        make_folders(directory)


def _refuse_root_elsewhere(directory: Path) -> None:
    """Root with another person's HOME (sudo, su) would leave files there that they cannot use."""
    parent = next(folder for folder in directory.parents if folder.exists())
    owner = parent.stat().st_uid
    if os.geteuid() == 0 != owner:
        raise _foreign(directory, owner)


def _close_to_others(directory: Path) -> None:
    found = directory.lstat()
    if not stat.S_ISDIR(found.st_mode):
        raise FileError(
            said("{directory} is a link or a file, not a folder.", directory=directory),
            said("Remove it. SSO Tray then creates a new one."),
        )
    if found.st_uid != os.geteuid():
        raise _foreign(directory, found.st_uid)
    if not found.st_mode & _OTHERS:
        return
    directory.chmod(0o700)
    if directory.lstat().st_mode & _OTHERS:
        raise FileError(
            said("Other users can reach {directory}.", directory=directory),
            said("Set XDG_RUNTIME_DIR to a folder that only you can reach."),
        )
    if found.st_mode & _OTHERS_WRITE:
        for entry in directory.iterdir():
            if entry.lstat().st_uid != os.geteuid() and not entry.is_dir():
                entry.unlink()


def _foreign(directory: Path, owner: int) -> FileError:
    return FileError(
        said(
            "{directory} belongs to another user (uid {owner}).", directory=directory, owner=owner
        ),
        said("Run SSO Tray as yourself, with HOME and XDG_RUNTIME_DIR set to folders you own."),
    )
