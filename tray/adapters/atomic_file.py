"""A private file of our own, replaced as a whole."""

import os
import tempfile
from pathlib import Path

from tray.core.errors import FileError


def replace_file(path: Path, data: bytes) -> None:
    """Puts `data` in the place of `path`, mode 0600, or leaves it as it was (`FileError`)."""
    temporary: Path | None = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle, name = tempfile.mkstemp(prefix=".new-", dir=path.parent)
        temporary = Path(name)
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        temporary.replace(path)
    except OSError as error:
        if temporary is not None:
            temporary.unlink(missing_ok=True)
        hint = "Make sure that the directory can be written and the disk has room."
        raise FileError(f"{path} could not be written: {error.strerror}.", hint) from error
