"""`search-path`, for the installer on Windows: whether terminals find the command."""

import sys
from enum import Enum
from pathlib import Path


class Change(Enum):
    """What to do with the folder of the program."""

    ADD = "add"
    REMOVE = "remove"


if sys.platform == "win32":

    def search_path(change: Change) -> None:
        """Put the program's folder into your search path, or take it out."""
        from tray.adapters.system.windows_path_variable import (  # noqa: PLC0415 - the installer only
            UserVariables,
            add_folder,
            remove_folder,
        )

        folder = str(Path(sys.executable).parent)
        (add_folder if change is Change.ADD else remove_folder)(UserVariables(), folder)
