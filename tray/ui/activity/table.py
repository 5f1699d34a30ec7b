"""The activity log's lines as a table that sorts by any column; by time, a row tells each day."""

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from tray.core.activity.entries import KIND_WORDS, ActivityEntry
from tray.core.vocabulary.translatable import said
from tray.ui.activity.texts import day_of, subject_words, when_words, who_words
from tray.ui.toolkit.design.theme import colour
from tray.ui.toolkit.design.typography import SMALL, font
from tray.ui.toolkit.translation import shown
from tray.ui.toolkit.widgets import tip

COLUMNS = (said("When"), said("Event"), said("Role or session"), said("Requests"))
_CELLS: tuple[Callable[[ActivityEntry, datetime], str], ...] = (
    lambda entry, now: when_words(entry.when, now),
    lambda entry, _: KIND_WORDS[entry.kind],
    lambda entry, _: subject_words(entry),
    lambda entry, _: who_words(entry),
)
_WHEN = 0

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()


class ActivityTable(QAbstractTableModel):
    """Newest first, until a person sorts it otherwise. A row is an event, or a day's name."""

    def __init__(self) -> None:
        super().__init__()
        self._entries: list[ActivityEntry] = []
        self._rows: list[ActivityEntry | str] = []
        self._now = datetime.now(UTC)
        self._column, self._order = _WHEN, Qt.SortOrder.DescendingOrder

    def show_entries(self, entries: Sequence[ActivityEntry], now: datetime) -> None:
        """Takes their place."""
        self.beginResetModel()
        self._entries, self._now = list(entries), now
        self._sort()
        self.endResetModel()

    def row_of(self, entry: ActivityEntry) -> int:
        """Which row it is in; -1 where it is not shown."""
        return self._rows.index(entry) if entry in self._rows else -1

    def entry_at(self, row: int) -> ActivityEntry | None:
        """The event of a row; None for a day's name, and beside the table."""
        found = self._rows[row] if 0 <= row < len(self._rows) else None
        return found if isinstance(found, ActivityEntry) else None

    def days(self) -> Iterator[int]:
        """The rows that are days' names."""
        return (number for number, row in enumerate(self._rows) if isinstance(row, str))

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """How many there are."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = _NOWHERE) -> int:  # noqa: N802 - Qt's
        """Always the same."""
        return 0 if parent.isValid() else len(COLUMNS)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """A day's name cannot be chosen."""
        if self.entry_at(index.row()) is None:
            return Qt.ItemFlag.NoItemFlags
        return super().flags(index)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """What a cell says; its tool tip says what does not fit."""
        row = self._rows[index.row()]
        if isinstance(row, str):
            return _day_data(row, index.column(), role)
        if role not in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole}:
            return None
        if role == Qt.ItemDataRole.DisplayRole and index.column() == _WHEN and self._by_time():
            return f"{row.when.astimezone():%H:%M:%S}"
        words = shown(_CELLS[index.column()](row, self._now))
        return tip(words) if role == Qt.ItemDataRole.ToolTipRole else words

    def headerData(  # noqa: N802 - Qt's
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> str | None:
        """What a column is called."""
        is_name = role == Qt.ItemDataRole.DisplayRole and orientation == Qt.Orientation.Horizontal
        return shown(COLUMNS[section]) if is_name else None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """By that column; within the same words the newest first."""
        self.beginResetModel()
        self._column, self._order = column, order
        self._sort()
        self.endResetModel()

    def _by_time(self) -> bool:
        return self._column == _WHEN

    def _sort(self) -> None:
        self._entries.sort(key=lambda entry: entry.when, reverse=True)
        is_falling = self._order == Qt.SortOrder.DescendingOrder
        if not self._by_time():
            cell, now = _CELLS[self._column], self._now
            self._entries.sort(key=lambda one: shown(cell(one, now)).casefold(), reverse=is_falling)
        elif not is_falling:
            self._entries.reverse()
        self._rows = list(self._with_days() if self._by_time() else self._entries)

    def _with_days(self) -> Iterator[ActivityEntry | str]:
        before = None
        for entry in self._entries:
            day = entry.when.astimezone().date()
            if day != before:
                yield day_of(entry.when, self._now)
            before = day
            yield entry


def _day_data(day: str, column: int, role: int) -> Any:
    if column:
        return None
    match role:
        case Qt.ItemDataRole.DisplayRole:
            return shown(day)
        case Qt.ItemDataRole.FontRole:
            return font(SMALL, strong=True)
        case Qt.ItemDataRole.ForegroundRole:
            return colour("soft")
        case _:
            return None
