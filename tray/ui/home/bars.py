"""Home's two bars: the search line above the list, and the foot with keys and gear below it."""

import sys
from collections.abc import Callable, Sequence
from typing import Final

from PySide6.QtCore import QKeyCombination, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QKeySequence, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSizePolicy, QWidget

from tray.core.vocabulary.translatable import said
from tray.ui.toolkit.design.buttons import IconButton
from tray.ui.toolkit.design.painting import keycap_size, mirrored, paint_keycap, paint_words
from tray.ui.toolkit.design.parts import Glyph, label
from tray.ui.toolkit.design.theme import colour
from tray.ui.toolkit.design.typography import (
    FOOTER,
    LEAD,
    S8,
    S12,
    S16,
    S24,
    SEARCH,
    SMALL,
    TINY,
    font,
    row_height,
)
from tray.ui.toolkit.translation import shown, tr

_NAMES: Final = {
    "Ctrl": "⌘" if sys.platform == "darwin" else said("Ctrl"),
    "Shift": "⇧",
    "Return": "↵",
}
_PLACEHOLDER = said("Find a role, or paste an ARN or console link")
_APART, _INSIDE = 14, 6
ROLES = (("Return", said("Use")), ("Ctrl+Return", said("Console")), ("Ctrl+K", said("More…")))
PAGE = (("Return", said("Open this page")), ("Ctrl+K", said("More…")))


def caps_of(keys: str) -> tuple[str, ...]:
    """`Ctrl+Shift+O` as the keys are labelled: `Ctrl`, `⇧`, `O`."""
    return tuple(shown(_NAMES.get(key, key)) for key in keys.split("+")) if keys else ()


def keys_of(event: QKeyEvent) -> str:
    """What was pressed as actions name it: `Ctrl+Shift+O`."""
    modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    key = Qt.Key.Key_Return if event.key() == Qt.Key.Key_Enter else Qt.Key(event.key())
    keys = QKeySequence(QKeyCombination(modifiers, key))
    return keys.toString(QKeySequence.SequenceFormat.PortableText)


class SearchLine(QWidget):
    """What is typed, between a sign and how much was found."""

    def __init__(self) -> None:
        super().__init__()
        self.edit = QLineEdit()
        self.edit.setFrame(False)
        self.edit.setProperty("frame", False)  # noqa: FBT003 - Qt takes no names
        self.edit.setFont(font(LEAD))
        self.edit.setPlaceholderText(shown(_PLACEHOLDER))
        self.edit.setAccessibleName(tr("Search roles"))
        self._count = label(ink="soft", share=SMALL)
        row = QHBoxLayout(self)
        row.setContentsMargins(S16 + 2, 0, S16 + 2, 1)
        row.setSpacing(S12)
        row.addWidget(Glyph("search", size=18))
        row.addWidget(self.edit, 1)
        row.addWidget(self._count)
        self.setFixedHeight(row_height(SEARCH, font(LEAD), padding=S24))
        self.setFocusProxy(self.edit)

    def say_found(self, words: str) -> None:
        """How much was found; nothing while nothing is typed."""
        self._count.say(words)
        self._count.setVisible(bool(words))
        self.edit.setAccessibleDescription(shown(words))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's
        """A line at its foot."""
        QPainter(self).fillRect(0, self.height() - 1, self.width(), 1, colour("line"))


class Hints(QWidget):
    """Keys and what they do; those that have no room are left out."""

    def __init__(self) -> None:
        super().__init__()
        self._hints: tuple[tuple[str, str], ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_keys(self, hints: Sequence[tuple[str, str]]) -> None:
        """(keys, what they do), the most wanted first."""
        self._hints = tuple((" ".join(caps_of(keys)), shown(words)) for keys, words in hints)
        self.setAccessibleName(", ".join(f"{keys}: {words}" for keys, words in self._hints))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """All on one line."""
        height = row_height(20, font(SMALL), padding=2)
        return QSize(round(sum(self._width(*hint) for hint in self._hints) + 1), height)

    def minimumSizeHint(self) -> QSize:
        """The first at least."""
        first = self._width(*self._hints[0]) if self._hints else 0
        return QSize(round(first + 1), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's
        """Those that fit."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        cap, small, left = font(TINY, strong=True), font(SMALL), 0.0
        for keys, words in self._hints:
            width = self._width(keys, words)
            if left + width - _APART > self.width():
                break
            key = keycap_size(keys, cap)[0]
            paint_keycap(painter, self._at(left, key), keys, cap)
            words_width = width - key - _INSIDE - _APART
            place = self._at(left + key + _INSIDE, words_width)
            paint_words(painter, place, words, small, colour("soft"))
            left += width

    def _at(self, left: float, width: float) -> QPointF:
        """The left end of what is so wide, in the direction that one reads."""
        place = QRectF(left, self.height() / 2, width, 0)
        return mirrored(place, QRectF(self.rect()), self.layoutDirection()).topLeft()

    @staticmethod
    def _width(keys: str, words: str) -> float:
        inside = QFontMetricsF(font(SMALL)).horizontalAdvance(words)
        return keycap_size(keys, font(TINY, strong=True))[0] + _INSIDE + inside + _APART


class Foot(QWidget):
    """The hints, and the gear with everything else."""

    def __init__(self, menu: Callable[[], None]) -> None:
        super().__init__()
        self.hints = Hints()
        self.gear = IconButton("gear", said("Settings and more"), menu)
        row = QHBoxLayout(self)
        row.setContentsMargins(S16, 0, S12, 0)
        row.setSpacing(S8)
        row.addWidget(self.hints, 1)
        row.addWidget(self.gear)
        self.radius = 0
        """Of home's corners, which are the foot's as well."""
        self.setFixedHeight(row_height(FOOTER, font(SMALL), padding=S16))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's
        """A ground of its own, below a line."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setClipRect(self.rect())
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour("window"))
        ground = self.rect().adjusted(0, -2 * self.radius, 0, 0)
        painter.drawRoundedRect(ground, self.radius, self.radius)
        painter.fillRect(0, 0, self.width(), 1, colour("line"))
