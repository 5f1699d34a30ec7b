"""The activity window: what happened over the last days, as a picture and as a table.

It reads the log while it is open, and holds nothing of it when it is not.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from PySide6.QtCore import QModelIndex, QSize, Qt, QTimer
from PySide6.QtGui import QColor, QHideEvent, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QLabel,
    QScrollArea,
    QSplitter,
    QStackedWidget,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from tray.core.activity.entries import ActivityEntry, ActivityFilter, filtered
from tray.core.activity.spans import TimelineRow, timeline
from tray.core.snapshot import AppSnapshot
from tray.core.vocabulary.model import RoleRef
from tray.core.vocabulary.translatable import said
from tray.ui.activity.details import DetailsPane
from tray.ui.activity.export_dialog import ExportDialog
from tray.ui.activity.feed import ActivityFeed
from tray.ui.activity.filter_bar import ActivityBar
from tray.ui.activity.table import ActivityTable
from tray.ui.activity.timeline import Timeline
from tray.ui.activity.timeline_layout import Scale, fitted
from tray.ui.activity.timeline_marks import Legend
from tray.ui.toolkit.guard_colours import guard_colour
from tray.ui.toolkit.translation import shown, tr
from tray.ui.toolkit.widgets import plain_label
from tray.ui.toolkit.window_manners import add_keys

_NOTHING_YET = said(
    "No activity yet. Sign-ins and role use appear here. Kept on this computer for 30 days, "
    "without secrets."
)
_NOTHING_FITS = said("No matching activity. Try a longer period, or clear the search.")
_REDRAW_MS = 60_000
_LARGEST_PICTURE = 0.5
_LARGEST_SHARE_OF_SCREEN = 0.9


class ActivityWindow(QWidget):
    """`now` is the wall's: the log outlives the program."""

    def __init__(self, feed: ActivityFeed, now: Callable[[], datetime]) -> None:
        super().__init__()
        self._feed, self._now = feed, now
        self._entries: list[ActivityEntry] = []
        self._shown: tuple[ActivityEntry, ...] = ()
        self._has_shared = False
        self._snapshot = AppSnapshot()
        self.setWindowTitle(tr("Activity"))
        self._bar, self._timeline, self._table = ActivityBar(), Timeline(), ActivityTable()
        self._view, self._said, self._empty = QTableView(), _label(), _label()
        self._export = ExportDialog(self, lambda: self._shown)
        self._pages, self._parts = QStackedWidget(), QSplitter(Qt.Orientation.Vertical)
        self._legend, self._details = Legend(), DetailsPane()
        self._build()
        self._timer = QTimer(self)
        self._timer.setInterval(_REDRAW_MS)
        self._timer.timeout.connect(self._refresh)
        self._bar.changed.connect(self._refresh)
        self._bar.export_wanted.connect(self._export.ask)
        self._export.said.connect(self._said.setText)
        self._timeline.told.connect(self._said.setText)
        self._timeline.picked.connect(self._select)
        feed.came.connect(self._take)
        add_keys(self, self.search)

    def show_snapshot(self, snapshot: AppSnapshot) -> None:
        """Rules for guarded roles colour the rows."""
        has_news = snapshot.settings.guards != self._snapshot.settings.guards
        self._snapshot = snapshot
        if has_news and self.isVisible():
            self._refresh()

    def search(self) -> None:
        """Goes to the search."""
        self._bar.begin_search()

    def showEvent(self, event: QShowEvent) -> None:
        """Reads the log."""
        super().showEvent(event)
        if event.spontaneous():
            return  # back from being minimised: it was read all the time
        self._entries = []
        self._feed.open()
        self._timer.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """Lets go of it."""
        super().hideEvent(event)
        if not event.spontaneous():
            self._timer.stop()
            self._feed.close()
            self._entries, self._shown = [], ()

    # ---- building ------------------------------------------------------------------------

    def _build(self) -> None:
        picture = QWidget()
        upper = QVBoxLayout(picture)
        upper.setContentsMargins(0, 0, 0, 0)
        area = QScrollArea()
        area.setWidget(self._timeline)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        margin = 2 * self.fontMetrics().height()
        self._timeline.moved.connect(lambda y: area.ensureVisible(0, y, 0, margin))
        upper.addWidget(area, 1)
        upper.addWidget(self._legend)
        # Two lines always: the picture must not jump when a mark says more than the one before.
        self._said.setMinimumHeight(2 * self._said.fontMetrics().lineSpacing())
        self._said.setAlignment(Qt.AlignmentFlag.AlignTop)
        upper.addWidget(self._said)
        parts = self._parts
        parts.addWidget(picture)
        below = QSplitter(Qt.Orientation.Horizontal)
        below.addWidget(self._build_table())
        below.addWidget(self._details)
        below.setChildrenCollapsible(False)
        below.setStretchFactor(0, 2)
        below.setStretchFactor(1, 1)
        parts.addWidget(below)
        parts.setChildrenCollapsible(False)
        parts.setStretchFactor(1, 1)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._pages.addWidget(parts)
        self._pages.addWidget(self._empty)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.setSpacing(8)
        layout.addWidget(self._bar)
        layout.addWidget(self._pages, 1)
        metrics = self.fontMetrics()
        room = self.screen().availableSize() * _LARGEST_SHARE_OF_SCREEN
        wanted = QSize(metrics.averageCharWidth() * 145, metrics.height() * 40)
        self.resize(wanted.boundedTo(room))

    def _build_table(self) -> QTableView:
        view = self._view
        view.setModel(self._table)
        view.setAccessibleName(tr("Activity table"))
        view.setSortingEnabled(True)
        view.sortByColumn(0, Qt.SortOrder.DescendingOrder)
        view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        view.setTabKeyNavigation(False)
        view.setShowGrid(False)
        view.setWordWrap(False)
        view.verticalHeader().hide()
        view.verticalHeader().setDefaultSectionSize(view.fontMetrics().height() + 8)
        header = view.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setStretchLastSection(True)
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        width = view.fontMetrics().averageCharWidth()
        for column, letters in enumerate((12, 17, 30)):
            view.setColumnWidth(column, letters * width)
        self._table.modelReset.connect(self._span_days)
        view.selectionModel().currentRowChanged.connect(lambda row, _: self._show_details(row))
        return view

    def _span_days(self) -> None:
        """A day's name takes the whole row."""
        self._view.clearSpans()
        for row in self._table.days():
            self._view.setSpan(row, 0, 1, self._table.columnCount())
        self._details.show_entry(None, self._now())

    def _show_details(self, at: QModelIndex) -> None:
        self._details.show_entry(self._table.entry_at(at.row()), self._now())

    # ---- what is shown -------------------------------------------------------------------

    def _take(self, entries: tuple[ActivityEntry, ...]) -> None:
        self._entries += entries
        self._bar.show_sessions(sorted({entry.session for entry in self._entries}))
        self._refresh()
        self._share_height()

    def _share_height(self) -> None:
        """As much for the picture as it has rows, up to half; a person may move the border."""
        whole = self._parts.height()
        below = self._legend.sizeHint().height() + self._said.minimumHeight() + 24
        picture = min(self._timeline.sizeHint().height() + below, int(whole * _LARGEST_PICTURE))
        if not self._has_shared and whole > 0 and self._shown:
            self._parts.setSizes([picture, whole - picture])
            self._has_shared = True

    def _refresh(self) -> None:
        now = self._now()
        # A second ahead: what happened just now counts, whose clock was ever so little faster.
        scale = Scale(now - self._bar.length, now + timedelta(seconds=1))
        wanted = self._bar.wanted(scale.since)
        chosen = self._table.entry_at(self._view.currentIndex().row())
        self._shown = tuple(
            entry for entry in filtered(self._entries, wanted) if not self._bar.hides(entry)
        )
        self._table.show_entries(self._shown, now)
        if chosen is not None:
            self._select(chosen)
        rows = self._rows(wanted, scale)
        self._timeline.show_rows(rows, fitted(scale, rows), self._colour)
        is_empty = not rows and not self._shown
        self._empty.setText(shown(_NOTHING_FITS if self._entries else _NOTHING_YET))
        self._pages.setCurrentIndex(1 if is_empty else 0)
        self._bar.show_count(len(self._shown))

    def _rows(self, wanted: ActivityFilter, scale: Scale) -> list[TimelineRow]:
        """Bars are made of all lines, whatever is searched; the rows are those of the hits."""
        of_session = ActivityFilter(session=wanted.session)
        rows = timeline(filtered(self._entries, of_session), scale.since, scale.now)
        if not wanted.text and not wanted.kinds:
            return list(rows)
        roles = {entry.role for entry in self._shown}
        sessions = {entry.session for entry in self._shown}
        hits = frozenset(self._shown)
        return [
            _with_ticks(row, hits)
            for row in rows
            if (row.role in roles if row.role is not None else row.session in sessions)
        ]

    def _colour(self, role: RoleRef) -> QColor | None:
        rule = self._snapshot.guard(role)
        return guard_colour(rule.colour) if rule is not None else None

    def _select(self, entry: ActivityEntry) -> None:
        row = self._table.row_of(entry)
        if row >= 0:
            self._view.setCurrentIndex(self._table.index(row, 0))
            self._view.selectRow(row)
            self._view.scrollTo(self._table.index(row, 0))


def _with_ticks(row: TimelineRow, hits: frozenset[ActivityEntry]) -> TimelineRow:
    ticks = tuple(entry for entry in row.ticks if entry in hits)
    return TimelineRow(row.session, row.role, row.account_name, row.spans, ticks)


def _label() -> QLabel:
    label = plain_label()
    label.setWordWrap(True)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label
