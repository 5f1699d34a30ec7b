"""What a command prints: text for people on a terminal, JSON for programs, errors on stderr."""

import os
import sys
from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from functools import cache
from io import TextIOWrapper

import msgspec
from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from tray.cli.terminal.marks import Mark
from tray.core.ipc.errors import RemoteError
from tray.core.ipc.reports import ErrorReport, RoleReport
from tray.core.vocabulary.durations import time_left
from tray.core.vocabulary.errors import TrayError
from tray.core.vocabulary.printable import printable
from tray.services.broker.codec import encode_report
from tray.services.broker.reports import error_report

EXIT_FAILED = 1
EXIT_SIGN_IN = 3
EXIT_UNCLEAR = 4
EXIT_TRY_AGAIN = 5
_EXIT_CODES = {
    "SignInNeeded": EXIT_SIGN_IN,
    "SessionEnded": EXIT_SIGN_IN,
    "TokenRejected": EXIT_SIGN_IN,
    "RoleUnclear": EXIT_UNCLEAR,
    "Unreachable": EXIT_TRY_AGAIN,
    "CaptivePortal": EXIT_TRY_AGAIN,
    "Throttled": EXIT_TRY_AGAIN,
    "ServiceFailure": EXIT_TRY_AGAIN,
    "AccountsUnlisted": 0,
    "Busy": EXIT_TRY_AGAIN,
    "AgentSilent": EXIT_TRY_AGAIN,
    "AgentSlow": EXIT_TRY_AGAIN,
    "AnotherCommand": EXIT_TRY_AGAIN,
    "SignOutUntold": EXIT_TRY_AGAIN,
    "ClockSkew": EXIT_TRY_AGAIN,
}
"""By the error's class, wherever it was raised; documented in docs/json.md."""
_MINUTE = timedelta(minutes=1)


def prepare_streams() -> None:
    """Lets no letter that an encoding lacks, and no closed stream, end a command.

    What cannot be written is `?`; where there is no stream at all, nobody reads.
    """
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            stream = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115 - to the end
            setattr(sys, name, stream)
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")


def told_on_stderr(words: str) -> None:
    """Says it if that is possible still."""
    with suppress(OSError, ValueError):
        sys.stderr.write(f"{words}\n")
        sys.stderr.flush()


def give_up_on_streams() -> None:
    """Nobody reads any more: what is still to be written goes nowhere, without a word."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):
            os.dup2(nowhere, stream.fileno())


@cache
def out() -> Console:
    """The terminal's; without colour where that is not wanted, and unbroken in a pipe."""
    is_terminal = sys.stdout.isatty()
    return Console(highlight=False, width=None if is_terminal else 500, soft_wrap=not is_terminal)


@cache
def notes() -> Console:
    """For what is said beside the result: stderr."""
    return Console(stderr=True, highlight=False, soft_wrap=True)


def plain_line(words: str, style: str = "") -> Text:
    """One line for people: foreign names in it do nothing to their terminal."""
    return Text(printable(words, keep="\t"), style=style)


def print_json(report: object) -> None:
    """A report as one JSON document."""
    text = msgspec.json.format(encode_report(report), indent=2)
    sys.stdout.buffer.write(text + b"\n")
    sys.stdout.buffer.flush()


def print_error(error: TrayError, *, as_json: bool) -> int:
    """Says what went wrong, once; answers the exit code."""
    if as_json:
        print_json({"error": report_of(error)})
    else:
        notes().print(plain_line(f"sso-tray: {error}"))
    return exit_code(report_of(error))


def exit_code(report: ErrorReport) -> int:
    """What a command ends with that met this error."""
    return _EXIT_CODES.get(report.kind, EXIT_FAILED)


def report_of(error: TrayError) -> ErrorReport:
    """The error as it is reported, whichever process it is from."""
    if isinstance(error, RemoteError):
        return error.report
    return error_report(error)


def print_columns(
    headers: Sequence[str], rows: Iterable[Sequence[str]], marks: Sequence[Mark] = ()
) -> None:
    """Rows under headers, as `kubectl` and its like print them: no lines, two spaces between.

    Never wrapped: half a row under another says nothing. `marks` stand before the rows.
    """
    cleaned = ([printable(cell) for cell in row] for row in rows)
    lines = [[header.upper() for header in headers], *cleaned]
    widths = [max(cell_len(line[column]) for line in lines) for column in range(len(headers))]
    signs = [Mark.NONE, *marks] if marks else []
    for number, line in enumerate(lines):
        cells = (
            cell + " " * (width - cell_len(cell)) for cell, width in zip(line, widths, strict=True)
        )
        text = "  ".join(cells).rstrip()
        if number and not signs:
            sys.stdout.write(text + "\n")  # thousands of roles are written at once
            continue
        shown = Text(text, style="" if number else "bold")
        if signs:
            shown = Text.assemble(signs[number].on(), " ", shown)
        print_unwrapped(shown)
    sys.stdout.flush()


def print_unwrapped(text: Text) -> None:
    """One line that is one line, however narrow the terminal is."""
    out().print(text, soft_wrap=True)


def print_problem(words: str) -> None:
    """Something that needs the person, beside the result."""
    notes().print(Text.assemble(Mark.NOTE.on(sys.stderr), " ", plain_line(words)))


def role_words(role: RoleReport) -> str:
    """`Prod / ReadOnly`."""
    return f"{role.account_name} / {role.role_name}"


def time_until(moment: datetime | None, *, is_estimate: bool = False) -> str:
    """`7 h 12 min left`; empty where there is no end."""
    if moment is None:
        return ""
    return time_left(moment - datetime.now(UTC), is_exact=not is_estimate)
