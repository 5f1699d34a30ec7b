"""What was just done, for a moment, at the foot of a window, with a way back where there is one.

    self._toast = Toast(self)
    self._toast.say(said("Saved"), said("Undo"), self._undo)

It lies over the window, takes no room, and a screen reader reads it out.
"""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QEvent, QObject, QRectF, QTimer
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from tray.ui.toolkit.design.buttons import quiet
from tray.ui.toolkit.design.parts import Glyph, label
from tray.ui.toolkit.design.theme import colour
from tray.ui.toolkit.design.typography import R_ROW, S4, S8, S12, S16, SMALL
from tray.ui.toolkit.translation import shown

SHOWN_MS: Final = 4000
SHOWN_WITH_BUTTON_MS: Final = 8000


class Toast(QWidget):
    """A line over the foot of its window; the newest takes the place of the one before."""

    def __init__(self, over: QWidget, above_foot: int = S16) -> None:
        super().__init__(over)
        self._over, self._above_foot = over, above_foot
        self._glyph, self._words = Glyph("check", "good"), label(share=SMALL)
        self._button = quiet("", self._press, is_small=True)
        self._pressed: Callable[[], None] = lambda: None
        row = QHBoxLayout(self)
        row.setContentsMargins(S12, S4, S12, S4)
        row.setSpacing(S8)
        for widget in (self._glyph, self._words, self._button):
            row.addWidget(widget)
        self._words.setMinimumHeight(22)
        self._clock = QTimer(self)
        self._clock.setSingleShot(True)
        self._clock.timeout.connect(self.hide)
        over.installEventFilter(self)
        self.hide()

    def say(self, words: str, does: str = "", pressed: Callable[[], None] | None = None) -> None:
        """Shows it; with a button for longer, so that it can be reached."""
        self._words.say(words)
        self._button.setText(shown(does))
        self._button.setVisible(bool(does))
        self._pressed = pressed or (lambda: None)
        self.setAccessibleName(shown(words))
        self._place()
        self.show()
        self.raise_()
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, shown(words)))
        self._clock.start(SHOWN_WITH_BUTTON_MS if does else SHOWN_MS)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: ARG002 - the window
        """Stays at the foot while the window changes its size."""
        if event.type() is QEvent.Type.Resize:
            self._place()
        return False

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's
        """A box with a border."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(colour("edge"))
        painter.setBrush(colour("surface"))
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(box, R_ROW, R_ROW)

    def _press(self) -> None:
        self.hide()
        self._pressed()

    def _place(self) -> None:
        room = self._over.rect().adjusted(S8, S8, -S8, -self._above_foot)
        wanted = self.sizeHint()
        self._words.setWordWrap(wanted.width() > room.width())
        width = min(wanted.width(), room.width())
        height = self.heightForWidth(width) if self._words.wordWrap() else wanted.height()
        self.resize(width, height)
        self.move(room.center().x() - width // 2, room.bottom() - height + 1)
