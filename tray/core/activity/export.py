"""Activity as text for other programs: a table of comma-separated values, or JSON."""

import csv
import io
import json
from collections.abc import Iterable

from tray.core.activity.codec import entry_fields, moment_text
from tray.core.activity.entries import ActivityEntry
from tray.core.guards.requester import Requester

COLUMNS = (
    "when", "kind", "session", "account_id", "account_name", "role_name", "profile", "way",
    "program", "pid", "executable", "directory", "parent", "until", "note",
)  # fmt: skip

_VERSION = 1
"""Of the document; the log's lines have one of their own."""

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""With these a spreadsheet begins to calculate, and a program's name is anybody's text (OWASP)."""


def as_json(entries: Iterable[ActivityEntry]) -> str:
    """`{"version": 1, "entries": […]}`, indented."""
    document = {"version": _VERSION, "entries": [entry_fields(one) for one in entries]}
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def as_csv(entries: Iterable[ActivityEntry]) -> str:
    """One header, one line each (RFC 4180); nothing in it is a formula."""
    table = io.StringIO(newline="")
    writer = csv.writer(table)
    writer.writerow(COLUMNS)
    writer.writerows([harmless(cell) for cell in _row(entry)] for entry in entries)
    return table.getvalue()


def harmless(cell: str) -> str:
    """The cell as text: an apostrophe before what would be a formula."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def _row(entry: ActivityEntry) -> tuple[str, ...]:
    role, asker = entry.role, entry.asker or Requester("")
    return (
        moment_text(entry.when),
        entry.kind.value,
        entry.session,
        role.account_id if role else "",
        entry.account_name,
        role.role_name if role else "",
        entry.profile or "",
        entry.way.value,
        asker.name,
        str(asker.pid) if asker.pid is not None else "",
        asker.executable,
        asker.directory,
        asker.parent,
        moment_text(entry.until) if entry.until else "",
        entry.note,
    )
