"""How far something is: bars for the pages of a window, lines for what is under way in it."""

from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QHideEvent, QPainter, QPaintEvent, QPen, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from tray.ui.toolkit.design.glyphs import paint_glyph
from tray.ui.toolkit.design.parts import label
from tray.ui.toolkit.design.theme import colour
from tray.ui.toolkit.design.typography import BODY, S12, SMALL, font
from tray.ui.toolkit.translation import shown, tr

_TURN_MS: Final = 80
_TURN_DEGREES: Final = 24
_SIGN: Final = 18
_BAR_WIDTH, _BAR_HEIGHT, _BAR_GAP = 28, 4, 6

DONE, ACTIVE, AHEAD = "done", "active", "ahead"


class HairLine(QWidget):
    """Between a window's words and its buttons."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedHeight(1)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's
        """One line."""
        QPainter(self).fillRect(self.rect(), colour("line"))


class StepBar(QWidget):
    """Which of a window's pages is seen."""

    def __init__(self, step: int, steps: int) -> None:
        super().__init__()
        self._step, self._steps = step, steps
        self.setAccessibleName(tr("Step {step} of {steps}", step=step, steps=steps))
        self.setFixedSize(steps * (_BAR_WIDTH + _BAR_GAP) - _BAR_GAP, _BAR_HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's
        """A bar for each; those that are over or now in colour."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        for number in range(self._steps):
            painter.setBrush(colour("accent_fill" if number < self._step else "track"))
            bar = QRectF(number * (_BAR_WIDTH + _BAR_GAP), 0, _BAR_WIDTH, _BAR_HEIGHT)
            painter.drawRoundedRect(bar, _BAR_HEIGHT / 2, _BAR_HEIGHT / 2)


class _Sign(QWidget):
    """Done, under way, or still ahead."""

    def __init__(self) -> None:
        super().__init__()
        self._state, self._turned = AHEAD, 0
        self._timer = QTimer(self)
        self._timer.setInterval(_TURN_MS)
        self._timer.timeout.connect(self._turn)
        self.setFixedSize(QSize(_SIGN, _SIGN))

    def show_state(self, state: str) -> None:
        self._state = state
        self._run()
        self.update()

    def showEvent(self, event: QShowEvent) -> None:
        """It turns only while somebody can see it."""
        super().showEvent(event)
        self._run()

    def hideEvent(self, event: QHideEvent) -> None:
        """And rests with its window."""
        super().hideEvent(event)
        self._timer.stop()

    def _run(self) -> None:
        if self._state == ACTIVE and self.isVisible():
            self._timer.start()
        else:
            self._timer.stop()

    def _turn(self) -> None:
        self._turned = (self._turned + _TURN_DEGREES) % 360
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's
        """The sign."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._state == DONE:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour("good_fill"))
            painter.drawEllipse(QRectF(0, 0, _SIGN, _SIGN))
            paint_glyph(painter, "check", QPointF(3, 3), colour("on_accent"), 12, weight=2.2)
            return
        ring = QRectF(1.5, 1.5, _SIGN - 3, _SIGN - 3)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(colour("track"), 3))
        painter.drawEllipse(ring)
        if self._state == ACTIVE:
            pen = QPen(colour("accent_fill"), 3)
            pen.setCapStyle(Qt.PenCapStyle.RoundCap)
            painter.setPen(pen)
            painter.drawArc(ring, (90 - self._turned) * 16, -100 * 16)


class StepLine(QWidget):
    """One thing of several that happen, one after the other; `left` is how long it may take."""

    def __init__(self, words: str) -> None:
        super().__init__()
        self._sign, self._words = _Sign(), label(words)
        self.left = label(ink="soft", share=SMALL)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(S12)
        row.addWidget(self._sign)
        row.addWidget(self._words, 1)
        row.addWidget(self.left)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.show_state(AHEAD)

    def show_state(self, state: str) -> None:
        """`DONE`, `ACTIVE` or `AHEAD`."""
        self._sign.show_state(state)
        self._words.say(self._words.text(), "soft" if state == AHEAD else "text")
        self._words.setFont(font(BODY, strong=state == ACTIVE))
        said_so = {DONE: tr("done"), ACTIVE: tr("under way"), AHEAD: tr("still to come")}[state]
        self._words.setAccessibleName(f"{shown(self._words.text())}: {said_so}")
