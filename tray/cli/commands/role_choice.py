"""Where several roles are meant: one a line, and on a terminal one can be chosen."""

from collections.abc import Callable
from typing import TypeVar

import typer

from tray.cli.connection.connection import Connection
from tray.cli.terminal.choosing import can_choose, choose
from tray.cli.terminal.output import EXIT_UNCLEAR, notes, plain_line, report_of
from tray.core.directory.resolution import Ambiguous, NamedRole, resolve, spellings
from tray.core.ipc.protocol import Answer, GetRoles, Request
from tray.core.ipc.reports import RoleReport, RolesReport
from tray.core.vocabulary.errors import TrayError
from tray.core.vocabulary.model import AccountId, RoleRef, SessionName
from tray.core.vocabulary.printable import printable

Wanted = TypeVar("Wanted", bound=Answer)

_MOST_LINES = 20


def ask_for_role(
    agent: Connection,
    text: str,
    request: Callable[[str], Request],
    wanted: type[Wanted],
    *,
    as_json: bool = False,
) -> Wanted:
    """The answer to `request` with the role that `text` means, or that is chosen of several.

    Raises `TrayError`; ends the command where several are meant and nobody can choose.
    """
    try:
        return agent.ask(request(text), wanted)
    except TrayError as error:
        if as_json or report_of(error).kind != "RoleUnclear":
            raise
        meant = _meant(agent, text)
        if not meant:
            raise
    return agent.ask(request(_chosen(text, meant)), wanted)


def _meant(agent: Connection, text: str) -> dict[str, str]:
    """The full names of the roles that fit equally well, and what to type for each."""
    known = tuple(map(named_role, agent.ask(GetRoles(), RolesReport).roles))
    found = resolve(text, known)
    words = spellings(known)
    if not isinstance(found, Ambiguous):
        return {}
    return {
        f"{each.ref.session}:{each.ref.account_id}/{each.ref.role_name}": words[each.ref]
        for each in found.candidates
    }


def _chosen(text: str, meant: dict[str, str]) -> str:
    lines = [printable(each) for each in meant.values()]
    title = printable(f"“{text}” matches {len(lines):,} roles")
    if can_choose():
        place = choose(f"{title}. Which one?", lines)
        if place is None:
            raise KeyboardInterrupt
        return list(meant)[place]
    notes().print(plain_line(f"sso-tray: {title}:"))
    for line in lines[:_MOST_LINES]:
        notes().print(plain_line(f"  {line}"))
    if len(lines) > _MOST_LINES:
        notes().print(plain_line(f"  and {len(lines) - _MOST_LINES:,} more: sso-tray list"))
    raise typer.Exit(EXIT_UNCLEAR)


def named_role(report: RoleReport) -> NamedRole:
    """A role as its report names it."""
    ref = RoleRef(SessionName(report.session), AccountId(report.account_id), report.role_name)
    return NamedRole(ref, report.account_name, report.alias)
