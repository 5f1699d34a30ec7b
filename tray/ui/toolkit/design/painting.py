"""Parts that are painted where there is no widget: in the rows of a list.

`place` is the left end of what is painted, at the height of its middle. All answer how wide it
became.
"""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPainterPath, QPainterPathStroker

from tray.ui.toolkit.design.glyphs import paint_glyph
from tray.ui.toolkit.design.theme import colour
from tray.ui.toolkit.design.typography import R_ROW

_WHOLE = 0.999
_KEY_SIGNS = {"↵": "enter", "⇧": "shift"}
"""Those that many fonts lack are drawn."""


class Face:
    """A font with what has been measured of it, for what is painted again and again."""

    _MOST_KNOWN = 4000

    def __init__(self, font: QFont) -> None:
        self.font = font
        self._metrics = QFontMetricsF(font)
        self._widths: dict[str, float] = {}
        self.height = self._metrics.height()
        self.drop = (self._metrics.ascent() - self._metrics.descent()) / 2
        """How far below the middle of a line its letters stand."""

    def width(self, words: str) -> float:
        """How wide they are on one line."""
        known = self._widths.get(words)
        if known is None:
            if len(self._widths) > self._MOST_KNOWN:
                self._widths.clear()
            known = self._widths[words] = self._metrics.horizontalAdvance(words)
        return known

    def cut(self, words: str, room: float) -> str:
        """As much as there is room for, with … where that is not all."""
        if self.width(words) <= room:
            return words
        return self._metrics.elidedText(words, Qt.TextElideMode.ElideRight, room)


def face_of(font: QFont | Face) -> Face:
    """A font to be painted with."""
    return font if isinstance(font, Face) else Face(font)


def paint_words(
    painter: QPainter,
    place: QPointF,
    words: str,
    face: QFont | Face,
    ink: QColor,
    *,
    room: float | None = None,
) -> float:
    """Words on one line, cut with … where the room is less than they take."""
    face = face_of(face)
    if room is not None:
        words = face.cut(words, room)
    painter.setFont(face.font)
    painter.setPen(ink)
    base = place.y() + face.drop
    painter.drawText(QPointF(place.x(), base), words)
    return face.width(words)


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
    painter: QPainter,
    place: QPointF,
    words: str,
    face: QFont | Face,
    ground: QColor,
    *,
    ink: QColor,
) -> float:
    """A label of few letters."""
    width, height = pill_size(words, face)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ground)
    box = QRectF(place.x(), place.y() - height / 2, width, height)
    painter.drawRoundedRect(box, height / 2, height / 2)
    paint_words(painter, place + QPointF(6, 0), words, face, ink)
    return width


def pill_size(words: str, face: QFont | Face) -> tuple[float, float]:
    """How wide and how high a pill is."""
    face = face_of(face)
    return face.width(words) + 12, face.height + 2


def paint_keycap(painter: QPainter, place: QPointF, words: str, face: QFont | Face) -> float:
    """A key as a small cap; several in one with a space between them."""
    face = face_of(face)
    width, height = keycap_size(words, face)
    painter.setPen(colour("edge"))
    painter.setBrush(colour("surface"))
    box = QRectF(place.x(), place.y() - height / 2, width, height).adjusted(0.5, 0.5, -0.5, -0.5)
    painter.drawRoundedRect(box, 4, 4)
    left = place.x() + (width - _inside(words, face)) / 2
    side = _sign_size(face)
    for word in words.split():
        at = QPointF(left, place.y())
        if word in _KEY_SIGNS:
            corner = at - QPointF(0, side / 2)
            paint_glyph(painter, _KEY_SIGNS[word], corner, colour("soft"), side, weight=1.8)
        else:
            paint_words(painter, at, word, face, colour("soft"))
        left += _key_width(word, face) + face.width(" ")
    return width


def keycap_size(words: str, face: QFont | Face) -> tuple[float, float]:
    """How wide and how high a key's cap is."""
    face = face_of(face)
    return max(18.0, _inside(words, face) + 10), face.height + 3


def _inside(words: str, face: Face) -> float:
    keys = words.split()
    return sum(_key_width(key, face) for key in keys) + face.width(" ") * (len(keys) - 1)


def _key_width(key: str, face: Face) -> float:
    return _sign_size(face) if key in _KEY_SIGNS else face.width(key)


def _sign_size(face: Face) -> float:
    return face.height * 0.8


def paint_tile(
    painter: QPainter, box: QRectF, letters: str, face: QFont | Face, ground: QColor, *, ink: QColor
) -> float:
    """An account at a glance: its letters on a small square."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ground)
    painter.drawRoundedRect(box, R_ROW, R_ROW)
    inside = face_of(face).width(letters)
    paint_words(painter, box.center() - QPointF(inside / 2, 0), letters, face, ink)
    return box.width()


def mirrored(place: QRectF, box: QRectF, direction: Qt.LayoutDirection) -> QRectF:
    """The same place where one reads from the right."""
    if direction is Qt.LayoutDirection.LeftToRight:
        return place
    left = box.left() + box.right() - place.right()
    return QRectF(left, place.top(), place.width(), place.height())


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
