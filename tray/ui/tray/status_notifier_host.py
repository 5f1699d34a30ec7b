"""Whether a panel with a tray of today's kind is there: a StatusNotifier host on the bus.

Nothing is asked twice: the bus tells of every change.
(freedesktop.org, StatusNotifierItem: org.kde.StatusNotifierWatcher.)
"""

import sys
from enum import Enum

from PySide6.QtCore import SLOT, QObject, Signal, Slot

if sys.platform.startswith("linux"):
    from PySide6.QtDBus import (
        QDBusConnection,
        QDBusMessage,
        QDBusPendingCallWatcher,
        QDBusServiceWatcher,
    )

_WATCHER = "org.kde.StatusNotifierWatcher"
_PATH = "/StatusNotifierWatcher"
_ANSWER_MS = 2000


class Host(Enum):
    """Who would show the icon."""

    NONE = "nobody on the bus: Qt shows the icon and the menu, if there is a place for them"
    COMING = "a watcher takes icons, but nobody shows them yet"
    THERE = "a panel shows the icon and draws the menu"


class HostWatch(QObject):
    """Asks once, and again whenever the bus tells of a change; only on Linux."""

    changed = Signal(object)
    """Carries a `Host`, always another than before."""

    def __init__(self) -> None:
        super().__init__()
        self.host = Host.NONE
        self._names: QObject | None = None
        self._pending: QObject | None = None

    def start(self) -> None:
        """Returns with `host` known, after two seconds at most."""
        if not sys.platform.startswith("linux"):
            return
        bus = QDBusConnection.sessionBus()
        on_change = QDBusServiceWatcher.WatchModeFlag.WatchForOwnerChange
        names = QDBusServiceWatcher(_WATCHER, bus, on_change, self)
        names.serviceOwnerChanged.connect(lambda *_: self._look())
        self._names = names
        for signal in ("StatusNotifierHostRegistered", "StatusNotifierHostUnregistered"):
            # PySide's type asks for bytes, and its code for a string.
            bus.connect("", _PATH, _WATCHER, signal, self, SLOT("_look()"))  # type: ignore[call-overload]
        answer = self._ask()
        answer.waitForFinished()
        self.host = _host(answer.reply())

    @Slot()
    def _look(self) -> None:
        self._ask().finished.connect(self._take)

    def _ask(self) -> "QDBusPendingCallWatcher":
        question = QDBusMessage.createMethodCall(
            _WATCHER, _PATH, "org.freedesktop.DBus.Properties", "Get"
        )
        question.setArguments([_WATCHER, "IsStatusNotifierHostRegistered"])
        question.setAutoStartService(False)
        # An earlier question is forgotten with its answer: the new one is nearer to the truth.
        call = QDBusConnection.sessionBus().asyncCall(question, _ANSWER_MS)
        self._pending = answer = QDBusPendingCallWatcher(call)
        return answer

    def _take(self, answer: "QDBusPendingCallWatcher") -> None:
        host = _host(answer.reply())
        if host is not self.host:
            self.host = host
            self.changed.emit(host)


def _host(answer: "QDBusMessage") -> Host:
    if answer.type() is not QDBusMessage.MessageType.ReplyMessage:
        return Host.NONE
    return Host.THERE if answer.arguments()[0].variant() else Host.COMING
