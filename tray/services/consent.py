"""Asks the person before a guarded role is used or handed out, and keeps to what they said.

The one place where consent is given: the menu, the command line, the socket
and the loopback endpoint all come through here. Questions are shown by the
tray's windows, or on a terminal; where neither is, the answer is no.
"""

import itertools
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeAlias

from tray.core.asker import Asker
from tray.core.consent import (
    Answer,
    ConsentDenied,
    ConsentPending,
    Consents,
    Question,
    Subject,
    subject_of,
)
from tray.core.guard import GuardRule
from tray.core.model import RoleRef
from tray.core.ports import Clock
from tray.core.said import said

_PATIENCE_SECONDS = 45.0
"""Go's SDK ends a credential process after 60 seconds; a person needs a good part of that."""

_AFTER_A_NO_SECONDS = 30.0
"""A program that is refused often asks again at once; the person is not."""

Terminal: TypeAlias = Callable[[Question, str], Answer | None]
"""Asks on a terminal, by a role's name; None where there is no terminal after all."""


@dataclass(slots=True)
class _Open:
    question: Question
    waiting: list[Future[Answer]] = field(default_factory=list)
    when_answered: Callable[[Answer], None] = lambda _: None


class ConsentDesk:
    """Safe from any thread. `changed` is called whenever the open questions are others."""

    def __init__(self, clock: Clock, changed: Callable[[], None]) -> None:
        self._clock = clock
        self._changed = changed
        self.has_screen = False
        """Whether windows show the open questions."""
        self.terminal: Terminal | None = None
        self._lock = threading.Lock()
        self._numbers = itertools.count(1)
        self._open: dict[int, _Open] = {}
        self._given = Consents()
        self._once: set[Subject] = set()
        self._refused: dict[Subject, float] = {}

    # ---- asking ---------------------------------------------------------------

    def require(self, role: RoleRef, words: str, rule: GuardRule, asker: Asker) -> None:
        """Returns when the program may have the role's keys. Blocks while the person thinks.

        `words` is the role as people call it. Raises `ConsentDenied`.
        """
        if self._is_allowed(role, asker):
            return
        if self.has_screen:
            waiting: Future[Answer] = Future()
            with self._opened(role, rule, asker) as opened:
                opened.waiting.append(waiting)
            try:
                answer = waiting.result(_PATIENCE_SECONDS)
            except TimeoutError:
                answer = Answer.DENY
        else:
            answer = self._on_terminal(role, words, rule, asker)
        if answer is Answer.DENY:
            raise _denied(words, asker)

    def require_soon(self, role: RoleRef, words: str, rule: GuardRule, asker: Asker) -> None:
        """The same for who cannot wait. Raises `ConsentPending` while the person is asked."""
        if self._is_allowed(role, asker):
            return
        if not self.has_screen:
            raise _denied(words, asker)
        with self._opened(role, rule, asker):
            pass  # shown, and awaited by nobody
        raise ConsentPending(
            said("{words} is guarded.", words=words),
            said("Allow it on the screen, then try again."),
        )

    def ask_person(
        self, role: RoleRef, rule: GuardRule, when_answered: Callable[[Answer], None]
    ) -> None:
        """Asks whether the role is to be used; the answer comes later, from another thread."""
        with self._opened(role, rule, None) as opened:
            opened.when_answered = when_answered  # the last thing they clicked is what they want

    def _on_terminal(self, role: RoleRef, words: str, rule: GuardRule, asker: Asker) -> Answer:
        question = self._question(role, rule, asker)
        answer = self.terminal(question, words) if self.terminal is not None else None
        if answer is None:
            raise ConsentDenied(
                said("{words} is guarded, and there is no screen to ask on.", words=words),
                said("Start the tray, or run the command in a terminal."),
            )
        self._keep(question, answer)
        return answer

    @contextmanager
    def _opened(self, role: RoleRef, rule: GuardRule, asker: Asker | None) -> Iterator[_Open]:
        """The open question for this, or a new one: fifty processes ask one question.

        Within, it cannot be answered: who is to hear the answer is entered first.
        """
        subject = subject_of(role, asker)
        with self._lock:
            alike = (each for each in self._open.values() if each.question.subject == subject)
            opened = next(alike, None) or _Open(self._question(role, rule, asker))
            yield self._open.setdefault(opened.question.number, opened)
        self._changed()

    def _question(self, role: RoleRef, rule: GuardRule, asker: Asker | None) -> Question:
        patience = self._clock.program_time(_PATIENCE_SECONDS)
        deadline = self._clock.now() + patience
        return Question(next(self._numbers), role, rule, deadline, asker)

    def _is_allowed(self, role: RoleRef, asker: Asker) -> bool:
        """Raises `ConsentDenied` where the person has just said no."""
        subject = subject_of(role, asker)
        with self._lock:
            if subject in self._once:
                self._once.discard(subject)
                return True
            refused_at = self._refused.get(subject)
            if refused_at is not None:
                if self._clock.monotonic() - refused_at < _AFTER_A_NO_SECONDS:
                    raise ConsentDenied(
                        said(
                            "{name} was just refused {role}.",
                            name=asker.name,
                            role=role.role_name,
                        ),
                        said("Try again in half a minute to be asked again."),
                    )
                del self._refused[subject]
            return self._given.allows(role, asker, self._clock.now())

    # ---- answers ----------------------------------------------------------------

    def answer(self, number: int, answer: Answer) -> None:
        """What the person said; nothing happens where the question is closed."""
        with self._lock:
            opened = self._open.pop(number, None)
        if opened is None:
            return
        self._keep(opened.question, answer, is_awaited=bool(opened.waiting))
        for waiting in opened.waiting:
            waiting.set_result(answer)
        opened.when_answered(answer)
        self._changed()

    def _keep(self, question: Question, answer: Answer, *, is_awaited: bool = True) -> None:
        if question.asker is None:
            return
        with self._lock:
            self._given = self._given.after(question, answer, self._clock.now())
            if answer is Answer.DENY:
                self._refused[question.subject] = self._clock.monotonic()
            elif answer is Answer.ONCE and not is_awaited:
                self._once.add(question.subject)  # for the next try of who could not wait

    def forget(self, role: RoleRef) -> None:
        """The role was released, or its session ended."""
        with self._lock:
            self._given = self._given.without(role)
            self._once = {subject for subject in self._once if subject[0] != role}

    # ---- for the agent ------------------------------------------------------------

    def questions(self) -> tuple[Question, ...]:
        """Those that are open, the oldest first."""
        with self._lock:
            return tuple(opened.question for opened in self._open.values())

    def next_deadline(self) -> datetime | None:
        """When a question closes by itself."""
        return min((question.deadline for question in self.questions()), default=None)

    def expire(self, now: datetime) -> None:
        """Nobody answered: that is no consent, and no lasting refusal either."""
        with self._lock:
            late = [each for each in self._open.values() if now >= each.question.deadline]
            for opened in late:
                del self._open[opened.question.number]
        for opened in late:
            for waiting in opened.waiting:
                waiting.set_result(Answer.DENY)


def _denied(words: str, asker: Asker) -> ConsentDenied:
    return ConsentDenied(
        said("{words} is guarded, and was not given to {name}.", words=words, name=asker.name),
        said("Allow it when you are asked, or change the rule in the settings."),
    )
