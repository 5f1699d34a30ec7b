"""The clipboard for keys: marked as a secret, so that no history keeps it, and cleared in a minute.

The marks are those that password managers use: KDE's Klipper and what follows
it, the history and the cloud clipboard of Windows, and nspasteboard.org's type.
"""

import hashlib
from collections.abc import Callable

from PySide6.QtCore import QMimeData, QObject, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from tray.core.vocabulary.errors import TrayError
from tray.core.vocabulary.secret import Secret
from tray.core.vocabulary.translatable import said
from tray.ui.toolkit.placement import is_placed_by_compositor

KEPT_MS = 60_000

_WINDOWS = 'application/x-qt-windows-mime;value="{}"'
_MARKS = {
    "x-kde-passwordManagerHint": b"secret",
    "application/x-nspasteboard-concealed-type": b"1",
    _WINDOWS.format("ExcludeClipboardContentFromMonitorProcessing"): b"\0\0\0\0",
    _WINDOWS.format("CanIncludeInClipboardHistory"): b"\0\0\0\0",
    _WINDOWS.format("CanUploadToCloudClipboard"): b"\0\0\0\0",
}


class SecretClipboard(QObject):
    """`desktop_ports.Clipboard` over Qt's. Calls come from any thread."""

    kept = Signal()
    """A secret is on the clipboard now."""
    _given = Signal(object, object)

    def __init__(self) -> None:
        super().__init__()
        self._digest = b""
        self._is_from_menu = False
        self._window: QWidget | None = None
        self._given.connect(self._take)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(KEPT_MS)
        self._timer.timeout.connect(self.clear)

    def put(self, text: Secret, when_there: Callable[[], None]) -> None:
        """See the port."""
        self._given.emit(text, when_there)

    def expect_from_menu(self) -> None:
        """The next secret was asked for in a menu, where we may have no window of ours in front."""
        self._is_from_menu = is_placed_by_compositor()

    def put_from_menu(self, text: str) -> None:
        """Puts there what is no secret."""
        clipboard = QGuiApplication.clipboard()
        if is_placed_by_compositor():
            self._ask(text, lambda: clipboard.setText(text))
        else:
            clipboard.setText(text)

    def give_up(self, error: TrayError) -> None:  # noqa: ARG002 - the port's
        """The agent tells the person why."""
        self._is_from_menu = False

    def clear(self) -> None:
        """Takes the secret off again, if it is still there. What the person copied since stays."""
        self._timer.stop()
        if self._window is not None:
            self._window.close()
        clipboard = QGuiApplication.clipboard()
        if self._digest and _digest(clipboard.text()) == self._digest:
            clipboard.clear()
        self._digest = b""

    def _take(self, text: Secret, when_there: Callable[[], None]) -> None:
        is_from_menu, self._is_from_menu = self._is_from_menu, False

        def copy() -> None:
            if self._set(text):
                when_there()
                self.kept.emit()

        if is_from_menu:
            self._ask(said("Keys are ready"), copy)
        else:
            copy()

    def _ask(self, what: str, copy: Callable[[], None]) -> None:
        from tray.ui.toolkit.wayland_copy_window import CopyWindow  # noqa: PLC0415 - some desktops only
        from tray.ui.toolkit.widgets import to_front  # noqa: PLC0415

        self._window = CopyWindow(what, copy)
        to_front(self._window)

    def _set(self, text: Secret) -> bool:
        """Whether it is there now: a desktop may refuse, without a word, what has no focus."""
        data = QMimeData()
        for kind, mark in _MARKS.items():
            data.setData(kind, mark)
        data.setText(text.reveal())
        self._digest = _digest(text.reveal())
        QGuiApplication.clipboard().setMimeData(data)
        self._timer.start()
        return _digest(QGuiApplication.clipboard().text()) == self._digest


def _digest(text: str) -> bytes:
    """Enough to know it again, without keeping it."""
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).digest()
