"""The machine's own clock: program time is wall time."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

_follow_zone: Callable[[], None] = getattr(time, "tzset", lambda: None)
"""Otherwise a program stays in the zone that it started in, however far a laptop travels."""


class SystemClock:
    """`core.ports.clock.Clock` over the wall."""

    def now(self) -> datetime:
        """The wall's time. From then on local times are of the zone that the machine is in now."""
        _follow_zone()
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Seconds that no clock change touches."""
        return time.monotonic()

    def to_wall(self, moment: datetime) -> datetime:
        """The same moment."""
        return moment

    def from_wall(self, moment: datetime) -> datetime:
        """The same moment."""
        return moment

    def real_seconds(self, duration: timedelta) -> float:
        """Its seconds."""
        return duration.total_seconds()

    def program_time(self, real_seconds: float) -> timedelta:
        """The same, as a duration."""
        return timedelta(seconds=real_seconds)
