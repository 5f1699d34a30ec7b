"""`profiles plan|sync|prune`: a profile for each role that you hold."""

import sys
from enum import Enum
from typing import Annotated

import typer
from rich.text import Text

from tray.cli.connection.connection import Connection
from tray.cli.connection.scope import Scope, scope_of
from tray.cli.help.commands import Command, Group
from tray.cli.terminal.options import Json
from tray.cli.terminal.output import notes, plain_line, print_json, print_problem, print_unwrapped
from tray.core.ipc.protocol import ChooseDelivery, DeliveryAnswer, GetRoles, GetStatus
from tray.core.ipc.reports import RolesReport, StatusReport
from tray.core.profiles.naming import NameTemplate
from tray.core.settings.settings import DeliveryKind
from tray.services.profiles.profile_sync import KnownRoles, Plan, ProfileSync, prune_profiles
from tray.wiring.composition import aws_files
from tray.wiring.program import helper_command

profiles = typer.Typer(
    name="profiles",
    help="Manage AWS profiles for all your roles.",
    cls=Group,
    no_args_is_help=True,
    rich_markup_mode=None,
)


class Kind(Enum):
    """How the profiles come by their keys."""

    PROCESS = "process"
    SSO = "sso"


Template = Annotated[
    str,
    typer.Option(
        metavar="NAMES", help="Name template: {session}, {account}, {account_id}, {role}."
    ),
]
Lower = Annotated[bool, typer.Option("--lower", help="Use lower-case names.")]
As = Annotated[
    Kind | None,
    typer.Option(
        "--as",
        help="How tools get keys: process (on demand, the default), sso (AWS CLI sign-in).",
        show_default=False,
    ),
]
Prune = Annotated[
    bool,
    typer.Option("--prune/--no-prune", help="Also remove profiles of roles you no longer have."),
]
_TEMPLATE = "{account}-{role}"
_DIFF = {"+": "green", "-": "red", "@": "cyan"}


@profiles.command("plan", cls=Command)
def plan(
    context: typer.Context,
    template: Template = _TEMPLATE,
    lower: Lower = False,
    kind: As = None,
    with_prune: Prune = True,
    with_diff: Annotated[
        bool, typer.Option("--diff", help="Show the changes line by line.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Show what sync would change. Nothing is written."""
    work = _work(scope_of(context), NameTemplate(template, lower), kind)
    _report(work.planned(is_pruning=with_prune), as_json=as_json, is_plan=True, with_diff=with_diff)


@profiles.command("sync", cls=Command)
def sync_profiles(
    context: typer.Context,
    template: Template = _TEMPLATE,
    lower: Lower = False,
    kind: As = None,
    with_prune: Prune = True,
    as_json: Json = False,
) -> None:
    """Write one profile per role, and remove outdated ones."""
    work = _work(scope_of(context), NameTemplate(template, lower), kind)
    _report(work.write(is_pruning=with_prune), as_json=as_json, is_plan=False)


@profiles.command("prune", cls=Command)
def prune(
    context: typer.Context,
    everything: Annotated[
        bool, typer.Option("--all", help="Remove every profile SSO Tray wrote.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Remove profiles of roles you no longer have."""
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
        wanted = DeliveryKind(kind.value) if kind else None
        delivery = agent.ask(ChooseDelivery(wanted), DeliveryAnswer).delivery
        known = _known(agent)
    files = aws_files(scope.places, is_demo=scope.is_demo)
    command = helper_command(scope.places, is_demo=scope.is_demo)
    return ProfileSync(files, known, template, delivery, command)


def _known(agent: Connection) -> KnownRoles:
    report = agent.ask(GetRoles(), RolesReport)
    return KnownRoles.of(report, agent.ask(GetStatus(), StatusReport))


def _report(plan: Plan, *, as_json: bool, is_plan: bool, with_diff: bool = False) -> None:
    if as_json:
        print_json(plan)
        return
    if not is_plan:
        words = plan.words()
        sys.stdout.write(f"{words[0].upper()}{words[1:]}.\n")
    elif with_diff:
        for line in plan.diff.splitlines():
            print_unwrapped(plain_line(line, style=_DIFF.get(line[:1], "")))
    else:
        for sign, style, names in (
            ("+", "green", plan.added),
            ("~", "yellow", plan.updated),
            ("-", "red", plan.removed),
        ):
            for name in names:
                print_unwrapped(Text.assemble((sign, style), plain_line(f" {name}")))
    for name in plan.kept:
        notes().print(plain_line(f"Kept {name}: it has settings you added."))
    for problem in plan.problems:
        print_problem(problem)
    if is_plan:
        notes().print(plain_line(_next_step(plan, with_diff=with_diff)))


def _next_step(plan: Plan, *, with_diff: bool) -> str:
    if not plan.has_changes:
        return "Nothing to change."
    details = "" if with_diff else ", or see each line with --diff"
    return f"{plan.words(is_plan=True)}. Apply with: sso-tray profiles sync{details}"
