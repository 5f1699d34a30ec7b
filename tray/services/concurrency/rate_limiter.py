"""Turns for threads that share a rate: evenly spaced, slower after a 429."""

import threading
from collections.abc import Callable

from tray.core.ports.clock import Clock
from tray.core.vocabulary.errors import TrayError

_SLOWEST = 0.5
_RECOVERY = 1.02
_HEADROOM = 0.985
"""A hair under the rate: at the very rate, the network's jitter alone brings a 429 now and then."""


class Stopped(TrayError):
    """The program ends: nothing more is asked."""


class RateLimiter:
    """Hands out turns at `calls_per_second` of real time.

    A 429 halves the rate; every call that goes well brings it back a little.
    `wait` waits so many seconds, and answers whether to stop instead.
    """

    def __init__(
        self,
        clock: Clock,
        calls_per_second: float,
        wait: Callable[[float], object] | None = None,
    ) -> None:
        self._clock = clock
        self._wanted = calls_per_second * _HEADROOM
        self._rate = self._wanted
        self._next = clock.monotonic()
        self._wait = wait or threading.Event().wait
        self._lock = threading.Lock()

    def take_turn(self) -> None:
        """Blocks until it is this caller's turn. Raises `Stopped`."""
        with self._lock:
            now = self._clock.monotonic()
            turn = max(now, self._next)
            self._next = turn + 1 / self._rate
        if self._wait(max(0.0, turn - now)):
            raise Stopped("The program ends.")

    def moment(self) -> float:
        """Now, for `seconds_since`."""
        return self._clock.monotonic()

    def seconds_since(self, moment: float) -> float:
        """How long ago that was."""
        return self._clock.monotonic() - moment

    def rest(self, seconds: float) -> None:
        """Waits before the next try of a call. Raises `Stopped`."""
        if self._wait(seconds):
            raise Stopped("The program ends.")

    def slow_down(self) -> None:
        """After a 429."""
        with self._lock:
            self._rate = max(_SLOWEST, self._rate / 2)
            self._next = max(self._next, self._clock.monotonic() + 1 / self._rate)

    def went_well(self) -> None:
        """After an answer."""
        with self._lock:
            self._rate = min(self._wanted, self._rate * _RECOVERY)
