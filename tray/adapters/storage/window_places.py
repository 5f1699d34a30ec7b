"""Where windows were, in a file of the state directory: nothing of value, and small."""

import base64
import json
import logging
from pathlib import Path

from tray.adapters.storage.atomic_file import read_file, replace_file
from tray.core.vocabulary.errors import FileError

log = logging.getLogger(__name__)

_MOST_BYTES = 64 * 1024


class WindowPlacesFile:
    """Places by the windows' names. What is damaged counts as absent."""

    def __init__(self, state: Path) -> None:
        self._path = state / "windows.json"

    def read(self, window: str) -> bytes:
        """Empty where nothing is known."""
        try:
            return base64.b64decode(self._all().get(window, ""), validate=True)
        except ValueError:
            return b""

    def write(self, window: str, place: bytes) -> None:
        """For the next start. A disk that takes nothing is no matter here."""
        kept = {**self._all(), window: base64.b64encode(place).decode("ascii")}
        try:
            replace_file(self._path, json.dumps(kept).encode("utf-8"))
        except FileError as error:
            log.debug("the place of a window was not kept: %s", type(error).__name__)

    def _all(self) -> dict[str, str]:
        try:
            data = read_file(self._path)
        except OSError:
            return {}
        if len(data) > _MOST_BYTES:
            return {}
        try:
            found = json.loads(data)
        except ValueError:
            return {}
        if not isinstance(found, dict):
            return {}
        return {name: each for name, each in found.items() if isinstance(each, str)}
