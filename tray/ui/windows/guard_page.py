"""One question about a protected role: who asks for which, what is known of them, the answers."""

from collections.abc import Callable
from functools import partial
from typing import Final

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QGridLayout,
    QHBoxLayout,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from tray.core.guards.consent import Answer, Purpose, Question
from tray.core.guards.requester import Requester
from tray.core.vocabulary.printable import breakable, elided, printable
from tray.core.vocabulary.translatable import counted, said
from tray.ui.toolkit.design.buttons import primary, quiet, secondary
from tray.ui.toolkit.design.cards import Card
from tray.ui.toolkit.design.colours import GUARDS
from tray.ui.toolkit.design.parts import Pill, Ring, Tile, label
from tray.ui.toolkit.design.typography import S4, S8, S12, S16, S24, SMALL, TITLE
from tray.ui.toolkit.translation import shown, tr

_LETTERS: Final = 52
_MOST_OF_ROLE: Final = 120
_MOST_OF_LABEL: Final = 24
_BAND: Final = 4
_WIDE: Final = 120
_ANSWERS = {
    Purpose.USE: {Answer.ONCE: said("Use role"), Answer.DENY: said("Cancel")},
    Purpose.KEYS: {
        Answer.ONCE: said("Allow once"),
        Answer.FOR_A_WHILE: said("Allow for 15 min"),
        Answer.UNTIL_RELEASE: said("Allow until released"),
        Answer.DENY: said("Deny"),
    },
}


class GuardPage(QWidget):
    """What allows is deaf until `hear`; `denying` is the button that says no."""

    def __init__(self, say: Callable[[Answer], None]) -> None:
        super().__init__()
        self._say = say
        self._band: QColor | None = None
        self._is_of_program = False
        self._consenting: list[QPushButton] = []
        self.denying = primary(said("Deny"), partial(say, Answer.DENY))
        self._ring = Ring(20)
        self._left = label(ink="soft", share=SMALL, wraps=True)
        self._waiting = label(ink="soft", share=SMALL)
        self._deny_all = quiet(said("Deny all"), partial(say, Answer.DENY_ALL), is_small=True)
        self._deny_all.setAutoDefault(False)
        self._more = QWidget()
        self._more.hide()
        self.denying.setMinimumWidth(_WIDE)
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(S24, S24 + _BAND, S24, S24)
        self._rows.setSpacing(S16)

    def show_question(self, question: Question, account: str, words: str) -> None:
        """Fills the page; `words` is the role as people call it."""
        self._band = QColor(GUARDS[question.rule.colour])
        self._rows.addLayout(self._head(question, account, words))
        if question.asker is not None:
            self._rows.addWidget(_facts(question.asker))
        elif question.rule.minutes:
            ends = said(
                "It stops automatically after {minutes} min.", minutes=question.rule.minutes
            )
            self._rows.addWidget(label(ends, ink="soft", wraps=True))
        self._add_answers(question)

    def show_waiting(self, count: int, *, can_deny_all: bool) -> None:
        """How many questions wait behind this one, and whether the same program asks them."""
        self._waiting.say(counted(count, "1 more waiting", "{count:,} more waiting"))
        self._more.setVisible(count > 0)
        self._deny_all.setVisible(can_deny_all)

    def hear(self) -> None:
        """What allows can be pressed from now on."""
        for each in self._consenting:
            each.setEnabled(True)

    def count_down(self, seconds: float, share: float) -> None:
        """How long there is until it counts as no."""
        left = round(seconds)
        ends = said("Denied automatically in {seconds} s", seconds=left)
        if not self._is_of_program:
            ends = said("Closes in {seconds} s", seconds=left)
        self._left.say(ends)
        self._ring.show_time(share, fill="soft")

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's
        """The rule's colour along the upper edge."""
        if self._band is not None:
            painter = QPainter(self)
            painter.fillRect(QRectF(0, 0, self.width(), _BAND), self._band)

    # ---- building -----------------------------------------------------------------------

    def _head(self, question: Question, account: str, words: str) -> QHBoxLayout:
        asker, width = question.asker, self.fontMetrics().averageCharWidth() * _LETTERS
        self._is_of_program = asker is not None
        asks = (
            tr("Let {program} use this role?", program=printable(shown(asker.name)))
            if asker
            else tr("Use this protected role?")
        )
        title = label(breakable(asks), share=TITLE, strong=True, wraps=True)
        title.setFixedWidth(width)
        title.setMinimumHeight(title.heightForWidth(width))  # a layout in a layout gives it less
        names = QVBoxLayout()
        names.setSpacing(S4)
        names.addWidget(title)
        names.addLayout(self._role(question, elided(printable(words), _MOST_OF_ROLE), width))
        head = QHBoxLayout()
        head.setSpacing(S16)
        head.addWidget(Tile(account, question.rule.colour), alignment=Qt.AlignmentFlag.AlignTop)
        head.addLayout(names)
        head.addStretch()
        return head

    def _role(self, question: Question, words: str, width: int) -> QBoxLayout:
        """The role and its label: beside each other where there is room."""
        role = label(breakable(words))
        row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        row.setSpacing(S8)
        row.addWidget(role)
        if question.rule.label:
            rule = question.rule
            pill = Pill(elided(printable(rule.label), _MOST_OF_LABEL), rule.colour)
            row.addWidget(pill)
            width -= pill.sizeHint().width() + S8
        if role.sizeHint().width() > width:
            row.setDirection(QBoxLayout.Direction.TopToBottom)
            role.setWordWrap(True)
            role.setMinimumHeight(role.heightForWidth(width))
        else:
            row.addStretch()
        return row

    def _add_answers(self, question: Question) -> None:
        answers = _ANSWERS[question.purpose]
        allows = QHBoxLayout()
        allows.setSpacing(S8)
        for answer, words in answers.items():
            if answer.is_yes:
                made = secondary(words, partial(self._say, answer))
                made.setAutoDefault(False)
                made.setEnabled(False)
                self._consenting.append(made)
                allows.addWidget(made, 1)
        self.denying.setText(shown(answers[Answer.DENY]))
        waits = QHBoxLayout()
        waits.setSpacing(S12)
        waits.addWidget(self._ring)
        waits.addWidget(self._left, 1)
        if question.purpose is Purpose.USE:
            waits.addLayout(allows)
        else:
            self._rows.addLayout(allows)
        waits.addWidget(self.denying)
        more = QHBoxLayout(self._more)
        more.setContentsMargins(0, 0, 0, 0)
        more.addWidget(self._waiting)
        more.addStretch()
        more.addWidget(self._deny_all)
        self._rows.addLayout(waits)
        self._rows.addWidget(self._more)


def _facts(asker: Requester) -> Card:
    plate = Card("window", "window")
    grid = QGridLayout()
    grid.setHorizontalSpacing(S16)
    grid.setVerticalSpacing(S8)
    grid.setColumnStretch(1, 1)
    pid = tr("pid {pid}", pid=asker.pid) if asker.pid is not None else ""
    program = asker.executable or shown(asker.name)
    for name, fact in (
        (tr("Program"), f"{program}  ·  {pid}" if pid else program),
        (tr("Command"), asker.command),
        (tr("Folder"), asker.directory),
        (tr("Started by"), asker.parent),
    ):
        if fact:
            told = label(breakable(printable(fact)), share=SMALL, wraps=True)
            told.setAccessibleName(f"{name}: {printable(fact)}")
            row = grid.rowCount()
            top = Qt.AlignmentFlag.AlignTop
            grid.addWidget(label(name, ink="soft", share=SMALL), row, 0, alignment=top)
            grid.addWidget(told, row, 1)
    plate.rows.addLayout(grid)
    return plate
