"""Small parts of windows. All follow the look by themselves, and texts may be `said`.

    label("Signed in", ink="good", share=SMALL)     words in a colour of the look
    Ring(44)                                        a countdown with words in it
    Pill("production", guard=GuardColour.RED)       a label of few letters
    Keycap("Ctrl"), Tile("Sandbox"), Glyph("clock") what rows and hints are made of
    Switch("Start at login")                        a check box that says on or off

Buttons, cards, fields and toasts have modules of their own beside this one. Colours are
`theme.look()`, sizes `typography`, lengths its grid: no window has numbers or colours of its own.
"""

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QCheckBox, QLabel, QSizePolicy, QWidget

from tray.core.guards.colours import GuardColour
from tray.ui.toolkit.design.colours import GUARDS, ON_GUARD
from tray.ui.toolkit.design.glyphs import paint_glyph
from tray.ui.toolkit.design.painting import (
    keycap_size,
    paint_keycap,
    paint_pill,
    paint_ring,
    paint_tile,
    paint_words,
    pill_size,
    tile_letters,
)
from tray.ui.toolkit.design.theme import LOOK_CHANGES, colour
from tray.ui.toolkit.design.typography import BODY, GLYPH, SMALL, TINY, font
from tray.ui.toolkit.translation import shown


class Label(QLabel):
    """Words in one of the look's colours. Never markup: some are foreign."""

    def __init__(self, words: str = "", ink: str = "text") -> None:
        super().__init__()
        self._ink = ink
        # By itself a label in a part whose ground is `Base` is written with another role.
        self.setForegroundRole(QPalette.ColorRole.WindowText)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.say(words)
        self._colour()

    def say(self, words: str, ink: str | None = None) -> None:
        """Other words, and in another colour if one is given."""
        self.setText(shown(words))
        if ink is not None and ink != self._ink:
            self._ink = ink
            self._colour()

    def changeEvent(self, event: QEvent) -> None:
        """Another look: the same colour of that."""
        super().changeEvent(event)
        if event.type() in LOOK_CHANGES:
            self._colour()

    def _colour(self) -> None:
        wanted = colour(self._ink)
        mine = self.palette()
        if mine.color(QPalette.ColorRole.WindowText) != wanted:
            for role in (QPalette.ColorRole.WindowText, QPalette.ColorRole.Text):
                mine.setColor(role, wanted)  # the latter on the ground of fields
            self.setPalette(mine)


def label(
    words: str = "",
    *,
    ink: str = "text",
    share: float = BODY,
    strong: bool = False,
    wraps: bool = False,
) -> Label:
    """Words of a colour and a size; on as many lines as they need if they may wrap."""
    made = Label(words, ink)
    made.setFont(font(share, strong=strong))
    made.setWordWrap(wraps)
    return made


class _Painted(QWidget):
    """A part that paints itself, and is as large as that takes."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def minimumSizeHint(self) -> QSize:
        """It cannot be cut."""
        return self.sizeHint()


class Ring(_Painted):
    """A countdown with what is left written in it: `show_time(0.9, "7 h")`."""

    def __init__(self, size: int = 44) -> None:
        super().__init__("")
        self._size, self._share, self._fill = size, 0.0, "good_fill"
        self._words, self._unit = "", ""

    def show_time(
        self, share: float, words: str = "", unit: str = "", fill: str = "good_fill"
    ) -> None:
        """`share` is 0 to 1; `unit` stands small under the words; `fill` is a colour's name."""
        self._share, self._fill = share, fill
        self._words, self._unit = shown(words), shown(unit)
        self.setAccessibleName(f"{self._words} {self._unit}".strip())
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Larger where the font needs it."""
        room = self.fontMetrics().horizontalAdvance("00 h") + 20 if self._words else 0
        side = max(self._size, room)
        return QSize(side, side)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's
        """The ring, and the words in its middle."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        centre, outer = QRectF(self.rect()).center(), self.width() / 2
        width = max(2.5, outer * 0.23)
        paint_ring(painter, centre, outer - 0.5, self._share, colour(self._fill), width=width)
        face = font(BODY if self._unit else SMALL, strong=True)
        lift = outer * 0.2 if self._unit else 0.0
        self._write(painter, face, self._words, centre - QPointF(0, lift), "text")
        if self._unit:
            small = font(TINY * 0.86, strong=True)
            self._write(painter, small, self._unit, centre + QPointF(0, outer * 0.36), "soft")

    @staticmethod
    def _write(painter: QPainter, face: QFont, words: str, at: QPointF, ink: str) -> None:
        painter.setFont(face)
        half = painter.fontMetrics().horizontalAdvance(words) / 2
        paint_words(painter, at - QPointF(half, 0), words, face, colour(ink))


class Pill(_Painted):
    """A label of few letters, in a protected role's colour or the accent's."""

    def __init__(
        self, words: str, guard: GuardColour | None = None, ground: str = "info_ground"
    ) -> None:
        super().__init__(shown(words))
        self._words, self._guard, self._ground = shown(words), guard, ground

    def call(self, words: str, guard: GuardColour | None = None) -> None:
        """Other words, or another colour."""
        self._words, self._guard = shown(words), guard
        self.setAccessibleName(self._words)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """As large as its words."""
        width, height = pill_size(self._words, font(TINY, strong=True))
        return QSize(round(width + 0.5), round(height + 0.5))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's
        """The pill."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ink, ground = colour("accent"), colour(self._ground)
        if self._guard is not None:
            ink, ground = QColor(ON_GUARD), QColor(GUARDS[self._guard])
        face, place = font(TINY, strong=True), QPointF(0, self.height() / 2)
        paint_pill(painter, place, self._words, face, ground, ink=ink)


class Keycap(_Painted):
    """A key, as it is printed on one."""

    def __init__(self, words: str) -> None:
        super().__init__(shown(words))
        self._words = shown(words)

    def sizeHint(self) -> QSize:
        """As large as its words."""
        width, height = keycap_size(self._words, font(TINY, strong=True))
        return QSize(round(width + 0.5), round(height + 1))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's
        """The cap."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        place = QPointF(0, self.height() / 2)
        paint_keycap(painter, place, self._words, font(TINY, strong=True))


class Tile(_Painted):
    """An account at a glance: two letters, in the protected role's colour if it is one."""

    def __init__(self, account: str, guard: GuardColour | None = None, size: int = 36) -> None:
        super().__init__("")  # beside the account's name, which says the same
        self._letters, self._guard, self._size = tile_letters(account), guard, size

    def sizeHint(self) -> QSize:
        """A square."""
        return QSize(self._size, self._size)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's
        """The square and its letters."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ink, ground = colour("soft"), colour("subtle")
        if self._guard is not None:
            ink, ground = QColor(ON_GUARD), QColor(GUARDS[self._guard])
        face = font(SMALL, strong=True)
        paint_tile(painter, QRectF(self.rect()), self._letters, face, ground, ink=ink)


class Glyph(_Painted):
    """A sign beside words that say the same."""

    def __init__(self, sign: str, ink: str = "soft", size: int = GLYPH) -> None:
        super().__init__("")
        self._sign, self._ink, self._size = sign, ink, size

    def sizeHint(self) -> QSize:
        """A square."""
        return QSize(self._size, self._size)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's
        """The sign."""
        painter = QPainter(self)
        weight = 1.4 if self._size <= GLYPH else 1.1
        paint_glyph(
            painter, self._sign, QPointF(0, 0), colour(self._ink), self._size, weight=weight
        )


class Switch(QCheckBox):
    """On or off at once, at the end of a row whose words are its name."""

    _WIDTH, _HEIGHT, _FRAME = 32, 18, 3

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(shown(name))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """With room for the frame that shows the focus."""
        around = 2 * self._FRAME
        return QSize(self._WIDTH + around, self._HEIGHT + around)

    def hitButton(self, pos: QPoint) -> bool:
        """All of it can be clicked."""
        return self.rect().contains(pos)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's
        """A track, and a knob at one of its ends."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if not self.isEnabled():
            painter.setOpacity(0.45)
        half = self._HEIGHT / 2
        track = QRectF(self._FRAME, self.height() / 2 - half, self._WIDTH, self._HEIGHT)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour("accent_fill" if self.isChecked() else "soft"))
        painter.drawRoundedRect(track, half, half)
        painter.setBrush(colour("on_accent" if self.isChecked() else "surface"))
        is_right = self.isChecked() != (self.layoutDirection() is Qt.LayoutDirection.RightToLeft)
        x = track.right() - half if is_right else track.left() + half
        painter.drawEllipse(QPointF(x, track.center().y()), half - 2.5, half - 2.5)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(colour("accent"))
            frame = track.adjusted(-2, -2, 2, 2)
            painter.drawRoundedRect(frame, half + 2, half + 2)
