"""The newest snapshot, for threads that wait until it says something."""

import threading
from collections.abc import Callable
from typing import TypeVar

from tray.core.snapshot import AppSnapshot

Found = TypeVar("Found")


class SnapshotFeed:
    """Every snapshot is published here; `serial` counts them."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._snapshot = AppSnapshot()
        self._serial = 0

    def publish(self, snapshot: AppSnapshot) -> None:
        """The newest snapshot, from the agent's thread."""
        with self._changed:
            self._snapshot = snapshot
            self._serial += 1
            self._changed.notify_all()

    def latest(self) -> tuple[int, AppSnapshot]:
        """The newest, and its number."""
        with self._changed:
            return self._serial, self._snapshot

    def wait_for(self, find: Callable[[AppSnapshot], Found | None], seconds: float) -> Found | None:
        """What `find` makes of a snapshot, the first time that is something; None after a while."""
        with self._changed:
            return self._changed.wait_for(lambda: find(self._snapshot), seconds) or None

    def wait_beyond(self, serial: int, seconds: float) -> tuple[int, AppSnapshot]:
        """The first snapshot after `serial`; the current one after so many seconds."""
        with self._changed:
            self._changed.wait_for(lambda: self._serial > serial, seconds)
            return self._serial, self._snapshot
