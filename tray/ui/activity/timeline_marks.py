"""How the timeline's marks are drawn: bars, dots, crosses and squares, and what they are called."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from tray.core.guards.colours import GuardColour
from tray.ui.activity.timeline_layout import Mark, MarkKind
from tray.ui.toolkit.guard_colours import guard_colour
from tray.ui.toolkit.translation import shown, tr

_SIGN_SHARE = 0.28
_LEGEND = (MarkKind.SESSION, MarkKind.ROLE, MarkKind.GIVEN, MarkKind.REFUSED, MarkKind.BY_HAND)


def is_span(mark: Mark) -> bool:
    """Whether it lasted, rather than happened."""
    return mark.kind in {MarkKind.SESSION, MarkKind.ROLE}


def draw_mark(  # noqa: PLR0917 - what a mark looks like hangs on all of them
    painter: QPainter,
    place: QRectF,
    mark: Mark,
    palette: QPalette,
    colour: QColor | None,
    is_chosen: bool,
) -> None:
    """Draws it at its place; `colour` is that of a guarded role."""
    if is_span(mark):
        _draw_bar(painter, place, mark.kind, palette, colour)
    else:
        _draw_sign(painter, place, mark.kind, palette)
    if is_chosen:
        painter.setPen(QPen(palette.color(QPalette.ColorRole.WindowText), 1.5))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(place.adjusted(-1.5, -1.5, 1.5, 1.5), 4, 4)


def _draw_bar(
    painter: QPainter, place: QRectF, kind: MarkKind, palette: QPalette, colour: QColor | None
) -> None:
    accent = palette.color(QPalette.ColorRole.Highlight)
    if kind is MarkKind.ROLE:
        accent = colour or _weaker(accent, palette.color(QPalette.ColorRole.Window))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(accent)
    painter.drawRoundedRect(place, 3, 3)


def _draw_sign(painter: QPainter, place: QRectF, kind: MarkKind, palette: QPalette) -> None:
    text, ground = (
        palette.color(role) for role in (QPalette.ColorRole.WindowText, QPalette.ColorRole.Base)
    )
    at, size = place.center(), _SIGN_SHARE * place.width()
    box = QRectF(at.x() - size, at.y() - size, 2 * size, 2 * size)
    painter.setPen(QPen(ground, 1.5))
    painter.setBrush(text)
    match kind:
        case MarkKind.REFUSED:
            _draw_cross(painter, box, ground)
        case MarkKind.BY_HAND:
            painter.drawRect(box.adjusted(0.5, 0.5, -0.5, -0.5))
        case _:
            painter.drawEllipse(box)


def _draw_cross(painter: QPainter, box: QRectF, ground: QColor) -> None:
    for pen in (QPen(ground, 5), QPen(guard_colour(GuardColour.RED), 2.5)):
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        painter.drawLine(box.topLeft(), box.bottomRight())
        painter.drawLine(box.topRight(), box.bottomLeft())


def _weaker(one: QColor, ground: QColor) -> QColor:
    """Two parts of the first, one of the ground: less of the same, and still seen well."""
    return QColor(
        (2 * one.red() + ground.red()) // 3,
        (2 * one.green() + ground.green()) // 3,
        (2 * one.blue() + ground.blue()) // 3,
    )


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
        palette, middle = self.palette(), self.height() / 2
        for kind in _LEGEND:
            mark, half = Mark(kind, 0, 0, ""), metrics.height() * 0.25
            place = QRectF(x + 1, middle - half, 2.2 * metrics.averageCharWidth(), 2 * half)
            draw_mark(painter, place, mark, palette, None, is_chosen=False)
            painter.setPen(palette.color(QPalette.ColorRole.PlaceholderText))
            words_at = x + 3 * metrics.averageCharWidth()
            painter.drawText(QPointF(words_at, middle + metrics.capHeight() / 2), _word(kind))
            x += metrics.horizontalAdvance(_word(kind)) + self._gap()
        painter.end()

    def _gap(self) -> int:
        return 5 * self.fontMetrics().averageCharWidth()
