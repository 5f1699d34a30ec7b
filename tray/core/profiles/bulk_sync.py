"""A profile for each role: what is added to the config file, kept up to date, and taken back.

Sections that are not ours are never touched; what a person adds to ours stays.
`sync` writes, `prune` takes back; both are the document in, the document out,
so that a plan is the difference between the two.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field

from tray.core.aws_files.effective_config import profile_of
from tray.core.aws_files.files import AwsFile
from tray.core.aws_files.ini_document import IniDocument
from tray.core.aws_files.managed_blocks import (
    Block,
    Edit,
    block_lines,
    edited,
    find_blocks,
    removal,
)
from tray.core.directory.full_name import full_name, parse_full_name
from tray.core.directory.resolution import NamedRole
from tray.core.profiles.keyless_profiles import sso_settings
from tray.core.profiles.naming import NameTemplate, choose_names
from tray.core.profiles.own_profiles import (
    PROFILE_KIND,
    OwnProfile,
    own_profiles,
)
from tray.core.sso_files.session_writer import (
    SESSION_KIND,
    idle_sessions,
    other_portal,
    session_lines,
    session_section,
)
from tray.core.vocabulary.model import ProfileName, RoleRef, SessionName, SsoSession
from tray.core.vocabulary.profile_names import profile_name_problem
from tray.core.vocabulary.translatable import said


@dataclass(frozen=True, slots=True)
class OnDemand:
    """Profiles that ask this program: `command` gives a role's `credential_process`."""

    command: Callable[[RoleRef], str]


@dataclass(frozen=True, slots=True)
class SharedSignIn:
    """Profiles of the AWS CLI's own kind; `sessions` are those that roles may name.

    Roles that `asking` names ask before each program: their profiles ask this program, by
    `on_demand`.
    """

    sessions: Mapping[SessionName, SsoSession]
    on_demand: OnDemand | None = None
    asking: frozenset[RoleRef] = frozenset()


Delivery = OnDemand | SharedSignIn


@dataclass(frozen=True, slots=True)
class Synced:
    """What `sync` made of a document; `names` has every role that a profile was found for."""

    document: IniDocument
    names: Mapping[RoleRef, ProfileName]
    added: tuple[ProfileName, ...] = ()
    updated: tuple[ProfileName, ...] = ()
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Pruned:
    """What `prune` made of a document; `kept` have settings of the person's own."""

    document: IniDocument
    removed: tuple[ProfileName, ...] = ()
    kept: tuple[ProfileName, ...] = ()


# ---- sync ------------------------------------------------------------------------


def sync(
    config: IniDocument,
    roles: Sequence[NamedRole],
    template: NameTemplate,
    delivery: Delivery,
    reserved: Collection[str] = (),
) -> Synced:
    """The config file with an up-to-date profile for each role. Raises `FileError`.

    `reserved` are names that are taken elsewhere: those of the credentials
    file, whose keys some SDKs would use instead. Gone roles keep their
    profiles, and the names of these: prune first.
    """
    work = _Sync(config, delivery)
    wanted = work.writable(roles)
    own = own_profiles(config)
    names = _names(config, own, wanted, template, reserved)
    known = {role.ref for role in wanted}
    for profile in own:
        if profile.role in known:
            work.update(profile, names[profile.role])
    present = {profile.role for profile in own}
    new = [(names[role.ref], role.ref) for role in wanted if role.ref not in present]
    for name, role in sorted(new):
        work.add(name, role)
    return work.done(names)


def _names(
    config: IniDocument,
    own: Sequence[OwnProfile],
    wanted: Sequence[NamedRole],
    template: NameTemplate,
    reserved: Collection[str],
) -> dict[RoleRef, ProfileName]:
    """The name of each wanted role: its own section's, as the person or the template has it."""
    refs = {role.ref for role in wanted}
    present: dict[RoleRef, ProfileName] = {}
    fixed: dict[RoleRef, ProfileName] = {}
    free = set()
    for profile in own:
        if profile.role in refs and not profile.is_changed and not profile.is_renamed:
            present[profile.role] = profile.name
            free.add(profile.block.section.start)
        else:
            fixed.setdefault(profile.role, profile.name)
    sections = config.sections.values()
    taken = {
        profile_of(section, AwsFile.CONFIG) for section in sections if section.start not in free
    }
    to_name = [role for role in wanted if role.ref in present or role.ref not in fixed]
    others = {name for name in taken if name is not None}
    return {
        **{role: name for role, name in fixed.items() if role in refs},
        **choose_names(to_name, template, present, {*others, *reserved}),
    }


@dataclass(slots=True)
class _Sync:
    """What one `sync` collects before it is written in one pass."""

    config: IniDocument
    delivery: Delivery
    edits: list[Edit] = field(default_factory=list)
    appended: list[tuple[str, ...]] = field(default_factory=list)
    added: list[ProfileName] = field(default_factory=list)
    updated: list[ProfileName] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    def writable(self, roles: Sequence[NamedRole]) -> list[NamedRole]:
        """The roles that a profile can be made for; their sso-sessions are written on the way."""
        usable = {
            session: self._provide(session)
            for session in dict.fromkeys(role.ref.session for role in roles)
        }
        wanted = [role for role in roles if usable[role.ref.session] and self._is_plain(role.ref)]
        return [role for role in wanted if _settings(self.delivery, role.ref)]

    def _is_plain(self, role: RoleRef) -> bool:
        subject = full_name(role)
        is_plain = subject.isprintable() and parse_full_name(subject) == role
        if not is_plain:
            self.problems.append(
                said("Couldn't make a profile name for role {subject!r}.", subject=subject)
            )
        return is_plain

    def _provide(self, name: SessionName) -> bool:
        """Whether profiles may name this sso-session; without a section it gets one."""
        if isinstance(self.delivery, OnDemand):
            return True
        session = self.delivery.sessions.get(name)
        problem = profile_name_problem(name)
        if problem:
            self.problems.append(
                said(
                    "Some tools can't read the sso-session name {name!r}: {problem} Its "
                    "roles get no profiles this way. Use --as process.",
                    name=name,
                    problem=problem,
                )
            )
            return False
        if session is None:
            self.problems.append(said("The sso-session {name!r} no longer exists.", name=name))
            return False
        lines = session_lines(session)
        section = session_section(self.config, name)
        if section is None:
            self.appended.append(lines)
            return True
        for block in find_blocks(self.config, SESSION_KIND):
            if block.section == section and block.is_whole:
                self._replace(block, lines[1:])
                return True
        problem = other_portal(section, session)
        self.problems += [problem] if problem else []
        return not problem

    def _replace(self, block: Block, lines: tuple[str, ...]) -> bool:
        now = tuple(self.config.text(index) for index in range(block.start, block.end))
        if now != lines:
            self.edits.append(Edit(block.start, block.end, lines))
        return now != lines

    def update(self, profile: OwnProfile, name: ProfileName) -> None:
        """Brings a section of ours up to date; what the person made of it stays."""
        if profile.is_changed:
            self.problems.append(
                said(
                    "[profile {name}] was edited by hand, so it was left unchanged.",
                    name=profile.name,
                )
            )
            return
        lines = self._block(profile.block.name if profile.is_renamed else name, profile.role)
        if twice := _set_twice(profile.block, _settings(self.delivery, profile.role)):
            self.problems.append(
                said(
                    "[profile {name}] has its own {twice}, so it was left unchanged.",
                    name=profile.name,
                    twice=twice,
                )
            )
            return
        is_updated = self._replace(profile.block, lines)
        if not profile.is_renamed and name != profile.name:
            start = profile.block.section.start
            self.edits.append(Edit(start, start + 1, (f"[profile {name}]",)))
        if is_updated:
            self.updated.append(profile.name if profile.is_renamed else name)

    def add(self, name: ProfileName, role: RoleRef) -> None:
        """A new section at the end."""
        self.appended.append((f"[profile {name}]", *self._block(name, role)))
        self.added.append(name)

    def _block(self, name: str, role: RoleRef) -> tuple[str, ...]:
        return block_lines(PROFILE_KIND, full_name(role), name, _settings(self.delivery, role))

    def done(self, names: Mapping[RoleRef, ProfileName]) -> Synced:
        """The result."""
        document = self.config
        if self.edits or self.appended:
            document = edited(document, self.edits, self.appended)
        return Synced(document, names, tuple(self.added), tuple(self.updated), tuple(self.problems))


def _set_twice(block: Block, settings: Mapping[str, str]) -> str | None:
    """A setting that the person has in the section already: a second would break the file."""
    options = block.section.options
    theirs = (key for key in settings if key in options)
    return next((key for key in theirs if not block.start < options[key].start < block.end), None)


def _settings(delivery: Delivery, role: RoleRef) -> dict[str, str]:
    if isinstance(delivery, OnDemand):
        return {"credential_process": delivery.command(role)}
    if role in delivery.asking:
        return _settings(delivery.on_demand, role) if delivery.on_demand else {}
    return sso_settings(role)


# ---- prune -----------------------------------------------------------------------


def prune(config: IniDocument, is_gone: Callable[[RoleRef], bool]) -> Pruned:
    """The config file without our profiles of gone roles: the exact inverse of `sync`.

    A section with settings of the person's own stays, without ours. An
    sso-session of ours goes when no profile names it any more. Only what a
    listing tells is gone: the roles of a session that nobody is signed in to are not.
    """
    gone = [profile for profile in own_profiles(config) if is_gone(profile.role)]
    edits = [edit for profile in gone for edit in removal(config, profile.block)]
    freed = {line for edit in edits for line in range(edit.start, edit.end)}
    edits += idle_sessions(config, freed)
    removed = tuple(each.name for each in gone if each.block.section.start in freed)
    kept = tuple(each.name for each in gone if each.block.section.start not in freed)
    return Pruned(edited(config, edits), removed, kept)
