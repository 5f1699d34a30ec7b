"""A profile for each role: from what AWS and the config file say to the file as it is to be."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from tray.core.aws_files.files import AwsFile
from tray.core.aws_files.ini_document import IniDocument
from tray.core.diffs.redacted_diff import diff
from tray.core.directory.resolution import NamedRole
from tray.core.ipc.errors import RemoteError
from tray.core.ipc.reports import ErrorReport, RolesReport, StatusReport
from tray.core.ports.files import AwsFiles
from tray.core.profiles.bulk_sync import Delivery, OnDemand, Pruned, SharedSignIn, prune, sync
from tray.core.profiles.naming import NameTemplate
from tray.core.settings.settings import DeliveryKind
from tray.core.vocabulary.errors import TrayError
from tray.core.vocabulary.model import AccountId, RoleRef, SessionName, SsoSession
from tray.core.vocabulary.translatable import said


@dataclass(frozen=True, slots=True)
class KnownRoles:
    """What AWS says that the person holds, and of which sso-sessions that is the whole truth."""

    roles: tuple[NamedRole, ...]
    sessions: dict[SessionName, SsoSession]
    listed: frozenset[SessionName]
    held: frozenset[RoleRef]
    asking: frozenset[RoleRef]
    """Those that ask before each program."""
    trouble: ErrorReport | None
    """Why there may be no roles, or fewer than there are."""

    @classmethod
    def of(cls, report: RolesReport, status: StatusReport) -> "KnownRoles":
        """What the agent tells of every session that is signed in."""
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
        pairs = zip(roles, report.roles, strict=True)
        asking = frozenset(role.ref for role, one in pairs if one.asks_programs)
        held = frozenset(role.ref for role in roles)
        return cls(roles, sessions, listed, held, asking, next(iter(report.troubles), None))

    def is_gone(self, role: RoleRef) -> bool:
        """Whether AWS says that the role is not the person's any more."""
        return role.session in self.listed and role not in self.held


@dataclass(frozen=True, slots=True)
class Plan:
    """What changes, or would; printed with `--json`."""

    added: tuple[str, ...] = ()
    updated: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()
    diff: str = ""

    @property
    def has_changes(self) -> bool:
        """Whether the file would be another one."""
        return bool(self.added or self.updated or self.removed)

    def words(self, *, is_plan: bool = False) -> str:
        """`27 added, 1 updated, 2 removed`; `27 to add` where nothing is written yet."""
        done = ("added", "updated", "removed")
        verbs = ("to add", "to update", "to remove") if is_plan else done
        names = (self.added, self.updated, self.removed)
        words = [f"{len(each):,} {what}" for what, each in zip(verbs, names, strict=True) if each]
        return ", ".join(words) or "nothing to change"


class ProfileSync:
    """One sync. Raises what AWS, or the way to it, refused where no roles are known."""

    def __init__(
        self,
        files: AwsFiles,
        known: KnownRoles,
        template: NameTemplate,
        kind: DeliveryKind,
        command: Callable[[RoleRef], str],
    ) -> None:
        """`command` gives a role's `credential_process`."""
        if not known.roles and known.trouble is not None:
            raise RemoteError(known.trouble)
        if not known.roles:
            raise TrayError(said("No roles yet."), said("Sign in with: sso-tray login"))
        self._files, self._known, self._template = files, known, template
        on_demand = OnDemand(command)
        self._is_shared = kind is DeliveryKind.AWS_CLI
        self._delivery: Delivery = on_demand
        if self._is_shared:
            self._delivery = SharedSignIn(known.sessions, on_demand, known.asking)

    def planned(self, *, is_pruning: bool) -> Plan:
        """What `write` would change."""
        return self._made(self._files.read(AwsFile.CONFIG), is_pruning=is_pruning)[1]

    def write(self, *, is_pruning: bool) -> Plan:
        """Writes it, and says what that changed. Raises `FileError`."""
        made: list[Plan] = []

        def change(config: IniDocument) -> IniDocument:
            document, plan = self._made(config, is_pruning=is_pruning)
            made.append(plan)
            return document

        self._files.edit(AwsFile.CONFIG, change)
        return made[-1]

    def _made(self, config: IniDocument, *, is_pruning: bool) -> tuple[IniDocument, Plan]:
        pruned = prune(config, self._known.is_gone) if is_pruning else Pruned(config)
        reserved = tuple(self._files.read(AwsFile.CREDENTIALS).sections)
        made = sync(pruned.document, self._known.roles, self._template, self._delivery, reserved)
        text = diff(config, made.document, self._files.path(AwsFile.CONFIG))
        problems = (*made.problems, *(_not_held(self._known) if self._is_shared else ()))
        plan = Plan(made.added, made.updated, pruned.removed, pruned.kept, problems, text)
        return made.document, plan


def prune_profiles(files: AwsFiles, is_gone: Callable[[RoleRef], bool]) -> Plan:
    """Removes our profiles of roles that are gone. Raises `FileError`."""
    made: list[Plan] = []

    def change(config: IniDocument) -> IniDocument:
        pruned = prune(config, is_gone)
        text = diff(config, pruned.document, files.path(AwsFile.CONFIG))
        made.append(Plan(removed=pruned.removed, kept=pruned.kept, diff=text))
        return pruned.document

    files.edit(AwsFile.CONFIG, change)
    return made[-1]


def _not_held(known: KnownRoles) -> Iterator[str]:
    """What profiles of the AWS CLI's own kind cannot keep."""
    for session in sorted({role.session for role in known.asking}):
        number = sum(role.session == session for role in known.asking)
        yield (
            f"{number:,} roles at {session} ask for each program, so their profiles use SSO Tray. "
            "Programs that use the AWS CLI's sign-in directly can get them without asking."
        )
