"""Stand-ins for the ports, with the behaviour that matters and none of the world."""

from datetime import UTC, datetime, timedelta

START = datetime(2026, 1, 15, 9, 0, tzinfo=UTC)


class ManualClock:
    """Time that passes when a test says so. Real and program time are the same."""

    def __init__(self, start: datetime = START) -> None:
        self._now = start
        self._monotonic = 1000.0

    def advance(self, duration: timedelta) -> None:
        """Lets time pass, for the calendar and for rates alike."""
        self._now += duration
        self._monotonic += duration.total_seconds()

    def set_calendar(self, moment: datetime) -> None:
        """What a person does who sets the clock: no time passes."""
        self._now = moment

    def now(self) -> datetime:
        return self._now

    def monotonic(self) -> float:
        return self._monotonic

    def to_wall(self, moment: datetime) -> datetime:
        return moment

    def from_wall(self, moment: datetime) -> datetime:
        return moment

    def real_seconds(self, duration: timedelta) -> float:
        return duration.total_seconds()

    def program_time(self, real_seconds: float) -> timedelta:
        return timedelta(seconds=real_seconds)
