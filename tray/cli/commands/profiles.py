"""`profiles plan|sync|prune`: a profile for each role that you hold."""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Annotated

import typer

from tray.cli.connection.connection import Connection
from tray.cli.connection.scope import Scope, scope_of
from tray.cli.terminal.options import Json
from tray.cli.terminal.output import notes, out, plain_line, print_json
from tray.core.aws_files.files import AwsFile
from tray.core.aws_files.ini_document import IniDocument
from tray.core.diffs.redacted_diff import diff
from tray.core.directory.resolution import NamedRole
from tray.core.ipc.protocol import (
    ChooseDelivery,
    DeliveryAnswer,
    ErrorReport,
    GetRoles,
    GetStatus,
    RolesReport,
    StatusReport,
)
from tray.core.ports import AwsFiles
from tray.core.profiles.bulk_sync import (
    Delivery,
    OnDemand,
    Pruned,
    SharedSignIn,
    Synced,
    prune,
    sync,
)
from tray.core.profiles.naming import NameTemplate
from tray.core.vocabulary.errors import TrayError
from tray.core.vocabulary.model import AccountId, RoleRef, SessionName, SsoSession
from tray.services.broker.codec import RemoteError
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


@dataclass(frozen=True, slots=True)
class Known:
    """What AWS says that the person holds, and of which sso-sessions that is the whole truth."""

    roles: tuple[NamedRole, ...]
    sessions: dict[SessionName, SsoSession]
    listed: frozenset[SessionName]
    held: frozenset[RoleRef]
    asking: frozenset[RoleRef] = frozenset()
    """Those that ask before each program."""
    trouble: ErrorReport | None = None
    """Why there may be no roles, or fewer than there are."""

    def is_gone(self, role: RoleRef) -> bool:
        """Whether AWS says that the role is not the person's any more."""
        return role.session in self.listed and role not in self.held


@dataclass(frozen=True, slots=True)
class Plan:
    """What would change; printed with `--json`."""

    added: tuple[str, ...]
    updated: tuple[str, ...]
    removed: tuple[str, ...]
    kept: tuple[str, ...]
    problems: tuple[str, ...]
    diff: str

    @property
    def words(self) -> str:
        """`27 added, 1 updated, 2 removed`."""
        counts = (("added", self.added), ("updated", self.updated), ("removed", self.removed))
        said = [f"{len(names):,} {what}" for what, names in counts if names]
        return ", ".join(said) or "nothing to change"


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
    work = _Work(scope_of(context), NameTemplate(template, lower), kind, is_pruning=with_prune)
    before = work.files.read(AwsFile.CONFIG)
    work.change(before)
    _report(work.plan, as_json=as_json, is_plan=True)


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
    work = _Work(scope_of(context), NameTemplate(template, lower), kind, is_pruning=with_prune)
    work.files.edit(AwsFile.CONFIG, work.change)
    _report(work.plan, as_json=as_json, is_plan=False)


@profiles.command("prune")
def prune_profiles(
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
    made: list[tuple[IniDocument, Pruned]] = []

    def change(config: IniDocument) -> IniDocument:
        pruned = prune(config, known.is_gone if known else lambda _: True)
        made.append((config, pruned))
        return pruned.document

    files.edit(AwsFile.CONFIG, change)
    before, pruned = made[-1]
    text = diff(before, pruned.document, files.path(AwsFile.CONFIG))
    done = Plan((), (), pruned.removed, pruned.kept, (), text)
    _report(done, as_json=as_json, is_plan=False)


class _Work:
    """One sync: from what AWS says and the file says to the file as it is to be."""

    def __init__(
        self, scope: Scope, template: NameTemplate, kind: Kind | None, *, is_pruning: bool
    ) -> None:
        self._template = template
        self._is_pruning = is_pruning
        with scope.agent() as agent:
            chosen = agent.ask(ChooseDelivery(kind.value if kind else ""), DeliveryAnswer)
            self._known = _known(agent)
        if not self._known.roles and self._known.trouble is not None:
            raise RemoteError(self._known.trouble)
        if not self._known.roles:
            raise TrayError("No roles are known yet.", "Sign in with: sso-tray login")
        self.files: AwsFiles = aws_files(scope.places, is_demo=scope.is_demo)
        on_demand = OnDemand(helper_command(scope.places, is_demo=scope.is_demo))
        self._delivery: Delivery = on_demand
        self._is_shared = Kind(chosen.delivery) is Kind.SSO
        if self._is_shared:
            self._delivery = SharedSignIn(self._known.sessions, on_demand, self._known.asking)
        self.plan = Plan((), (), (), (), (), "")

    def change(self, config: IniDocument) -> IniDocument:
        """The document as it is to be; `plan` says what that changes."""
        pruned = Pruned(config)
        if self._is_pruning:
            pruned = prune(config, self._known.is_gone)
        reserved = self.files.read(AwsFile.CREDENTIALS).sections
        made = sync(
            pruned.document, self._known.roles, self._template, self._delivery, tuple(reserved)
        )
        self.plan = self._describe(config, pruned, made)
        return made.document

    def _describe(self, config: IniDocument, pruned: Pruned, made: Synced) -> Plan:
        text = diff(config, made.document, self.files.path(AwsFile.CONFIG))
        problems = (*made.problems, *(_not_held(self._known) if self._is_shared else ()))
        return Plan(made.added, made.updated, pruned.removed, pruned.kept, problems, text)


def _not_held(known: Known) -> Iterator[str]:
    """What profiles of the AWS CLI's own kind cannot keep."""
    for session in sorted({role.session for role in known.asking}):
        number = sum(role.session == session for role in known.asking)
        yield (
            f"{number:,} of the roles at {session} ask before each program, so their profiles ask "
            "SSO Tray. A program with the AWS CLI's own sign-in can have them without a question."
        )


def _known(agent: Connection) -> Known:
    """What the agent knows of every session that is signed in."""
    report = agent.ask(GetRoles(), RolesReport)
    status = agent.ask(GetStatus(), StatusReport)
    roles = tuple(
        NamedRole(
            RoleRef(SessionName(one.session), AccountId(one.account_id), one.role_name),
            one.account_name,
            one.alias,
        )
        for one in report.roles
    )
    sessions = {
        SessionName(one.name): SsoSession(SessionName(one.name), one.start_url, one.region)
        for one in status.sessions
    }
    listed = frozenset(
        SessionName(one.name)
        for one in status.sessions
        if one.state == "signed-in" and one.roles and not one.is_listing and not one.trouble
    )
    asking = frozenset(
        role.ref for role, one in zip(roles, report.roles, strict=True) if one.asks_programs
    )
    held = frozenset(known.ref for known in roles)
    return Known(roles, sessions, listed, held, asking, next(iter(report.troubles), None))


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
