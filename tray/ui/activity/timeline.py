"""The timeline: a row per session and role, a bar while it lived, a mark for each who asked.

Mouse and arrow keys go from mark to mark, and what a mark says is told to the
window and to screen readers. The table below it holds the same, line by line.
"""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from tray.core.activity.spans import TimelineRow
from tray.core.vocabulary.model import RoleRef
from tray.ui.activity.texts import row_words
from tray.ui.activity.timeline_layout import Mark, MarkKind, Scale, axis, marks_of
from tray.ui.activity.timeline_marks import draw_mark, is_span
from tray.ui.toolkit.design.theme import colour
from tray.ui.toolkit.translation import shown, tr
from tray.ui.toolkit.widgets import tip

_INDENT = 16
_SMALLEST_MARK = 7.0
_SIGNS_AT, _SESSION_BAR, _ROLE_BAR = 0.34, (0.2, 0.8), (0.64, 0.86)
"""In shares of a row's height: requests stand above a role's bar, since they would hide it."""
_LARGEST_LABEL_SHARE = 0.35
_STEPS = {
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
}


class Timeline(QWidget):
    """`told` says what the chosen mark stands for, `picked` which line of the log it is."""

    told = Signal(str)
    picked = Signal(object)
    moved = Signal(int)
    """How far down the mark is that was chosen."""

    def __init__(self) -> None:
        super().__init__()
        self._rows: tuple[TimelineRow, ...] = ()
        self._marks: tuple[tuple[Mark, ...], ...] = ()
        self._scale: Scale | None = None
        self._colour_of: Callable[[RoleRef], QColor | None] = lambda _: None
        self._chosen: tuple[int, int] | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self.setAccessibleName(tr("Timeline"))

    def show_rows(
        self,
        rows: Sequence[TimelineRow],
        scale: Scale,
        colour_of: Callable[[RoleRef], QColor | None],
    ) -> None:
        """Takes over what there is to see; `colour_of` a guarded role is its rule's."""
        is_same = [_key(row) for row in rows] == [_key(row) for row in self._rows]
        self._rows, self._scale, self._colour_of = tuple(rows), scale, colour_of
        if not is_same:
            self._chosen = None
        self._arrange()
        self.setMinimumHeight(self.sizeHint().height())
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """All rows under the axis."""
        width = self.fontMetrics().averageCharWidth() * 80
        return QSize(width, self._axis_height() + len(self._rows) * self._row_height() + 8)

    def marks(self) -> tuple[tuple[Mark, ...], ...]:
        """What is shown, row by row."""
        return self._marks

    # ---- where things are --------------------------------------------------------------

    def _arrange(self) -> None:
        if self._scale is not None:
            scale, places = self._scale, int(self._plot().width() / (2 * self._near()))
            self._marks = tuple(marks_of(row, scale, places) for row in self._rows)
        self.update()

    def _row_height(self) -> int:
        return self.fontMetrics().height() + 10

    def _near(self) -> float:
        """Half of a request's mark, and how near two may be before they are one."""
        return max(_SMALLEST_MARK, self.fontMetrics().height() * 0.4)

    def _axis_height(self) -> int:
        return self.fontMetrics().height() + 8

    def _plot(self) -> QRectF:
        """The part that time runs through, right of the labels."""
        metrics = self.fontMetrics()
        labels = max((metrics.horizontalAdvance(row_words(row)) for row in self._rows), default=0)
        left = min(labels + 3 * _INDENT, self.width() * _LARGEST_LABEL_SHARE)
        height = len(self._rows) * self._row_height()
        return QRectF(left, self._axis_height(), max(1.0, self.width() - left - _INDENT), height)

    def _place(self, row: int, mark: Mark) -> QRectF:
        """Where a mark is; a request is a square around its moment."""
        plot, height = self._plot(), self._row_height()
        left, right = (plot.left() + share * plot.width() for share in (mark.left, mark.right))
        top = plot.top() + row * height
        if not is_span(mark):
            near = self._near()
            return QRectF(left - near, top + height * _SIGNS_AT - near, 2 * near, 2 * near)
        upper, lower = _SESSION_BAR if self._rows[row].role is None else _ROLE_BAR
        return QRectF(left, top + height * upper, max(3.0, right - left), height * (lower - upper))

    def _at(self, point: QPointF) -> tuple[int, int] | None:
        """The mark under a point; requests lie over bars."""
        row = int((point.y() - self._axis_height()) // self._row_height())
        if not 0 <= row < len(self._marks):
            return None
        found = [
            number
            for number, mark in enumerate(self._marks[row])
            if self._place(row, mark).adjusted(-1, -4, 1, 4).contains(point)
        ]
        return (row, found[-1]) if found else None

    # ---- painting ----------------------------------------------------------------------

    def paintEvent(self, _: QPaintEvent) -> None:
        """Ground, axis, names, then bars and what lies over them."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._scale is not None:
            self._paint_ground(painter)
            self._paint_axis(painter, self._scale)
            for number, row in enumerate(self._rows):
                self._paint_row(painter, number, row)
        painter.end()

    def _paint_ground(self, painter: QPainter) -> None:
        height = self._row_height()
        for number, row in enumerate(self._rows):
            if row.role is None:
                top = self._axis_height() + number * height
                painter.fillRect(QRectF(0, top, self.width(), height), colour("subtle"))

    def _paint_axis(self, painter: QPainter, scale: Scale) -> None:
        plot, metrics = self._plot(), self.fontMetrics()
        widest = metrics.horizontalAdvance("00:00") + 3 * metrics.averageCharWidth()
        faded, line = colour("soft"), colour("line")
        for label in axis(scale, int(plot.width() / widest)):
            x = plot.left() + label.share * plot.width()
            painter.setPen(faded if label.is_midnight else line)
            painter.drawLine(QPointF(x, plot.top()), QPointF(x, plot.bottom()))
            painter.setPen(faded)
            width = metrics.horizontalAdvance(shown(label.words))
            x = min(max(0.0, x - width / 2), self.width() - width)
            painter.drawText(QPointF(x, metrics.ascent() + 2), shown(label.words))

    def _paint_row(self, painter: QPainter, number: int, row: TimelineRow) -> None:
        plot, height = self._plot(), self._row_height()
        left = _INDENT / 2 if row.role is None else 1.5 * _INDENT
        box = QRectF(left, plot.top() + number * height, plot.left() - left - _INDENT, height)
        font = self.font()
        font.setBold(row.role is None)
        painter.setFont(font)
        painter.setPen(colour("text"))
        middle = Qt.TextElideMode.ElideMiddle
        words = painter.fontMetrics().elidedText(row_words(row), middle, int(box.width()))
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, words)
        painter.setFont(self.font())
        guard = self._colour_of(row.role) if row.role is not None else None
        marks = sorted(enumerate(self._marks[number]), key=lambda one: _layer(one[1]))
        for place, mark in marks:
            is_chosen = self._chosen == (number, place) and self.hasFocus()
            draw_mark(painter, self._place(number, mark), mark, guard, is_chosen=is_chosen)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Requests that were one mark may be two now."""
        super().resizeEvent(event)
        self._arrange()

    # ---- mouse and keys ------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        """Says what is under the mouse."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            at = self._at(QPointF(event.pos()))
            words = shown(self._marks[at[0]][at[1]].words) if at is not None else ""
            QToolTip.showText(event.globalPos(), tip(words), self)
            return True
        return super().event(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Chooses the mark under the mouse."""
        self._choose(self._at(event.position()))

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's
        """Somewhere to begin for who comes by keyboard: the newest of the first row."""
        super().focusInEvent(event)
        if self._chosen is None and event.reason() != Qt.FocusReason.MouseFocusReason:
            first = next((number for number, marks in enumerate(self._marks) if marks), None)
            if first is not None:
                self._choose((first, len(self._marks[first]) - 1))
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows go from mark to mark, and from row to row."""
        step = _STEPS.get(Qt.Key(event.key()))
        if step is None or self._chosen is None:
            super().keyPressEvent(event)
            return
        row, place = self._chosen
        if step[0]:
            rows = range(row + step[0], len(self._marks) if step[0] > 0 else -1, step[0])
            row = next((number for number in rows if self._marks[number]), row)
            place = len(self._marks[row]) - 1 if row != self._chosen[0] else place
        else:
            place = min(max(0, place + step[1]), len(self._marks[row]) - 1)
        self._choose((row, place))

    def _choose(self, at: tuple[int, int] | None) -> None:
        self._chosen = at
        mark = self._marks[at[0]][at[1]] if at is not None else None
        words = shown(mark.words) if mark is not None else ""
        self.setAccessibleDescription(words)
        self.told.emit(words)
        if at is not None:
            self.moved.emit(self.place_of(*at).y())
        if mark is not None and mark.entries:
            self.picked.emit(mark.entries[-1])
        self.update()

    def place_of(self, row: int, number: int) -> QPoint:
        """The middle of a mark, for whoever points at it."""
        return self._place(row, self._marks[row][number]).center().toPoint()


def _layer(mark: Mark) -> int:
    """Bars lie lowest, and nothing hides a refusal."""
    return 0 if is_span(mark) else 2 if mark.kind is MarkKind.REFUSED else 1


def _key(row: TimelineRow) -> tuple[str, RoleRef | None]:
    return row.session, row.role
