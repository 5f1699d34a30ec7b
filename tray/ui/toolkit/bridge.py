"""The one door between the agent's thread and Qt."""

import threading

from PySide6.QtCore import QObject, Signal

from tray.core.snapshot import AppSnapshot


class Bridge(QObject):
    """Carries snapshots and calls to the GUI thread; of a burst only the newest arrives."""

    changed = Signal(object)
    raised = Signal()
    ended = Signal()
    happened = Signal(object)
    """Lines of the activity log, for the window that asked for them."""
    _arrived = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._lock = threading.Lock()
        self._newest: AppSnapshot | None = None
        self._arrived.connect(self._deliver)

    def publish(self, snapshot: AppSnapshot) -> None:
        """From any thread: what there is to see now."""
        with self._lock:
            is_first, self._newest = self._newest is None, snapshot
        if is_first:
            self._arrived.emit()

    def raise_window(self) -> None:
        """From any thread: a second start wants to see the program."""
        self.raised.emit()

    def end(self) -> None:
        """From any thread: the program is to end."""
        self.ended.emit()

    def _deliver(self) -> None:
        with self._lock:
            newest, self._newest = self._newest, None
        if newest is not None:
            self.changed.emit(newest)
