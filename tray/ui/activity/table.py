"""The activity log's lines as a table that sorts by any column."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from tray.core.activity.entries import KIND_WORDS, ActivityEntry
from tray.core.vocabulary.translatable import said
from tray.ui.activity.texts import detail_words, subject_words, when_words, who_words
from tray.ui.toolkit.translation import shown
from tray.ui.toolkit.widgets import tip

COLUMNS = (said("When"), said("Event"), said("Role or session"), said("Requests"), said("Details"))
_CELLS: tuple[Callable[[ActivityEntry, datetime], str], ...] = (
    lambda entry, now: when_words(entry.when, now),
    lambda entry, _: KIND_WORDS[entry.kind],
    lambda entry, _: subject_words(entry),
    lambda entry, _: who_words(entry),
    lambda entry, _: detail_words(entry),
)
_WHEN = 0

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()


class ActivityTable(QAbstractTableModel):
    """Newest first, until a person sorts it otherwise."""

    def __init__(self) -> None:
        super().__init__()
        self._entries: list[ActivityEntry] = []
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
        return self._entries.index(entry) if entry in self._entries else -1

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """How many there are."""
        return 0 if parent.isValid() else len(self._entries)

    def columnCount(self, parent: Index = _NOWHERE) -> int:  # noqa: N802 - Qt's
        """Always the same."""
        return 0 if parent.isValid() else len(COLUMNS)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> str | None:
        """What a cell says; its tool tip says what does not fit."""
        if role not in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole}:
            return None
        words = shown(_CELLS[index.column()](self._entries[index.row()], self._now))
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
        self.layoutAboutToBeChanged.emit()
        self._column, self._order = column, order
        self._sort()
        self.layoutChanged.emit()

    def _sort(self) -> None:
        self._entries.sort(key=lambda entry: entry.when, reverse=True)
        is_falling = self._order == Qt.SortOrder.DescendingOrder
        if self._column != _WHEN:
            cell, now = _CELLS[self._column], self._now
            self._entries.sort(key=lambda one: shown(cell(one, now)).casefold(), reverse=is_falling)
        elif not is_falling:
            self._entries.reverse()
