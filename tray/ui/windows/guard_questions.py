"""Asks before a guarded role is used, or given to a program. Never modal, never yes by chance."""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import (
    QDialog,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from tray.core.commands import AnswerQuestion, Command
from tray.core.guards.consent import Answer, Purpose, Question, program_of
from tray.core.guards.requester import Requester
from tray.core.snapshot import AppSnapshot
from tray.core.vocabulary.printable import breakable, elided, printable
from tray.core.vocabulary.translatable import counted, said
from tray.ui.toolkit.guard_colours import guard_colour
from tray.ui.toolkit.translation import shown, tr
from tray.ui.toolkit.widgets import as_large_as_its_words, button, heading, note, text, to_front

_PAUSE_MILLISECONDS = 500
_LETTERS = 52
_MOST_OF_ROLE = 120
_ANSWERS = {
    Purpose.USE: {Answer.ONCE: said("Use role"), Answer.DENY: said("Cancel")},
    Purpose.KEYS: {
        Answer.ONCE: said("Allow once"),
        Answer.FOR_A_WHILE: said("Allow for 15 min"),
        Answer.UNTIL_RELEASE: said("Allow until released"),
        Answer.DENY: said("Deny"),
    },
}


class GuardWindow(QDialog):
    """One question after the other. Closing it denies; the button that denies has the focus.

    A click that was meant for something else must not allow anything: what says yes
    hears nobody for the first half second of each question.
    """

    def __init__(
        self, answer: Callable[[int, Answer], None], seconds_until: Callable[[datetime], float]
    ) -> None:
        super().__init__()
        self._answer, self._seconds_until = answer, seconds_until
        self._question: Question | None = None
        self.setWindowFlag(Qt.WindowType.WindowStaysOnTopHint)
        self.setWindowTitle(tr("Protected role"))
        self._layout = QHBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(0)
        as_large_as_its_words(self._layout)
        self._body = QWidget()
        self._consenting: list[QPushButton] = []
        self._deny_all: QPushButton
        self._denying: QPushButton
        self._left: QLabel
        self._waiting: QLabel
        self._has_more = False
        self._second = QTimer(self, interval=1000)
        self._second.timeout.connect(self._count_down)
        self._pause = QTimer(self, interval=_PAUSE_MILLISECONDS, singleShot=True)
        self._pause.timeout.connect(self._hear)

    def ask(self, question: Question, words: str, others: Sequence[Question]) -> None:
        """Shows the question, and how many wait behind it."""
        if self._question != question:
            self._question = question
            self._show(question, words)
            self._pause.start()
            self._second.start()
            self._count_down()
            to_front(self)
        self._has_more = bool(others)
        more = counted(len(others), "1 more waiting", "{count:,} more waiting")
        self._waiting.setText(shown(more))
        self._waiting.setVisible(self._has_more)
        same = [each for each in others if _is_of_same_program(each, question)]
        self._deny_all.setVisible(bool(same))

    def close_quietly(self) -> None:
        """Nothing is asked any more."""
        self._question = None
        self._second.stop()
        self.hide()

    def reject(self) -> None:
        """Esc and the window's own button."""
        self._say(Answer.DENY)

    def _show(self, question: Question, words: str) -> None:
        old, self._body = self._body, QWidget()
        while self._layout.count():
            self._layout.takeAt(0)
        old.setParent(None)
        old.deleteLater()
        row = QHBoxLayout(self._body)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(_band(question))
        row.addLayout(self._words(question, words))
        self._layout.addWidget(self._body)
        self._body.show()
        self._denying.setFocus()

    def _words(self, question: Question, words: str) -> QVBoxLayout:
        asker, width = question.asker, self.fontMetrics().averageCharWidth() * _LETTERS
        asks = (
            tr("Let {program} use this role?", program=shown(asker.name))
            if asker
            else tr("Use this protected role?")
        )
        body = QVBoxLayout()
        body.setContentsMargins(24, 24, 24, 16)
        body.setSpacing(12)
        body.addWidget(text(breakable(asks)))
        role = heading(breakable(elided(printable(words), _MOST_OF_ROLE)))
        role.setFixedWidth(width)
        body.addWidget(role)
        if question.rule.label:
            body.addWidget(text(breakable(elided(printable(question.rule.label), _MOST_OF_ROLE))))
        if asker is not None:
            body.addLayout(_facts(asker))
        if question.rule.minutes and asker is None:
            ends = said(
                "It stops automatically after {minutes} min.", minutes=question.rule.minutes
            )
            body.addWidget(text(ends))
        self._left, self._waiting = note(""), note("")
        body.addWidget(self._left)
        body.addLayout(self._rest())
        body.addLayout(self._buttons(question))
        return body

    def _rest(self) -> QHBoxLayout:
        """What waits, on a line of its own: the answers stay where they are."""
        row = QHBoxLayout()
        self._deny_all = button(
            said("Deny all from this program"), lambda: self._say(Answer.DENY_ALL)
        )
        self._deny_all.setAutoDefault(False)
        row.addWidget(self._waiting)
        row.addWidget(self._deny_all)
        return row

    def _buttons(self, question: Question) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(0, 8, 0, 0)
        row.addStretch()
        self._consenting = []
        for answer, label in _ANSWERS[question.purpose].items():
            made = button(label, partial(self._say, answer))
            made.setAutoDefault(not answer.is_yes)
            row.addWidget(made)
            if answer.is_yes:
                made.setEnabled(False)
                self._consenting.append(made)
            else:
                made.setDefault(True)
                self._denying = made
        return row

    def _hear(self) -> None:
        for each in self._consenting:
            each.setEnabled(True)

    def _count_down(self) -> None:
        if self._question is None:
            return
        left = max(0, round(self._seconds_until(self._question.deadline)))
        ends = counted(left, "Denied in 1 second", "Denied in {count:,} seconds")
        if self._question.purpose is Purpose.USE:
            ends = counted(left, "Closes in 1 second", "Closes in {count:,} seconds")
        self._left.setText(shown(ends))

    def _say(self, answer: Answer) -> None:
        question, self._question = self._question, None
        self._second.stop()
        if self._has_more:
            self._body.setEnabled(False)  # the next one comes in its place
        else:
            self.hide()
        if question is not None:
            self._answer(question.number, answer)


class GuardQuestions:
    """Keeps one window for the open questions: the oldest in it, the others behind."""

    def __init__(
        self, send: Callable[[Command], None], seconds_until: Callable[[datetime], float]
    ) -> None:
        self._send, self._seconds_until = send, seconds_until
        self._window: GuardWindow | None = None
        self._answered: set[int] = set()
        """Answers that are on their way: their questions are over."""

    def follow(self, snapshot: AppSnapshot) -> None:
        """Shows what is open."""
        self._answered &= {question.number for question in snapshot.questions}
        open_ones = [each for each in snapshot.questions if each.number not in self._answered]
        if not open_ones:
            if self._window is not None:
                self._window.close_quietly()
            return
        if self._window is None:
            self._window = GuardWindow(self._say, self._seconds_until)
        question, *others = open_ones
        self._window.ask(question, snapshot.role_words(question.role), others)

    def _say(self, number: int, answer: Answer) -> None:
        self._answered.add(number)
        self._send(AnswerQuestion(number, answer))


def _is_of_same_program(one: Question, other: Question) -> bool:
    if one.asker is None or other.asker is None:
        return False
    return program_of(one.asker) == program_of(other.asker)


def _facts(asker: Requester) -> QFormLayout:
    form = QFormLayout()
    form.setHorizontalSpacing(16)
    pid = tr(" (pid {pid})", pid=asker.pid) if asker.pid is not None else ""
    for name, fact in (
        (tr("Program"), f"{asker.executable or shown(asker.name)}{pid}"),
        (tr("Command"), asker.command),
        (tr("Folder"), asker.directory),
        (tr("Started by"), asker.parent),
    ):
        if fact:
            label = text(breakable(printable(fact)))
            label.setAccessibleName(f"{name}: {fact}")
            form.addRow(f"{name}:", label)
    return form


def _band(question: Question) -> QWidget:
    """The rule's colour along the edge."""
    band = QFrame()
    palette = band.palette()
    palette.setColor(QPalette.ColorRole.Window, guard_colour(question.rule.colour))
    band.setPalette(palette)
    band.setAutoFillBackground(True)
    band.setFixedWidth(8)
    return band
