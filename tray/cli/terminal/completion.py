"""What the shell completes: roles, sessions and profiles, from the agent or from the caches."""

import os
from collections.abc import Iterable

import typer

from tray.cli.connection.scope import Scope
from tray.cli.terminal.completion_quoting import as_typed
from tray.core.ipc.protocol import GetRoles, GetStatus
from tray.core.ipc.reports import RoleReport, RolesReport, StatusReport
from tray.core.vocabulary.errors import TrayError

_MOST = 200


def complete_role(context: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    """Roles as `ACCOUNT/ROLE`, by alias too, those that `list` finds, with the account's number."""
    found = {
        f"{name}/{role.role_name}": role.account_id
        for role in _roles(context, incomplete)
        for name in (role.account_name, role.alias)
        if name
    }
    written = ((as_typed(name, os.environ), number) for name, number in found.items())
    completed: list[tuple[str, str]] = [(name, number) for name, number in written if name]
    return completed[:_MOST]


def complete_session(context: typer.Context, incomplete: str) -> list[str]:
    """Names of sso-sessions."""
    report = _status(context)
    return _beginning(incomplete, (one.name for one in report.sessions) if report else ())


def complete_profile(context: typer.Context, incomplete: str) -> list[str]:
    """Profiles that are in use."""
    report = _status(context)
    return _beginning(incomplete, (one.profile for one in report.profiles) if report else ())


def _roles(context: typer.Context, query: str) -> tuple[RoleReport, ...]:
    try:
        with _scope(context).agent() as agent:
            return agent.ask(GetRoles(query), RolesReport).roles
    except TrayError:
        return ()  # a shell that completes is no place for errors


def _status(context: typer.Context) -> StatusReport | None:
    try:
        with _scope(context).agent() as agent:
            return agent.ask(GetStatus(), StatusReport)
    except TrayError:
        return None


def _scope(context: typer.Context) -> Scope:
    """While completing, the callback that makes the scope has not run."""
    return Scope(is_demo=bool(context.find_root().params.get("demo")))


def _beginning(incomplete: str, words: Iterable[str]) -> list[str]:
    found = (word for word in words if word.casefold().startswith(incomplete.casefold()))
    return [name for name in (as_typed(word, os.environ) for word in found) if name is not None]
