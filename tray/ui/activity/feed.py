"""The activity log's lines on their way to the window: all there is first, then each addition."""

from collections.abc import Callable
from typing import TypeAlias

from PySide6.QtCore import QObject, Signal

from tray.core.activity.entries import ActivityEntry
from tray.ui.toolkit.bridge import Bridge

Watch: TypeAlias = Callable[[Callable[[tuple[ActivityEntry, ...]], None] | None], None]
"""Whoever keeps the log: tells a listener from a thread of its own; None ends that."""


class ActivityFeed(QObject):
    """Open while somebody looks. `came` brings lines in the GUI's thread, through the bridge."""

    came = Signal(object)

    def __init__(self, watch: Watch, bridge: Bridge) -> None:
        super().__init__()
        self._watch, self._bridge = watch, bridge
        self._opening = 0
        bridge.happened.connect(self._take)

    def open(self) -> None:
        """From the beginning."""
        self._opening += 1
        opening, happened = self._opening, self._bridge.happened
        self._watch(lambda entries: happened.emit((opening, entries)))

    def close(self) -> None:
        """No more of it; what is on its way is dropped."""
        self._opening += 1
        self._watch(None)

    def _take(self, news: tuple[int, tuple[ActivityEntry, ...]]) -> None:
        opening, entries = news
        if opening == self._opening:
            self.came.emit(entries)
