"""What came of using a role: a word at the tray when home is closed, for a moment."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from PySide6.QtCore import QRect, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from tray.core.commands import UseRole
from tray.core.profiles.activation import Activation, Resting, Stuck
from tray.core.snapshot import AppSnapshot
from tray.core.vocabulary.translatable import said, together
from tray.ui.texts import countdown
from tray.ui.toolkit.design.parts import Glyph, label
from tray.ui.toolkit.design.theme import colour
from tray.ui.toolkit.design.typography import S8, S12, S16
from tray.ui.toolkit.placement import is_placed_by_compositor

SHOWN_MS: Final = 1500
FAILURE_SHOWN_MS: Final = 4000


@dataclass(frozen=True, slots=True)
class News:
    """What is to be said; `is_final` says that nothing follows."""

    words: str
    is_good: bool = True
    is_final: bool = True


class UseWatch:
    """Follows one role from Enter to its keys, or to why there are none."""

    def __init__(self) -> None:
        self._wanted: UseRole | None = None
        self._known: frozenset[int] = frozenset()
        self._told = ""

    def expect(self, wanted: UseRole, snapshot: AppSnapshot) -> None:
        """The person has just asked for that."""
        self._wanted, self._told = wanted, ""
        self._known = frozenset(
            one.serial for one in snapshot.activations if isinstance(one.work, Resting)
        )

    def news(self, snapshot: AppSnapshot, now: datetime) -> News | None:
        """What there is to say now; each thing once."""
        found = next((one for one in snapshot.activations if self._is_it(one)), None)
        if found is None:
            return None
        told = _news(found, snapshot, now)
        if told is None or told.words == self._told:
            return None
        self._told = told.words
        if told.is_final:
            self._wanted = None
        return told

    def _is_it(self, one: Activation) -> bool:
        wanted = self._wanted
        if wanted is None or one.role != wanted.role or one.serial in self._known:
            return False
        return wanted.profile is None or one.profile == wanted.profile


def _news(one: Activation, snapshot: AppSnapshot, now: datetime) -> News | None:
    to = f"{one.profile} → {snapshot.role_words(one.role)}"
    if isinstance(one.work, Stuck):
        return News(one.work.error.title, is_good=False)
    if isinstance(one.work, Resting) and one.is_in_force:
        return News(together(to, countdown.keys_left(one, now), between=" · "))
    return News(together(to, said("getting keys…"), between=" · "), is_final=False)


class Confirmation(QWidget):
    """A line at the tray that takes neither the focus nor a click."""

    def __init__(self) -> None:
        super().__init__(
            None,
            Qt.WindowType.ToolTip
            | Qt.WindowType.FramelessWindowHint
            | Qt.WindowType.WindowTransparentForInput
            | Qt.WindowType.WindowDoesNotAcceptFocus,
        )
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self._good, self._bad = Glyph("check", "good"), Glyph("alert", "bad")
        self._words = label(strong=True)
        row = QHBoxLayout(self)
        row.setContentsMargins(S16, S12, S16, S12)
        row.setSpacing(S8)
        for widget in (self._good, self._bad, self._words):
            row.addWidget(widget)
        self._clock = QTimer(self)
        self._clock.setSingleShot(True)
        self._clock.timeout.connect(self.hide)

    def say(self, news: News, at: QRect) -> None:
        """At the foot of where home was. Not on Wayland, which would put it anywhere."""
        if is_placed_by_compositor():
            return
        self._words.say(news.words)
        self._good.setVisible(news.is_good and news.is_final)
        self._bad.setVisible(not news.is_good)
        size = self.sizeHint().boundedTo(QSize(max(at.width(), 200) * 2, 400))
        left = at.right() - size.width() + 1 if at.center().x() > size.width() else at.left()
        self.setGeometry(QRect(left, at.bottom() - size.height() + 1, size.width(), size.height()))
        self.show()
        self._clock.stop()
        if news.is_final:
            self._clock.start(SHOWN_MS if news.is_good else FAILURE_SHOWN_MS)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's
        """A box with a border."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), colour("surface"))
        painter.setPen(colour("edge"))
        painter.drawRect(QRectF(self.rect()).adjusted(0, 0, -1, -1))
