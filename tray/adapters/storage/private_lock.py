"""Locks between processes of one person: files of mode 0600 in a directory of their own."""

from pathlib import Path

from filelock import FileLock

from tray.adapters.storage.private_directory import make_private


def private_lock(path: Path, seconds: float = 0.0) -> FileLock:
    """The lock that `path` is; `seconds` is how long its `acquire` waits by default.

    Its directory is made and looked at first: in another user's, who holds the lock
    is theirs to say. Raises `FileError`.
    """
    make_private(path.parent)
    return FileLock(path, timeout=seconds, mode=0o600)
