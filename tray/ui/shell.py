"""The tray as a whole: icon, menu and windows, fed by snapshots and answering with commands."""

import os
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from tray.core.commands import Command, CopyEnvironment, ReloadSessions
from tray.core.snapshot import AppSnapshot
from tray.resource_files import resource_path
from tray.ui.mark.icons import app_icon, tray_icon
from tray.ui.menu.model import Action, CopyText, ShowSignIn, UiRequest, UseForProfile
from tray.ui.menu.tray_menu import TrayMenu
from tray.ui.toolkit.bridge import Bridge
from tray.ui.toolkit.secret_clipboard import SecretClipboard
from tray.ui.toolkit.translation import Speech, shown
from tray.ui.tray.presenter import Presenter
from tray.ui.tray.tray_icon import TrayIcon

if TYPE_CHECKING:
    from tray.ui.windows.registry import Desktop, Windows

_PATIENCE_MS = 3000
"""A panel that starts, or starts again, has its tray up before."""
_PATIENCE_ON_GNOME_MS = 500
"""Its shell is there before any program; without the extension there is no tray to wait for."""


class Shell:
    """What a person sees. It knows the agent only as somebody who takes commands."""

    def __init__(self, icon: TrayIcon, *, is_demo: bool) -> None:
        self.bridge = Bridge()
        self._snapshot = AppSnapshot(is_demo=is_demo)
        is_mac = sys.platform == "darwin"
        self._presenter = Presenter(click_opens_menu=is_mac)
        self._send: Callable[[Command], None] = lambda _: None
        self._now: Callable[[], datetime] = lambda: datetime.now(UTC)
        self._seconds_until: Callable[[datetime], float] = lambda _: 60.0
        self._menu = TrayMenu(icon.menu, self._choose)
        self.clipboard = SecretClipboard()
        self.clipboard.kept.connect(self._keys_copied)
        self.icon = icon
        self.icon.clicked.connect(self._clicked)
        self.icon.middle_clicked.connect(self.show_home)
        self.icon.moved.connect(self._icon_moved)
        self._windows: Windows | None = None
        self._has_early_click = False
        application = cast("QApplication", QApplication.instance())
        folder = resource_path("translations/de.qm").parent
        self._speech = Speech(application, folder, self._menu.relabel)
        self._timer = _alarm(self._present)
        self._patience = _alarm(self._stand_in)
        is_gnome = "GNOME" in os.environ.get("XDG_CURRENT_DESKTOP", "").upper().split(":")
        self._patience.setInterval(_PATIENCE_ON_GNOME_MS if is_gnome else _PATIENCE_MS)
        self.bridge.changed.connect(self._show)
        self.bridge.raised.connect(self.show_home)
        self.bridge.ended.connect(QApplication.quit)
        self._present()
        self._icon_moved()

    def connect_to(
        self,
        send: Callable[[Command], None],
        now: Callable[[], datetime],
        seconds_until: Callable[[datetime], float],
        desktop: "Desktop | None" = None,
    ) -> None:
        """Whom commands go to, and what time it is."""
        # The windows' modules are read only now: the icon does not wait for them.
        from tray.ui.windows.registry import Desktop, Windows  # noqa: PLC0415

        QGuiApplication.setWindowIcon(app_icon(is_demo=self._snapshot.is_demo))
        self._send, self._now, self._seconds_until = send, now, seconds_until
        self._windows = Windows(self.send, now, seconds_until, desktop or Desktop())
        self._icon_moved()
        self._menu.qt_menu.aboutToShow.connect(lambda: self.send(ReloadSessions()))

    def send(self, command: Command) -> None:
        """Hands a command to the agent."""
        self._send(command)

    def hide(self) -> None:
        """Takes everything off the screen."""
        self.icon.hide()
        self.clipboard.clear()
        if self._windows is not None:
            self._windows.hide()

    def show_home(self) -> None:
        """Home, in front."""
        self._choose(UiRequest.HOME)

    # ---- from the agent -----------------------------------------------------

    def _show(self, snapshot: AppSnapshot) -> None:
        self._snapshot = snapshot
        if snapshot.is_ready:
            self._speech.follow(snapshot.settings.language)
        self._present()
        if self._has_early_click:
            self._clicked()
        if self._windows is not None:
            self._windows.follow(snapshot)

    def _present(self) -> None:
        now, snapshot = self._now(), self._snapshot
        model = self._presenter.icon(snapshot, now)
        icon = tray_icon(model, is_template=sys.platform == "darwin")
        self.icon.show_model(icon, shown(self._presenter.tooltip(snapshot, now)))
        self._menu.show_items(self._presenter.menu(snapshot, now))
        change = self._presenter.next_change(snapshot, now)
        if change is not None:
            self._timer.start(max(250, int(self._seconds_until(change) * 1000)))

    def _icon_moved(self) -> None:
        self._menu.draw_in_panel(is_in_panel=self.icon.is_in_panel)
        if self._windows is not None:
            self._windows.set_tray_available(is_available=self.icon.is_shown)
        if not self.icon.is_shown:
            self._patience.start()

    def _stand_in(self) -> None:
        """No tray came within a few seconds: the window is the way in."""
        if not self.icon.is_shown:
            self.show_home()

    # ---- from the person ----------------------------------------------------

    def _clicked(self) -> None:
        # A click in the first half second, before anything is read, counts as soon as it can.
        self._has_early_click = not self._snapshot.is_ready
        if not self._has_early_click:
            self._choose(self._presenter.click(self._snapshot))

    def _keys_copied(self) -> None:
        if self._windows is not None:
            self._windows.keys_copied()

    def _choose(self, action: Action) -> None:
        windows = self._windows
        if action is UiRequest.QUIT:
            QApplication.quit()
        elif windows is None:
            return  # before the program is wired there is nothing to choose from
        elif isinstance(action, UiRequest):
            windows.open(action)
        elif isinstance(action, ShowSignIn):
            windows.show_sign_in()
        elif isinstance(action, UseForProfile):
            windows.ask_profile(action.role)
        elif isinstance(action, CopyText):
            self.clipboard.put_from_menu(action.text)
        else:
            if isinstance(action, CopyEnvironment):
                self.clipboard.expect_from_menu()
            self.send(action)


def _alarm(ring: Callable[[], None]) -> QTimer:
    timer = QTimer()
    timer.setSingleShot(True)
    timer.timeout.connect(ring)
    return timer
