"""Home's list of roles, by keyboard alone; and where home opens."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QCursor, QGuiApplication
from PySide6.QtWidgets import QApplication, QLineEdit, QListView
from pytestqt.qtbot import QtBot

from tests.fakes import START
from tests.ui.samples import activation, listing, named_listing, role, signed_in, snapshot, view
from tests.ui.screen import seen, words
from tray.core.commands import (
    Command,
    CopyEnvironment,
    OpenConsole,
    OpenTerminal,
    Pin,
    UseRole,
)
from tray.core.exec.shell_export import Shell
from tray.core.guards.rules import GuardRule
from tray.core.settings.settings import Settings
from tray.core.snapshot import AppSnapshot
from tray.core.vocabulary.model import RoleRef
from tray.ui.home.actions.controller import Ports
from tray.ui.home.bars import Hints
from tray.ui.home.roles.catalogue import MOST_ROWS, RoleCatalogue
from tray.ui.home.window import Home
from tray.ui.toolkit.guard_colours import guard_colour
from tray.ui.toolkit.placement import beside

ROLES = snapshot(view(signed_in(), accounts=listing(30, 2)))
PINNED = snapshot(view(signed_in(), accounts=listing(30, 2)), pinned=(role(7, "Role1"),))
CONTROL = Qt.KeyboardModifier.ControlModifier


class Picking:
    """Home, open, and a keyboard."""

    def __init__(self, qtbot: QtBot) -> None:
        self._qtbot = qtbot
        self.sent: list[Command] = []
        self.catalogue = RoleCatalogue()
        ports = Ports(self.sent.append, lambda: START, lambda _: 60.0)
        self.home = Home(ports, self.catalogue)

    def open(self, shown: AppSnapshot) -> None:
        self.learn(shown)
        self.home.open()

    def learn(self, shown: AppSnapshot) -> None:
        self.catalogue.learn(shown)
        self.home.show_snapshot(shown)

    def type(self, text: str) -> None:
        self._qtbot.keyClicks(self._line(), text)

    def key(
        self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
    ) -> None:
        self._qtbot.keyClick(self._line(), key, modifier)

    def _line(self) -> QLineEdit:
        return next(seen(self.home, QLineEdit))


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
    assert not picking.home.isVisible()


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
    assert not picking.home.isVisible()
    picking.open(ROLES)
    picking.key(Qt.Key.Key_Return)
    assert picking.sent == [UseRole(role(0, "Role0"))]


def test_roles_that_come_in_meanwhile_are_found(picking: Picking) -> None:
    picking.open(snapshot(view(signed_in())))
    picking.type("prod")
    arrived = named_listing(("111122223333", "Prod"))
    picking.learn(snapshot(view(signed_in(), accounts=arrived)))
    picking.key(Qt.Key.Key_Return)
    (used,) = picking.sent
    assert isinstance(used, UseRole)
    assert used.role.account_id == "111122223333"


def rows(picking: Picking) -> list[str]:
    """All rows, headings among them, as a screen reader says them."""
    (shown,) = picking.home.findChildren(QListView)
    model = shown.model()
    return [model.index(row, 0).data() for row in range(model.rowCount())]


def test_an_alias_finds_its_account_as_soon_as_it_is_given(picking: Picking) -> None:
    picking.open(ROLES)
    picking.type("zebra")
    assert rows(picking) == []
    number = role(7).account_id
    picking.learn(replace(ROLES, settings=Settings(aliases={number: "Zebra"})))
    assert rows(picking)
    assert all("Account 0007" in row and "Zebra" in row for row in rows(picking))


def test_roles_in_use_come_first_with_their_time(picking: Picking) -> None:
    used = replace(activation(), role=role(9, "Role1"))
    picking.open(replace(PINNED, activations=(used,)))
    assert rows(picking)[:5] == [
        "In use",
        "Account 0009 / Role1, 000000000009, default · 43 min",
        "Pinned",
        "Account 0007 / Role1, 000000000007, pinned",
        "All accounts, 30 accounts, 60 roles",
    ]


def test_a_guarded_role_says_so_in_words(picking: Picking) -> None:
    rule = GuardRule(account="account 0000", label="production")
    picking.open(replace(ROLES, settings=Settings(guards=(rule,))))
    assert rows(picking)[1] == "Account 0000 / Role0, 000000000000, production"


@pytest.mark.parametrize(
    "text",
    [
        "arn:aws:s3:eu-west-1:000000000012:bucket/logs",
        "https://000000000012-abc123.eu-west-1.console.aws.amazon.com/s3/buckets?region=eu-west-1",
    ],
    ids=["ARN", "console address"],
)
def test_what_somebody_sent_lists_the_account_s_roles_and_opens_that_page(
    picking: Picking, text: str
) -> None:
    picking.open(ROLES)
    picking.type(text)
    assert [row.split(",")[0] for row in rows(picking)] == [
        "Account 0012 / Role0",
        "Account 0012 / Role1",
    ]
    picking.key(Qt.Key.Key_Down)
    picking.key(Qt.Key.Key_Return)
    (opened,) = picking.sent
    assert isinstance(opened, OpenConsole)
    assert opened.role == role(12, "Role1")
    assert "console.aws.amazon.com" in opened.destination


def test_a_link_to_an_account_without_a_role_says_so(picking: Picking) -> None:
    picking.open(ROLES)
    picking.type("9999-8888-7777")
    assert rows(picking) == []
    assert "You don't have a role in account 999988887777" in words(picking.home)
    picking.key(Qt.Key.Key_Return)
    assert picking.sent == []


def test_control_c_copies_keys_unless_a_text_is_selected(picking: Picking) -> None:
    picking.open(ROLES)
    picking.type("0012")
    picking.key(Qt.Key.Key_A, CONTROL)
    picking.key(Qt.Key.Key_C, CONTROL)
    assert picking.sent == []
    picking.key(Qt.Key.Key_End)
    picking.key(Qt.Key.Key_C, CONTROL)
    assert picking.sent == [CopyEnvironment(role(12, "Role0"), Shell.BASH, is_watched=True)]


@pytest.mark.parametrize(("has_terminal", "sent"), [(True, [OpenTerminal(role(0))]), (False, [])])
def test_control_t_opens_a_terminal_where_there_is_one(
    picking: Picking, has_terminal: bool, sent: list[Command]
) -> None:
    picking.open(replace(ROLES, has_terminal=has_terminal))
    picking.key(Qt.Key.Key_T, CONTROL)
    assert picking.sent == sent


def test_typing_errors_are_forgiven(picking: Picking) -> None:
    picking.open(
        snapshot(view(signed_in(), accounts=named_listing(("111122223333", "Production"))))
    )
    picking.type("porduction admni")
    assert len(rows(picking)) == 1


def test_a_choice_stays_while_the_rest_changes(picking: Picking) -> None:
    picking.open(ROLES)
    picking.key(Qt.Key.Key_Down)
    picking.key(Qt.Key.Key_Down)
    picking.learn(PINNED)
    picking.key(Qt.Key.Key_Return)
    assert picking.sent == [UseRole(role(1, "Role0"))]


def test_many_roles_are_indexed_beside_the_window(picking: Picking, qtbot: QtBot) -> None:
    many = snapshot(view(signed_in(), accounts=listing(400, 5)))
    with qtbot.waitSignal(picking.catalogue.changed):
        picking.learn(many)
    picking.home.open()
    assert rows(picking)[0].replace(",", "") == "All accounts 400 accounts 2000 roles"
    assert rows(picking)[-1].replace(",", "") == "1800 more: type to find them"
    picking.type("account")
    assert len(rows(picking)) == MOST_ROWS
    found = words(picking.home).replace(",", "")
    assert found == "2000 of 2000 roles", "all that fit are counted"
    picking.type(" 0399 role4")
    picking.key(Qt.Key.Key_Return)
    assert picking.sent == [UseRole(role(399, "Role4"))]


def test_a_listing_that_goes_while_it_is_indexed_stays_gone(picking: Picking, qtbot: QtBot) -> None:
    picking.learn(snapshot(view(signed_in(), accounts=listing(400, 5))))
    picking.learn(snapshot())
    qtbot.wait(300)
    picking.home.open()
    assert rows(picking) == []


@pytest.mark.parametrize(
    ("cursor", "corner"),
    [
        ((10, 10), (10, 10)),
        ((990, 10), (691, 10)),
        ((990, 790), (691, 391)),
        ((-50, 900), (0, 400)),
        ((499, 795), (499, 395)),
    ],
)
def test_it_opens_inwards_and_never_beyond_the_screen(
    cursor: tuple[int, int], corner: tuple[int, int]
) -> None:
    room = QRect(0, 0, 1000, 800)
    found = beside(QPoint(*cursor), room, 300, 400)
    assert room.contains(QRect(found.x(), found.y(), 300, 400))
    assert abs(found.x() - corner[0]) <= 1
    assert abs(found.y() - corner[1]) <= 1


@pytest.mark.parametrize("direction", list(Qt.LayoutDirection)[:2], ids=lambda d: d.name)
def test_rows_are_painted_in_both_directions(
    picking: Picking, direction: Qt.LayoutDirection
) -> None:
    picking.home.setLayoutDirection(direction)
    rule = GuardRule(account="*", label="production")
    picking.open(replace(PINNED, settings=Settings(guards=(rule,)), activations=(activation(),)))
    picking.type("acc")
    image = picking.home.grab().toImage()
    colour = guard_colour(rule.colour)
    columns = [
        x
        for x in range(image.width())
        if sum(image.pixelColor(x, y) == colour for y in range(image.height())) > 50
    ]
    is_left = columns[0] < image.width() / 2
    assert is_left == (direction is Qt.LayoutDirection.LeftToRight)


@pytest.fixture
def wide_font(qapp: QApplication) -> Iterator[None]:
    """A person's font whose letters are wide, beside what its metrics call an average."""
    before = qapp.font()
    font = qapp.font()
    font.setPointSizeF(font.pointSizeF() * 1.2)
    font.setLetterSpacing(font.SpacingType.PercentageSpacing, 160)
    qapp.setFont(font)
    yield
    qapp.setFont(before)


@pytest.mark.parametrize("at", [(0.0, 0.0), (1.0, 0.0), (0.0, 1.0), (1.0, 1.0)], ids=str)
def test_in_any_font_it_is_whole_on_the_screen(
    wide_font: None, picking: Picking, at: tuple[float, float]
) -> None:
    room = QGuiApplication.primaryScreen().availableGeometry()
    QCursor.setPos(int(room.right() * at[0]), int(room.bottom() * at[1]))
    picking.open(ROLES)
    window = picking.home
    assert room.contains(window.geometry())
    assert window.width() >= window.minimumSizeHint().width()
    hints = next(seen(window, Hints))
    assert hints.width() >= hints.minimumSizeHint().width(), "the first key can be read"
    assert hints.height() >= hints.sizeHint().height()


def test_the_foot_says_what_the_keys_do(picking: Picking) -> None:
    picking.open(ROLES)
    hints = next(seen(picking.home, Hints))
    assert hints.accessibleName() == "↵: Use, Ctrl ↵: Console, Ctrl K: More…"
    picking.type("arn:aws:s3:eu-west-1:000000000012:bucket/logs")
    assert hints.accessibleName().startswith("↵: Open this page")


def test_typing_takes_the_header_away_and_counts_what_is_found(picking: Picking) -> None:
    picking.open(ROLES)
    assert "Acme" in words(picking.home)
    assert "roles" not in words(picking.home)
    picking.type("0012")
    assert words(picking.home) == "2 of 60 roles"
    size = picking.home.size()
    picking.key(Qt.Key.Key_A, CONTROL)
    picking.key(Qt.Key.Key_Backspace)
    assert "Acme" in words(picking.home)
    assert picking.home.size() == size, "nothing else moves"


def test_headings_are_never_chosen(picking: Picking) -> None:
    picking.open(replace(PINNED, recent=(role(5),)))
    chosen = []
    for _ in range(4):
        (shown,) = picking.home.findChildren(QListView)
        chosen.append(shown.currentIndex().data().split(",")[0])
        picking.key(Qt.Key.Key_Down)
    assert chosen == [
        "Account 0007 / Role1",
        "Account 0005 / Role0",
        "Account 0000 / Role0",
        "Account 0000 / Role1",
    ]
    picking.key(Qt.Key.Key_PageUp)
    picking.key(Qt.Key.Key_Up)
    picking.key(Qt.Key.Key_Return)
    assert picking.sent == [UseRole(role(7, "Role1"))]


def test_each_profile_has_its_row_and_no_role_is_said_twice(picking: Picking) -> None:
    both = (activation(), replace(activation(profile="ops"), serial=2))
    recent = (role(0), role(7, "Role1"), role(3))
    picking.open(replace(PINNED, activations=both, recent=recent))
    before = rows(picking).index("All accounts, 30 accounts, 60 roles")
    assert rows(picking)[:before] == [
        "In use",
        "Account 0000 / Role0, 000000000000, default · 43 min",
        "Account 0000 / Role0, 000000000000, ops · 43 min",
        "Pinned",
        "Account 0007 / Role1, 000000000007, pinned",
        "Recent",
        "Account 0003 / Role0, 000000000003",
    ]


def test_time_that_passes_moves_neither_the_choice_nor_the_list(picking: Picking) -> None:
    picking.open(replace(PINNED, activations=(activation(),)))
    (shown,) = picking.home.findChildren(QListView)
    for _ in range(30):
        picking.key(Qt.Key.Key_Down)
    before = shown.currentIndex().row(), shown.verticalScrollBar().value()
    assert before[1] > 0
    picking.learn(replace(PINNED, activations=(activation(minutes=42),)))
    assert (shown.currentIndex().row(), shown.verticalScrollBar().value()) == before
    assert "default · 42 min" in rows(picking)[1]


@pytest.mark.parametrize("keys", [(Qt.Key.Key_W, CONTROL), (Qt.Key.Key_Escape,)], ids=str)
def test_it_closes_by_keyboard(picking: Picking, keys: tuple[Qt.Key, ...]) -> None:
    picking.open(ROLES)
    picking.key(*keys)  # type: ignore[arg-type]
    assert not picking.home.isVisible()


def test_in_a_window_escape_clears_first_and_a_role_leaves_it_open(picking: Picking) -> None:
    picking.home.set_tray_available(is_available=False)
    picking.open(ROLES)
    assert not picking.home.windowFlags() & Qt.WindowType.FramelessWindowHint
    picking.type("0012")
    picking.key(Qt.Key.Key_Return)
    assert picking.sent == [UseRole(role(12))]
    assert picking.home.isVisible()
    picking.key(Qt.Key.Key_Escape)
    assert picking.home.isVisible()
    assert "Acme" in words(picking.home)
    picking.key(Qt.Key.Key_Escape)
    assert not picking.home.isVisible()


def test_it_becomes_a_window_and_a_popover_again_while_it_is_open(picking: Picking) -> None:
    picking.open(ROLES)
    for is_available in (False, True):
        picking.home.set_tray_available(is_available=is_available)
        assert picking.home.isVisible()
        is_frameless = bool(picking.home.windowFlags() & Qt.WindowType.FramelessWindowHint)
        assert is_frameless is is_available
    picking.type("0012")
    assert words(picking.home) == "2 of 60 roles"


def test_what_needs_more_room_grows_inwards(picking: Picking) -> None:
    room = QGuiApplication.primaryScreen().availableGeometry()
    QCursor.setPos(room.bottomRight())
    picking.open(ROLES)
    picking.home.setMinimumWidth(picking.home.width() + 60)
    QApplication.processEvents()
    assert room.contains(picking.home.geometry())
