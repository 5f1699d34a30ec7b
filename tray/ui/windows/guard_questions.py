"""Asks before a guarded role is used, or given to a program. Never modal, never yes by chance."""

from collections.abc import Callable, Sequence
from datetime import datetime

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QDialog, QVBoxLayout

from tray.core.commands import AnswerQuestion, Command
from tray.core.guards.consent import Answer, Question, program_of
from tray.core.snapshot import AppSnapshot
from tray.ui.toolkit.translation import tr
from tray.ui.toolkit.widgets import as_large_as_its_words, on_surface, to_front
from tray.ui.windows.guard_page import GuardPage

_PAUSE_MILLISECONDS = 500


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
        self._whole = 0.0
        self.setWindowFlag(Qt.WindowType.WindowStaysOnTopHint)
        self.setWindowTitle(tr("Protected role"))
        on_surface(self)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        as_large_as_its_words(self._layout)
        self._page = GuardPage(self._say)
        self._layout.addWidget(self._page)
        self._has_more = False
        self._second = QTimer(self, interval=1000)
        self._second.timeout.connect(self._count_down)
        self._pause = QTimer(self, interval=_PAUSE_MILLISECONDS, singleShot=True)
        self._pause.timeout.connect(self._hear)

    def ask(self, question: Question, account: str, words: str, others: Sequence[Question]) -> None:
        """Shows the question, and how many wait behind it."""
        if self._question != question:
            self._question = question
            self._whole = max(1.0, self._seconds_until(question.deadline))
            self._show(question, account, words)
            self._pause.start()
            self._second.start()
            self._count_down()
            to_front(self)
        self._has_more = bool(others)
        same = [each for each in others if _is_of_same_program(each, question)]
        self._page.show_waiting(len(others), can_deny_all=bool(same))

    def close_quietly(self) -> None:
        """Nothing is asked any more."""
        self._question = None
        self._second.stop()
        self.hide()

    def reject(self) -> None:
        """Esc and the window's own button."""
        self._say(Answer.DENY)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+W closes it like other windows, and denies."""
        if event.matches(QKeySequence.StandardKey.Close):
            self.reject()
        else:
            super().keyPressEvent(event)

    def _show(self, question: Question, account: str, words: str) -> None:
        """A page of its own for each question: nothing of the one before can be pressed."""
        old, self._page = self._page, GuardPage(self._say)
        self._layout.removeWidget(old)
        old.setParent(None)
        old.deleteLater()
        self._page.show_question(question, account, words)
        self._layout.addWidget(self._page)
        self._page.show()
        self._page.denying.setFocus()

    def _hear(self) -> None:
        self._page.hear()

    def _count_down(self) -> None:
        if self._question is not None:
            left = max(0.0, self._seconds_until(self._question.deadline))
            self._page.count_down(left, left / self._whole)

    def _say(self, answer: Answer) -> None:
        question, self._question = self._question, None
        self._second.stop()
        if self._has_more:
            self._page.setEnabled(False)  # the next one comes in its place
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
        account = snapshot.account_name(question.role) or question.role.account_id
        self._window.ask(question, account, snapshot.role_words(question.role), others)

    def _say(self, number: int, answer: Answer) -> None:
        self._answered.add(number)
        self._send(AnswerQuestion(number, answer))


def _is_of_same_program(one: Question, other: Question) -> bool:
    if one.asker is None or other.asker is None:
        return False
    return program_of(one.asker) == program_of(other.asker)
