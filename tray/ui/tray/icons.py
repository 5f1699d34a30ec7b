"""The mark of the program, drawn: a key ring that is also a countdown.

The ring's arc is the share of the session left. Each state differs in shape as
well as in colour. Everything is drawn at the size it is shown at, strokes on
whole pixels, and with an edge that holds it together on light, dark and
coloured panels.
"""

from dataclasses import replace
from functools import lru_cache

from PySide6.QtGui import QIcon, QPixmap

from tray.core.tray_status import TrayStatus
from tray.ui.tray.icon_model import IconModel
from tray.ui.tray.icon_painter import Mark

SIZES = (16, 22, 24, 32, 44, 48, 64, 72, 96, 128)
"""Side lengths in device pixels: 16, 22, 24 and 32 at one, two and three times, and windows' icons.

Over D-Bus Qt sends those up to 32 only.
"""


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


def app_icon(*, is_demo: bool = False) -> QIcon:
    """The program's own icon, for its windows."""
    whole = IconModel(TrayStatus.SIGNED_IN, share=0.75)
    return tray_icon(replace(whole, is_demo=is_demo))
