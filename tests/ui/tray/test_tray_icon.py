"""The icon follows the tray: whether there is one, and who draws the menu."""

import pytest
from PySide6.QtWidgets import QSystemTrayIcon
from pytestqt.qtbot import QtBot

from tests.ui.panels import Panel, icons
from tray.core.tray_status import TrayStatus
from tray.ui.mark.icons import tray_icon
from tray.ui.mark.model import IconModel
from tray.ui.tray.status_notifier_host import Host, HostWatch
from tray.ui.tray.tray_icon import TrayIcon

Reason = QSystemTrayIcon.ActivationReason


class Shown:
    """An icon at a panel that a test works, and what was heard of it."""

    def __init__(self, host: Host = Host.THERE, *, click_opens_menu: bool = False) -> None:
        self.panel = Panel(host)
        self.icon = TrayIcon(self.panel, click_opens_menu=click_opens_menu)
        self.heard: list[str] = []
        self.icon.clicked.connect(lambda: self.heard.append("clicked"))
        self.icon.middle_clicked.connect(lambda: self.heard.append("middle"))
        self.icon.moved.connect(lambda: self.heard.append(self.where()))
        self.look(TrayStatus.SIGNED_OUT, "signed out")
        self.icon.start()

    def where(self) -> str:
        shown = "shown" if self.icon.is_shown else "unseen"
        return f"{shown}, menu by {'panel' if self.icon.is_in_panel else 'Qt'}"

    def look(self, status: TrayStatus, tooltip: str) -> None:
        self.icon.show_model(tray_icon(IconModel(status)), tooltip)

    def only(self) -> QSystemTrayIcon:
        (one,) = icons(self.icon)
        return one

    def click(self, reason: Reason) -> None:
        self.only().activated.emit(reason)


@pytest.fixture
def shown(qtbot: QtBot) -> Shown:
    return Shown()


@pytest.mark.parametrize(
    ("host", "where"),
    [
        (Host.THERE, "shown, menu by panel"),
        (Host.COMING, "unseen, menu by panel"),
        (Host.NONE, "unseen, menu by Qt"),
    ],
)
def test_it_knows_where_it_is_at_once(qtbot: QtBot, host: Host, where: str) -> None:
    assert Shown(host).heard == [where]


def test_it_appears_as_it_is_then_when_a_panel_comes(qtbot: QtBot) -> None:
    shown = Shown(Host.NONE)
    shown.look(TrayStatus.ENDED, "ended")
    shown.panel.turn(Host.COMING)
    shown.panel.turn(Host.THERE)
    assert shown.heard[-2:] == ["unseen, menu by panel", "shown, menu by panel"]
    assert shown.only().toolTip() == "ended"
    assert shown.only().contextMenu() is shown.icon.menu
    ended = tray_icon(IconModel(TrayStatus.ENDED))
    assert shown.only().icon().cacheKey() == ended.cacheKey()


def test_a_panel_that_comes_again_has_one_icon_that_is_clicked_once(shown: Shown) -> None:
    for _ in range(2):
        shown.panel.turn(Host.NONE)
        shown.panel.turn(Host.THERE)
    shown.heard.clear()
    shown.click(Reason.Trigger)
    assert shown.heard == ["clicked"]


@pytest.mark.parametrize(
    ("reason", "heard"),
    [
        (Reason.Trigger, ["clicked"]),
        (Reason.MiddleClick, ["middle"]),
        (Reason.Context, []),
        (Reason.DoubleClick, []),
    ],
)
def test_each_button_of_the_mouse_has_its_meaning(
    shown: Shown, reason: Reason, heard: list[str]
) -> None:
    shown.heard.clear()
    shown.click(reason)
    assert shown.heard == heard


def test_a_click_that_opens_the_menu_does_nothing_else(qtbot: QtBot) -> None:
    shown = Shown(click_opens_menu=True)
    shown.heard.clear()
    shown.click(Reason.Trigger)
    assert shown.heard == []


def test_its_looks_change_in_place(shown: Shown) -> None:
    before = shown.only()
    shown.look(TrayStatus.ENDED, "ended")
    assert shown.only() is before
    assert before.toolTip() == "ended"


def test_once_hidden_it_stays_away(shown: Shown) -> None:
    shown.icon.hide()
    shown.panel.turn(Host.NONE)
    shown.panel.turn(Host.THERE)
    assert icons(shown.icon) == []


def test_without_a_bus_there_is_no_host(qtbot: QtBot) -> None:
    watch = HostWatch()
    watch.start()
    assert watch.host is Host.NONE
