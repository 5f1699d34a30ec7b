"""Programs that the bed starts, and how it makes sure that none of them outlives it."""

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.desktop.waiting import wait_until

MARKER = "SSO_TRAY_BED"
"""The environment variable that all programs of one bed inherit, activated ones too."""

# The kernel ends these programs should the test process be killed. It goes by the
# thread that started them: start a bed in the main thread.
DIE_WITH_PARENT = ("setpriv", "--pdeathsig", "TERM", "--")


class ProgramEnded(RuntimeError):
    """A program that should run has ended; the text has the end of its output."""


@dataclass(frozen=True, slots=True)
class Program:
    """A running program and the file that its output goes to."""

    name: str
    process: subprocess.Popen[bytes]
    log: Path

    @property
    def pid(self) -> int:
        return self.process.pid

    def output(self) -> str:
        """What it has printed so far, on both streams."""
        return self.log.read_text(errors="replace")

    def must_run(self) -> None:
        """Raises `ProgramEnded`, so that nobody waits for a program that is gone."""
        status = self.process.poll()
        if status is not None:
            raise ProgramEnded(f"{self.name} ended with {status}: {self.output()[-2000:]}")

    def said(self, words: str, timeout: float = 10.0) -> None:
        """Waits until `words` stand in its output. Raises `TimeoutError`, `ProgramEnded`."""

        def look() -> bool:
            if words in self.output():
                return True
            self.must_run()
            return words in self.output()

        wait_until(look, timeout, f"{self.name} says {words!r}")

    def wait(self, timeout: float = 15.0) -> int:
        """Its exit status, when it has ended by itself."""
        return self.process.wait(timeout)

    def stop(self, timeout: float = 5.0) -> int:
        """Asks it to end, makes it end after `timeout` s, and returns its exit status."""
        if self.process.poll() is None:
            self.process.terminate()
        try:
            return self.process.wait(timeout)
        except subprocess.TimeoutExpired:
            self.process.kill()
            return self.process.wait(timeout)


def start_program(
    command: Sequence[str],
    env: Mapping[str, str],
    log: Path,
    *,
    cwd: Path,
    stdin: Path | None = None,
    pass_fds: Sequence[int] = (),
) -> Program:
    """Starts `command` in exactly this environment; its output goes to `log`."""
    source = os.open(stdin or os.devnull, os.O_RDONLY)
    try:
        with log.open("wb") as out:
            process = subprocess.Popen(
                [*DIE_WITH_PARENT, *command],
                env=dict(env),
                cwd=cwd,
                stdin=source,
                stdout=out,
                stderr=subprocess.STDOUT,
                pass_fds=pass_fds,
            )
    finally:
        os.close(source)
    return Program(log.stem, process, log)


def stop_programs(programs: Sequence[Program]) -> None:
    """Ends all of them, the last started first, within a few seconds."""
    for program in reversed(programs):
        if program.process.poll() is None:
            program.process.terminate()
    for program in reversed(programs):
        program.stop(timeout=2)


def sweep(token: str, timeout: float = 2.0) -> None:
    """Ends what carries the bed's marker and nobody waits for: what D-Bus or a program started."""
    deadline = time.monotonic() + timeout
    while pids := marked(token):
        late = time.monotonic() > deadline
        for pid in pids:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL if late else signal.SIGTERM)
        if late:
            return
        time.sleep(0.02)


def marked(token: str) -> list[int]:
    """The processes, but this one, whose environment has the bed's marker."""
    needle = f"{MARKER}={token}".encode()
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            environment = (folder / "environ").read_bytes().split(b"\0")
            if needle in environment and int(folder.name) != os.getpid():
                found.append(int(folder.name))
    return found
