"""`activity`: what happened to sessions and roles, and who asked for keys."""

import re
import sys
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Annotated

import typer

from tray.adapters.storage.activity_file import ActivityFile
from tray.cli.connection.scope import scope_of
from tray.cli.terminal.options import Json
from tray.cli.terminal.output import print_columns
from tray.core.activity.entries import (
    KIND_WORDS,
    WAY_WORDS,
    ActivityEntry,
    ActivityFilter,
    filtered,
    role_words,
)
from tray.core.activity.export import as_json

_UNITS = {"m": "minutes", "h": "hours", "d": "days"}
_SINCE = re.compile(r"(\d{1,4})([mhd])")


def activity(
    context: typer.Context,
    text: Annotated[
        str,
        typer.Argument(
            metavar="TEXT", help="Filter by program, account or role.", show_default=False
        ),
    ] = "",
    since: Annotated[
        str, typer.Option(metavar="DURATION", help="How far back: 30m, 8h, 7d.")
    ] = "1d",
    as_json_document: Json = False,
) -> None:
    """Show recent sign-ins, role use and key requests."""
    wanted = ActivityFilter(text, since=datetime.now(UTC) - _duration(since))
    entries = filtered(ActivityFile(scope_of(context).places.state).read(), wanted)
    if as_json_document:
        sys.stdout.write(as_json(entries))
    else:
        print_columns(("time", "event", "role", "requested by", "details"), _rows(entries))


def _duration(text: str) -> timedelta:
    match = _SINCE.fullmatch(text.strip())
    if match is None:
        raise typer.BadParameter("a number with m, h or d: 30m, 8h, 7d", param_hint="--since")
    return timedelta(**{_UNITS[match[2]]: int(match[1])})


def _rows(entries: Iterable[ActivityEntry]) -> Iterator[tuple[str, ...]]:
    """The entries; the date stands once, in a row of its own before the day's first."""
    day = ""
    for entry in entries:
        its_day = f"{entry.when.astimezone():%Y-%m-%d}"
        if its_day != day:
            day = its_day
            yield (day, "", "", "", "")
        yield _row(entry)


def _row(entry: ActivityEntry) -> tuple[str, ...]:
    profile = f"profile {entry.profile}" if entry.profile else ""
    details = (entry.note, profile, WAY_WORDS[entry.way])
    return (
        f"{entry.when.astimezone():%H:%M:%S}",
        KIND_WORDS[entry.kind].lower(),
        role_words(entry) or entry.session,
        entry.asker.words if entry.asker is not None else "",
        ", ".join(detail for detail in details if detail),
    )
