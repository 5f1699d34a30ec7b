"""Sizes of letters as shares of the system's font, and the grid that everything stands on.

Lengths are device-independent pixels. Heights are the least: what holds words grows with the font
(`row_height`), so that nothing is cut where the system's letters are large.
"""

from functools import lru_cache
from typing import Final

from PySide6.QtGui import QFont, QFontDatabase, QFontInfo, QFontMetrics, QGuiApplication

DISPLAY: Final = 1.70
TITLE: Final = 1.31
LEAD: Final = 1.15
BODY: Final = 1.0
SMALL: Final = 0.89
TINY: Final = 0.81
CODE: Final = 2.3
"""A code that is to be compared, in `fixed_font`."""

S4, S8, S12, S16, S24, S32 = 4, 8, 12, 16, 24, 32
R_CONTROL, R_ROW, R_CARD, R_POPOVER = 6, 8, 10, 12
ROW, SECTION, SEARCH, FOOTER, BUTTON, SMALL_BUTTON = 48, 28, 48, 38, 32, 28
GLYPH: Final = 16


def font(share: float = BODY, *, strong: bool = False, medium: bool = False) -> QFont:
    """The system's font. `strong` is for headings, hits and what counts down.

    `medium` is for an account's name; it is strong where the font has no medium weight.
    """
    made = _scaled(QGuiApplication.font(), share)
    if medium:
        made.setWeight(QFont.Weight.Medium)
        strong = strong or not _has_medium(QFontInfo(made).family())
    if strong:
        made.setWeight(QFont.Weight.DemiBold)
    return made


def fixed_font(share: float = BODY, *, strong: bool = False) -> QFont:
    """The system's font for code, beside `font` of the same share."""
    made = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
    body = QGuiApplication.font()
    if body.pointSizeF() > 0:
        made.setPointSizeF(body.pointSizeF() * share)
    else:
        made.setPixelSize(round(body.pixelSize() * share))
    if strong:
        made.setWeight(QFont.Weight.DemiBold)
    return made


def row_height(least: int, *lines: QFont, padding: int = S12) -> int:
    """The height of a part with these lines of words above each other."""
    return max(least, sum(QFontMetrics(line).height() for line in lines) + padding)


@lru_cache(maxsize=8)
def _has_medium(family: str) -> bool:
    """A font's own word: what Qt says of a font that it chose is what was asked for."""
    styles = QFontDatabase.styles(family)
    return any(QFontDatabase.weight(family, style) == QFont.Weight.Medium for style in styles)


def _scaled(of: QFont, share: float) -> QFont:
    made = QFont(of)
    if of.pointSizeF() > 0:
        made.setPointSizeF(of.pointSizeF() * share)
    else:
        made.setPixelSize(round(of.pixelSize() * share))
    return made
