"""The icon in the tray: made only once there is a tray, and made anew when one returns.

On Linux a `QSystemTrayIcon` decides at its creation how it is shown, and one
that is made before the panel is up stays invisible in some panels for good.
"""

import sys

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QMenu, QSystemTrayIcon

_WATCHER = "org.kde.StatusNotifierWatcher"
_HOST_PATIENCE_MS = (200, 400, 800, 1600, 3200)
"""A panel owns the watcher's name a little before it shows icons."""


class TrayIcon(QObject):
    """Shows icon, tooltip and menu as soon, and as long, as there is a tray."""

    clicked = Signal()
    available = Signal(bool)

    def __init__(self) -> None:
        super().__init__()
        self.menu = QMenu()
        self._icon = QIcon()
        self._tooltip = ""
        self._tray: QSystemTrayIcon | None = None
        self._watcher: QObject | None = None

    def start(self) -> None:
        """Shows the icon now, or when a tray appears."""
        is_there = self._appear()
        if sys.platform.startswith("linux"):
            self._watch_bus()
        if not is_there:
            self.available.emit(False)  # noqa: FBT003 - a signal has no names
            self._look_again()

    @property
    def is_shown(self) -> bool:
        """Whether there is an icon."""
        return self._tray is not None

    def show_model(self, icon: QIcon, tooltip: str) -> None:
        """What it looks like and says; only what differs is sent to the panel."""
        if self._tray is not None and icon.cacheKey() != self._icon.cacheKey():
            self._tray.setIcon(icon)
        if self._tray is not None and tooltip != self._tooltip:
            self._tray.setToolTip(tooltip)
        self._icon, self._tooltip = icon, tooltip

    def hide(self) -> None:
        """Takes the icon out of the tray."""
        if self._tray is not None:
            self._tray.hide()

    def _appear(self) -> bool:
        if self._tray is not None:
            return True
        if self._icon.isNull() or not QSystemTrayIcon.isSystemTrayAvailable():
            return False
        tray = QSystemTrayIcon(self._icon)
        tray.setToolTip(self._tooltip)
        tray.setContextMenu(self.menu)
        tray.activated.connect(self._activated)
        tray.show()
        self._tray = tray
        self.available.emit(True)  # noqa: FBT003 - a signal has no names
        return True

    def _look_again(self) -> None:
        """A few looks, further and further apart, after a sign that a tray is coming."""
        delays = iter(_HOST_PATIENCE_MS)

        def look() -> None:
            delay = next(delays, None)
            if not self._appear() and delay is not None:
                QTimer.singleShot(delay, look)

        QTimer.singleShot(0, look)

    def _activated(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        wanted = (
            QSystemTrayIcon.ActivationReason.Trigger,
            QSystemTrayIcon.ActivationReason.MiddleClick,
        )
        # On macOS a click opens the menu, whose first entry does what a click does elsewhere.
        if reason in wanted and sys.platform != "darwin":
            self.clicked.emit()

    def _watch_bus(self) -> None:
        from PySide6.QtDBus import QDBusConnection, QDBusServiceWatcher  # noqa: PLC0415 - Linux only

        watcher = QDBusServiceWatcher(
            _WATCHER,
            QDBusConnection.sessionBus(),
            QDBusServiceWatcher.WatchModeFlag.WatchForOwnerChange,
            self,
        )
        watcher.serviceRegistered.connect(self._host_came)
        watcher.serviceUnregistered.connect(self._host_went)
        self._watcher = watcher

    @Slot(str)
    def _host_came(self, _: str) -> None:
        self._look_again()

    @Slot(str)
    def _host_went(self, _: str) -> None:
        """A panel that restarts shows the icon again by itself; until then the window stands in."""
        self.available.emit(False)  # noqa: FBT003 - a signal has no names
        if self._tray is not None:
            self._tray.hide()
            self._tray.deleteLater()
            self._tray = None
