"""Parts that are painted where there is no widget: in the rows of a list.

`place` is the left end of what is painted, at the height of its middle. All answer how wide it
became.
"""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPainterPath, QPainterPathStroker

from tray.ui.toolkit.design.theme import colour
from tray.ui.toolkit.design.typography import R_ROW

_WHOLE = 0.999


def paint_words(
    painter: QPainter,
    place: QPointF,
    words: str,
    face: QFont,
    ink: QColor,
    *,
    room: float | None = None,
) -> float:
    """Words on one line, cut with … where the room is less than they take."""
    metrics = QFontMetricsF(face)
    if room is not None:
        words = metrics.elidedText(words, Qt.TextElideMode.ElideRight, room)
    painter.setFont(face)
    painter.setPen(ink)
    base = place.y() + (metrics.ascent() - metrics.descent()) / 2
    painter.drawText(QPointF(place.x(), base), words)
    return metrics.horizontalAdvance(words)


def paint_ring(
    painter: QPainter, centre: QPointF, outer: float, share: float, fill: QColor, *, width: float
) -> float:
    """A countdown: it burns down clockwise from the top. `outer` is half of how wide it is."""
    radius = outer - width / 2
    whole = QPainterPath()
    whole.addEllipse(centre, radius, radius)
    painter.fillPath(_stroked(whole, width), colour("track"))
    if share >= _WHOLE:
        painter.fillPath(_stroked(whole, width), fill)
    elif share > 0:
        around = QRectF(centre.x() - radius, centre.y() - radius, 2 * radius, 2 * radius)
        left = QPainterPath()
        left.arcMoveTo(around, 90)
        left.arcTo(around, 90, 360 * share)
        painter.fillPath(_stroked(left, width, Qt.PenCapStyle.RoundCap), fill)
    return 2 * outer


def paint_pill(
    painter: QPainter, place: QPointF, words: str, face: QFont, ground: QColor, *, ink: QColor
) -> float:
    """A label of few letters."""
    width, height = pill_size(words, face)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ground)
    box = QRectF(place.x(), place.y() - height / 2, width, height)
    painter.drawRoundedRect(box, height / 2, height / 2)
    paint_words(painter, place + QPointF(6, 0), words, face, ink)
    return width


def pill_size(words: str, face: QFont) -> tuple[float, float]:
    """How wide and how high a pill is."""
    metrics = QFontMetricsF(face)
    return metrics.horizontalAdvance(words) + 12, metrics.height() + 2


def paint_keycap(painter: QPainter, place: QPointF, words: str, face: QFont) -> float:
    """A key as a small cap."""
    width, height = keycap_size(words, face)
    painter.setPen(colour("edge"))
    painter.setBrush(colour("surface"))
    box = QRectF(place.x(), place.y() - height / 2, width, height).adjusted(0.5, 0.5, -0.5, -0.5)
    painter.drawRoundedRect(box, 4, 4)
    inside = QFontMetricsF(face).horizontalAdvance(words)
    paint_words(painter, place + QPointF((width - inside) / 2, 0), words, face, colour("soft"))
    return width


def keycap_size(words: str, face: QFont) -> tuple[float, float]:
    """How wide and how high a key's cap is."""
    metrics = QFontMetricsF(face)
    return max(18.0, metrics.horizontalAdvance(words) + 10), metrics.height() + 3


def paint_tile(
    painter: QPainter, box: QRectF, letters: str, face: QFont, ground: QColor, *, ink: QColor
) -> float:
    """An account at a glance: its letters on a small square."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ground)
    painter.drawRoundedRect(box, R_ROW, R_ROW)
    inside = QFontMetricsF(face).horizontalAdvance(letters)
    paint_words(painter, box.center() - QPointF(inside / 2, 0), letters, face, ink)
    return box.width()


def tile_letters(name: str) -> str:
    """Two letters for an account: `DP` of Data Platform, `Sa` of Sandbox, `12` of a number."""
    words = [word for word in _only_letters(name).split() if word]
    if len(words) > 1:
        return (words[0][0] + words[1][0]).upper()
    return words[0][:2].capitalize() if words else ""


def _only_letters(name: str) -> str:
    return "".join(letter if letter.isalnum() else " " for letter in name)


def _stroked(
    line: QPainterPath, width: float, cap: Qt.PenCapStyle = Qt.PenCapStyle.FlatCap
) -> QPainterPath:
    stroker = QPainterPathStroker()
    stroker.setWidth(width)
    stroker.setCapStyle(cap)
    stroker.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    return stroker.createStroke(line)
