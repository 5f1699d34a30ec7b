"""How the small pictures beside menu entries are drawn."""

from functools import lru_cache

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap

from tray.core.tray_status import TrayStatus
from tray.ui.mark import shapes
from tray.ui.mark.icons import draw
from tray.ui.mark.model import IconModel
from tray.ui.mark.painter import GUARD_COLOURS, STATUS_COLOURS
from tray.ui.menu.marks import DotMark, MenuMark, RingMark

_SIZES = (16, 32)
"""Over D-Bus Qt sends the small one."""


@lru_cache(maxsize=64)
def mark_icon(mark: MenuMark | None) -> QIcon:
    """The picture; none is an empty icon."""
    icon = QIcon()
    if mark is not None:
        for size in _SIZES:
            icon.addPixmap(_drawn(mark, size))
    return icon


def _drawn(mark: MenuMark, size: int) -> QPixmap:
    match mark:
        case RingMark(status, share):
            return draw(IconModel(status, share), size)
        case DotMark():
            return _dot(mark, size)


def _dot(mark: DotMark, size: int) -> QPixmap:
    pixmap = QPixmap(size, size)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    calm = STATUS_COLOURS[TrayStatus.SIGNED_IN]
    colour = QColor(calm if mark.guard is None else GUARD_COLOURS[mark.guard])
    centre, radius = QPointF(size / 2, size / 2), size * 0.28
    whole = shapes.disc(centre, radius)
    shape = whole if mark.is_in_use else shapes.ring(centre, radius, size * 0.12)
    painter.fillPath(shape, colour)
    painter.end()
    return pixmap
