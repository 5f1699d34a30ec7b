"""`profiles plan|sync|prune`: a profile for each role that you hold."""

import sys
from enum import Enum
from typing import Annotated

import typer

from tray.cli.connection.connection import Connection
from tray.cli.connection.scope import Scope, scope_of
from tray.cli.terminal.options import Json
from tray.cli.terminal.output import notes, out, plain_line, print_json
from tray.core.ipc.protocol import (
    ChooseDelivery,
    DeliveryAnswer,
    GetRoles,
    GetStatus,
    RolesReport,
    StatusReport,
)
from tray.core.profiles.naming import NameTemplate
from tray.core.settings.settings import DeliveryKind
from tray.services.profiles.profile_sync import KnownRoles, Plan, ProfileSync, prune_profiles
from tray.wiring.composition import aws_files
from tray.wiring.program import helper_command

profiles = typer.Typer(
    name="profiles",
    help="Write a profile for each role that you hold, for every AWS tool.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


class Kind(Enum):
    """How the profiles come by their keys."""

    PROCESS = "process"
    SSO = "sso"


Template = Annotated[
    str,
    typer.Option(help="Names, of {session}, {account}, {account_id} and {role}."),
]
Lower = Annotated[bool, typer.Option("--lower", help="Names in lower case.")]
As = Annotated[
    Kind | None,
    typer.Option(
        "--as",
        help="process: asked for on demand (the default). sso: the AWS CLI signs in itself.",
        show_default=False,
    ),
]
Prune = Annotated[
    bool, typer.Option("--prune/--no-prune", help="Remove our profiles of roles that are gone.")
]
_TEMPLATE = "{account}-{role}"


@profiles.command("plan")
def plan(
    context: typer.Context,
    template: Template = _TEMPLATE,
    lower: Lower = False,
    kind: As = None,
    with_prune: Prune = True,
    as_json: Json = False,
) -> None:
    """Show what `sync` would change in the config file; nothing is written."""
    work = _work(scope_of(context), NameTemplate(template, lower), kind)
    _report(work.planned(is_pruning=with_prune), as_json=as_json, is_plan=True)


@profiles.command("sync")
def sync_profiles(
    context: typer.Context,
    template: Template = _TEMPLATE,
    lower: Lower = False,
    kind: As = None,
    with_prune: Prune = True,
    as_json: Json = False,
) -> None:
    """Write one profile for each role, and remove ours of roles that are gone."""
    work = _work(scope_of(context), NameTemplate(template, lower), kind)
    _report(work.write(is_pruning=with_prune), as_json=as_json, is_plan=False)


@profiles.command("prune")
def prune(
    context: typer.Context,
    everything: Annotated[
        bool, typer.Option("--all", help="Remove all that we wrote, gone or not.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Remove our profiles of roles that are gone. Nothing else is touched."""
    scope = scope_of(context)
    known = None
    if not everything:
        with scope.agent() as agent:
            known = _known(agent)
    files = aws_files(scope.places, is_demo=scope.is_demo)
    done = prune_profiles(files, known.is_gone if known else lambda _: True)
    _report(done, as_json=as_json, is_plan=False)


def _work(scope: Scope, template: NameTemplate, kind: Kind | None) -> ProfileSync:
    with scope.agent() as agent:
        answer = agent.ask(ChooseDelivery(kind.value if kind else ""), DeliveryAnswer)
        delivery = DeliveryKind(answer.delivery)
        known = _known(agent)
    files = aws_files(scope.places, is_demo=scope.is_demo)
    command = helper_command(scope.places, is_demo=scope.is_demo)
    return ProfileSync(files, known, template, delivery, command)


def _known(agent: Connection) -> KnownRoles:
    report = agent.ask(GetRoles(), RolesReport)
    return KnownRoles.of(report, agent.ask(GetStatus(), StatusReport))


def _report(plan: Plan, *, as_json: bool, is_plan: bool) -> None:
    if as_json:
        print_json(plan)
        return
    if is_plan:
        for line in plan.diff.splitlines():
            style = {"+": "green", "-": "red", "@": "cyan"}.get(line[:1], "")
            out().print(plain_line(line, style=style))
    else:
        sys.stdout.write(plan.words.capitalize() + ".\n")
    for name in plan.kept:
        notes().print(plain_line(f"{name} has settings of your own and stays, without ours."))
    for problem in plan.problems:
        notes().print(plain_line(f"! {problem}"))
    if is_plan:
        notes().print(
            plain_line(f"{plan.words.capitalize()}. Write it with: sso-tray profiles sync")
        )
