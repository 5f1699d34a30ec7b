"""Files that are replaced as a whole: written beside, made durable, then renamed."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tray.core.errors import FileError
from tray.core.said import said


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


def replace_file(path: Path, data: bytes) -> None:
    """Puts `data` in the place of `path`, mode 0600, or leaves it as it was (`FileError`)."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with written(path.parent, data, ".new-") as temporary:
            temporary.replace(path)
    except OSError as error:
        hint = said("Make sure that the directory can be written and the disk has room.")
        raise FileError(
            said("{path} could not be written: {reason}.", path=path, reason=error.strerror),
            hint,
        ) from error
