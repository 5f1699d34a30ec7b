"""How the timeline's marks are drawn: bars, dots, crosses and squares, and what they are called."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from tray.ui.activity.timeline_layout import Mark, MarkKind
from tray.ui.toolkit.design.theme import colour
from tray.ui.toolkit.translation import shown, tr

_SIGN_SHARE = 0.28
_LEGEND = (MarkKind.SESSION, MarkKind.ROLE, MarkKind.GIVEN, MarkKind.REFUSED, MarkKind.BY_HAND)


def is_span(mark: Mark) -> bool:
    """Whether it lasted, rather than happened."""
    return mark.kind in {MarkKind.SESSION, MarkKind.ROLE}


def draw_mark(
    painter: QPainter, place: QRectF, mark: Mark, guard: QColor | None, *, is_chosen: bool
) -> None:
    """Draws it at its place; `guard` is the colour of a protected role."""
    if is_span(mark):
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(_bar_colour(mark.kind, guard))
        painter.drawRoundedRect(place, 3, 3)
    else:
        _draw_sign(painter, place, mark.kind)
    if is_chosen:
        painter.setPen(QPen(colour("text"), 1.5))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(place.adjusted(-1.5, -1.5, 1.5, 1.5), 4, 4)


def _bar_colour(kind: MarkKind, guard: QColor | None) -> QColor:
    if kind is MarkKind.ROLE:
        return guard or colour("good_fill")
    return colour("accent_fill")


def _draw_sign(painter: QPainter, place: QRectF, kind: MarkKind) -> None:
    ground = colour("surface")
    at, size = place.center(), _SIGN_SHARE * place.width()
    box = QRectF(at.x() - size, at.y() - size, 2 * size, 2 * size)
    painter.setPen(QPen(ground, 1.5))
    painter.setBrush(colour("text"))
    match kind:
        case MarkKind.REFUSED:
            _draw_cross(painter, box, ground)
        case MarkKind.BY_HAND:
            painter.drawRect(box.adjusted(0.5, 0.5, -0.5, -0.5))
        case _:
            painter.drawEllipse(box)


def _draw_cross(painter: QPainter, box: QRectF, ground: QColor) -> None:
    for pen in (QPen(ground, 5), QPen(colour("bad_fill"), 2.5)):
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        painter.drawLine(box.topLeft(), box.bottomRight())
        painter.drawLine(box.topRight(), box.bottomLeft())


def _word(kind: MarkKind) -> str:
    return shown(kind.value)


class Legend(QWidget):
    """One line that says what the marks mean."""

    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(
            tr("Legend: {signs}", signs=", ".join(_word(kind) for kind in _LEGEND))
        )

    def sizeHint(self) -> QSize:
        """As wide as its words."""
        metrics = self.fontMetrics()
        width = sum(metrics.horizontalAdvance(_word(kind)) + self._gap() for kind in _LEGEND)
        return QSize(width, metrics.height() + 4)

    def paintEvent(self, _: QPaintEvent) -> None:
        """Each mark before its word."""
        painter, metrics, x = QPainter(self), self.fontMetrics(), 0.0
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle = self.height() / 2
        for kind in _LEGEND:
            mark, half = Mark(kind, 0, 0, ""), metrics.height() * 0.25
            place = QRectF(x + 1, middle - half, 2.2 * metrics.averageCharWidth(), 2 * half)
            draw_mark(painter, place, mark, None, is_chosen=False)
            painter.setPen(colour("soft"))
            words_at = x + 3 * metrics.averageCharWidth()
            painter.drawText(QPointF(words_at, middle + metrics.capHeight() / 2), _word(kind))
            x += metrics.horizontalAdvance(_word(kind)) + self._gap()
        painter.end()

    def _gap(self) -> int:
        return 5 * self.fontMetrics().averageCharWidth()
