"""The shapes that the mark is made of, as paths around a centre."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainterPath, QPainterPathStroker

_SMALL = 18
"""Up to so many pixels the keyhole is drawn on whole pixels: its curves would only blur it."""


def disc(centre: QPointF, radius: float) -> QPainterPath:
    """A filled circle."""
    path = QPainterPath()
    path.addEllipse(centre, radius, radius)
    return path


def ring(centre: QPointF, outer: float, width: float) -> QPainterPath:
    """A circle with a hole; `outer` is where it ends."""
    return disc(centre, outer).subtracted(disc(centre, outer - width))


def arc(centre: QPointF, outer: float, width: float, start: float, span: float) -> QPainterPath:
    """A part of `ring`, from `start` on, in degrees against the clock from three o'clock."""
    radius = outer - width / 2
    box = QRectF(centre.x() - radius, centre.y() - radius, 2 * radius, 2 * radius)
    line = QPainterPath()
    line.arcMoveTo(box, start)
    line.arcTo(box, start, span)
    return stroked(line, width)


def stroked(
    line: QPainterPath, width: float, cap: Qt.PenCapStyle = Qt.PenCapStyle.FlatCap
) -> QPainterPath:
    """What a pen of that width leaves of a line."""
    stroker = QPainterPathStroker()
    stroker.setWidth(width)
    stroker.setCapStyle(cap)
    stroker.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    return stroker.createStroke(line)


def keyhole(centre: QPointF, height: float, size: int) -> QPainterPath:
    """A head and a foot in a picture of `size` pixels."""
    x, y = centre.x(), centre.y()
    path = QPainterPath()
    if size <= _SMALL:
        path.addRoundedRect(QRectF(x - 2, y - 3.5, 4, 4), 1.6, 1.6)
        foot = QPainterPath()
        foot.addRect(QRectF(x - 1, y - 0.5, 2, 1))
        foot.addRect(QRectF(x - 2, y + 0.5, 4, 3))
        return path.united(foot)
    head = height * 0.29
    path.addEllipse(QPointF(x, y - height * 0.5 + head), head, head)
    foot = QPainterPath(QPointF(x - head * 0.5, y - height * 0.2))
    foot.lineTo(x + head * 0.5, y - height * 0.2)
    foot.lineTo(x + head * 0.98, y + height * 0.5)
    foot.lineTo(x - head * 0.98, y + height * 0.5)
    foot.closeSubpath()
    return path.united(foot)


def dots(centre: QPointF, size: int) -> QPainterPath:
    """Three in a row: something goes on elsewhere."""
    path = QPainterPath()
    for step in (-1, 0, 1):
        radius = max(1.0, size * 0.062)
        path.addEllipse(QPointF(centre.x() + step * size * 0.17, centre.y()), radius, radius)
    return path


def hands(centre: QPointF, size: int) -> QPainterPath:
    """The hands of a clock, at three."""
    x, y = centre.x(), centre.y() + size * 0.03
    line = QPainterPath(QPointF(x, centre.y() - size * 0.27))
    line.lineTo(x, y)
    line.lineTo(x + size * 0.19, y)
    return stroked(line, max(1.9, size * 0.105), Qt.PenCapStyle.RoundCap)


def exclamation(centre: QPointF, size: int) -> QPainterPath:
    """`!`, on whole pixels."""
    width = max(2, round(size * 0.13))
    left = centre.x() - width / 2
    path = QPainterPath()
    path.addRoundedRect(QRectF(left, size * 0.22, width, size * 0.34), width * 0.2, width * 0.2)
    path.addRoundedRect(QRectF(left, size * 0.66, width, width), width * 0.2, width * 0.2)
    return path


def triangle(size: int) -> QPainterPath:
    """A warning sign in the lower right corner."""
    side = round(size * 0.46)
    path = QPainterPath(QPointF(size - side / 2, size - side * 0.92))
    path.lineTo(size, size)
    path.lineTo(size - side, size)
    path.closeSubpath()
    return path


def upper_dot(size: int) -> QPainterPath:
    """A dot in the upper right corner."""
    return disc(QPointF(size * 0.84, size * 0.16), size * 0.16)


def corner_dot(size: int) -> QPainterPath:
    """A dot in the lower left corner."""
    return disc(QPointF(size * 0.19, size * 0.81), size * 0.19)
