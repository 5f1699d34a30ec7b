"""The tray as a whole, between a panel, a person and the agent."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QDialog,
    QMenu,
    QSystemTrayIcon,
    QWidget,
)
from pytestqt.qtbot import QtBot

from tests.fakes import ManualClock
from tests.ui.panels import Panel, icons
from tests.ui.samples import (
    ACME,
    listing,
    named_listing,
    role,
    signed_in,
    signing_in,
    snapshot,
    view,
)
from tests.ui.screen import buttons, open_windows, press, seen, words
from tray.core.activity.entries import ActivityEntry
from tray.core.commands import CancelSignIn, Command, ReloadSessions, SignIn, UseRole
from tray.core.sessions.states import SignedOut
from tray.core.settings.settings import DeliveryKind
from tray.core.snapshot import AppSnapshot
from tray.core.tray_status import TrayStatus
from tray.core.vocabulary.model import ProfileName
from tray.ui.activity.feed import ActivityFeed
from tray.ui.mark.icons import tray_icon
from tray.ui.mark.model import IconModel
from tray.ui.settings.pages.guards_page import GuardsPage
from tray.ui.settings.window import SettingsWindow
from tray.ui.shell import Shell
from tray.ui.tray.status_notifier_host import Host
from tray.ui.tray.tray_icon import TrayIcon
from tray.ui.windows.registry import Desktop

Reason = QSystemTrayIcon.ActivationReason
OUT = snapshot(view(SignedOut()))
IN = snapshot(view(signed_in(), accounts=listing(2, 2)))


class Running:
    """The shell at a panel, wired to a test in place of the agent."""

    def __init__(self, qtbot: QtBot, host: Host = Host.THERE) -> None:
        self._qtbot = qtbot
        self.clock, self.panel = ManualClock(), Panel(host)
        self.sent: list[Command] = []
        self.listener: Callable[[tuple[ActivityEntry, ...]], None] | None = None
        icon = TrayIcon(self.panel)
        icon.show_model(tray_icon(IconModel(TrayStatus.SIGNED_OUT)), "starting")
        icon.start()
        self.shell = Shell(icon, is_demo=False)

    def wire(self) -> None:
        self.shell.connect_to(
            self.sent.append,
            self.clock.now,
            lambda moment: (moment - self.clock.now()).total_seconds(),
            Desktop(activity=ActivityFeed(self.watch_activity, self.shell.bridge)),
        )

    def watch_activity(self, listener: Callable[[tuple[ActivityEntry, ...]], None] | None) -> None:
        self.listener = listener

    def see(self, shown: AppSnapshot) -> None:
        with self._qtbot.waitSignal(self.shell.bridge.changed, timeout=2000):
            self.shell.bridge.publish(shown)

    def only(self) -> QSystemTrayIcon:
        (one,) = icons(self.shell.icon)
        return one

    def click(self, reason: Reason = Reason.Trigger) -> None:
        self.only().activated.emit(reason)

    def choose(self, *path: str) -> None:
        """Goes down the menu by labels and chooses the last."""
        menu = self.only().contextMenu()
        assert menu is not None
        for label in path[:-1]:
            menu.aboutToShow.emit()
            menu = submenu(menu, label)
        menu.aboutToShow.emit()
        next(one for one in menu.actions() if one.text() == path[-1]).trigger()


def submenu(menu: QMenu, label: str) -> QMenu:
    found = next(one.menu() for one in menu.actions() if one.text() == label)
    assert isinstance(found, QMenu)
    return found


def titles() -> list[str]:
    return [window.windowTitle() for window in open_windows(QWidget)]


@pytest.fixture
def running(qtbot: QtBot) -> Iterator[Running]:
    one = Running(qtbot)
    one.wire()
    yield one
    one.shell.hide()
    for window in open_windows(QDialog):
        window.hide()


def test_a_click_before_anything_is_read_counts_as_soon_as_it_can(qtbot: QtBot) -> None:
    running = Running(qtbot)
    running.click()
    running.wire()
    assert running.sent == []
    running.see(OUT)
    assert running.sent == [SignIn(ACME)]
    running.see(OUT)
    assert running.sent == [SignIn(ACME)], "only once"
    running.shell.hide()


def test_the_tooltip_follows_the_agent(running: Running) -> None:
    running.see(OUT)
    assert running.only().toolTip() == "Acme: signed out"
    running.see(IN)
    assert running.only().toolTip() == "Acme: about 8 h left"


def test_a_click_signs_in_and_the_window_of_the_sign_in_comes_and_goes(running: Running) -> None:
    running.see(OUT)
    running.click()
    running.see(snapshot(view(signing_in())))
    assert titles() == ["Sign in to Acme"]
    (window,) = open_windows(QDialog)
    press(window, "Cancel")
    assert running.sent == [SignIn(ACME), CancelSignIn(ACME)]
    assert titles() == []


def test_signed_in_a_click_opens_home(running: Running) -> None:
    running.see(IN)
    running.click()
    assert titles() == ["SSO Tray"]


def test_where_nothing_is_set_up_a_click_asks_for_the_first_session(running: Running) -> None:
    running.see(snapshot())
    running.click()
    assert titles() == ["Set up SSO Tray"]


def test_a_middle_click_and_a_second_start_show_home(running: Running, qtbot: QtBot) -> None:
    running.see(OUT)
    running.click(Reason.MiddleClick)
    assert titles() == ["SSO Tray"]
    (window,) = open_windows(QWidget)
    assert "Acme\nSigned out" in words(window)
    window.hide()
    running.shell.bridge.raise_window()
    qtbot.waitUntil(lambda: titles() == ["SSO Tray"], timeout=2000)


def test_a_role_is_used_and_copied_from_the_menu(running: Running) -> None:
    running.see(IN)
    way = ("Accounts", "Account 0001", "Role1")
    running.choose(*way, "Use")
    assert UseRole(role(1, "Role1")) in running.sent
    running.choose(*way, "Copy", "Account ID: 000000000001")
    assert QGuiApplication.clipboard().text() == "000000000001"
    running.choose(*way, "Use as profile…")
    (home,) = open_windows(QWidget)
    press(home, "Use role")
    wanted = UseRole(
        role(1, "Role1"), ProfileName("account-0001-role1"), delivery=DeliveryKind.KEYS
    )
    assert wanted in running.sent


def test_opening_the_menu_reads_the_config_file_again(running: Running) -> None:
    running.see(OUT)
    running.choose("More", "About SSO Tray")
    assert running.sent == [ReloadSessions()]


def test_without_a_tray_the_window_says_so_until_one_comes(qtbot: QtBot) -> None:
    running = Running(qtbot, Host.NONE)
    running.wire()
    running.see(OUT)
    running.shell.show_home()
    (window,) = open_windows(QWidget)
    assert "no tray icon" in words(window)
    running.panel.turn(Host.THERE)
    assert "no tray icon" not in words(window)
    assert buttons(window) == ["Sign in"]
    running.shell.hide()


@pytest.mark.parametrize(
    ("host", "label"), [(Host.THERE, "my__account"), (Host.NONE, "my_account")]
)
def test_labels_are_written_for_whoever_draws_the_menu(
    qtbot: QtBot, host: Host, label: str
) -> None:
    running = Running(qtbot, host)
    running.wire()
    accounts = named_listing(("000000000000", "my_account"))
    running.see(snapshot(view(signed_in(), accounts=accounts)))
    menu = running.only().contextMenu()
    assert menu is not None
    assert [one.text() for one in submenu(menu, "Accounts").actions()] == [label]
    running.shell.hide()


def test_hidden_it_leaves_nothing_on_the_screen(running: Running) -> None:
    running.see(IN)
    running.click()
    running.click(Reason.MiddleClick)
    running.shell.hide()
    assert titles() == []
    assert icons(running.shell.icon) == []


def test_the_activity_is_read_while_its_window_is_open(running: Running) -> None:
    running.wire()
    running.see(IN)
    running.choose("More", "Activity…")
    assert "Activity" in titles()
    assert running.listener is not None
    running.shell.hide()
    assert "Activity" not in titles()
    assert running.listener is None


def test_protecting_a_role_shows_that_page_of_the_settings(running: Running) -> None:
    running.see(IN)
    running.click()
    (home,) = open_windows(QWidget)
    line = home.focusWidget()
    control = Qt.KeyboardModifier.ControlModifier
    QApplication.sendEvent(line, QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_K, control))
    found = (one for one in seen(home, QAbstractButton) if one.text() == "Protect this role…")
    next(found).click()
    (settings,) = open_windows(SettingsWindow)
    assert next(seen(settings, GuardsPage)).title == GuardsPage.title


@pytest.mark.parametrize(("desktop", "least"), [("XFCE", 3), ("ubuntu:GNOME", 1)])
def test_without_a_tray_home_is_there_as_soon_as_none_can_be_expected(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, desktop: str, least: int
) -> None:
    monkeypatch.setenv("XDG_CURRENT_DESKTOP", desktop)
    running = Running(qtbot, Host.NONE)
    running.wire()
    running.see(IN)
    assert titles() == []
    (alarm,) = [one for one in (running.shell._patience,) if one.isActive()]
    assert alarm.interval() <= least * 1000
    alarm.timeout.emit()
    assert titles() == ["SSO Tray"]
    running.shell.hide()
