"""Who asks the agent on Windows, the commands' way and the helper's: a bound, and only one's own.

Windows is played: what it does is written from its documentation (docs/platforms.md).
"""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tray import credential_helper
from tray.adapters.ipc.windows_pipe import ask
from tray.core.vocabulary.errors import AgentSilent, FileError
from tray.credential_helper_windows import HungUpError, NotOursError, System, TakenError
from tray.credential_helper_windows import ask as ask_of_helper

PIPE = r"\\.\pipe\sso-tray-1"


class Played(System):
    """An agent that says these pieces, one look after the other; None is silence, "" the end."""

    def __init__(self, *pieces: bytes | None, is_ours: bool = True, taken: int = 0) -> None:
        self._is_ours, self.taken = is_ours, taken
        self._pieces: Iterator[bytes | None] = iter(pieces)
        self._next: bytes = b""
        self.written: list[bytes] = []
        self.closed = 0
        self.time = 100.0

    def now(self) -> float:
        return self.time

    def pause(self, seconds: float) -> None:  # type: ignore[override]
        self.time += seconds

    def open(self, address: str) -> int:
        assert address == PIPE
        if self.taken:
            self.taken -= 1
            raise TakenError(231, "taken")
        return 7

    def close(self, handle: int) -> None:
        self.closed += handle == 7

    def is_ours(self, handle: int) -> bool:
        return self._is_ours

    def write(self, handle: int, line: bytes) -> None:
        self.written.append(line)

    def waiting(self, handle: int) -> int:
        piece = next(self._pieces, None)
        if piece == b"":
            raise BrokenPipeError(109, "the pipe has been ended")
        self._next = piece or b""
        return len(self._next)

    def read(self, handle: int, size: int) -> bytes:
        assert size == len(self._next)
        return self._next


Ask = Callable[[Played], bytes]


def command(system: Played) -> bytes:
    return ask(Path(PIPE), b"hello\n", 5, system)


def helper(system: Played) -> bytes:
    return ask_of_helper(PIPE, b"hello\n", system.now() + 5, system)


BOTH = pytest.mark.parametrize("asked", [command, helper])


@BOTH
def test_a_line_comes_in_pieces(asked: Ask) -> None:
    system = Played(None, b'{"Ver', None, b'sion": 1}\n', taken=3)
    assert asked(system) == b'{"Version": 1}\n'
    assert (system.written, system.closed) == ([b"hello\n"], 1)


@BOTH
@pytest.mark.parametrize("pieces", [(), (b"half",)], ids=["nothing", "half an answer"])
def test_a_silent_agent_is_left_in_time(asked: Ask, pieces: tuple[bytes, ...]) -> None:
    system = Played(*pieces)
    with pytest.raises(TimeoutError):
        asked(system)
    assert 105 < system.time < 106
    assert system.closed == 1


@BOTH
def test_a_pipe_that_stays_taken_is_left_in_time(asked: Ask) -> None:
    system = Played(taken=10_000)
    with pytest.raises(TakenError):
        asked(system)
    assert 105 < system.time < 106


@pytest.mark.parametrize(("asked", "error"), [(command, AgentSilent), (helper, HungUpError)])
@pytest.mark.parametrize("pieces", [(b"",), (b"half", b""), (b"x" * (17 << 20),)])
def test_an_agent_that_ends_or_says_too_much_is_told_from_none(
    asked: Ask, error: type[Exception], pieces: tuple[bytes, ...]
) -> None:
    system = Played(*pieces)
    with pytest.raises(error):
        asked(system)
    assert system.closed == 1


@pytest.mark.parametrize(("asked", "error"), [(command, FileError), (helper, NotOursError)])
def test_another_user_s_pipe_is_told_nothing(asked: Ask, error: type[Exception]) -> None:
    system = Played(b"yours\n", is_ours=False)
    with pytest.raises(error, match="belongs to another user"):
        asked(system)
    assert (system.written, system.closed) == ([], 1)


@pytest.mark.skipif(os.name == "nt", reason="there it would ask")
def test_the_helper_finds_its_windows_half_beside_it() -> None:
    """Run as every AWS tool runs it: nothing of ours is on its search path."""
    words = [sys.executable, "-I", "-S", credential_helper.__file__, PIPE, "acme:1/Admin"]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert "has no attribute 'WinDLL'" in done.stderr, "it comes as far as Windows itself"
