"""Program time that runs faster than the wall, so that a demo's hour takes about a minute."""

import time
from datetime import UTC, datetime, timedelta


class ScaledClock:
    """`core.ports.clock.Clock` that starts at the wall's time and runs `speed` times as fast."""

    def __init__(self, speed: float) -> None:
        self.speed = speed
        self._started_at = datetime.now(UTC)

    def now(self) -> datetime:
        """The wall's time at the start, and `speed` seconds for each since."""
        return self.from_wall(datetime.now(UTC))

    def monotonic(self) -> float:
        """Real seconds, unscaled: call rates are those of the wire."""
        return time.monotonic()

    def to_wall(self, moment: datetime) -> datetime:
        """When that moment of program time comes on the wall."""
        return self._started_at + (moment - self._started_at) / self.speed

    def from_wall(self, moment: datetime) -> datetime:
        """The program time at a moment of the wall."""
        return self._started_at + (moment - self._started_at) * self.speed

    def real_seconds(self, duration: timedelta) -> float:
        """How long the person really waits."""
        return duration.total_seconds() / self.speed

    def program_time(self, real_seconds: float) -> timedelta:
        """How much program time passes meanwhile."""
        return timedelta(seconds=real_seconds * self.speed)
