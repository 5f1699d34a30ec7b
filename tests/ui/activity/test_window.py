"""The activity window: what it shows, how it is searched, and what it writes."""

import json
import os
import stat
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QHelpEvent
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QFileDialog,
    QLineEdit,
    QPushButton,
    QTableView,
    QToolTip,
    QWidget,
)
from pytestqt.qtbot import QtBot

from tests.core.activity.activity_samples import ADMIN, AWS, asked, at, of_role, of_session
from tests.ui.screen import alarms, press, ring, seen, words
from tray.core.activity.entries import ActivityEntry
from tray.core.activity.entries import ActivityKind as Kind
from tray.core.guards.colours import GuardColour
from tray.core.guards.rules import GuardRule
from tray.core.settings.settings import Settings
from tray.core.snapshot import AppSnapshot
from tray.core.vocabulary.model import SessionName
from tray.ui.activity.feed import ActivityFeed
from tray.ui.activity.timeline import Timeline
from tray.ui.activity.timeline_layout import MarkKind
from tray.ui.activity.window import ActivityWindow
from tray.ui.toolkit.bridge import Bridge
from tray.ui.toolkit.design.colours import DARK, LIGHT
from tray.ui.toolkit.design.theme import palette
from tray.ui.toolkit.guard_colours import guard_colour

Listener = Callable[[tuple[ActivityEntry, ...]], None]

GLOBEX = replace(ADMIN, session=SessionName("Globex"), role_name="ReadOnly")
DAY: tuple[ActivityEntry, ...] = (
    of_session(0, Kind.SIGNED_IN, until=8),
    of_role(1, Kind.IN_USE, until=5),
    asked(2),
    asked(3, AWS, Kind.REFUSED, note="Not today."),
    asked(3.5, role=GLOBEX),
    of_role(5, Kind.RELEASED),
)
NOW = at(6)


class Activity:
    """The window, open; and the log behind it."""

    def __init__(self, qtbot: QtBot, *entries: ActivityEntry) -> None:
        self.qtbot = qtbot
        self.listener: Listener | None = None
        self.entries = entries
        self.now = NOW
        self.window = ActivityWindow(ActivityFeed(self.watch, Bridge()), lambda: self.now)
        qtbot.addWidget(self.window)
        self.open()

    def watch(self, listener: Listener | None) -> None:
        self.listener = listener
        if listener is not None:
            listener(self.entries)

    def open(self) -> None:
        self.window.show()
        self.qtbot.waitExposed(self.window)
        QApplication.processEvents()

    def add(self, *entries: ActivityEntry) -> None:
        assert self.listener is not None
        self.listener(entries)
        QApplication.processEvents()

    @property
    def view(self) -> QTableView:
        return self.window.findChildren(QTableView)[0]

    @property
    def timeline(self) -> Timeline:
        return self.window.findChildren(Timeline)[0]

    def column(self, number: int) -> list[str]:
        """Without the rows that tell the days."""
        model = self.view.model()
        rows = [row for row in range(model.rowCount()) if model.index(row, 1).data() is not None]
        return [str(model.index(row, number).data()) for row in rows]

    def days(self) -> list[str]:
        model = self.view.model()
        rows = [row for row in range(model.rowCount()) if model.index(row, 1).data() is None]
        return [str(model.index(row, 0).data()) for row in rows]

    def choose(self, name: str, words: str) -> None:
        boxes = {box.accessibleName(): box for box in seen(self.window, QComboBox)}
        boxes[name].setCurrentText(words)

    def search(self, text: str) -> None:
        (line,) = seen(self.window, QLineEdit)
        line.setText(text)

    def kinds(self) -> list[list[MarkKind]]:
        return [[mark.kind for mark in row] for row in self.timeline.marks()]


@pytest.fixture
def activity(qtbot: QtBot) -> Activity:
    return Activity(qtbot, *DAY)


def test_the_newest_line_comes_first(activity: Activity) -> None:
    assert activity.column(1) == [
        "Stopped",
        "Keys provided",
        "Denied",
        "Keys provided",
        "Role in use",
        "Signed in",
    ]
    assert activity.column(2)[-1] == "Acme"
    assert activity.column(3)[3] == "terraform (pid 4242, in infra)"
    assert activity.days() == ["Today"]
    assert "6 events" in words(activity.window)


def test_a_picture_of_sessions_roles_and_who_asked(activity: Activity) -> None:
    assert activity.kinds() == [
        [MarkKind.SESSION],
        [MarkKind.ROLE, MarkKind.GIVEN, MarkKind.REFUSED],
        [],
        [MarkKind.GIVEN],
    ]


def test_what_happens_while_it_is_open_is_added(activity: Activity) -> None:
    activity.add(asked(5.9, AWS))
    assert activity.column(3)[0] == "aws (pid 4300, in ada)"
    assert "7 events" in words(activity.window)


def test_it_holds_nothing_while_it_is_closed(activity: Activity) -> None:
    late = activity.listener
    assert late is not None
    activity.window.close()
    assert activity.listener is None
    assert not alarms(activity.window)
    late((asked(5),))
    activity.entries = (*DAY, asked(5.5))
    activity.open()
    late((asked(5),))
    QApplication.processEvents()
    assert len(activity.column(0)) == 7, "what came for the window of before is no news"


def test_time_moves_on_by_itself(activity: Activity) -> None:
    (bar,) = activity.timeline.marks()[0]
    activity.now = at(7)
    ring(activity.window)
    (later,) = activity.timeline.marks()[0]
    assert later.words != bar.words
    assert "for 7 h" in later.words


@pytest.mark.parametrize(
    ("name", "choice", "lines"),
    [
        ("Type", "Requests", 3),
        ("Type", "Denied and failed", 1),
        ("Type", "Roles", 2),
        ("Type", "Access portals", 1),
        ("Session", "Globex", 1),
        ("Session", "Acme", 5),
        ("Time", "Last hour", 1),
        ("Time", "Last 7 days", 6),
    ],
    ids=str,
)
def test_less_is_shown_where_less_is_wanted(
    activity: Activity, name: str, choice: str, lines: int
) -> None:
    activity.choose(name, choice)
    assert len(activity.column(0)) == lines


def test_a_search_leaves_the_rows_of_its_hits(activity: Activity) -> None:
    activity.search("TERRA acme")
    assert len(activity.column(0)) == 1
    assert activity.kinds() == [[MarkKind.SESSION], [MarkKind.ROLE, MarkKind.GIVEN]]
    activity.search("")
    assert len(activity.column(0)) == 6


def test_nothing_fits(activity: Activity) -> None:
    activity.search("nobody knows")
    assert "No matching activity" in words(activity.window)
    (export,) = (one for one in seen(activity.window, QPushButton) if one.text() == "Export…")
    assert not export.isEnabled()


def test_an_empty_log_says_what_to_do(qtbot: QtBot) -> None:
    activity = Activity(qtbot)
    assert "No activity yet. Sign-ins and role use appear here" in words(activity.window)
    assert "0 events" in words(activity.window)
    boxes = [box.accessibleName() for box in seen(activity.window, QComboBox)]
    assert boxes == ["Time", "Type"], "there is no session to choose yet"
    activity.add(*DAY)
    assert "6 events" in words(activity.window)


def test_a_chosen_session_stays_when_another_comes(activity: Activity) -> None:
    activity.choose("Session", "Globex")
    activity.add(asked(5, role=replace(ADMIN, session=SessionName("Babel"))))
    assert len(activity.column(0)) == 1


@pytest.mark.parametrize(
    ("column", "first"), [(0, "Signed in"), (1, "Denied"), (2, "Signed in")], ids=str
)
def test_columns_sort(activity: Activity, column: int, first: str) -> None:
    activity.view.sortByColumn(column, Qt.SortOrder.AscendingOrder)
    assert activity.column(1)[0] == first
    cells = activity.column(column)
    if column:
        assert cells == sorted(cells, key=str.casefold)
    activity.add(asked(5.9, AWS))
    assert activity.column(1)[0] == first, "it stays sorted"


# ---- by mouse and by keyboard -----------------------------------------------------------


def test_arrows_go_from_mark_to_mark(activity: Activity) -> None:
    timeline, qtbot = activity.timeline, activity.qtbot
    timeline.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(timeline.hasFocus)
    assert "Acme: signed in since" in words(activity.window)
    qtbot.keyClick(timeline, Qt.Key.Key_Down)
    assert "aws (pid 4300, in ada) was denied Prod / Admin" in words(activity.window)
    assert "Not today." in timeline.accessibleDescription()
    (chosen,) = activity.view.selectionModel().selectedRows(1)
    assert chosen.data() == "Denied"
    qtbot.keyClick(timeline, Qt.Key.Key_Left)
    assert "terraform (pid 4242, in infra) got keys" in timeline.accessibleDescription()
    for _ in range(5):
        qtbot.keyClick(timeline, Qt.Key.Key_Left)
    assert "as default: from" in timeline.accessibleDescription()
    qtbot.keyClick(timeline, Qt.Key.Key_Right)
    assert "got keys for" in timeline.accessibleDescription()
    qtbot.keyClick(timeline, Qt.Key.Key_Down)
    assert "ReadOnly" in timeline.accessibleDescription(), "a row without marks is passed over"
    qtbot.keyClick(timeline, Qt.Key.Key_Down)
    assert "ReadOnly" in timeline.accessibleDescription(), "there is no further row"
    qtbot.keyClick(timeline, Qt.Key.Key_Tab)
    assert not timeline.hasFocus()


def test_a_click_chooses_and_a_click_beside_does_not(activity: Activity) -> None:
    timeline = activity.timeline
    activity.qtbot.mouseClick(timeline, Qt.MouseButton.LeftButton, pos=timeline.place_of(1, 1))
    assert "got keys for Prod / Admin" in timeline.accessibleDescription()
    activity.qtbot.mouseClick(timeline, Qt.MouseButton.LeftButton, pos=QPoint(1, 1))
    assert not timeline.accessibleDescription()


def test_a_mouse_that_rests_is_told(activity: Activity) -> None:
    timeline = activity.timeline
    place = timeline.place_of(1, 2)
    rests = QHelpEvent(QHelpEvent.Type.ToolTip, place, timeline.mapToGlobal(place))
    QApplication.sendEvent(timeline, rests)
    assert "was denied" in QToolTip.text()
    QToolTip.hideText()


def test_escape_closes_and_ctrl_f_searches(activity: Activity) -> None:
    activity.window.activateWindow()
    activity.qtbot.keyClick(activity.window, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    (line,) = seen(activity.window, QLineEdit)
    activity.qtbot.waitUntil(line.hasFocus)
    activity.qtbot.keyClick(activity.window, Qt.Key.Key_Escape)
    assert not activity.window.isVisible()


def test_each_control_has_a_name(activity: Activity) -> None:
    for kind in (QComboBox, QLineEdit, QTableView, Timeline):
        for widget in seen(activity.window, kind):
            assert widget.accessibleName(), widget


# ---- how it looks --------------------------------------------------------------------------


def colour_at(widget: QWidget, place: QPoint) -> QColor:
    return widget.grab().toImage().pixelColor(place)


def test_a_guarded_role_has_its_rules_colour(activity: Activity) -> None:
    timeline = activity.timeline
    beside = timeline.place_of(1, 0) + QPoint(6, 0)
    before = colour_at(timeline, beside)
    rule = GuardRule(role="Admin", colour=GuardColour.VIOLET)
    activity.window.show_snapshot(AppSnapshot(settings=Settings(guards=(rule,))))
    after = colour_at(timeline, beside)
    assert after == guard_colour(GuardColour.VIOLET) != before


@pytest.mark.parametrize("is_dark", [False, True])
def test_bars_have_the_colours_of_the_look(
    activity: Activity, qapp: QApplication, is_dark: bool
) -> None:
    look, before = (DARK if is_dark else LIGHT), qapp.palette()
    qapp.setPalette(palette(look))
    try:
        timeline = activity.timeline
        session = colour_at(timeline, timeline.place_of(0, 0))
        role = colour_at(timeline, timeline.place_of(1, 0) + QPoint(6, 0))
    finally:
        qapp.setPalette(before)
    assert (session, role) == (QColor(look.accent_fill), QColor(look.good_fill))


def test_a_day_has_a_row_of_its_own_while_time_is_what_sorts(activity: Activity) -> None:
    activity.add(asked(-17))
    assert activity.days() == ["Today", "Yesterday"]
    model = activity.view.model()
    whole = [row for row in range(model.rowCount()) if activity.view.columnSpan(row, 0) == 4]
    assert [model.index(row, 0).data() for row in whole] == ["Today", "Yesterday"]
    assert model.flags(model.index(whole[1], 0)) == Qt.ItemFlag.NoItemFlags
    activity.view.sortByColumn(1, Qt.SortOrder.AscendingOrder)
    assert activity.days() == []
    assert activity.column(0)[0].startswith("Today")


def test_what_happens_by_itself_is_shown_when_it_is_wanted(qtbot: QtBot) -> None:
    renewed, refreshed = of_role(3, Kind.RENEWED), of_session(4, Kind.REFRESHED)
    activity = Activity(qtbot, *DAY, renewed, refreshed)
    assert len(activity.column(1)) == 6
    (box,) = seen(activity.window, QCheckBox)
    box.click()
    assert len(activity.column(1)) == 8


def test_the_event_that_is_chosen_is_told_in_full(activity: Activity) -> None:
    assert "Choose an event" in words(activity.window)
    model = activity.view.model()
    row = next(row for row in range(7) if model.index(row, 1).data() == "Denied")
    activity.view.setCurrentIndex(model.index(row, 0))
    told = words(activity.window)
    for part in ("Reason\nNot today.", "Requested by\naws (pid 4300, in ada)", "Started by"):
        assert part in told
    ring(activity.window)  # a minute later
    assert "Not today." in words(activity.window), "it stays chosen"


def test_rows_grow_with_the_font(activity: Activity) -> None:
    small = activity.timeline.sizeHint().height()
    font = activity.timeline.font()
    font.setPointSizeF(font.pointSizeF() * 2)
    activity.timeline.setFont(font)
    assert activity.timeline.sizeHint().height() > 1.5 * small


# ---- export --------------------------------------------------------------------------------


def export_to(activity: Activity, path: Path) -> None:
    press(activity.window, "Export…")
    (dialog,) = (one for one in activity.window.findChildren(QFileDialog) if one.isVisible())
    assert dialog.windowModality() != Qt.WindowModality.ApplicationModal
    dialog.fileSelected.emit(str(path))
    dialog.reject()


@pytest.mark.parametrize("name", ["out.csv", "out.json", "out.JSON", "out"], ids=str)
def test_what_is_shown_is_written(activity: Activity, tmp_path: Path, name: str) -> None:
    activity.choose("Type", "Requests")
    path = tmp_path / name
    export_to(activity, path)
    text = path.read_text("utf-8")
    if name.lower().endswith("json"):
        assert len(json.loads(text)["entries"]) == 3
    else:
        assert len(text.splitlines()) == 4
        assert text.startswith("when,kind,")
    assert f"Exported 3 events to {path}" in words(activity.window)
    if os.name == "posix":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_what_cannot_be_written_is_said(activity: Activity, tmp_path: Path) -> None:
    export_to(activity, tmp_path / "nowhere" / "out.csv")
    assert "Couldn't write" in words(activity.window)
    assert not list(tmp_path.iterdir())
