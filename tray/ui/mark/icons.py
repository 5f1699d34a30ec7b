"""The mark of the program, drawn: a keyhole in a ring that is also a countdown.

The ring's arc is the share of the session left. Each state differs in shape as
well as in colour. Everything is drawn at the size it is shown at, in tones that
hold on light and on dark panels without an outline.
"""

from functools import lru_cache

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap

from tray.core.notification import Sign
from tray.core.tray_status import TrayStatus
from tray.ui.mark.model import IconModel
from tray.ui.mark.painter import Mark, Palette

SIZES = (16, 22, 24, 32, 44, 48, 64, 72, 96, 128)
"""Side lengths in device pixels: 16, 22, 24 and 32 at one, two and three times, and windows' icons.

Over D-Bus Qt sends those up to 32 only.
"""

NOTIFICATION_PIXELS = 128
_OF_SIGN = {
    Sign.ENDS_SOON: IconModel(TrayStatus.ENDS_SOON),
    Sign.ENDED: IconModel(TrayStatus.ENDED),
    Sign.TROUBLE: IconModel(TrayStatus.SIGNED_IN, share=0.75, has_trouble=True),
}
_TILE = "#1B2F4C"
_ON_TILE = Palette({TrayStatus.SIGNED_IN: "#41D391"}, QColor("#44597A"))
_SHARE_ON_TILE = 0.7


@lru_cache(maxsize=64)
def tray_icon(model: IconModel, *, is_template: bool = False) -> QIcon:
    """The icon in all sizes. As a template it is a mask that macOS colours."""
    icon = QIcon()
    for size in SIZES:
        icon.addPixmap(draw(model, size, is_template=is_template))
    icon.setIsMask(is_template)
    return icon


def draw(model: IconModel, size: int, *, is_template: bool = False) -> QPixmap:
    """The icon as a picture of `size` by `size` device pixels."""
    return Mark(model, size, is_template=is_template).pixmap()


@lru_cache(maxsize=2)
def app_icon(*, is_demo: bool = False) -> QIcon:
    """The program's own icon, for its windows: the mark on a dark tile, as in `sso-tray.svg`."""
    icon = QIcon()
    for size in SIZES:
        icon.addPixmap(draw_app(size, is_demo=is_demo))
    return icon


def draw_app(size: int, *, is_demo: bool = False) -> QPixmap:
    """The program's own icon as a picture of `size` by `size` device pixels."""
    pixmap = QPixmap(size, size)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(_TILE))
    painter.drawRoundedRect(QRectF(0, 0, size, size), size * 0.225, size * 0.225)
    model = IconModel(TrayStatus.SIGNED_IN, share=0.75, is_demo=is_demo)
    inner = round(size * _SHARE_ON_TILE / 2) * 2 + size % 2
    place = (size - inner) // 2
    painter.drawPixmap(place, place, Mark(model, inner, palette=_ON_TILE).pixmap())
    painter.end()
    return pixmap


def draw_notification(sign: Sign) -> QPixmap:
    """The picture beside a notification, as the file in `resources` has it."""
    size, model = NOTIFICATION_PIXELS, _OF_SIGN.get(sign)
    if model is None:
        return draw_app(size)
    # Some daemons show what is urgent on red: there a sign that is cut out would be lost.
    picture = QPixmap(size, size)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor("#FFFFFF"))
    painter.drawEllipse(QRectF(0, 0, size, size))
    painter.drawPixmap(0, 0, draw(model, size))
    painter.end()
    return picture
