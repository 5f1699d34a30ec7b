"""Home's header: each sso-session with its countdown and the one thing to do about it."""

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import QDate, QDateTime, QLocale, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from tray.core.commands import CancelSignIn, Command, OpenPortal, SignIn
from tray.core.tray_status import TrayStatus
from tray.core.vocabulary.model import SessionName
from tray.core.vocabulary.translatable import said
from tray.ui.home.sessions import SessionLine
from tray.ui.mark.model import IconModel
from tray.ui.mark.painter import Mark, Palette
from tray.ui.toolkit.design.buttons import IconButton, primary, quiet, secondary
from tray.ui.toolkit.design.elided import ElidedLabel
from tray.ui.toolkit.design.parts import Glyph, Ring
from tray.ui.toolkit.design.theme import colour
from tray.ui.toolkit.design.typography import LEAD, S4, S8, S12, S16, SMALL
from tray.ui.toolkit.layouts import clear
from tray.ui.toolkit.translation import sentence, shown, tr

MOST_SMALL = 2
"""Sessions below the large one; further ones are folded away."""
_LARGE, _SMALL = 44, 20
_TEXT_AT = 76
_TINTS = {
    TrayStatus.SIGNED_OUT: "soft",
    TrayStatus.SIGNING_IN: "accent_fill",
    TrayStatus.ENDED: "bad_fill",
}
_FILLS = {TrayStatus.SIGNED_IN: "good_fill", TrayStatus.ENDS_SOON: "warn_fill"}
ShowMenu = Callable[[SessionName, QPoint], None]


class _Sign(Ring):
    """A countdown, or the mark where there is nothing to count."""

    def __init__(self, size: int) -> None:
        super().__init__(size)
        self._side, self._status = size, TrayStatus.SIGNED_OUT

    def show_line(self, line: SessionLine) -> None:
        """That session's state."""
        self._status = line.status
        has_words = self._side >= _LARGE and line.status in _FILLS
        ring, unit = (line.ring, line.unit) if has_words else ("", "")
        self.show_time(line.share, ring, unit, _FILLS.get(line.status, "soft"))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Either of both."""
        if self._status in _FILLS:
            super().paintEvent(event)
            return
        painter = QPainter(self)
        tint = colour(_TINTS[self._status]).name()
        palette = Palette({self._status: tint}, QColor(colour("track")))
        Mark(IconModel(self._status), self._side, palette=palette).paint(painter)


class SessionBlock(QWidget):
    """One sso-session. `is_large` is the first; others are one line each."""

    def __init__(
        self, line: SessionLine, send: Callable[[Command], None], menu: ShowMenu, *, is_large: bool
    ) -> None:
        super().__init__()
        self._send, self._menu, self._is_large, self.line = send, menu, is_large, line
        self._sign = _Sign(_LARGE if is_large else _SMALL)
        self._name = ElidedLabel(share=LEAD if is_large else 1.0, strong=True)
        self._words = ElidedLabel("soft", SMALL)
        self._alert = Glyph("alert", "warn", 14)
        self._more = IconButton("more", said("Session menu"), self._open_menu)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, S12 if is_large else S8, S16, S12 if is_large else S8)
        row.setSpacing(S4)
        place = QHBoxLayout()
        place.addWidget(self._sign)
        frame = QWidget()
        frame.setLayout(place)
        place.setContentsMargins(S8, 0, 0, 0)
        frame.setFixedWidth(max(_TEXT_AT - S4, self._sign.sizeHint().width() + S8 + S16))
        row.addWidget(frame)
        self._lay_out_words(row)
        for button in self._buttons():
            row.addWidget(button)
        self.show_line(line)

    def show_line(self, line: SessionLine) -> None:
        """The same session a little later; its buttons stay."""
        self.line = line
        self._sign.show_line(line)
        self._name.say(line.session)
        self._words.say(sentence(line.words), line.ink)
        self._words.setAccessibleDescription(shown(line.hint))
        self._alert.setVisible(line.is_hindered)
        self.setAccessibleName(f"{line.session}: {shown(line.words)}")
        self._more.call(tr("Menu of {session}", session=line.session))
        self.update()

    def sizeHint(self) -> QSize:
        """As high as in the pictures, or as the font needs."""
        hint = super().sizeHint()
        return hint.expandedTo(QSize(0, 68 if self._is_large else 40))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's
        """How much of the accounts is in, as a line at the foot."""
        if self.line.progress is None:
            return
        painter = QPainter(self)
        foot = QRect(0, self.height() - 2, self.width(), 2)
        painter.fillRect(foot, colour("track"))
        foot.setWidth(round(self.width() * self.line.progress))
        painter.fillRect(foot, colour("accent_fill"))

    def _lay_out_words(self, row: QHBoxLayout) -> None:
        below = QHBoxLayout()
        below.setSpacing(S4)
        below.addWidget(self._alert)
        below.addWidget(self._words, 1)
        words: QBoxLayout = QVBoxLayout() if self._is_large else QHBoxLayout()
        words.setSpacing(2 if self._is_large else S8)
        if self._is_large:
            words.addStretch()
        words.addWidget(self._name)
        words.addLayout(below, 0 if self._is_large else 1)
        if self._is_large:
            words.addStretch()
        row.addLayout(words, 1)

    def _buttons(self) -> list[QWidget]:
        line = self.line
        if not line.does:
            portal = IconButton("open", said("Open access portal"), self._open_portal)
            return [portal, self._more] if self._is_large else [self._more]
        is_primary = self._is_large and line.status is not TrayStatus.SIGNING_IN
        make = primary if is_primary else secondary
        button: QPushButton = make(line.does, self._act, is_small=not self._is_large)
        button.setAccessibleName(f"{shown(line.does)}: {line.session}")
        is_quiet = line.status in {TrayStatus.SIGNED_OUT, TrayStatus.ENDED}
        self._more.setVisible(not is_quiet)
        return [button] if is_quiet else [button, self._more]

    def _act(self) -> None:
        name = self.line.session
        is_going_on = self.line.status is TrayStatus.SIGNING_IN
        self._send(CancelSignIn(name) if is_going_on else SignIn(name))

    def _open_portal(self) -> None:
        self._send(OpenPortal(self.line.session))

    def _open_menu(self) -> None:
        corner = self._more.rect().bottomLeft()
        self._menu(self.line.session, self._more.mapToGlobal(corner))


class Header(QWidget):
    """All sso-sessions, the first one large."""

    def __init__(self, send: Callable[[Command], None], menu: ShowMenu) -> None:
        super().__init__()
        self._send, self._menu = send, menu
        self._lines: tuple[SessionLine, ...] = ()
        self._blocks: list[SessionBlock] = []
        self._is_unfolded = False
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 1)
        self._rows.setSpacing(0)
        self._unfold = quiet("", self._show_all, is_small=True)
        self._unfold.hide()

    def show_lines(self, lines: tuple[SessionLine, ...]) -> None:
        """Those lines; as long as only words differ, nothing moves and the focus stays."""
        is_same = list(map(_shape, lines)) == list(map(_shape, self._lines))
        self._lines = lines
        if not is_same:
            self._build()
            return
        for block, line in zip(self._blocks, lines, strict=False):
            block.show_line(line)

    def _build(self) -> None:
        clear(self._rows, keep=self._unfold)
        folded = len(self._lines) - 1 - MOST_SMALL
        shown_lines = self._lines if self._is_unfolded or folded <= 0 else self._lines[:MOST_SMALL]
        self._blocks = [
            SessionBlock(line, self._send, self._menu, is_large=number == 0)
            for number, line in enumerate(shown_lines)
        ]
        for block in self._blocks:
            self._rows.addWidget(block)
            block.show()  # by itself it would be a moment later, and what is below would jump
        more = len(self._lines) - len(shown_lines)
        self._unfold.setVisible(more > 0)
        if more:
            self._unfold.setText(tr("{count} more", count=more))
            self._rows.addWidget(self._unfold, alignment=Qt.AlignmentFlag.AlignHCenter)
        self.updateGeometry()

    def _show_all(self) -> None:
        self._is_unfolded = True
        self._build()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's
        """Lines between the first session and the others, and at the foot."""
        painter = QPainter(self)
        painter.fillRect(QRect(0, self.height() - 1, self.width(), 1), colour("line"))
        if len(self._blocks) > 1:
            top = self._blocks[1].geometry().top()
            painter.fillRect(QRect(S16, top, self.width() - 2 * S16, 1), colour("line"))


def clock_time(moment: datetime) -> str:
    """`17:02`, with the day where that is another one."""
    local = QDateTime.fromSecsSinceEpoch(int(moment.timestamp()))
    time = QLocale().toString(local.time(), QLocale.FormatType.ShortFormat)
    is_today = local.date() == QDate.currentDate()
    return time if is_today else f"{QLocale().toString(local.date(), 'ddd')} {time}"


def _shape(line: SessionLine) -> tuple[str, TrayStatus, str]:
    return line.session, line.status, line.does
