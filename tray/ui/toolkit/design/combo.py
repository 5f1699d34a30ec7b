"""A choice out of a list, drawn as a field; the list is Qt's own.

On macOS and Windows it is the system's.
"""

import sys

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QComboBox

from tray.ui.toolkit.design.glyphs import paint_glyph
from tray.ui.toolkit.design.painting import paint_words
from tray.ui.toolkit.design.theme import colour
from tray.ui.toolkit.design.typography import BUTTON, GLYPH, R_ROW, S8, S12, row_height

_IS_OURS = sys.platform.startswith("linux")


class Combo(QComboBox):
    """Its words are cut with … where they do not fit; the list shows them whole."""

    def sizeHint(self) -> QSize:
        """As high as a field."""
        wanted = super().sizeHint()
        if not _IS_OURS:
            return wanted
        return QSize(wanted.width() + S12, row_height(BUTTON, self.font(), padding=S8))

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Whoever scrolls the page changes no setting."""
        event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        """A field and a sign that it opens."""
        if not _IS_OURS:
            super().paintEvent(event)
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if not self.isEnabled():
            painter.setOpacity(0.6)
        has_focus = self.hasFocus()
        inset = 1.0 if has_focus else 0.5
        painter.setPen(QPen(colour("accent_fill" if has_focus else "edge"), 2 * inset))
        painter.setBrush(colour("surface" if self.isEnabled() else "window"))
        box = QRectF(self.rect()).adjusted(inset, inset, -inset, -inset)
        painter.drawRoundedRect(box, R_ROW, R_ROW)
        is_left = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        sign = S8 if is_left else self.width() - GLYPH - S8
        corner = QPointF(sign, (self.height() - GLYPH) / 2)
        paint_glyph(painter, "down", corner, colour("soft"))
        if not self.isEditable():
            place = QPointF(2 * S8 + GLYPH if is_left else S12, self.height() / 2)
            room = self.width() - GLYPH - 2 * S8 - S12
            words, face = self.currentText(), self.font()
            paint_words(painter, place, words, face, colour("text"), room=room)
