"""The picker's list: a model over rows, and how a row is painted."""

from collections.abc import Iterator, Sequence

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPalette
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from tray.ui.picker.rows import Marked, PickerRow
from tray.ui.toolkit.guard_colours import guard_colour
from tray.ui.toolkit.translation import shown

Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()


class PickerModel(QAbstractListModel):
    """Rows for a view, and their words for a screen reader."""

    def __init__(self) -> None:
        super().__init__()
        self._rows: tuple[PickerRow, ...] = ()

    def show_rows(self, rows: Sequence[PickerRow]) -> None:
        """Other rows from now on."""
        self.beginResetModel()
        self._rows = tuple(rows)
        self.endResetModel()

    def row(self, index: Index) -> PickerRow | None:
        """The row of an index."""
        number = index.row()
        return self._rows[number] if 0 <= number < len(self._rows) else None

    def rowCount(self, parent: Index = _ROOT) -> int:
        """How many there are."""
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The row as words."""
        row = self.row(index)
        wanted = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole)
        return shown(row.spoken) if row is not None and role in wanted else None


class PickerDelegate(QStyledItemDelegate):
    """Two lines, the guard's colour at the edge, and what the role is in use as at the end."""

    def __init__(self, model: PickerModel, parent: QWidget) -> None:
        super().__init__(parent)
        self._model = model

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: ARG002 - Qt's
        """All rows are as high as two lines of the font."""
        unit = _unit(option.fontMetrics)
        return QSize(0, option.fontMetrics.height() * 2 + unit * 3)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """One row."""
        row = self._model.row(index)
        if row is None:
            return
        painter.save()
        _RowPainter(painter, option, row).paint()
        painter.restore()


class _RowPainter:
    """Paints one row into one rectangle."""

    def __init__(self, painter: QPainter, option: QStyleOptionViewItem, row: PickerRow) -> None:
        self._painter, self._row = painter, row
        self._rect: QRect = option.rect
        self._direction = option.direction
        self._is_chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        self._palette: QPalette = option.palette
        self._font = QFont(option.font)
        self._unit = _unit(option.fontMetrics)

    def paint(self) -> None:
        painter, unit = self._painter, self._unit
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._is_chosen:
            ground = QRectF(self._rect).adjusted(unit, 1, -unit, -1)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._palette.color(QPalette.ColorRole.Highlight))
            painter.drawRoundedRect(ground, 6, 6)
        if self._row.guard is not None:
            edge = QRect(self._rect.left() + unit * 2, 0, max(3, unit // 2), 0)
            edge.setTop(self._rect.top() + unit)
            edge.setBottom(self._rect.bottom() - unit)
            colour = guard_colour(self._row.guard.colour)
            painter.fillRect(self._mirrored(edge), colour)
        inner = self._rect.adjusted(unit * 4, unit * 3 // 2, -unit * 3, -unit * 3 // 2)
        height = inner.height() // 2
        above = QRect(inner.left(), inner.top(), inner.width(), height)
        below = QRect(inner.left(), inner.top() + height, inner.width(), height)
        above.setRight(above.right() - self._paint_in_use(above))
        self._paint_runs(above, self._first_line(), self._ink())
        small = QFont(self._font)
        small.setPointSizeF(self._font.pointSizeF() * 0.9)
        painter.setFont(small)
        self._paint_runs(below, self._second_line(), self._faint())

    # ---- what stands there --------------------------------------------------------

    def _first_line(self) -> Iterator[tuple[str, bool]]:
        yield from _runs(self._row.account)
        yield "  /  ", False
        yield from _runs(self._row.role_name)

    def _second_line(self) -> Iterator[tuple[str, bool]]:
        if self._row.is_pinned:
            yield "★  ", False
        yield from _runs(self._row.number)
        if self._row.note:
            yield f"  ·  {shown(self._row.note)}", False

    # ---- painting -------------------------------------------------------------------

    def _paint_in_use(self, line: QRect) -> int:
        """The words at the end of the line; answers how much room they take."""
        if not self._row.in_use:
            return 0
        metrics = QFontMetrics(self._font)
        words = metrics.elidedText(
            shown(self._row.in_use), Qt.TextElideMode.ElideRight, line.width() * 2 // 5
        )
        width = metrics.horizontalAdvance(words)
        place = QRect(line.right() - width, line.top(), width, line.height())
        accent = self._palette.color(QPalette.ColorRole.Link)
        self._painter.setFont(self._font)
        self._painter.setPen(self._ink() if self._is_chosen else accent)
        self._painter.drawText(self._mirrored(place), int(Qt.AlignmentFlag.AlignVCenter), words)
        return width + self._unit * 2

    def _paint_runs(self, line: QRect, runs: Iterator[tuple[str, bool]], ink: QColor) -> None:
        metrics, left = QFontMetrics(self._painter.font()), line.left()
        for text, is_hit in runs:
            if not text:
                continue
            room = line.right() - left
            if room <= metrics.averageCharWidth():
                return
            words = metrics.elidedText(text, Qt.TextElideMode.ElideRight, room)
            width = metrics.horizontalAdvance(words)
            place = self._mirrored(QRect(left, line.top(), width, line.height()))
            if is_hit:
                self._mark(place)
            self._painter.setPen(ink)
            self._painter.drawText(place, int(Qt.AlignmentFlag.AlignVCenter), words)
            left += width

    def _mark(self, place: QRect) -> None:
        """What was typed: a tint behind the letters, and a line below for who sees no colours."""
        accent = QColor(self._palette.color(QPalette.ColorRole.Link))
        if self._is_chosen:
            accent = self._ink()
        tint = QColor(accent)
        tint.setAlpha(50)
        self._painter.fillRect(place.adjusted(0, 2, 0, -2), tint)
        self._painter.fillRect(QRect(place.left(), place.bottom() - 3, place.width(), 1), accent)

    def _ink(self) -> QColor:
        role = QPalette.ColorRole
        return self._palette.color(role.HighlightedText if self._is_chosen else role.Text)

    def _faint(self) -> QColor:
        ink = QColor(self._ink())
        ink.setAlpha(200 if self._is_chosen else 150)
        return ink

    def _mirrored(self, place: QRect) -> QRect:
        return QStyle.visualRect(self._direction, self._rect, place)


def _runs(marked: Marked) -> Iterator[tuple[str, bool]]:
    """The text in pieces: (piece, whether it was typed)."""
    done = 0
    for start, end in marked.spans:
        yield marked.text[done:start], False
        yield marked.text[start:end], True
        done = end
    yield marked.text[done:], False


def _unit(metrics: QFontMetrics) -> int:
    """A quarter of a line: what grows with the font."""
    return max(3, metrics.height() // 4)
