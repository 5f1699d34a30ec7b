"""Files that are replaced as a whole: written beside, made durable, then renamed.

What a killed program left of that beside a file bears the file's name, so that whoever next
saves, reads or removes the very file can clear it away: it may hold a whole token.
"""

import errno
import glob
import os
import re
import stat
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tray.core.vocabulary.errors import FileError
from tray.core.vocabulary.translatable import said

_PATIENCE_SECONDS = 2.0
_AGAIN_SECONDS = 0.02
_STALE_SECONDS = 60.0
"""No write takes that long: what is older was left by a program that was killed."""

_WITHOUT_A_NAME = re.compile(r"\.new-[a-z0-9_]{8}\.tmp")
"""What versions before 1.0 left behind."""


def temporary_prefix(path: Path) -> str:
    """How the names of temporary files for `path` begin; they end in `.tmp`."""
    return f".sso-tray-{path.name}-"


def put_in_place(temporary: Path, target: Path) -> None:
    """Renames one file over another. Raises `OSError`.

    Windows refuses while anybody has the old one open, were it a reader or a virus scanner for a
    moment: then it is tried again for a while.
    """
    end = time.monotonic() + _PATIENCE_SECONDS
    while True:
        try:
            temporary.replace(target)
        except PermissionError:
            if os.name == "posix" or time.monotonic() > end or target.is_dir():
                raise
            time.sleep(_AGAIN_SECONDS)
        else:
            return


@contextmanager
def written(directory: Path, data: bytes, prefix: str) -> Iterator[Path]:
    """A new file with `data`, mode 0600, safely on the disk; gone afterwards unless renamed.

    Raises `OSError`, and then leaves nothing behind.
    """
    handle, name = tempfile.mkstemp(prefix=prefix, suffix=".tmp", dir=directory)
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        yield temporary
    finally:
        temporary.unlink(missing_ok=True)


def read_file(path: Path) -> bytes:
    """All of a regular file. Raises `OSError`, also for what would never end, or never begin.

    A pipe in a file's place keeps whoever opens it waiting for somebody who writes.
    """
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    with os.fdopen(os.open(path, flags), "rb") as stream:
        if not stat.S_ISREG(os.fstat(stream.fileno()).st_mode):
            raise OSError(errno.EINVAL, "this isn't a regular file", str(path))
        return stream.read()


def replace_file(path: Path, data: bytes) -> None:
    """Puts `data` in the place of `path`, mode 0600, or leaves it as it was (`FileError`)."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        clear_leftovers(path)
        with written(path.parent, data, temporary_prefix(path)) as temporary:
            put_in_place(temporary, path)
    except OSError as error:
        hint = said("Check that you can write to the folder and that the disk isn't full.")
        raise FileError(
            said("Couldn't write {path}: {reason}.", path=path, reason=error.strerror),
            hint,
        ) from error


def clear_leftovers(path: Path, older_than: float = _STALE_SECONDS) -> None:
    """Removes what killed programs left beside `path`, but for what another one writes just now.

    Who holds a lock that keeps others from writing it need not wait: `older_than` 0 seconds.
    """
    beside = path.parent.glob(f"{glob.escape(temporary_prefix(path))}*.tmp")
    unnamed = (
        each for each in path.parent.glob(".new-*.tmp") if _WITHOUT_A_NAME.fullmatch(each.name)
    )
    for found in (*beside, *unnamed):
        # Where it cannot be removed now, it can be at another time.
        with suppress(OSError):
            if abs(time.time() - found.stat().st_mtime) >= older_than:
                found.unlink()
