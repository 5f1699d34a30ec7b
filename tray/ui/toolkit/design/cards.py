"""Boxes: a card for one thing among others, a choice, a banner, and what stands where nothing is.

card = Card();  card.rows.addWidget(…)
RadioCard(said("On demand"), said("No keys on disk."), is_recommended=True)
Banner("warn", said("No keyring"), said("Sign-ins last until you quit."), said("Keep"), keep)
EmptyState("search", said("No role matches"), "", said("Clear search"), clear)
"""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QRadioButton, QVBoxLayout, QWidget

from tray.core.vocabulary.translatable import said
from tray.ui.toolkit.design.buttons import quiet
from tray.ui.toolkit.design.parts import Glyph, Pill, label
from tray.ui.toolkit.design.theme import colour
from tray.ui.toolkit.design.typography import (
    BODY,
    LEAD,
    R_CARD,
    R_ROW,
    S4,
    S8,
    S12,
    S16,
    SMALL,
    font,
)
from tray.ui.toolkit.translation import shown

_BANNERS: Final = {
    "info": ("info_ground", "accent", "clock"),
    "warn": ("warn_ground", "warn", "alert"),
    "bad": ("bad_ground", "bad", "alert"),
    "demo": ("violet_ground", "violet", "shield"),
}


_UNDER_TITLE: Final = 24
"""Where the words of a radio button begin, about, in every style."""


def _nothing() -> None:
    """What a part without a button does."""


class Card(QFrame):
    """A box for one thing among others; what is in it goes into `rows`."""

    def __init__(self, ground: str = "surface", edge: str = "line") -> None:
        super().__init__()
        self._ground, self._edge, self._width = ground, edge, 1.0
        self.rows = QVBoxLayout(self)
        self.rows.setContentsMargins(S16, S12, S16, S12)
        self.rows.setSpacing(S8)

    def outline(self, edge: str, width: float = 1.0) -> None:
        """Another border."""
        self._edge, self._width = edge, width
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's
        """The box."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = painter.pen()
        pen.setColor(colour(self._edge))
        pen.setWidthF(self._width)
        painter.setPen(pen)
        painter.setBrush(colour(self._ground))
        half = self._width / 2
        box = QRectF(self.rect()).adjusted(half, half, -half, -half)
        painter.drawRoundedRect(box, R_CARD, R_CARD)


class RadioCard(Card):
    """One of several choices, with what it means; `inside` is seen while it is chosen."""

    def __init__(self, title: str, detail: str = "", *, is_recommended: bool = False) -> None:
        super().__init__()
        self.radio = QRadioButton(shown(title))
        self.radio.setFont(font(BODY, strong=True))
        self.radio.setAccessibleDescription(shown(detail))
        self.inside = QWidget()
        self._inner = QVBoxLayout(self.inside)
        self._inner.setContentsMargins(_UNDER_TITLE, S4, 0, 0)
        head = QHBoxLayout()
        head.addWidget(self.radio)
        if is_recommended:
            head.addWidget(Pill(said("Recommended"), ground="surface"))
        head.addStretch()
        self.rows.addLayout(head)
        self.rows.setSpacing(S4)
        if detail:
            under = label(detail, ink="soft", share=SMALL, wraps=True)
            under.setContentsMargins(_UNDER_TITLE, 0, 0, 0)
            self.rows.addWidget(under)
        self.rows.addWidget(self.inside)
        self.inside.hide()
        self.radio.toggled.connect(self._toggled)

    def hold(self, widget: QWidget) -> None:
        """Something to fill in that only this choice needs."""
        self._inner.addWidget(widget)
        self.inside.setVisible(self.radio.isChecked())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """All of the card can be clicked."""
        super().mousePressEvent(event)
        self.radio.setChecked(True)
        self.radio.setFocus()

    def _toggled(self, is_chosen: bool) -> None:
        self._ground = "selected" if is_chosen else "surface"
        self.outline("accent_fill" if is_chosen else "edge", 2 if is_chosen else 1)
        self.inside.setVisible(is_chosen and self._inner.count() > 0)


def one_of(owner: QWidget, *cards: RadioCard) -> QButtonGroup:
    """Has at most one of them chosen."""
    group = QButtonGroup(owner)
    for number, card in enumerate(cards):
        group.addButton(card.radio, number)
    return group


class Banner(QWidget):
    """What is wrong in one line, what it means in another, and the one button that helps.

    `kind` is info, warn, bad or demo.
    """

    def __init__(
        self,
        kind: str,
        title: str,
        detail: str = "",
        does: str = "",
        pressed: Callable[[], None] = _nothing,
    ) -> None:
        super().__init__()
        self._ground, ink, sign = _BANNERS[kind]
        row = QHBoxLayout(self)
        row.setContentsMargins(S12, S8, S8, S8)
        row.setSpacing(S8)
        is_high = Qt.AlignmentFlag.AlignTop if detail else Qt.AlignmentFlag.AlignVCenter
        row.addWidget(Glyph(sign, ink), alignment=is_high)
        words = QVBoxLayout()
        words.setSpacing(0)
        lines = [label(title, ink=ink if kind == "demo" else "text", strong=bool(detail))]
        lines += [label(detail, ink="soft", share=SMALL)] if detail else []
        for line in lines:
            line.setWordWrap(True)
            words.addWidget(line)
        row.addLayout(words, 1)
        if does:
            helps = quiet(does, pressed, is_small=True)
            helps.setProperty("ink", ink)
            row.addWidget(helps)
        self.setAccessibleName(": ".join(shown(one) for one in (title, detail) if one))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's
        """The ground."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour(self._ground))
        painter.drawRoundedRect(QRectF(self.rect()), R_ROW, R_ROW)


class EmptyState(QWidget):
    """Why nothing is there, and what to do."""

    def __init__(self, sign: str = "search") -> None:
        super().__init__()
        self._title = label(share=LEAD, strong=True, wraps=True)
        self._detail = label(ink="soft", share=SMALL, wraps=True)
        self._button = quiet("", self._press)
        self._pressed: Callable[[], None] = _nothing
        rows = QVBoxLayout(self)
        rows.setContentsMargins(S16, S16, S16, S16)
        rows.addStretch()
        middle = Qt.AlignmentFlag.AlignHCenter
        rows.addWidget(Glyph(sign, size=28), alignment=middle)
        for line in (self._title, self._detail):
            line.setAlignment(Qt.AlignmentFlag.AlignCenter)
            rows.addWidget(line)
        rows.addWidget(self._button, alignment=middle)
        rows.addStretch()

    def say(
        self,
        title: str,
        detail: str = "",
        does: str = "",
        pressed: Callable[[], None] = _nothing,
    ) -> None:
        """What stands there from now on."""
        self._title.say(title)
        self._detail.say(detail)
        self._detail.setVisible(bool(detail))
        self._button.setText(shown(does))
        self._button.setVisible(bool(does))
        self._pressed = pressed

    def _press(self) -> None:
        self._pressed()
