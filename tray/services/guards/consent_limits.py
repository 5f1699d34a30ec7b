"""How often a program may have the person asked: a question is an interruption, and wears out."""

from collections import deque

from tray.core.guards.consent import Subject, program_of
from tray.core.guards.requester import Requester

QUIET_SECONDS = 30.0
"""After a no, for as long as the program goes on asking at shorter intervals."""

SILENCED_SECONDS = 15 * 60.0
"""After “Deny all”."""

_SPAN_SECONDS = 60.0
_QUESTIONS_IN_SPAN = 5
MOST_OPEN = 10
"""Questions of programs that are open at once; more than that nobody reads."""


class ConsentLimits:
    """Of the consent prompts, which call it with their lock held. Moments are monotonic seconds."""

    def __init__(self) -> None:
        self._quiet: dict[Subject, float] = {}
        self._silenced: dict[str, float] = {}
        self._asked: dict[str, deque[float]] = {}

    def refuse(self, subject: Subject, now: float) -> None:
        """The person said no to this."""
        self._quiet[subject] = now + QUIET_SECONDS

    def silence(self, requester: Requester, now: float) -> None:
        """The person wants to hear no more of that program."""
        self._silenced[program_of(requester)] = now + SILENCED_SECONDS

    def is_quiet(self, subject: Subject, requester: Requester, now: float) -> bool:
        """Whether it is refused without a question. Who asks meanwhile begins to wait anew."""
        if now < self._silenced.get(program_of(requester), now):
            return True
        if now < self._quiet.get(subject, now):
            self.refuse(subject, now)
            return True
        self._quiet.pop(subject, None)
        return False

    def is_flood(self, requester: Requester, number_open: int, now: float) -> bool:
        """Whether one more question of that program would be too many; counts it if not."""
        asked = self._asked.setdefault(program_of(requester), deque(maxlen=_QUESTIONS_IN_SPAN))
        is_often = len(asked) == _QUESTIONS_IN_SPAN and now - asked[0] < _SPAN_SECONDS
        if is_often or number_open >= MOST_OPEN:
            return True
        asked.append(now)
        return False
