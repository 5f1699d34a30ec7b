"""What is told about a session's end, and when: once each, and never late in a bunch."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from tray.core.sessions.length import SessionEnd

_LATER = timedelta(minutes=5)
_TOO_LATE = timedelta(minutes=1)
"""So near to the end, a reminder would come with the end itself."""


@dataclass(frozen=True, slots=True)
class Reminders:
    """Which warnings of one portal session are settled; it is known by when it started.

    `steps` are the durations before the end at which to warn.
    """

    session_started_at: datetime
    steps: tuple[timedelta, ...]
    settled: frozenset[timedelta] = frozenset()

    def settle_passed(self, end: SessionEnd, now: datetime) -> "Reminders":
        """Counts every step that lies behind as told, without telling it.

        So it is at a sign-in, and while one is going on: the person is right here.
        """
        passed = {step for step in self.steps if end.at - now <= step}
        return Reminders(self.session_started_at, self.steps, self.settled | passed)

    def is_due(self, end: SessionEnd, now: datetime) -> bool:
        """Whether there is something to tell now.

        After a sleep several steps may have passed; one warning is enough. Past
        the end there is nothing to warn of.
        """
        if now >= end.at:
            return False
        return bool(self.settle_passed(end, now).settled - self.settled)

    def postponed(self, end: SessionEnd, now: datetime) -> "Reminders":
        """With one more step: in five minutes, or half-way to the end if that is nearer."""
        left = end.at - now
        step = left - min(_LATER, left / 2)
        if left < _TOO_LATE:
            return self
        return Reminders(self.session_started_at, (*self.steps, step), self.settled)

    def next_deadline(self, end: SessionEnd, now: datetime) -> datetime | None:
        """When the next step comes."""
        moments = (end.at - step for step in self.steps if step not in self.settled)
        return min((moment for moment in moments if moment > now), default=None)
