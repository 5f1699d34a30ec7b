"""The end of a command from outside: the terminal is closed, or somebody ends the program."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

_NAMES = ("SIGHUP", "SIGTERM")


class ProgramEnds(BaseException):
    """Raised where the program is when the signal comes; no error, and nobody's to handle away."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.status = 128 + number


@contextmanager
def ended_by_signals() -> Iterator[None]:
    """Raises `ProgramEnds` at HUP and TERM, so that what was begun can be ended in good order."""

    def end(number: int, _frame: FrameType | None) -> None:
        raise ProgramEnds(number)

    before = {}
    for name in _NAMES:
        number = getattr(signal, name, None)  # Windows has no HUP
        if number is not None and signal.getsignal(number) is not signal.SIG_IGN:
            before[number] = signal.signal(number, end)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
