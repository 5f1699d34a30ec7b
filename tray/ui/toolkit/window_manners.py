"""What every window of ours does alike: its keys, and where and how large it was the last time."""

from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import QByteArray, QEvent, QObject, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

SETTINGS_KEY = "Ctrl+,"
_SETTLED_MS = 500


class WindowPlaces(Protocol):
    """Where windows were; what it holds is Qt's own, opaque."""

    def read(self, window: str) -> bytes:
        """Empty where nothing is known."""

    def write(self, window: str, place: bytes) -> None:
        """For the next start; that it cannot be kept is no matter."""


class ForgetfulPlaces:
    """`WindowPlaces` for as long as the program runs."""

    def __init__(self) -> None:
        self._places: dict[str, bytes] = {}

    def read(self, window: str) -> bytes:
        """What was written."""
        return self._places.get(window, b"")

    def write(self, window: str, place: bytes) -> None:
        """Until the program ends."""
        self._places[window] = place


def add_keys(window: QWidget, search: Callable[[], None] | None = None) -> None:
    """Esc and Ctrl+W close it, Ctrl+F goes to its search."""
    close = QKeySequence(QKeySequence.StandardKey.Close).toString()
    for sequence in {"Esc", "Ctrl+W", close} - {""}:
        add_key(window, sequence, lambda: _close(window))
    if search is not None:
        add_key(window, QKeySequence(QKeySequence.StandardKey.Find).toString(), search)


def add_key(window: QWidget, sequence: str, pressed: Callable[[], None]) -> None:
    """One that is heard wherever the focus is in the window; never the same twice."""
    QShortcut(QKeySequence(sequence), window).activated.connect(pressed)


def _close(window: QWidget) -> None:
    window.close()


class PlaceMemory(QObject):
    """Puts a window where it was, and keeps where the person moves it."""

    def __init__(self, window: QWidget, name: str, places: WindowPlaces) -> None:
        super().__init__(window)
        self._window, self._name, self._places = window, name, places
        self._clock = QTimer(self)
        self._clock.setSingleShot(True)
        self._clock.setInterval(_SETTLED_MS)
        self._clock.timeout.connect(self._keep)
        kept = places.read(name)
        if kept:
            # Qt moves what would be off every screen back, and refuses what it cannot read.
            window.restoreGeometry(QByteArray(kept))
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: ARG002 - the window
        """A window that rests for a moment has found its place."""
        if event.type() in {QEvent.Type.Move, QEvent.Type.Resize} and self._window.isVisible():
            self._clock.start()
        elif event.type() is QEvent.Type.Hide and self._clock.isActive():
            self._clock.stop()
            self._keep()
        return False

    def _keep(self) -> None:
        self._places.write(self._name, bytes(self._window.saveGeometry().data()))
