"""Questions about guarded roles, and the answers that hold for a while."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum

from tray.core.guards.requester import Requester
from tray.core.guards.rules import GuardRule
from tray.core.vocabulary.errors import Remedy, TrayError
from tray.core.vocabulary.model import RoleRef

A_WHILE = timedelta(minutes=15)
"""How long `Answer.FOR_A_WHILE` holds."""


class Purpose(Enum):
    """What the role is wanted for."""

    USE = "use"
    """The person, or a command of theirs, makes it active somewhere."""
    KEYS = "keys"
    """A program wants its keys."""


class Answer(Enum):
    """What a person says to a question."""

    ONCE = "once"
    FOR_A_WHILE = "for a while"
    UNTIL_RELEASE = "until release"
    DENY = "deny"
    DENY_ALL = "deny all"
    """No, and no more questions of this program, whatever role it is about."""
    UNANSWERED = "unanswered"
    """Nobody said anything in time, which counts as no."""

    @property
    def is_yes(self) -> bool:
        """Whether it lets the program have the role."""
        return self not in {Answer.DENY, Answer.DENY_ALL, Answer.UNANSWERED}


@dataclass(frozen=True, slots=True)
class Question:
    """One open question; it counts as denied at `deadline`. No asker: the person at the menu."""

    number: int
    role: RoleRef
    rule: GuardRule
    deadline: datetime
    asker: Requester | None = None

    @property
    def purpose(self) -> Purpose:
        """A program wants keys; the person wants to use the role."""
        return Purpose.USE if self.asker is None else Purpose.KEYS

    @property
    def subject(self) -> "Subject":
        """Whom the answer is about."""
        return subject_of(self.role, self.asker)


Subject = tuple[RoleRef, tuple[str, ...] | None]
"""A role and the program that may have it; None stands for the person."""


def subject_of(role: RoleRef, asker: Requester | None) -> Subject:
    """The role, and whoever asks for it, also in another process."""
    return role, asker.key if asker is not None else None


def program_of(asker: Requester) -> str:
    """What a person takes for one program, whichever script or role it is about."""
    return asker.executable or asker.name


@dataclass(frozen=True, slots=True)
class Consents:
    """Answers that hold: until a moment, or (None) until the role is released."""

    allowed: Mapping[Subject, datetime | None] = field(default_factory=dict)

    def allows(self, role: RoleRef, asker: Requester, now: datetime) -> bool:
        """Whether the person has said yes to this already."""
        subject = subject_of(role, asker)
        if subject not in self.allowed:
            return False
        until = self.allowed[subject]
        return until is None or now < until

    def after(self, question: Question, answer: Answer, now: datetime) -> "Consents":
        """With one more answer."""
        if question.asker is None or answer is Answer.ONCE or not answer.is_yes:
            return self
        until = now + A_WHILE if answer is Answer.FOR_A_WHILE else None
        return Consents({**self.allowed, question.subject: until})

    def without(self, role: RoleRef) -> "Consents":
        """After the role was released: whoever wants it asks again."""
        kept = {subject: until for subject, until in self.allowed.items() if subject[0] != role}
        return Consents(kept)


class ConsentDenied(TrayError):
    """The person said no, or nobody answered."""


class ConsentPending(TrayError):
    """The person is being asked; whoever cannot wait may come again."""

    retriable = True
    remedy = Remedy.TRY_AGAIN
