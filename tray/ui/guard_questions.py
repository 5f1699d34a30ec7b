"""Asks before a guarded role is used, or given to a program. Never modal, never yes by chance."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import (
    QDialog,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from tray.core.asker import Asker
from tray.core.commands import AnswerQuestion, Command
from tray.core.consent import Answer, Purpose, Question
from tray.core.said import said
from tray.core.snapshot import AppSnapshot
from tray.ui.guard_colours import guard_colour
from tray.ui.language import shown, tr
from tray.ui.parts import as_large_as_its_words, heading, text, to_front

_ANSWERS = {
    Purpose.USE: {Answer.ONCE: said("Use it"), Answer.DENY: said("Cancel")},
    Purpose.KEYS: {
        Answer.ONCE: said("Allow once"),
        Answer.FOR_A_WHILE: said("For 15 min"),
        Answer.UNTIL_RELEASE: said("Until released"),
        Answer.DENY: said("Deny"),
    },
}


class GuardWindow(QDialog):
    """One question. Closing it denies; the button that denies has the focus."""

    def __init__(self, question: Question, words: str, answer: Callable[[Answer], None]) -> None:
        super().__init__()
        self._answer = answer
        self._is_answered = False
        self.setWindowFlag(Qt.WindowType.WindowStaysOnTopHint)
        self.setWindowTitle(tr("A guarded role"))
        asker = question.asker
        asks = (
            tr("{program} asks for the keys of", program=shown(asker.name))
            if asker
            else tr("You are about to use")
        )
        body = QVBoxLayout()
        body.setContentsMargins(24, 24, 24, 16)
        body.setSpacing(12)
        body.addWidget(text(asks))
        role = heading(words)
        role.setMinimumWidth(self.fontMetrics().averageCharWidth() * 52)
        body.addWidget(role)
        if question.rule.label:
            body.addWidget(text(question.rule.label))
        if asker is not None:
            body.addLayout(_facts(asker))
        if question.rule.minutes and asker is None:
            body.addWidget(
                text(
                    said(
                        "It is released by itself after {minutes} min.",
                        minutes=question.rule.minutes,
                    )
                )
            )
        body.addLayout(self._buttons(question.purpose))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        as_large_as_its_words(layout)
        layout.addWidget(_band(question))
        layout.addLayout(body)

    def reject(self) -> None:
        """Esc and the window's own button."""
        self._say(Answer.DENY)

    def _buttons(self, purpose: Purpose) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(0, 8, 0, 0)
        row.addStretch()
        for answer, label in _ANSWERS[purpose].items():
            button = QPushButton(shown(label))
            button.setAutoDefault(answer is Answer.DENY)
            button.clicked.connect(lambda *_, given=answer: self._say(given))
            row.addWidget(button)
            if answer is Answer.DENY:
                button.setDefault(True)
                button.setFocus()
        return row

    def _say(self, answer: Answer) -> None:
        if not self._is_answered:
            self._is_answered = True
            self._answer(answer)
        self.hide()


class GuardQuestions:
    """Keeps a window for each open question, and takes it back when the question is closed."""

    def __init__(self, send: Callable[[Command], None]) -> None:
        self._send = send
        self._windows: dict[int, GuardWindow] = {}

    def follow(self, snapshot: AppSnapshot) -> None:
        """Shows what is open."""
        numbers = {question.number for question in snapshot.questions}
        for number in self._windows.keys() - numbers:
            self._windows.pop(number).hide()
        for question in snapshot.questions:
            if question.number not in self._windows:
                window = GuardWindow(
                    question, snapshot.role_words(question.role), self._answerer(question.number)
                )
                self._windows[question.number] = window
                to_front(window)

    def _answerer(self, number: int) -> Callable[[Answer], None]:
        send = self._send
        return lambda answer: send(AnswerQuestion(number, answer))


def _facts(asker: Asker) -> QFormLayout:
    form = QFormLayout()
    form.setHorizontalSpacing(16)
    pid = tr(" (pid {pid})", pid=asker.pid) if asker.pid is not None else ""
    for name, fact in (
        (tr("Program"), f"{asker.executable or shown(asker.name)}{pid}"),
        (tr("Command"), asker.command),
        (tr("Directory"), asker.directory),
        (tr("Started by"), asker.parent),
    ):
        if fact:
            label = text(fact)
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
