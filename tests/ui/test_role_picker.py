"""The picker, by keyboard alone."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from tests.ui.samples import listing, named_listing, role, signed_in, snapshot, view
from tests.ui.screen import seen
from tray.core.commands import Command, OpenConsole, Pin, UseRole
from tray.core.model import RoleRef
from tray.core.snapshot import AppSnapshot
from tray.ui.role_picker import RolePicker

ROLES = snapshot(view(signed_in(), accounts=listing(30, 2)))
PINNED = snapshot(view(signed_in(), accounts=listing(30, 2)), pinned=(role(7, "Role1"),))
CONTROL = Qt.KeyboardModifier.ControlModifier


class Picking:
    """The picker, open, and a keyboard."""

    def __init__(self, qtbot: QtBot) -> None:
        self._qtbot = qtbot
        self.sent: list[Command] = []
        self.picker = RolePicker(self.sent.append)

    def open(self, shown: AppSnapshot) -> None:
        self.picker.show_snapshot(shown)
        self.picker.open()

    def type(self, text: str) -> None:
        self._qtbot.keyClicks(self._line(), text)

    def key(
        self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
    ) -> None:
        self._qtbot.keyClick(self._line(), key, modifier)

    def _line(self) -> QLineEdit:
        return next(seen(self.picker, QLineEdit))


@pytest.fixture
def picking(qtbot: QtBot) -> Picking:
    return Picking(qtbot)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("0012 role1", role(12, "Role1")),
        ("ROLE1 account 0003", role(3, "Role1")),
        ("000000000021", role(21, "Role0")),
    ],
)
def test_any_mix_of_words_finds_a_role_and_enter_uses_it(
    picking: Picking, typed: str, found: RoleRef
) -> None:
    picking.open(ROLES)
    picking.type(typed)
    picking.key(Qt.Key.Key_Return)
    assert picking.sent == [UseRole(found)]
    assert not picking.picker.isVisible()


def test_arrows_move_while_one_types(picking: Picking) -> None:
    picking.open(ROLES)
    picking.type("0012")
    picking.key(Qt.Key.Key_Down)
    picking.key(Qt.Key.Key_Return)
    assert picking.sent == [UseRole(role(12, "Role1"))]


def test_control_and_enter_opens_the_console(picking: Picking) -> None:
    picking.open(ROLES)
    picking.key(Qt.Key.Key_Return, CONTROL)
    assert picking.sent == [OpenConsole(role(0, "Role0"))]


def test_pinned_roles_come_first_and_are_unpinned(picking: Picking) -> None:
    picking.open(PINNED)
    picking.key(Qt.Key.Key_P, CONTROL)
    picking.key(Qt.Key.Key_Return)
    assert picking.sent == [Pin(role(7, "Role1"), is_pinned=False), UseRole(role(7, "Role1"))]


def test_where_nothing_is_found_nothing_is_used(picking: Picking) -> None:
    picking.open(ROLES)
    picking.type("nowhere")
    picking.key(Qt.Key.Key_Return)
    assert picking.sent == []


def test_escape_closes_and_the_next_time_begins_anew(picking: Picking) -> None:
    picking.open(ROLES)
    picking.type("0012")
    picking.key(Qt.Key.Key_Escape)
    assert not picking.picker.isVisible()
    picking.open(ROLES)
    picking.key(Qt.Key.Key_Return)
    assert picking.sent == [UseRole(role(0, "Role0"))]


def test_roles_that_come_in_meanwhile_are_found(picking: Picking) -> None:
    picking.open(snapshot(view(signed_in())))
    picking.type("prod")
    arrived = named_listing(("111122223333", "Prod"))
    picking.picker.show_snapshot(snapshot(view(signed_in(), accounts=arrived)))
    picking.key(Qt.Key.Key_Return)
    (used,) = picking.sent
    assert isinstance(used, UseRole)
    assert used.role.account_id == "111122223333"
