"""The panel over home with everything that can be done with a role: Ctrl+K.

Arrows move, Enter does it, Esc goes back; each action's own key works as well.
"""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QFrame, QScrollArea, QVBoxLayout, QWidget

from tray.ui.home.actions.role_actions import Doing, Group, RoleAction
from tray.ui.home.bars import caps_of
from tray.ui.toolkit.design.elided import ElidedLabel
from tray.ui.toolkit.design.glyphs import paint_glyph
from tray.ui.toolkit.design.painting import keycap_size, mirrored, paint_keycap, paint_words
from tray.ui.toolkit.design.theme import colour
from tray.ui.toolkit.design.typography import (
    GLYPH,
    R_CARD,
    R_CONTROL,
    S4,
    S8,
    S12,
    S16,
    SMALL,
    TINY,
    font,
    row_height,
)
from tray.ui.toolkit.layouts import clear
from tray.ui.toolkit.translation import shown

_LEAST_WIDTH = 304
_TEXT_AT, _INSET = 36, 8
_VEIL = 110
"""How much of the ground covers what is behind, of 255."""


class ActionButton(QAbstractButton):
    """One action: sign, words, and its key at the end."""

    def __init__(self, action: RoleAction) -> None:
        super().__init__()
        self.action = action
        self._caps = caps_of(action.keys)
        self.setText(shown(action.words))
        self.setAccessibleName(shown(action.words))
        self.setAccessibleDescription("+".join(self._caps))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def sizeHint(self) -> QSize:
        """The words, a gap, and the keys."""
        cap = font(TINY, strong=True)
        keys = sum(keycap_size(one, cap)[0] + S4 for one in self._caps)
        words = QFontMetricsF(font()).horizontalAdvance(self.text())
        width = _TEXT_AT + words + 24 + keys + _INSET
        return QSize(round(width), row_height(32, font(), padding=S12))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's
        """On a ground where it has the focus or the mouse."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.hasFocus() or self.underMouse():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour("selected" if self.hasFocus() else "subtle"))
            painter.drawRoundedRect(QRectF(self.rect()), R_CONTROL, R_CONTROL)
        middle, box = self.height() / 2, QRectF(self.rect())
        sign = mirrored(
            QRectF(_INSET, middle - GLYPH / 2, GLYPH, GLYPH), box, self.layoutDirection()
        )
        paint_glyph(painter, self.action.sign, sign.topLeft(), colour("soft"))
        right: float = self.width() - _INSET
        cap = font(TINY, strong=True)
        for words in reversed(self._caps):
            width = keycap_size(words, cap)[0]
            place = self._at(right - width, width)
            paint_keycap(painter, place, words, cap)
            right -= width + S4
        width = min(QFontMetricsF(font()).horizontalAdvance(self.text()), right - _TEXT_AT - S4)
        place = self._at(_TEXT_AT, width)
        paint_words(painter, place, self.text(), font(), colour("text"), room=width + 0.5)

    def _at(self, left: float, width: float) -> QPointF:
        """The left end of what is so wide, in the direction that one reads."""
        place = QRectF(left, self.height() / 2, width, 0)
        return mirrored(place, QRectF(self.rect()), self.layoutDirection()).topLeft()


class ActionPanel(QWidget):
    """A veil over home, and on it the panel in the corner above the foot."""

    def __init__(
        self, over: QWidget, foot: QWidget, do: Callable[[Doing], None], closed: Callable[[], None]
    ) -> None:
        super().__init__(over)
        self._over, self._foot, self._do, self._closed = over, foot, do, closed
        self._title = ElidedLabel("soft", SMALL, strong=True)
        self._title.setContentsMargins(S8, S4, S8, S4)
        self._body = QWidget()
        self._rows = QVBoxLayout(self._body)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(0)
        self._area = QScrollArea()
        self._area.setWidget(self._body)
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        for widget in (self._area.viewport(), self._body):
            widget.setAutoFillBackground(False)
        self._card = QWidget(self)
        inside = QVBoxLayout(self._card)
        inside.setContentsMargins(S8, S8, S8, S8)
        inside.setSpacing(S4)
        inside.addWidget(self._title)
        inside.addWidget(self._area)
        self.radius = 0
        """Of home's corners, which the veil has, too."""
        self.hide()
        over.installEventFilter(self)

    def show_actions(self, title: str, groups: Sequence[Group]) -> None:
        """These to choose from."""
        clear(self._rows)
        buttons: list[ActionButton] = []
        for number, group in enumerate(groups):
            if number:
                self._rows.addWidget(_Line())
            for action in group:
                button = ActionButton(action)
                button.clicked.connect(lambda _=False, does=action.does: self._do(does))
                button.installEventFilter(self)
                self._rows.addWidget(button)
                buttons.append(button)
        self._open(title)
        if buttons:
            buttons[0].setFocus()

    def show_form(self, title: str, form: QWidget) -> None:
        """Something to fill in."""
        clear(self._rows)
        self._rows.addWidget(form)
        self._open(title)
        form.setFocus()

    def close_panel(self) -> None:
        """Back to the list."""
        if self.isVisible():
            self.hide()
            self._closed()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Covers home at every size; arrows go from one action to the next."""
        if watched is self._over:
            if event.type() is QEvent.Type.Resize:
                self._place()
            return False
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            return self._key(Qt.Key(event.key()))
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc goes back."""
        if event.key() == Qt.Key.Key_Escape:
            self.close_panel()
            return
        super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """So does a click beside the panel."""
        if not self._card.geometry().contains(event.position().toPoint()):
            self.close_panel()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's
        """The veil, and the panel's ground."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        veil = colour("surface")
        veil.setAlpha(_VEIL)
        behind = self.rect().adjusted(1, 1, -1, -self._foot.height())
        painter.setClipRect(behind)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(veil)
        painter.drawRoundedRect(behind.adjusted(0, 0, 0, self.radius), self.radius, self.radius)
        painter.setClipping(False)
        painter.setPen(colour("edge"))
        painter.setBrush(colour("surface"))
        box = QRectF(self._card.geometry()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(box, R_CARD, R_CARD)

    def _key(self, key: Qt.Key) -> bool:
        if key not in {Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            return False
        buttons = self._body.findChildren(ActionButton)
        at = next((place for place, one in enumerate(buttons) if one.hasFocus()), 0)
        if key in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            buttons[at].click()
            return True
        chosen = buttons[(at + (1 if key == Qt.Key.Key_Down else -1)) % len(buttons)]
        chosen.setFocus()
        self._area.ensureWidgetVisible(chosen)
        return True

    def _open(self, title: str) -> None:
        self._title.say(title)
        self.setAccessibleName(shown(title))
        self._place()
        self.show()
        self.raise_()

    def _place(self) -> None:
        self.setGeometry(self._over.rect())
        room = self.rect().adjusted(S8, S8, -S8, -(self._foot.height() - S4))
        width = max(_LEAST_WIDTH, self._body.sizeHint().width() + S16)
        width = min(width, room.width())
        body = self._body.sizeHint().height()
        if self._body.hasHeightForWidth():
            body = self._body.heightForWidth(width - S16)
        height = min(body + self._title.sizeHint().height() + S16 + S4, room.height())
        is_right = self.layoutDirection() is Qt.LayoutDirection.LeftToRight
        left = room.right() - width + 1 if is_right else room.left()
        self._card.setGeometry(left, room.bottom() - height + 1, width, height)


class _Line(QWidget):
    """Between two groups."""

    def sizeHint(self) -> QSize:
        """Nine pixels with the line in the middle."""
        return QSize(0, 9)

    def minimumSizeHint(self) -> QSize:
        """No less."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's
        """The line."""
        QPainter(self).fillRect(S4, 4, self.width() - S8, 1, colour("line"))
