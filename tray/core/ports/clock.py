"""The time, as a port."""

from datetime import datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Program time, and its relation to the wall.

    In a real run both are the same. The demo's program time runs faster, so
    that an hour passes in about a minute; what crosses to other programs
    (a wire, a file) is converted by `to_wall` and `from_wall`.
    """

    def now(self) -> datetime:
        """The current program time, aware UTC. It jumps when the machine's clock is set."""

    def monotonic(self) -> float:
        """Real seconds since some moment: for call rates and latencies, never scaled."""

    def to_wall(self, moment: datetime) -> datetime:
        """The moment as every other program's clock shows it."""

    def from_wall(self, moment: datetime) -> datetime:
        """The program time of a moment that another program named."""

    def real_seconds(self, duration: timedelta) -> float:
        """How long `duration` of program time really takes."""

    def program_time(self, real_seconds: float) -> timedelta:
        """How much program time passes in so many real seconds."""
