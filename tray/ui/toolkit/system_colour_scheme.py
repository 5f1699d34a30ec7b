"""Whether the desktop is dark: on Linux its settings portal says so, elsewhere Qt does.

Qt's own themes would ask, but bring a whole toolkit along. Nothing is asked
twice: the portal tells of every change.
(freedesktop.org, XDG Desktop Portal: org.freedesktop.portal.Settings, color-scheme.)
"""

import sys

from PySide6.QtCore import SLOT, QObject, Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication

if sys.platform.startswith("linux"):
    from PySide6.QtDBus import QDBusConnection, QDBusMessage, QDBusPendingCallWatcher

_PORTAL = "org.freedesktop.portal.Desktop"
_PATH = "/org/freedesktop/portal/desktop"
_SETTINGS = "org.freedesktop.portal.Settings"
_ANSWER_MS = 2000
_PREFERS_DARK = 1


class SystemColourScheme(QObject):
    """`is_dark` as the system has it now; light where it does not say."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.is_dark = False
        self._pending: QObject | None = None

    def start(self) -> None:
        """Asks, without waiting for the answer."""
        if sys.platform.startswith("linux"):
            bus = QDBusConnection.sessionBus()
            # PySide's type asks for bytes, and its code for a string.
            bus.connect("", _PATH, _SETTINGS, "SettingChanged", self, SLOT("_look()"))  # type: ignore[call-overload]
            self._look()
        else:
            hints = QGuiApplication.styleHints()
            hints.colorSchemeChanged.connect(self._take_scheme)
            self._take_scheme(hints.colorScheme())

    def _take_scheme(self, scheme: Qt.ColorScheme) -> None:
        self._take(is_dark=scheme is Qt.ColorScheme.Dark)

    @Slot()
    def _look(self) -> None:
        question = QDBusMessage.createMethodCall(_PORTAL, _PATH, _SETTINGS, "Read")
        question.setArguments(["org.freedesktop.appearance", "color-scheme"])
        question.setAutoStartService(False)
        call = QDBusConnection.sessionBus().asyncCall(question, _ANSWER_MS)
        self._pending = answer = QDBusPendingCallWatcher(call)
        answer.finished.connect(self._answered)

    def _answered(self, answer: "QDBusPendingCallWatcher") -> None:
        reply = answer.reply()
        if reply.type() is not QDBusMessage.MessageType.ReplyMessage:
            return
        value = reply.arguments()[0]
        while hasattr(value, "variant"):  # older portals wrap it twice
            value = value.variant()
        self._take(is_dark=value == _PREFERS_DARK)

    def _take(self, *, is_dark: bool) -> None:
        if is_dark != self.is_dark:
            self.is_dark = is_dark
            self.changed.emit()
