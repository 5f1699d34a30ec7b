"""The program's own files, which an update replaces under the program that runs."""

import sys
from collections.abc import Sequence
from pathlib import Path

from tray.adapters.file_watching.watcher import stamp

_TELLING = ("__init__.py", "composition.py", "credential_helper.py", "credential_helper_windows.py")


class Installation:
    """Knows whether the files are still those that this program was started from.

    `files` are a few that every update replaces; none of a checkout, whose owner edits it.
    """

    def __init__(self, files: Sequence[Path] | None = None) -> None:
        found = _files() if files is None else files
        self._stamps = {str(path): stamp(str(path)) for path in found}

    @property
    def files(self) -> tuple[str, ...]:
        """Their paths."""
        return tuple(self._stamps)

    def is_replaced(self) -> bool:
        """Whether another program is there now, or none."""
        return any(stamp(path) != before for path, before in self._stamps.items())


def _files() -> Sequence[Path]:
    if getattr(sys, "frozen", False):
        return [Path(sys.executable)]
    package = Path(__file__).parents[1]
    is_checkout = (package.parent / "pyproject.toml").exists()
    return [] if is_checkout else [package / name for name in _TELLING]
