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

from tray.core.guards.consent import (
    Answer,
    ConsentDenied,
    ConsentPending,
    Consents,
    Question,
    Subject,
    program_of,
    subject_of,
)
from tray.core.guards.requester import Requester
from tray.core.guards.rules import GuardRule
from tray.core.ports.clock import Clock
from tray.core.vocabulary.model import RoleRef
from tray.core.vocabulary.translatable import said
from tray.services.guards.consent_limits import ConsentLimits

_PATIENCE_SECONDS = 45.0
"""Go's SDK ends a credential process after 60 seconds; a person needs a good part of that."""

Terminal: TypeAlias = Callable[[Question, str], Answer | None]
"""Asks on a terminal, by a role's name; None where there is no terminal after all."""


_Coming: TypeAlias = tuple[Subject, int | None]
"""Who was allowed once and comes again for it: that process, and no other of its kind."""


@dataclass(slots=True)
class _Open:
    question: Question
    waiting: list[Future[Answer]] = field(default_factory=list)
    when_answered: Callable[[Answer], None] = lambda _: None


class ConsentPrompts:
    """Safe from any thread. `changed` is called whenever the open questions are others."""

    def __init__(
        self,
        clock: Clock,
        changed: Callable[[], None],
        *,
        has_screen: bool,
        terminal: Terminal | None,
    ) -> None:
        """`has_screen`: whether windows show the open questions; else they go to `terminal`."""
        self._clock = clock
        self._changed = changed
        self.has_screen = has_screen
        self.terminal = terminal
        self._lock = threading.Lock()
        self._numbers = itertools.count(1)
        self._open: dict[int, _Open] = {}
        self._given = Consents()
        self._once: dict[_Coming, float] = {}
        self._limits = ConsentLimits()

    # ---- asking ---------------------------------------------------------------

    def require(self, role: RoleRef, words: str, rule: GuardRule, requester: Requester) -> None:
        """Returns when the program may have the role's keys. Blocks while the person thinks.

        `words` is the role as people call it. Raises `ConsentDenied`.
        """
        if self._is_allowed(role, requester):
            return
        if self.has_screen:
            waiting: Future[Answer] = Future()
            with self._opened(role, rule, requester) as opened:
                opened.waiting.append(waiting)
            try:
                answer = waiting.result(_PATIENCE_SECONDS)
            except TimeoutError:
                answer = Answer.UNANSWERED
        else:
            answer = self._on_terminal(role, words, rule, requester)
        if answer is Answer.UNANSWERED:
            raise _unanswered(words, requester)
        if not answer.is_yes:
            raise _denied(words, requester)

    def require_soon(
        self, role: RoleRef, words: str, rule: GuardRule, requester: Requester
    ) -> None:
        """The same for who cannot wait. Raises `ConsentPending` while the person is asked."""
        if self._is_allowed(role, requester):
            return
        if not self.has_screen:
            raise _denied(words, requester)
        with self._opened(role, rule, requester):
            pass  # shown, and awaited by nobody
        raise ConsentPending(
            said("{words} is protected.", words=words),
            said("Allow it in the SSO Tray window, then try again."),
        )

    def ask_person(
        self, role: RoleRef, rule: GuardRule, when_answered: Callable[[Answer], None]
    ) -> None:
        """Asks whether the role is to be used; the answer comes later, from another thread."""
        with self._opened(role, rule, None) as opened:
            opened.when_answered = when_answered  # the last thing they clicked is what they want

    def _on_terminal(
        self, role: RoleRef, words: str, rule: GuardRule, requester: Requester
    ) -> Answer:
        question = self._question(role, rule, requester)
        answer = self.terminal(question, words) if self.terminal is not None else None
        if answer is None:
            raise ConsentDenied(
                said("{words} is protected, and there is no screen to ask on.", words=words),
                said("Start SSO Tray, or run this command in a terminal."),
            )
        self._note(question, answer)
        return answer

    @contextmanager
    def _opened(
        self, role: RoleRef, rule: GuardRule, requester: Requester | None
    ) -> Iterator[_Open]:
        """The open question for this, or a new one: fifty processes ask one question.

        Within, it cannot be answered: who is to hear the answer is entered first.
        """
        subject = subject_of(role, requester)
        with self._lock:
            alike = (each for each in self._open.values() if each.question.subject == subject)
            opened = next(alike, None) or self._new(role, rule, requester)
            yield self._open.setdefault(opened.question.number, opened)
        self._changed()

    def _new(self, role: RoleRef, rule: GuardRule, requester: Requester | None) -> _Open:
        """Raises `ConsentDenied` for a program that has had its share of questions."""
        if requester is not None:
            theirs = sum(each.question.asker is not None for each in self._open.values())
            if self._limits.is_flood(requester, theirs, self._clock.monotonic()):
                raise ConsentDenied(
                    said("{name} requests protected roles too often.", name=requester.name),
                    said("You weren't asked this time. Try again in a minute."),
                )
        return _Open(self._question(role, rule, requester))

    def _question(self, role: RoleRef, rule: GuardRule, requester: Requester | None) -> Question:
        patience = self._clock.program_time(_PATIENCE_SECONDS)
        deadline = self._clock.now() + patience
        return Question(next(self._numbers), role, rule, deadline, requester)

    def _is_allowed(self, role: RoleRef, requester: Requester) -> bool:
        """Raises `ConsentDenied` where the person has just said no."""
        subject, moment = subject_of(role, requester), self._clock.monotonic()
        with self._lock:
            if moment < self._once.pop((subject, requester.pid), moment):
                return True
            if self._limits.is_quiet(subject, requester, moment):
                raise ConsentDenied(
                    said(
                        "{name} was just denied {role}.",
                        name=requester.name,
                        role=role.role_name,
                    ),
                    said("Wait 30 seconds, and you'll be asked again."),
                )
            return self._given.allows(role, requester, self._clock.now())

    # ---- answers ----------------------------------------------------------------

    def answer(self, number: int, answer: Answer) -> None:
        """What the person said; nothing happens where the question is closed."""
        with self._lock:
            opened = self._open.pop(number, None)
            others = self._others(opened) if opened and answer is Answer.DENY_ALL else []
        if opened is None:
            return
        for each in (opened, *others):
            self._note(each.question, answer, is_awaited=bool(each.waiting))
            for waiting in each.waiting:
                waiting.set_result(answer)
            each.when_answered(answer)
        self._changed()

    def _others(self, one: _Open) -> list[_Open]:
        """Takes those that the same program has open."""
        requester = one.question.asker
        if requester is None:
            return []
        same = [
            each
            for each in self._open.values()
            if each.question.asker and program_of(each.question.asker) == program_of(requester)
        ]
        for each in same:
            del self._open[each.question.number]
        return same

    def _note(self, question: Question, answer: Answer, *, is_awaited: bool = True) -> None:
        requester, moment = question.asker, self._clock.monotonic()
        if requester is None:
            return
        with self._lock:
            self._given = self._given.after(question, answer, self._clock.now())
            if answer is Answer.DENY_ALL:
                self._limits.silence(requester, moment)
            elif answer is Answer.DENY:
                self._limits.refuse(question.subject, moment)
            elif answer is Answer.ONCE and not is_awaited:
                # For the next try of who could not wait.
                self._once[question.subject, requester.pid] = moment + _PATIENCE_SECONDS

    def forget(self, role: RoleRef) -> None:
        """The role was released, or its session ended."""
        with self._lock:
            self._given = self._given.without(role)
            self._once = {key: end for key, end in self._once.items() if key[0][0] != role}

    # ---- for the agent ------------------------------------------------------------

    def questions(self) -> tuple[Question, ...]:
        """Those that are open, the oldest first."""
        with self._lock:
            return tuple(opened.question for opened in self._open.values())

    def next_deadline(self) -> datetime | None:
        """When a question closes by itself."""
        return min((question.deadline for question in self.questions()), default=None)

    def expire(self, now: datetime) -> tuple[Question, ...]:
        """Those that nobody answered: that is no consent, and no lasting refusal either."""
        with self._lock:
            late = [each for each in self._open.values() if now >= each.question.deadline]
            for opened in late:
                del self._open[opened.question.number]
        for opened in late:
            for waiting in opened.waiting:
                waiting.set_result(Answer.UNANSWERED)
        return tuple(opened.question for opened in late)


def _unanswered(words: str, requester: Requester) -> ConsentDenied:
    return ConsentDenied(
        said(
            "{words} is protected, and nobody answered in time whether {name} may use it.",
            words=words,
            name=requester.name,
        ),
        said("Try again, and answer in the SSO Tray window."),
    )


def _denied(words: str, requester: Requester) -> ConsentDenied:
    return ConsentDenied(
        said(
            "{words} is protected, and {name} wasn't allowed to use it.",
            words=words,
            name=requester.name,
        ),
        said("Allow it when asked, or change the rule in Settings."),
    )
