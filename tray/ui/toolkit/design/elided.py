"""Words on one line that end in … where the room is too small: names that others gave."""

from html import escape

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy

from tray.ui.toolkit.design.parts import Label
from tray.ui.toolkit.design.typography import BODY, font

_LEAST_LETTERS = 6


class ElidedLabel(Label):
    """Never makes its window wider than that would be without it."""

    def __init__(self, ink: str = "text", share: float = BODY, *, strong: bool = False) -> None:
        super().__init__("", ink)
        self.setFont(font(share, strong=strong))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def minimumSizeHint(self) -> QSize:
        """A few letters at least."""
        least = self.fontMetrics().averageCharWidth() * _LEAST_LETTERS
        whole = self.fontMetrics().horizontalAdvance(self.text())
        return QSize(min(least, whole), super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's
        """What fits; the whole is in the tool tip."""
        painter = QPainter(self)
        room = self.contentsRect()
        words = self.fontMetrics().elidedText(
            self.text(), Qt.TextElideMode.ElideRight, room.width()
        )
        is_cut = words != self.text()
        tip = f"<qt>{escape(self.text())}</qt>" if is_cut else ""
        if self.toolTip() != tip:
            self.setToolTip(tip)
        painter.setPen(self.palette().color(self.foregroundRole()))
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.drawText(room, int(flags), words)
