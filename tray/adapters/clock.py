"""The machine's own clock: program time is wall time."""

import time
from datetime import UTC, datetime, timedelta


class SystemClock:
    """`ports.Clock` over the wall."""

    def now(self) -> datetime:
        """The wall's time."""
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
