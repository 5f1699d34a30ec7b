"""The menu on the screen is changed in place."""

import pytest
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from tests.fakes import START
from tests.ui.samples import MINUTE, activation, listing, role, signed_in, snapshot, view
from tray.core.tray_status import TrayStatus
from tray.ui.menu.marks import DotMark, RingMark
from tray.ui.menu.model import (
    Action,
    CopyText,
    Entry,
    Item,
    Later,
    Separator,
    Submenu,
    UiRequest,
)
from tray.ui.menu.tray_menu import TrayMenu, escape_for_panel, escape_for_qt
from tray.ui.tray.presenter import Presenter


class Screen:
    """A menu, and what was chosen in it."""

    def __init__(self) -> None:
        self.chosen: list[Action] = []
        self.menu = TrayMenu(QMenu(), self.chosen.append)

    def show(self, *items: Item) -> None:
        self.menu.show_items(items)

    def texts(self) -> list[str]:
        return ["--" if one.isSeparator() else one.text() for one in self.menu.qt_menu.actions()]

    def submenu(self, number: int = 0) -> QMenu:
        menus = [one.menu() for one in self.menu.qt_menu.actions()]
        return [menu for menu in menus if isinstance(menu, QMenu)][number]


@pytest.fixture
def screen(qtbot: QtBot) -> Screen:
    return Screen()


def entry(key: str, label: str = "", action: Action | None = UiRequest.ABOUT) -> Entry:
    return Entry(key, label or key, action)


def test_a_changed_label_keeps_its_action(screen: Screen) -> None:
    screen.show(entry("a", "43 min"), Separator("-"), entry("b"))
    before = screen.menu.qt_menu.actions()
    screen.show(entry("a", "42 min"), Separator("-"), entry("b"))
    assert screen.menu.qt_menu.actions() == before
    assert screen.texts() == ["42 min", "--", "b"]


@pytest.mark.parametrize("after", ["abcd", "bacd", "xabc", "dcba", "ac", "", "axbyc"])
def test_only_what_differs_comes_and_goes(screen: Screen, after: str) -> None:
    screen.show(*map(entry, "abc"))
    before = {one.text(): one for one in screen.menu.qt_menu.actions()}
    screen.show(*map(entry, after))
    assert "".join(screen.texts()) == after
    for one in screen.menu.qt_menu.actions():
        assert before.get(one.text(), one) is one


def test_a_line_that_becomes_a_submenu_is_another_one(screen: Screen) -> None:
    screen.show(entry("a"))
    screen.show(Submenu("a", "a", (entry("b"),)))
    assert [one.text() for one in screen.submenu().actions()] == ["b"]


def test_choosing_does_what_the_latest_model_says(screen: Screen) -> None:
    screen.show(Submenu("s", "s", (entry("a", action=CopyText("old")),)))
    screen.show(Submenu("s", "s", (entry("a", action=CopyText("new")),)))
    screen.submenu().actions()[0].trigger()
    assert screen.chosen == [CopyText("new")]


def test_a_line_without_action_is_disabled(screen: Screen) -> None:
    screen.show(entry("a", action=None))
    assert not screen.menu.qt_menu.actions()[0].isEnabled()


def test_what_is_for_later_is_filled_once_when_shown(screen: Screen) -> None:
    built: list[str] = []

    def build() -> tuple[Item, ...]:
        built.append("now")
        return (entry("a"),)

    screen.show(Submenu("s", "s", Later((1,), build)))
    assert screen.submenu().isEmpty()
    screen.submenu().aboutToShow.emit()
    screen.submenu().aboutToHide.emit()
    screen.submenu().aboutToShow.emit()
    screen.show(Submenu("s", "s", Later((1,), build)))
    screen.submenu().aboutToShow.emit()
    assert built == ["now"]
    assert [one.text() for one in screen.submenu().actions()] == ["a"]


def test_what_was_filled_is_renewed_when_next_shown(screen: Screen) -> None:
    screen.show(Submenu("s", "s", Later((1,), lambda: (entry("a", "old"),))))
    screen.submenu().aboutToShow.emit()
    kept = screen.submenu().actions()[0]
    screen.show(Submenu("s", "s", Later((2,), lambda: (entry("a", "new"), entry("b")))))
    assert kept.text() == "old"
    screen.submenu().aboutToShow.emit()
    assert screen.submenu().actions()[0] is kept
    assert [one.text() for one in screen.submenu().actions()] == ["new", "b"]


def test_a_removed_submenu_is_deleted(screen: Screen, qtbot: QtBot) -> None:
    screen.show(Submenu("s", "s", (entry("a"),)))
    screen.show(entry("b"))
    qtbot.waitUntil(lambda: screen.menu.qt_menu.findChildren(QMenu) == [], timeout=2000)
    assert len(screen.menu.entries) == 1


@pytest.mark.parametrize(
    ("label", "by_qt", "in_panel"),
    [
        ("plain", "plain", "plain"),
        ("my_role", "my_role", "my__role"),
        ("R&D", "R&&D", "&R&D"),
        ("A & B & C", "A && B && C", "&A & B & C"),
        ("R&D my_role", "R&&D my_role", "R+D my__role"),
    ],
)
def test_names_are_no_mnemonics(screen: Screen, label: str, by_qt: str, in_panel: str) -> None:
    assert (escape_for_qt(label), escape_for_panel(label)) == (by_qt, in_panel)
    screen.show(Submenu("s", label, (entry("a", label),)))
    screen.menu.draw_in_panel(is_in_panel=True)
    assert screen.texts() == [in_panel]
    assert screen.submenu().actions()[0].text() == in_panel
    screen.menu.draw_in_panel(is_in_panel=False)
    assert screen.texts() == [by_qt]


def test_5000_roles_stay_unmade_until_opened(screen: Screen) -> None:
    presenter = Presenter()
    shown = snapshot(
        view(signed_in(), accounts=listing(1000, 5)),
        activations=(activation(),),
        pinned=(role(),),
    )
    screen.show(*presenter.menu(shown, START))
    assert len(screen.menu.qt_menu.findChildren(QMenu)) < 40
    before = screen.menu.qt_menu.actions()
    screen.show(*presenter.menu(shown, START + MINUTE))
    assert screen.menu.qt_menu.actions() == before


def test_a_row_has_the_picture_of_its_mark(screen: Screen) -> None:
    in_use = DotMark(is_in_use=True)
    screen.show(Entry("a", "a", None, in_use), Submenu("b", "b", (), RingMark(TrayStatus.ENDED)))
    dot, ring = (one.icon() for one in screen.menu.qt_menu.actions())
    assert not dot.isNull()
    assert not ring.isNull()
    screen.show(Entry("a", "a"), Submenu("b", "b", (), RingMark(TrayStatus.SIGNED_IN, 0.5)))
    gone, other = (one.icon() for one in screen.menu.qt_menu.actions())
    assert gone.isNull()
    assert other.pixmap(16).toImage() != ring.pixmap(16).toImage()


def test_a_picture_that_stays_is_not_sent_to_the_panel_again(screen: Screen, qtbot: QtBot) -> None:
    mark = RingMark(TrayStatus.SIGNED_IN, 0.5)
    screen.show(Entry("a", "43 min", None, mark))
    (row,) = screen.menu.qt_menu.actions()
    changes = list[str]()
    row.changed.connect(lambda: changes.append(row.text()))
    screen.show(Entry("a", "43 min", UiRequest.ABOUT, mark))
    assert changes == ["43 min"]  # it can be chosen now
    screen.show(Entry("a", "42 min", UiRequest.ABOUT, mark))
    assert changes == ["43 min", "42 min"]
