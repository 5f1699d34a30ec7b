"""Calls of AWS are tried again while what they fail with passes, as AWS's own clients do.

Botocore makes three to five tries, and so whoever asks AWS through this program must
not be worse off than one who asks it directly.

By hand, since tenacity and stamina share no rate among calls, do not slow down for all after
a 429, and take no clock from outside: tests would wait.
"""

import random
import threading
from collections.abc import Callable
from typing import TypeAlias, TypeVar

from tray.core.ports.clock import Clock
from tray.core.vocabulary.errors import ClockSkew, SignInError, TrayError

Answer = TypeVar("Answer")
Pause: TypeAlias = Callable[[float], object]

PAUSES = (0.2, 0.6, 1.8)
"""Seconds before the second, third and fourth try."""
_JITTER = 0.25
"""Share by which a pause varies: fifty programs that were refused together come back one by one."""


def sleep(seconds: float) -> None:
    """The pause of a real run."""
    threading.Event().wait(seconds)


class Retrier:
    """Tries calls up to four times, with growing pauses."""

    def __init__(self, clock: Clock, pause: Pause = sleep) -> None:
        self._clock = clock
        self._pause = pause

    def run(self, call: Callable[[], Answer], seconds: float) -> Answer:
        """What `call` answers; no try begins later than `seconds` from now.

        Raises what the last try raised.
        """
        latest = self._clock.monotonic() + seconds
        for pause in PAUSES:
            try:
                return call()
            except TrayError as error:
                if not is_passing(error) or self._clock.monotonic() + pause > latest:
                    raise
            self._pause(pause * random.uniform(1 - _JITTER, 1 + _JITTER))  # noqa: S311 - no secret
        return call()


def is_passing(error: TrayError) -> bool:
    """Whether the very next call may go well.

    A clock is not set by then, and a sign-in that waits for its person has a rhythm of its own.
    """
    return error.retriable and not isinstance(error, ClockSkew | SignInError)
