"""How the mark is drawn at one size."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPainterPathStroker, QPen, QPixmap

from tray.core.tray_status import TrayStatus
from tray.ui.toolkit.guard_colours import guard_colour
from tray.ui.tray.icon_model import IconModel

_EDGE = QColor(16, 20, 28, 200)
_SPENT = QColor(118, 126, 138)
_WHITE = QColor(255, 255, 255)
_BLACK = QColor(0, 0, 0)
_BADGE = QColor(255, 179, 0)
_DEMO = QColor(178, 120, 255)
_COLOURS = {
    TrayStatus.SIGNED_OUT: QColor(214, 219, 226),
    TrayStatus.SIGNING_IN: QColor(92, 176, 255),
    TrayStatus.SIGNED_IN: QColor(61, 214, 140),
    TrayStatus.ENDS_SOON: QColor(255, 179, 0),
    TrayStatus.ENDED: QColor(240, 66, 58),
}


class Mark:
    """The mark of one model at one size, in device pixels."""

    def __init__(self, model: IconModel, size: int, *, is_template: bool = False) -> None:
        self._model, self._size, self._is_template = model, size, is_template
        self._edge = 0 if is_template else max(1, round(size / 28))
        self._stroke = max(2, round(size * 0.13))
        diameter = round(size * 0.64)
        diameter += (diameter - self._stroke) % 2  # the shank stands in the middle of a pixel grid
        left = (size - diameter) // 2 - round(size * 0.04)
        self._outer = diameter / 2
        self._centre = QPointF(left + self._outer, self._edge + self._outer)
        self._radius = self._outer - self._stroke / 2

    def pixmap(self) -> QPixmap:
        """The picture."""
        pixmap = QPixmap(self._size, self._size)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._draw(painter)
        painter.end()
        return pixmap

    def _draw(self, painter: QPainter) -> None:
        colour = self._colour(_COLOURS[self._model.status])
        body = self._body()
        self._draw_edge(painter, body)
        match self._model.status:
            case TrayStatus.SIGNED_IN | TrayStatus.ENDS_SOON:
                painter.fillPath(self._ring(), self._faint())
                painter.fillPath(self._arc(self._model.share), colour)
                painter.fillPath(self._key(), colour)
            case _:
                painter.fillPath(body, colour)
        if self._model.status is TrayStatus.ENDS_SOON:
            painter.fillPath(self._pupil(), colour)
        if self._model.status is TrayStatus.ENDED:
            self._draw_exclamation(painter)
        if self._model.is_demo:
            self._draw_demo(painter)
        if self._model.has_trouble:
            self._draw_badge(painter)
        if self._model.guard is not None:
            self._draw_guard(painter, guard_colour(self._model.guard))

    # ---- colours ------------------------------------------------------------------

    def _colour(self, colour: QColor) -> QColor:
        return _BLACK if self._is_template else colour

    def _faint(self) -> QColor:
        return QColor(0, 0, 0, 80) if self._is_template else _SPENT

    # ---- shapes ---------------------------------------------------------------------

    def _body(self) -> QPainterPath:
        match self._model.status:
            case TrayStatus.SIGNING_IN:
                return self._dashes().united(self._key())
            case TrayStatus.ENDED:
                return self._disc(self._outer).united(self._key())
            case TrayStatus.ENDS_SOON:
                return self._ring().united(self._key()).united(self._pupil())
            case TrayStatus.SIGNED_OUT:
                return self._ring(self._thin()).united(self._key())
            case TrayStatus.SIGNED_IN:
                return self._ring().united(self._key())

    def _thin(self) -> float:
        return max(1.0, round(self._stroke * 0.6))

    def _disc(self, radius: float) -> QPainterPath:
        path = QPainterPath()
        path.addEllipse(self._centre, radius, radius)
        return path

    def _ring(self, stroke: float | None = None) -> QPainterPath:
        width = self._stroke if stroke is None else stroke
        return self._disc(self._outer).subtracted(self._disc(self._outer - width))

    def _pupil(self) -> QPainterPath:
        return self._disc(max(1.0, (self._outer - self._stroke) * 0.42))

    def _arc(self, share: float) -> QPainterPath:
        """The part of the ring that is left: it burns down clockwise from the top."""
        radius = self._radius
        box = QRectF(self._centre.x() - radius, self._centre.y() - radius, 2 * radius, 2 * radius)
        line = QPainterPath()
        line.arcMoveTo(box, 90)
        line.arcTo(box, 90, 360 * share)
        return self._stroked(line, self._stroke)

    def _dashes(self) -> QPainterPath:
        """The ring in four pieces."""
        gap = QPainterPath()
        width = max(2.0, self._stroke * 0.95)
        reach = self._outer * 0.75 + 1
        for x, y in ((1, 1), (1, -1)):
            gap.moveTo(self._centre - QPointF(x, y) * reach)
            gap.lineTo(self._centre + QPointF(x, y) * reach)
        return self._ring().subtracted(self._stroked(gap, width))

    def _key(self) -> QPainterPath:
        """The shank below the ring, with a bit of two teeth unless the badge stands there."""
        width, bottom = self._stroke, self._size - self._edge
        left = self._centre.x() - width / 2
        top = self._centre.y() + self._outer
        tooth = max(1, round((bottom - top) / 4))
        length = width + max(3, round(width * 1.2))
        path = QPainterPath()
        path.addRect(QRectF(left, top - width / 2, width, bottom - top + width / 2))
        if self._model.has_trouble:
            return path
        for place in (bottom - tooth, bottom - 3 * tooth):
            teeth = QPainterPath()
            teeth.addRect(QRectF(left, place, length, tooth))
            path = path.united(teeth)
        return path

    def _stroked(self, line: QPainterPath, width: float) -> QPainterPath:
        stroker = QPainterPathStroker()
        stroker.setWidth(width)
        stroker.setCapStyle(Qt.PenCapStyle.FlatCap)
        stroker.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
        return stroker.createStroke(line)

    # ---- what is laid over -------------------------------------------------------------

    def _draw_edge(self, painter: QPainter, shape: QPainterPath) -> None:
        if self._edge:
            pen = QPen(_EDGE, 2 * self._edge)
            pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
            painter.strokePath(shape, pen)

    def _draw_exclamation(self, painter: QPainter) -> None:
        """`!` in the disc, on whole pixels; cut out of a template."""
        width = max(2, round(self._outer * 0.3))
        if (round(2 * self._outer) - width) % 2:
            width += 1
        left = self._centre.x() - width / 2
        height = 2 * self._outer
        top = round(self._centre.y() - height * 0.32)
        dot = max(2, round(width * 0.9))
        bottom = round(self._centre.y() + height * 0.32)
        if self._is_template:
            painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Clear)
        painter.fillRect(QRectF(left, top, width, bottom - dot - max(1, dot // 2) - top), _WHITE)
        painter.fillRect(QRectF(left, bottom - dot, width, dot), _WHITE)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)

    def _draw_badge(self, painter: QPainter) -> None:
        """A triangle in the lower right corner, in place of the key's bit: the ring stays whole."""
        side = round(self._size * 0.44)
        right = bottom = self._size - self._edge
        triangle = QPainterPath(QPointF(right - side / 2, bottom - round(side * 0.86)))
        triangle.lineTo(right, bottom)
        triangle.lineTo(right - side, bottom)
        triangle.closeSubpath()
        self._overlay(painter, triangle, _BADGE)

    def _draw_demo(self, painter: QPainter) -> None:
        """A solid letter D in the lower left corner, beside the shank."""
        side = round(self._size * 0.31)
        box = QRectF(self._edge, self._size - side - self._edge, side, side)
        letter = QPainterPath(box.topLeft())
        letter.lineTo(box.center().x() - side * 0.1, box.top())
        letter.arcTo(box.adjusted(-side * 0.2, 0, 0, 0), 90, -180)
        letter.lineTo(box.bottomLeft())
        letter.closeSubpath()
        self._overlay(painter, letter, _DEMO)

    def _draw_guard(self, painter: QPainter, colour: QColor) -> None:
        """A square in the upper right corner, where nothing else ever stands."""
        side = round(self._size * 0.3)
        square = QPainterPath()
        square.addRect(QRectF(self._size - side - self._edge, self._edge, side, side))
        self._overlay(painter, square, colour)

    def _overlay(self, painter: QPainter, shape: QPainterPath, colour: QColor) -> None:
        gap = QPen(_BLACK, 2 * max(1, self._edge))
        gap.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
        if self._is_template:
            painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Clear)
        else:
            gap.setColor(_EDGE)
        painter.strokePath(shape, gap)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
        painter.fillPath(shape, self._colour(colour))
