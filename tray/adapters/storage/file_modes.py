"""Gives a file the mode that the doctor asks for."""

import os
import stat
from pathlib import Path

from tray.core.doctor.remedies import ModeChange
from tray.core.vocabulary.errors import FileError
from tray.core.vocabulary.translatable import said


def change_mode(wanted: ModeChange) -> None:
    """Changes it at the file itself, wherever a link leads. Raises `FileError`."""
    path = Path(wanted.path).expanduser()
    try:
        mode = stat.S_IMODE(path.stat().st_mode)
        os.chmod(path, wanted.applied(mode))  # noqa: PTH101 - the one that follows links
    except OSError as error:
        raise FileError(
            said("Couldn't change {path}: {reason}.", path=wanted.path, reason=error.strerror),
            said("Run in a terminal: {command}", command=f"chmod {wanted.change} {wanted.path}"),
        ) from error
