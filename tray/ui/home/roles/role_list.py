"""Home's list: a model over rows, and the view with the signs under the mouse."""

from collections.abc import Sequence

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import QHelpEvent, QMouseEvent
from PySide6.QtWidgets import QListView, QToolTip

from tray.core.vocabulary.translatable import said
from tray.ui.home.roles.row_painting import RowDelegate, sign_at
from tray.ui.home.roles.rows import RoleRow, Row, Section
from tray.ui.toolkit.translation import shown, tr

_NARROW = (
    "QScrollBar:vertical { width: 8px; margin: 2px; } QScrollBar::handle { border-radius: 2px; }"
)
"""As wide as rows are away from the edge."""
Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
_SIGNS = {
    "globe": said("Open console"),
    "copy": said("Copy keys"),
    "more": said("More actions"),
}


class RowModel(QAbstractListModel):
    """Rows for a view, and their words for a screen reader."""

    def __init__(self) -> None:
        super().__init__()
        self._rows: Sequence[Row] = ()

    def show_rows(self, rows: Sequence[Row], *, are_others: bool) -> None:
        """Other rows from now on. Without `are_others` those that stay keep their place."""
        is_as_long = not are_others and len(rows) == len(self._rows)
        if is_as_long and all(map(_is_same, rows, self._rows)):
            self._rows = rows
            self.dataChanged.emit(self.index(0), self.index(len(rows) - 1))
            return
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    def at(self, index: Index) -> Row | None:
        """The row of an index."""
        number = index.row()
        return self._rows[number] if 0 <= number < len(self._rows) else None

    def role_at(self, index: Index) -> RoleRow | None:
        """The same where it is a role's."""
        row = self.at(index)
        return row if isinstance(row, RoleRow) else None

    def step(self, start: int, by: int) -> int:
        """The role's row that is `by` role's rows away from `start`, or the last on the way; or -1.

        With 0, the first one after `start`.
        """
        way = 1 if by >= 0 else -1
        found, left, at = start, max(1, abs(by)), start + way
        while left and 0 <= at < len(self._rows):
            if isinstance(self._rows[at], RoleRow):
                found, left = at, left - 1
            at += way
        return found

    def find(self, row: RoleRow) -> int:
        """Where the same row is now, or -1."""
        wanted = _identity(row)
        return next((at for at, one in enumerate(self._rows) if _identity(one) == wanted), -1)

    def rowCount(self, parent: Index = _ROOT) -> int:
        """How many there are."""
        return 0 if parent.isValid() else len(self._rows)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Headings cannot be chosen."""
        if isinstance(self.at(index), Section):
            return Qt.ItemFlag.ItemNeverHasChildren | Qt.ItemFlag.ItemIsEnabled
        return super().flags(index)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The row as words."""
        row = self.at(index)
        wanted = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole)
        return shown(row.spoken) if row is not None and role in wanted else None


class RoleList(QListView):
    """The list. It never has the focus: arrows move in it while one types."""

    sign_clicked = Signal(object, str)
    """A row, and the sign on it: globe, copy or more."""

    def __init__(self, model: RowModel) -> None:
        super().__init__()
        self._rows = model
        self._pressed = ""
        self.setAccessibleName(tr("Roles"))
        self.setModel(model)
        self.setItemDelegate(RowDelegate(model.at, self))
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.setMouseTracking(True)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.verticalScrollBar().setStyleSheet(_NARROW)
        # Rows are painted on home's own ground.
        self.viewport().setAutoFillBackground(False)

    def choose(self, number: int) -> None:
        """The row that Enter takes; a heading above the first one stays in sight."""
        self.setCurrentIndex(self._rows.index(number))
        if number <= 1:
            self.scrollToTop()

    @property
    def chosen(self) -> RoleRow | None:
        """That row."""
        return self._rows.role_at(self.currentIndex())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A press on a sign does not choose the row's own action."""
        self._pressed = self._sign(event)
        if not self._pressed:
            super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A sign counts where it was pressed and let go."""
        pressed, self._pressed = self._pressed, ""
        if not pressed:
            super().mouseReleaseEvent(event)
            return
        row = self._rows.role_at(self.indexAt(event.position().toPoint()))
        if row is not None and self._sign(event) == pressed:
            self.choose(self._rows.find(row))
            self.sign_clicked.emit(row, pressed)

    def viewportEvent(self, event: QEvent) -> bool:
        """What a sign under the mouse does."""
        if isinstance(event, QHelpEvent):
            index = self.indexAt(event.pos())
            row = self._rows.role_at(index)
            sign = "" if row is None else sign_at(self, row, self.visualRect(index), event.pos())
            QToolTip.showText(event.globalPos(), shown(_SIGNS[sign]) if sign else "", self)
            return True
        return super().viewportEvent(event)

    def _sign(self, event: QMouseEvent) -> str:
        place = event.position().toPoint()
        index = self.indexAt(place)
        row = self._rows.role_at(index)
        return "" if row is None else sign_at(self, row, self.visualRect(index), place)


def _is_same(one: Row, other: Row) -> bool:
    return _identity(one) == _identity(other)


def _identity(row: Row) -> object:
    if isinstance(row, Section):
        return row.title
    return row.role, row.in_use.profile if row.in_use is not None else None
