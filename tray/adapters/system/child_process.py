"""Starts programs of the person's, that go on without us: browsers, terminals."""

import subprocess
import sys
import threading
from collections.abc import Callable, Mapping, Sequence

from tray.core.exec.child_environment import outside_environment
from tray.core.vocabulary.errors import BrowserMissing, TrayError
from tray.core.vocabulary.translatable import said

_BROWSER_FAILS_WITHIN_SECONDS = 2.0


def start_browser(command: Sequence[str], environ: Mapping[str, str], hint: str) -> None:
    """A browser, or what opens one; looks whether it fails at once.

    Raises `BrowserMissing` with that hint.
    """

    def failed(why: str) -> TrayError:
        return BrowserMissing(said("The browser didn't start: {why}.", why=why), hint)

    status = start_outside(command, environ, _BROWSER_FAILS_WITHIN_SECONDS, failed)
    if status != 0:
        raise BrowserMissing(
            said(
                "{command} couldn't open the page (exit code {status}).",
                command=command[0],
                status=status,
            ),
            hint,
        )


def start_outside(
    command: Sequence[str],
    environ: Mapping[str, str],
    fails_within: float,
    failed: Callable[[str], TrayError],
) -> int:
    """Its exit status if it ends within so many seconds, else 0: it runs.

    Raises what `failed` makes of the system's reason, where it does not start.
    """
    try:
        process = subprocess.Popen(  # noqa: S603 - no shell; foreign text is an argument
            command,
            env=outside_environment(environ, is_frozen=getattr(sys, "frozen", False)),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    except OSError as error:
        raise failed(error.strerror or str(error)) from error
    try:
        return process.wait(fails_within)
    except subprocess.TimeoutExpired:
        # It is the program itself that runs; somebody has to fetch its exit status.
        threading.Thread(target=process.wait, name="outside", daemon=True).start()
        return 0
