"""The icon in the tray: made anew whenever the kind of tray changes, and never looked for.

On Linux a `QSystemTrayIcon` decides at its creation how it is shown: over the
bus where there is a StatusNotifier watcher, else as a window that an X11 tray
takes in as soon as there is one. Of the wrong kind it stays invisible for good.
"""

import sys

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtGui import QGuiApplication, QIcon
from PySide6.QtWidgets import QApplication, QMenu, QSystemTrayIcon

from tray.ui.toolkit.placement import is_placed_by_compositor
from tray.ui.tray.status_notifier_host import Host, HostWatch

_WINDOW = "QSystemTrayIconSys"
"""What Qt calls the window that lives as long as an X11 tray holds it."""


class TrayIcon(QObject):
    """Shows icon, tooltip and menu as soon, and as long, as there is a tray.

    `click_opens_menu` as on macOS: the menu's first entry does what a click does elsewhere.
    """

    clicked = Signal()
    middle_clicked = Signal()
    moved = Signal()
    """It came, went, or has another host: `is_shown` and `is_in_panel` may be others."""

    def __init__(
        self, hosts: HostWatch | None = None, *, click_opens_menu: bool = sys.platform == "darwin"
    ) -> None:
        super().__init__()
        self.menu = QMenu()
        self._hosts, self._click_opens_menu = hosts or HostWatch(), click_opens_menu
        self._hosts.changed.connect(self._settle)
        self._icon = QIcon()
        self._tooltip = ""
        self._tray: QSystemTrayIcon | None = None

    def start(self) -> None:
        """Shows the icon now, or when a tray appears."""
        self._hosts.start()
        self._settle()

    @property
    def is_shown(self) -> bool:
        """Whether there is an icon that a person can see."""
        if self._hosts.host is Host.NONE:
            return self._tray is not None and QSystemTrayIcon.isSystemTrayAvailable()
        return self._hosts.host is Host.THERE

    @property
    def is_in_panel(self) -> bool:
        """Whether the menu travels over the bus and a panel draws it, not Qt."""
        return self._hosts.host is not Host.NONE

    def show_model(self, icon: QIcon, tooltip: str) -> None:
        """What it looks like and says; only what differs is sent to the panel."""
        if self._tray is not None and icon.cacheKey() != self._icon.cacheKey():
            self._tray.setIcon(icon)
        if self._tray is not None and tooltip != self._tooltip:
            self._tray.setToolTip(tooltip)
        self._icon, self._tooltip = icon, tooltip

    def hide(self) -> None:
        """Takes the icon out of the tray, for good."""
        self._hosts.blockSignals(True)  # noqa: FBT003 - Qt takes no names
        self._drop()

    def _settle(self) -> None:
        """Another kind of tray needs another icon."""
        self._drop()
        # Wayland has no other tray than the bus, and some panels lose icons that come too early.
        if self.is_in_panel or not is_placed_by_compositor():
            self._make()
        self._watch_window()
        self.moved.emit()

    def _make(self) -> None:
        tray = QSystemTrayIcon(self._icon, self)
        tray.setToolTip(self._tooltip)
        tray.setContextMenu(self.menu)
        tray.activated.connect(self._activated)
        tray.show()
        self._tray = tray

    def _drop(self) -> None:
        if self._tray is not None:
            self._tray.hide()
            self._tray.deleteLater()
            self._tray = None

    def _activated(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        match reason:
            case QSystemTrayIcon.ActivationReason.Trigger if not self._click_opens_menu:
                self.clicked.emit()
            case QSystemTrayIcon.ActivationReason.MiddleClick:
                self.middle_clicked.emit()

    # ---- X11 trays ----------------------------------------------------------------

    def _watch_window(self) -> None:
        """Qt puts the icon into an X11 tray by itself, and tells nobody."""
        is_awaited = self._hosts.host is Host.NONE and not self.is_shown
        application = QApplication.instance()
        if application is None:
            return
        if is_awaited and QGuiApplication.platformName() == "xcb":
            application.installEventFilter(self)
        else:
            application.removeEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Sees the icon's window appear; in force only while there is no tray at all."""
        if event.type() is QEvent.Type.Show and watched.objectName() == _WINDOW:
            watched.destroyed.connect(self._window_changed)
            self._window_changed()
        return False

    def _window_changed(self) -> None:
        self._watch_window()
        self.moved.emit()
