"""Small line signs, given as points on a grid of 16: no picture files, sharp at every size."""

from math import cos, pi, sin
from typing import Final, TypeAlias

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPainterPath, QPen, QPixmap

from tray.ui.toolkit.design.theme import colour

Stroke: TypeAlias = tuple[str, tuple[float, ...]]

_SIGNS: Final[dict[str, tuple[Stroke, ...]]] = {
    "activity": (("line", (1.8, 8.4, 4.6, 8.4, 6.6, 3.2, 9.4, 12.8, 11.4, 8.4, 14.2, 8.4)),),
    "alert": (
        ("line", (8, 2.2, 14.4, 13.2, 1.6, 13.2, 8, 2.2)),
        ("line", (8, 6.4, 8, 9.4)),
        ("dot", (8, 11.3, 0.8)),
    ),
    "check": (("line", (3.2, 8.4, 6.6, 11.6, 12.8, 4.6)),),
    "chevron": (("line", (6, 4, 10, 8, 6, 12)),),
    "clock": (("oval", (8, 8, 5.8, 5.8)), ("line", (8, 4.8, 8, 8.2, 10.4, 9.6))),
    "copy": (
        ("box", (5.5, 5.5, 8, 8, 1.8)),
        ("line", (10.5, 2.8, 4.3, 2.8, 2.8, 4.3, 2.8, 10.5)),
    ),
    "cross": (("line", (4, 4, 12, 12)), ("line", (12, 4, 4, 12))),
    "down": (("line", (4, 6, 8, 10, 12, 6)),),
    "enter": (
        ("line", (12.8, 4, 12.8, 9.2, 3.6, 9.2)),
        ("line", (6.4, 6.4, 3.6, 9.2, 6.4, 12)),
    ),
    "gear": (("oval", (8, 8, 2.1, 2.1)), ("oval", (8, 8, 4.4, 4.4)), ("teeth", (8, 4.3, 6.1))),
    "globe": (
        ("oval", (8, 8, 5.9, 5.9)),
        ("oval", (8, 8, 2.7, 5.9)),
        ("line", (2.4, 8, 13.6, 8)),
    ),
    "key": (
        ("oval", (5.2, 8, 2.9, 2.9)),
        ("line", (8.2, 8, 14, 8, 14, 10.8)),
        ("line", (11.2, 8.2, 11.2, 10.2)),
    ),
    "list": (
        ("line", (2.6, 4.2, 13.4, 4.2)),
        ("line", (2.6, 8, 13.4, 8)),
        ("line", (2.6, 11.8, 9.5, 11.8)),
    ),
    "lock": (("box", (3.4, 7.2, 9.2, 6.4, 1.6)), ("arc", (8, 6.4, 2.8, 0, 180))),
    "more": (("dot", (3.5, 8, 1.15)), ("dot", (8, 8, 1.15)), ("dot", (12.5, 8, 1.15))),
    "open": (
        ("line", (9.5, 2.5, 13.5, 2.5, 13.5, 6.5)),
        ("line", (13.2, 2.8, 7.6, 8.4)),
        ("line", (11.5, 9.5, 11.5, 12.5, 3.5, 12.5, 3.5, 4.5, 6.5, 4.5)),
    ),
    "pin": (("star", (0,)),),
    "pinned": (("star", (1,)),),
    "plus": (("line", (8, 3.2, 8, 12.8)), ("line", (3.2, 8, 12.8, 8))),
    "reload": (("arc", (8, 8, 5.2, 50, 275)), ("line", (11.6, 1.6, 11.6, 4.6, 8.6, 4.6))),
    "search": (("oval", (7, 7, 4.25, 4.25)), ("line", (10.2, 10.2, 13.5, 13.5))),
    "shift": (
        ("line", (8, 2.6, 13.4, 8.4, 10.4, 8.4, 10.4, 12.8, 5.6, 12.8, 5.6, 8.4, 2.6, 8.4, 8, 2.6)),
    ),
    "shield": (
        ("line", (2.8, 7.6, 2.8, 3.8, 8, 1.8, 13.2, 3.8, 13.2, 7.6)),
        ("curve", (2.8, 7.6, 3.0, 11.8, 8, 14.2)),
        ("curve", (13.2, 7.6, 13.0, 11.8, 8, 14.2)),
    ),
    "stop": (("oval", (8, 8, 5.8, 5.8)), ("line", (5.6, 8, 10.4, 8))),
    "terminal": (
        ("box", (1.8, 2.8, 12.4, 10.4, 2)),
        ("line", (4.6, 6, 6.8, 8, 4.6, 10)),
        ("line", (8.4, 10.2, 11.4, 10.2)),
    ),
    "up": (("line", (4, 10, 8, 6, 12, 10)),),
    "user": (("oval", (8, 5.4, 2.7, 2.7)), ("arc", (8, 14.2, 5.4, 22, 136))),
}

NAMES: Final = tuple(_SIGNS)


def paint_glyph(
    painter: QPainter,
    name: str,
    place: QPointF,
    ink: QColor,
    size: float = 16,
    *,
    weight: float = 1.4,
) -> None:
    """A sign in a square of `size` whose upper left corner is `place`."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(place)
    painter.scale(size / 16, size / 16)
    pen = QPen(ink, weight)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    for kind, numbers in _SIGNS[name]:
        outline, is_solid = _outline(kind, numbers)
        painter.setBrush(ink if is_solid else Qt.BrushStyle.NoBrush)
        painter.setPen(Qt.PenStyle.NoPen if kind == "dot" else pen)
        painter.drawPath(outline)
    painter.restore()


def glyph_icon(name: str, ink: str = "soft", size: int = 16) -> QIcon:
    """A sign for a widget of Qt's own, in a colour of the look in force now."""
    icon = QIcon()
    for ratio in (1, 2, 3):
        picture = QPixmap(QSize(size, size) * ratio)
        picture.setDevicePixelRatio(ratio)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        paint_glyph(painter, name, QPointF(0, 0), colour(ink), size)
        painter.end()
        icon.addPixmap(picture)
    return icon


def _outline(kind: str, n: tuple[float, ...]) -> tuple[QPainterPath, bool]:
    """The path of one stroke, and whether it is filled."""
    path = QPainterPath()
    match kind:
        case "line":
            path.moveTo(n[0], n[1])
            for at in range(2, len(n), 2):
                path.lineTo(n[at], n[at + 1])
        case "curve":
            path.moveTo(n[0], n[1])
            path.quadTo(n[2], n[3], n[4], n[5])
        case "oval":
            path.addEllipse(QPointF(n[0], n[1]), n[2], n[3])
        case "dot":
            path.addEllipse(QPointF(n[0], n[1]), n[2], n[2])
        case "box":
            path.addRoundedRect(QRectF(*n[:4]), n[4], n[4])
        case "arc":
            around = QRectF(n[0] - n[2], n[1] - n[2], 2 * n[2], 2 * n[2])
            path.arcMoveTo(around, n[3])
            path.arcTo(around, n[3], n[4])
        case "teeth":
            for turn in (pi / 4 * number for number in range(8)):
                path.moveTo(n[0] + n[1] * cos(turn), n[0] + n[1] * sin(turn))
                path.lineTo(n[0] + n[2] * cos(turn), n[0] + n[2] * sin(turn))
        case _:
            return _star(), bool(n[0])
    return path, kind == "dot"


def _star() -> QPainterPath:
    path = QPainterPath()
    for number in range(10):
        reach, turn = (6.3 if number % 2 == 0 else 2.75), pi / 5 * number
        point = QPointF(8 + reach * sin(turn), 8.4 - reach * cos(turn))
        if number:
            path.lineTo(point)
        else:
            path.moveTo(point)
    path.closeSubpath()
    return path
