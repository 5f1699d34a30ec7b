"""The names of the pages at the side of the settings window, each with its sign."""

from collections.abc import Iterable

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPalette
from PySide6.QtWidgets import (
    QFrame,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from tray.ui.toolkit.design.glyphs import paint_glyph
from tray.ui.toolkit.design.painting import paint_words
from tray.ui.toolkit.design.theme import colour
from tray.ui.toolkit.design.typography import GLYPH, R_CONTROL, S8, S12, S16, font, row_height
from tray.ui.toolkit.translation import shown, tr

_SIGN = Qt.ItemDataRole.UserRole
_LEAST = 36


class PagesList(QListWidget):
    """As wide as its longest name."""

    def __init__(self, pages: Iterable[tuple[str, str]]) -> None:
        """`pages` are signs and names."""
        super().__init__()
        self.setAccessibleName(tr("Settings pages"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setItemDelegate(_PageName(self))
        self.viewport().setBackgroundRole(QPalette.ColorRole.Window)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        names = []
        for sign, title in pages:
            item = QListWidgetItem(shown(title), self)
            item.setData(_SIGN, sign)
            names.append(item.text())
        metrics = QFontMetrics(font(strong=True))
        widest = max(map(metrics.horizontalAdvance, names))
        self.setFixedWidth(widest + GLYPH + 2 * S8 + 3 * S16)


class _PageName(QStyledItemDelegate):
    """A sign and a name; the page that is seen is tinted, and framed with the focus."""

    def sizeHint(
        self,
        option: QStyleOptionViewItem,  # noqa: ARG002 - Qt's
        index: QModelIndex | QPersistentModelIndex,  # noqa: ARG002 - Qt's
    ) -> QSize:
        """Room for a finger."""
        return QSize(0, row_height(_LEAST, font(strong=True)))

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """One name."""
        state, box = option.state, QRectF(option.rect)
        is_chosen = bool(state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        plate = box.adjusted(S8, 2, -S8, -2)
        painter.setPen(Qt.PenStyle.NoPen)
        if is_chosen or state & QStyle.StateFlag.State_MouseOver:
            painter.setBrush(colour("selected" if is_chosen else "subtle"))
            if is_chosen and state & QStyle.StateFlag.State_HasFocus:
                painter.setPen(colour("accent"))
            painter.drawRoundedRect(plate, R_CONTROL, R_CONTROL)
        middle = box.center().y()
        ink = colour("accent" if is_chosen else "soft")
        left = plate.left() + S12
        sign = QPointF(left, middle - GLYPH / 2)
        paint_glyph(painter, index.data(_SIGN), sign, ink)
        place = QPointF(left + GLYPH + S8, middle)
        paint_words(painter, place, index.data(), font(strong=is_chosen), colour("text"))
        painter.restore()
