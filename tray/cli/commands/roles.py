"""`list`, `use`, `release`."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from tray.adapters.aws_files.paths import aws_path
from tray.cli.commands.role_choice import ask_for_role
from tray.cli.commands.sessions import profile_line
from tray.cli.connection.connection import Connection
from tray.cli.connection.scope import scope_of
from tray.cli.terminal.completion import complete_profile
from tray.cli.terminal.marks import Mark
from tray.cli.terminal.options import Json, Profile, Role, not_empty
from tray.cli.terminal.output import (
    EXIT_UNCLEAR,
    exit_code,
    notes,
    out,
    plain_line,
    print_columns,
    print_json,
    print_problem,
    print_unwrapped,
    role_words,
)
from tray.core.aws_files.files import AwsFile
from tray.core.ipc.protocol import Done, GetRoles, GetStatus, Release, UseRole
from tray.core.ipc.reports import ProfileReport, RoleReport, RolesReport, StatusReport
from tray.core.settings.settings import DeliveryKind

"""Tools read one or the other; for botocore an empty one is a profile without a name."""


def list_roles(
    context: typer.Context,
    query: Annotated[
        list[str] | None,
        typer.Argument(metavar="QUERY", help="Filter by account, number or role."),
    ] = None,
    reload: Annotated[
        bool, typer.Option("--reload", help="Fetch the list from AWS again.")
    ] = False,
    as_json: Json = False,
) -> None:
    """List your roles, or those that match QUERY."""
    words = " ".join(query or ())
    with scope_of(context).agent() as agent:
        report = agent.ask(GetRoles(words, reload=reload), RolesReport)
        is_wordless = as_json or bool(report.roles or report.troubles)
        is_signed_in = is_wordless or _is_signed_in(agent)
    if as_json:
        print_json(report)
    else:
        _print_roles(report, words, is_signed_in=is_signed_in)
    status = next((code for code in map(exit_code, report.troubles) if code), 0)
    if words and report.is_complete and not report.roles:
        status = status or EXIT_UNCLEAR
    if status:
        raise typer.Exit(status)


def _print_roles(report: RolesReport, query: str, *, is_signed_in: bool) -> None:
    if report.roles:
        print_columns(*_columns(report.roles))
    for trouble in report.troubles:
        print_problem(f"{trouble.title} {trouble.hint}")
    if not report.troubles:
        _explain(report, query, is_signed_in=is_signed_in)


def _explain(report: RolesReport, query: str, *, is_signed_in: bool) -> None:
    if not report.is_complete:
        notes().print(plain_line("Still loading. Try again in a moment."))
    elif not report.roles:
        known = f"No role matches “{query}”." if query else "No roles yet."
        hint = "" if is_signed_in else " Sign in with: sso-tray login"
        notes().print(plain_line(f"{known}{hint}"))


def _is_signed_in(agent: Connection) -> bool:
    report = agent.ask(GetStatus(), StatusReport)
    return any(one.state == "signed-in" for one in report.sessions)


def _columns(roles: Sequence[RoleReport]) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """The heads and the rows; aliases and sessions only where they tell anything."""
    columns = {
        "account": [one.account_name for one in roles],
        "alias": [one.alias for one in roles],
        "number": [one.account_id for one in roles],
        "role": [one.role_name for one in roles],
        "session": [one.session for one in roles],
    }
    if not any(columns["alias"]):
        del columns["alias"]
    if len(set(columns["session"])) == 1:
        del columns["session"]
    return tuple(columns), list(zip(*columns.values(), strict=True))


def use(
    context: typer.Context,
    role: Role,
    profile: Profile = "",
    delivery: Annotated[
        DeliveryKind | None,
        typer.Option(
            "--as",
            help="How tools get keys: keys (credentials file), process (on demand), "
            "sso (AWS CLI sign-in).",
            show_default=False,
        ),
    ] = None,
    set_aside: Annotated[
        bool,
        typer.Option("--set-aside", help="Replace an existing profile, and restore it on release."),
    ] = False,
    as_json: Json = False,
) -> None:
    """Use a role as an AWS profile."""

    def request(named: str) -> UseRole:
        return UseRole(named, profile, delivery, set_aside)

    scope = scope_of(context)
    credentials = scope.places.demo_aws / "credentials" if scope.is_demo else _credentials()
    was_open = _is_open_to_others(credentials)
    with scope.agent() as agent:
        report = ask_for_role(agent, role, request, ProfileReport, as_json=as_json)
        is_kept_fresh = agent.is_running or report.delivery is not DeliveryKind.KEYS
    if as_json:
        print_json(report)
        return
    words = profile_line(report)
    role_text = role_words(report.role)
    line = plain_line(f"{report.profile} → {role_text}{', ' if words else ''}{words}")
    print_unwrapped(Text.assemble(Mark.GOOD.on(), " ", line))
    _warn_of_shadows(report.profile)
    if was_open and not _is_open_to_others(credentials):
        print_problem(f"Other users could read {credentials}. Now only you can.")
    if not is_kept_fresh:
        notes().print(plain_line("These keys won't be renewed: SSO Tray isn't running."))


def _credentials() -> Path:
    return aws_path(AwsFile.CREDENTIALS, os.environ, Path.home())


def _is_open_to_others(path: Path) -> bool:
    try:
        return os.name == "posix" and bool(path.stat().st_mode & 0o077)
    except OSError:
        return False


def _warn_of_shadows(profile: str) -> None:
    """What stands in this very shell and beats what was just picked."""
    if os.environ.get("AWS_ACCESS_KEY_ID"):
        words = "AWS_ACCESS_KEY_ID is set in this shell and overrides every profile. Unset it."
        print_problem(words)
    for name in ("AWS_PROFILE", "AWS_DEFAULT_PROFILE"):
        chosen = os.environ.get(name)
        if chosen == "":
            print_problem(f"{name} is set but empty, so AWS tools fail. Unset it.")
    chosen = os.environ.get("AWS_PROFILE") or os.environ.get("AWS_DEFAULT_PROFILE") or "default"
    if chosen != profile:
        words = f"This shell uses the profile {chosen}. To use this one: AWS_PROFILE={profile}"
        notes().print(plain_line(words))


def release(
    context: typer.Context,
    profile: Annotated[
        str,
        typer.Argument(
            metavar="NAME",
            help="Profile name.  [default: default, or as set in Settings]",
            autocompletion=complete_profile,
            callback=not_empty,
        ),
    ] = "",
) -> None:
    """Stop using a role, and restore what it replaced."""
    with scope_of(context).agent() as agent:
        agent.ask(Release(profile), Done)
    out().print(plain_line(f"Stopped using {profile or 'the default profile'}."))
