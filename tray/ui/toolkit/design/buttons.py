"""Buttons: one `primary` per window, the rest `secondary`; `quiet` beside words, `danger` outlined.

    primary(said("Sign in"), self._sign_in)
    icon_button("gear", said("Settings"), self._open_settings)

What they look like is the style sheet's; on macOS and Windows they are the system's own.
"""

from collections.abc import Callable

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QToolButton

from tray.ui.toolkit.design.glyphs import paint_glyph
from tray.ui.toolkit.design.theme import colour
from tray.ui.toolkit.design.typography import BODY, GLYPH, R_CONTROL, SMALL_BUTTON, font
from tray.ui.toolkit.translation import shown

Pressed = Callable[[], None]


def secondary(words: str, pressed: Pressed, *, is_small: bool = False) -> QPushButton:
    """One button among others."""
    return _button(words, pressed, "", is_small=is_small)


def primary(words: str, pressed: Pressed, *, is_small: bool = False) -> QPushButton:
    """What most people want here. Enter presses it, too, in a dialog."""
    made = _button(words, pressed, "primary", is_small=is_small)
    made.setDefault(True)
    return made


def quiet(words: str, pressed: Pressed, *, is_small: bool = False) -> QPushButton:
    """A button that looks like a link."""
    return _button(words, pressed, "quiet", is_small=is_small)


def danger(words: str, pressed: Pressed, *, is_small: bool = False) -> QPushButton:
    """What cannot be taken back."""
    return _button(words, pressed, "danger", is_small=is_small)


class IconButton(QToolButton):
    """A sign to be pressed; its name is what a screen reader and the tool tip say."""

    def __init__(self, sign: str, name: str, pressed: Pressed, size: int = SMALL_BUTTON) -> None:
        super().__init__()
        self._sign, self._size = sign, size
        self.call(name)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.clicked.connect(lambda *_: pressed())

    def call(self, name: str) -> None:
        """Another name."""
        self.setAccessibleName(shown(name))
        self.setToolTip(shown(name))

    def turn(self, sign: str) -> None:
        """Another sign."""
        self._sign = sign
        self.update()

    def sizeHint(self) -> QSize:
        """A square that a finger or a mouse finds."""
        return QSize(self._size, self._size)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's
        """The sign, on a ground while the mouse is there, in a frame with the focus."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = self.rect().adjusted(1, 1, -1, -1)
        painter.setPen(Qt.PenStyle.NoPen)
        if self.underMouse() or self.isDown():
            painter.setBrush(colour("selected" if self.isDown() else "subtle"))
            painter.drawRoundedRect(box, R_CONTROL, R_CONTROL)
        if self.hasFocus():
            painter.setPen(colour("accent"))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box, R_CONTROL, R_CONTROL)
        if not self.isEnabled():
            painter.setOpacity(0.45)
        corner = QPointF((self.width() - GLYPH) / 2, (self.height() - GLYPH) / 2)
        paint_glyph(painter, self._sign, corner, colour("soft"))


def icon_button(sign: str, name: str, pressed: Pressed, size: int = SMALL_BUTTON) -> IconButton:
    """A sign to be pressed."""
    return IconButton(sign, name, pressed, size)


def _button(words: str, pressed: Pressed, kind: str, *, is_small: bool) -> QPushButton:
    made = QPushButton(shown(words))
    made.setProperty("kind", kind)
    if is_small:
        made.setProperty("size", "small")
    made.setFont(font(BODY, strong=kind in {"primary", "danger", "quiet"}))
    made.setAutoDefault(kind == "primary")
    made.clicked.connect(lambda *_: pressed())
    return made
