"""What can be done with a role, by its key, in the panel, and by the signs under the mouse."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QGuiApplication, QMouseEvent
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QListView
from pytestqt.qtbot import QtBot

from tests.fakes import START
from tests.ui import home_scenes
from tests.ui.samples import role
from tests.ui.screen import buttons, fill, open_windows, press, seen, words
from tray.core.commands import (
    Command,
    CopyEnvironment,
    OpenConsole,
    OpenTerminal,
    Pin,
    Release,
    RenewNow,
    UseRole,
)
from tray.core.exec.shell_export import Shell
from tray.core.profiles.activation import Fetching, Stuck
from tray.core.settings.settings import ConsoleLink, ConsoleSettings, DeliveryKind
from tray.core.snapshot import AppSnapshot
from tray.core.vocabulary.errors import TrayError
from tray.core.vocabulary.model import ProfileName, RoleRef
from tray.ui.home.actions.controller import Ports
from tray.ui.home.actions.outcome import Confirmation
from tray.ui.home.actions.panel import ActionButton
from tray.ui.home.actions.role_actions import suggested_profile
from tray.ui.home.roles.catalogue import RoleCatalogue
from tray.ui.home.roles.rows import Marked, RoleRow
from tray.ui.home.window import Home
from tray.ui.menu.model import UiRequest

CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
NONE = Qt.KeyboardModifier.NoModifier
POWER = home_scenes.of("Sandbox", "PowerUserAccess")
DEFAULT = ProfileName("default")


class Acting:
    """Home with a day like any other in it, and hands."""

    def __init__(self, qtbot: QtBot, *, has_tray: bool = True) -> None:
        self._qtbot = qtbot
        self.did: list[Command | UiRequest] = []
        self.catalogue = RoleCatalogue()
        ports = Ports(self.did.append, lambda: START, lambda _: 60.0, self.did.append)
        self.home = Home(ports, self.catalogue)
        qtbot.addWidget(self.home)
        self.home.set_tray_available(is_available=has_tray)
        self.see(home_scenes.everyday())
        self.home.open()

    def see(self, shown: AppSnapshot) -> None:
        self.catalogue.learn(shown)
        self.home.show_snapshot(shown)

    def type(self, text: str) -> None:
        (line,) = self.home.findChildren(QLineEdit)[:1]
        line.setText(text)

    def key(self, key: Qt.Key, modifier: Qt.KeyboardModifier = NONE) -> None:
        self._qtbot.keyClick(self.home.focusWidget(), key, modifier)

    def actions(self) -> list[str]:
        return [one.text() for one in seen(self.home, ActionButton)]

    def choose(self, words: str) -> None:
        next(one for one in seen(self.home, ActionButton) if one.text() == words).click()


@pytest.fixture
def acting(qtbot: QtBot) -> Acting:
    return Acting(qtbot)


ALL = (
    ("Use as default", UseRole(POWER), (Qt.Key.Key_Return, NONE)),
    ("Open console", OpenConsole(POWER), (Qt.Key.Key_Return, CONTROL)),
    ("Open terminal", OpenTerminal(POWER), (Qt.Key.Key_T, CONTROL)),
    (
        "Copy keys for bash and zsh",
        CopyEnvironment(POWER, Shell.BASH, is_watched=True),
        (Qt.Key.Key_C, CONTROL),
    ),
    ("Pin", Pin(POWER, is_pinned=True), (Qt.Key.Key_P, CONTROL)),
)


@pytest.mark.parametrize(("words_of", "does", "keys"), ALL, ids=[one[0] for one in ALL])
def test_each_action_is_done_in_the_panel_and_by_its_key(
    acting: Acting, words_of: str, does: Command, keys: tuple[Qt.Key, Qt.KeyboardModifier]
) -> None:
    acting.type("power")
    acting.key(Qt.Key.Key_K, CONTROL)
    acting.choose(words_of)
    assert acting.did == [does]
    assert acting.actions() == []
    acting.home.open()
    acting.type("power")
    acting.key(*keys)
    assert acting.did == [does, does]


def test_the_panel_has_everything_each_with_its_key(acting: Acting) -> None:
    acting.type("power")
    acting.key(Qt.Key.Key_K, CONTROL)
    assert acting.actions() == [
        "Use as default",
        "Use as another profile…",
        "Open console",
        "Open a service…",
        "Open terminal",
        "Copy keys for bash and zsh",
        "Copy keys as…",
        "Copy account ID",
        "Pin",
        "Protect this role…",
    ]
    keys = [one.accessibleDescription() for one in seen(acting.home, ActionButton)]
    assert keys[:3] == ["↵", "Ctrl+⇧+↵", "Ctrl+↵"]
    assert "Sandbox / PowerUserAccess" in words(acting.home)


def test_the_panel_works_by_keyboard_alone(acting: Acting) -> None:
    acting.type("power")
    acting.key(Qt.Key.Key_K, CONTROL)
    acting.key(Qt.Key.Key_Up)  # from the first to the last, which leads to the settings
    acting.key(Qt.Key.Key_Down)
    acting.key(Qt.Key.Key_Escape)
    assert acting.actions() == []
    assert acting.home.isVisible()
    assert words(acting.home).startswith("1 of "), "what was typed stays"
    acting.key(Qt.Key.Key_K, CONTROL)
    for _ in range(2):
        acting.key(Qt.Key.Key_Down)
    acting.key(Qt.Key.Key_Return)
    assert acting.did == [OpenConsole(POWER)]


def test_a_role_in_use_is_renewed_and_let_go(acting: Acting) -> None:
    acting.key(Qt.Key.Key_K, CONTROL)
    assert acting.actions()[:3] == ["Renew now", "Stop using", "Use as another profile…"]
    acting.choose("Renew now")
    acting.key(Qt.Key.Key_D, CONTROL)
    assert acting.did == [RenewNow(DEFAULT), Release(DEFAULT)]
    assert "Stopped using default" in words(acting.home), "it says so"


def test_a_service_or_a_kind_of_link_can_be_chosen(acting: Acting) -> None:
    console = ConsoleSettings(services=("s3", "ec2"))
    shown = home_scenes.everyday()
    acting.see(replace(shown, settings=replace(shown.settings, console=console)))
    acting.type("power")
    acting.key(Qt.Key.Key_O, CONTROL | SHIFT)
    assert acting.actions() == ["Console home", "s3", "ec2", "Portal link", "Federation link"]
    acting.choose("ec2")
    acting.home.open()
    acting.type("power")
    acting.key(Qt.Key.Key_O, CONTROL | SHIFT)
    acting.choose("Federation link")
    assert acting.did == [
        OpenConsole(POWER, service="ec2"),
        OpenConsole(POWER, ConsoleLink.FEDERATION),
    ]


def test_keys_are_copied_for_another_shell(acting: Acting) -> None:
    acting.type("power")
    acting.key(Qt.Key.Key_C, CONTROL | SHIFT)
    acting.choose("Copy keys for PowerShell")
    assert acting.did == [CopyEnvironment(POWER, Shell.POWERSHELL, is_watched=True)]
    assert "Getting keys…" in words(acting.home)
    acting.home.keys_copied()
    assert "Keys copied: Sandbox / PowerUserAccess. Cleared in 60 s." in words(acting.home)


def test_keys_that_were_copied_elsewhere_are_none_of_its_business(acting: Acting) -> None:
    before = words(acting.home)
    acting.home.keys_copied()
    assert words(acting.home) == before


def test_the_account_s_id_is_copied_at_once(acting: Acting) -> None:
    acting.type("power")
    acting.key(Qt.Key.Key_A, CONTROL | SHIFT)
    assert QGuiApplication.clipboard().text() == POWER.account_id
    assert f"Copied: {POWER.account_id}" in words(acting.home)


def test_protecting_a_role_leads_to_the_settings(acting: Acting) -> None:
    acting.key(Qt.Key.Key_K, CONTROL)
    acting.choose("Protect this role…")
    assert acting.did == [UiRequest.GUARDS]
    assert not acting.home.isVisible()


def test_control_and_comma_opens_the_settings(acting: Acting) -> None:
    acting.key(Qt.Key.Key_Comma, CONTROL)
    assert acting.did == [UiRequest.SETTINGS]


# ---- another profile ---------------------------------------------------------------------


def test_a_role_is_used_as_another_profile_with_two_fields(acting: Acting) -> None:
    acting.type("power")
    acting.key(Qt.Key.Key_Return, CONTROL | SHIFT)
    assert "aws --profile sandbox-poweruser" in words(acting.home)
    fill(acting.home, "Use as profile", "in valid")
    acting.key(Qt.Key.Key_Return)
    assert acting.did == []
    assert "Use up to 120 letters, digits" in words(acting.home)
    fill(acting.home, "Use as profile", "power")
    (kind,) = seen(acting.home, QComboBox)
    kind.setCurrentIndex(kind.findData(DeliveryKind.ON_DEMAND))
    press(acting.home, "Use role")
    wanted = UseRole(POWER, ProfileName("power"), delivery=DeliveryKind.ON_DEMAND)
    assert acting.did == [wanted]


def test_the_form_is_left_as_it_came(acting: Acting) -> None:
    acting.home.ask_profile(role(99, "Gone"))
    assert "000000000099 / Gone" in words(acting.home), "also for what no listing has"
    press(acting.home, "Cancel")
    assert "Use role" not in buttons(acting.home)
    assert acting.did == []


@pytest.mark.parametrize(
    ("account", "name", "suggested"),
    [
        ("Sandbox", "AdministratorAccess", "sandbox-admin"),
        ("Data Platform", "AWSPowerUserAccess", "data-platform-awspoweruser"),
        ("Network & DNS", "NetworkAdministrator", "network-and-dns-networkadministrator"),
        ("000011112222", "ReadOnly", "000011112222-readonly"),
        ("Ünïcode", "Access", "uenicode-access"),
        ("x" * 130, "R", "x" * 120),
    ],
)
def test_the_suggested_profile_tells_accounts_apart(
    account: str, name: str, suggested: str
) -> None:
    ref: RoleRef = replace(role(), role_name=name)
    row = RoleRow(ref, Marked(account), Marked(name), Marked(ref.account_id), Marked(""))
    assert suggested_profile(row) == suggested


# ---- signs under the mouse -----------------------------------------------------------------


class Mouse:
    """Moves over the list and clicks in it."""

    def __init__(self, acting: Acting) -> None:
        (self._list,) = acting.home.findChildren(QListView)

    def at_end(self, number: int, from_end: int) -> QPoint:
        box = self._list.visualRect(self._list.model().index(number, 0))
        return QPoint(self._list.width() - from_end, box.center().y())

    def click(self, place: QPoint) -> None:
        at = QPointF(place)
        for kind in (QMouseEvent.Type.MouseButtonPress, QMouseEvent.Type.MouseButtonRelease):
            left = Qt.MouseButton.LeftButton
            port = self._list.viewport()
            event = QMouseEvent(kind, at, port.mapToGlobal(at), left, left, NONE)
            QApplication.sendEvent(port, event)


def test_the_mouse_opens_the_console_copies_and_gets_the_panel(acting: Acting) -> None:
    mouse = Mouse(acting)
    pinned = 5  # below two headings and three roles in use
    data = home_scenes.of("Data Platform", "DataEngineer")
    mouse.click(mouse.at_end(pinned, 90))
    acting.home.open()
    mouse.click(mouse.at_end(pinned, 58))
    mouse.click(mouse.at_end(pinned, 26))
    assert acting.did == [OpenConsole(data), CopyEnvironment(data, Shell.BASH, is_watched=True)]
    assert acting.actions()[0] == "Use as default"


def test_a_click_beside_the_signs_uses_the_role(acting: Acting) -> None:
    mouse = Mouse(acting)
    mouse.click(mouse.at_end(5, 200))
    assert acting.did == [UseRole(home_scenes.of("Data Platform", "DataEngineer"))]


def test_a_click_on_a_heading_does_nothing(acting: Acting) -> None:
    mouse = Mouse(acting)
    mouse.click(mouse.at_end(0, 200))
    assert acting.did == []
    assert acting.home.isVisible()


# ---- what came of it -----------------------------------------------------------------------


def confirmations() -> list[str]:
    return [words(one) for one in open_windows(Confirmation)]


def test_after_enter_the_tray_says_what_came_of_it(acting: Acting) -> None:
    acting.type("power")
    acting.key(Qt.Key.Key_Return)
    assert confirmations() == []
    fetching = replace(home_scenes.used(9, "default", POWER, None), work=Fetching())
    acting.see(home_scenes.everyday(activations=(fetching,)))
    assert confirmations() == ["default → Sandbox / PowerUserAccess · getting keys…"]
    done = home_scenes.used(9, "default", POWER, 60)
    acting.see(home_scenes.everyday(activations=(done,)))
    assert confirmations() == ["default → Sandbox / PowerUserAccess · 1 h"]
    (shown,) = open_windows(Confirmation)
    assert shown.windowFlags() & Qt.WindowType.WindowDoesNotAcceptFocus
    shown.hide()
    later = home_scenes.used(9, "default", POWER, 59)
    acting.see(home_scenes.everyday(activations=(later,)))
    assert confirmations() == [], "once"


def test_a_failure_is_told_in_its_place(acting: Acting) -> None:
    acting.type("power")
    acting.key(Qt.Key.Key_Return)
    stuck = replace(
        home_scenes.used(9, "default", POWER, None), work=Stuck(TrayError("The role is gone."))
    )
    acting.see(home_scenes.everyday(activations=(stuck,)))
    assert confirmations() == ["The role is gone."]
    for one in open_windows(Confirmation):
        one.hide()


def test_in_a_window_it_is_said_there(qtbot: QtBot) -> None:
    acting = Acting(qtbot, has_tray=False)
    acting.type("power")
    acting.key(Qt.Key.Key_Return)
    done = home_scenes.used(9, "default", POWER, 60)
    acting.see(home_scenes.everyday(activations=(done,)))
    assert "default → Sandbox / PowerUserAccess · 1 h" in words(acting.home)
    assert confirmations() == []


def test_nothing_is_said_of_what_nobody_asked_for(acting: Acting) -> None:
    acting.home.hide()
    acting.see(home_scenes.everyday(activations=(home_scenes.used(9, "ops", POWER, 60),)))
    assert confirmations() == []
