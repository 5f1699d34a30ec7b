"""The rows of home's list: sections while nothing is typed, the hits otherwise. Without Qt."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TypeAlias

from tray.core.directory.resolution import NamedRole
from tray.core.guards.colours import GuardColour
from tray.core.guards.rules import rule_for
from tray.core.profiles.activation import Activation, Stuck, Waiting
from tray.core.profiles.withdrawal import Withdrawal
from tray.core.snapshot import AppSnapshot
from tray.core.vocabulary.model import ProfileName, RoleRef
from tray.core.vocabulary.translatable import counted, said, together
from tray.services.directory.lazy_sequence import LazySequence
from tray.services.directory.role_index import Match, Span
from tray.ui.home.roles.catalogue import RoleCatalogue
from tray.ui.texts import countdown

MOST_RECENT = 5
MOST_LISTED = 200
"""Rows of all accounts: further down, one types."""
_LOW = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Marked:
    """A text, and the spans in it that were typed."""

    text: str
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class InUse:
    """As which profile a role is in use. `share` is what is left of its keys, 0 to 1, if anything.

    `words` stand beside the ring, in a colour of the look that `ink` names; `spoken` says it all.
    """

    profile: ProfileName
    words: str
    spoken: str
    share: float | None = None
    ink: str = "soft"
    is_leaving: bool = False


@dataclass(frozen=True, slots=True)
class RoleRow:
    """A role: account and role name above, ID and the like below, what it is in use as aside.

    `spoken` is the whole for who cannot see it.
    """

    role: RoleRef
    account: Marked
    role_name: Marked
    number: Marked
    alias: Marked
    guard: GuardColour | None = None
    label: str = ""
    session: str = ""
    is_pinned: bool = False
    has_star: bool = False
    """It is pinned, and nothing above it says so."""
    in_use: InUse | None = None

    @property
    def spoken(self) -> str:
        """One line with everything."""
        parts = (
            f"{self.account.text} / {self.role_name.text}",
            self.number.text,
            self.session,
            self.label,
            self.alias.text,
            said("pinned") if self.is_pinned else "",
            self.in_use.spoken if self.in_use is not None else "",
        )
        return together(*parts, between=", ")


@dataclass(frozen=True, slots=True)
class Section:
    """A heading between rows."""

    title: str
    aside: str = ""

    @property
    def spoken(self) -> str:
        """For who cannot see it."""
        return together(self.title, self.aside, between=", ")


Row: TypeAlias = RoleRow | Section


class Rows:
    """The rows of one snapshot at one moment."""

    def __init__(self, snapshot: AppSnapshot, catalogue: RoleCatalogue, now: datetime) -> None:
        self._snapshot, self._catalogue, self._now = snapshot, catalogue, now
        self._active: Mapping[RoleRef, Activation] = {
            one.role: one for one in reversed(snapshot.activations)
        }
        self._pinned = frozenset(snapshot.pinned)
        self._has_several = len(snapshot.sessions) > 1

    def found(self, matches: Sequence[Match]) -> Sequence[Row]:
        """One row for each match."""
        return LazySequence(len(matches), lambda place: self._of_match(matches[place]))

    def all(self) -> tuple[Row, ...]:
        """What is in use, pinned and recent, and then everything."""
        taken = {*self._active, *(one.role for one in self._snapshot.withdrawals)}
        pinned = [role for role in self._snapshot.pinned if role not in taken]
        recent = [
            role for role in self._snapshot.recent if role not in taken and role not in self._pinned
        ]
        return (
            *_section(said("In use"), self._in_use()),
            *_section(said("Pinned"), self._known(pinned)),
            *_section(said("Recent"), tuple(self._known(recent))[:MOST_RECENT]),
            *self._everything(),
        )

    def one(self, role: RoleRef) -> RoleRow:
        """The row of one role, whether or not a listing has it."""
        return self._row(self._named(role))

    # ---- the sections -------------------------------------------------------------

    def _in_use(self) -> Iterator[Row]:
        for one in self._snapshot.activations:
            yield self._row(self._named(one.role), in_use=_in_use(one, self._now))
        for leaving in self._snapshot.withdrawals:
            if leaving.role is not None:
                yield self._row(self._named(leaving.role), in_use=_leaving(leaving))

    def _known(self, roles: Sequence[RoleRef]) -> Iterator[Row]:
        for role in roles:
            named = self._catalogue.named(role)
            if named is not None:
                yield replace(self._row(named), has_star=False)

    def _everything(self) -> tuple[Row, ...]:
        roles = self._catalogue.roles
        if not roles:
            return ()
        accounts = len({(one.ref.session, one.ref.account_id) for one in roles})
        aside = together(
            counted(accounts, "{count:,} account", "{count:,} accounts"),
            counted(len(roles), "{count:,} role", "{count:,} roles"),
            between=", ",
        )
        rows = tuple(self._row(named) for named in roles[:MOST_LISTED])
        rest = len(roles) - len(rows)
        more = Section(said("{count:,} more: type to find them", count=rest)) if rest else None
        head = Section(said("All accounts"), aside)
        return (head, *rows, more) if more is not None else (head, *rows)

    # ---- rows -----------------------------------------------------------------------

    def _named(self, role: RoleRef) -> NamedRole:
        name = self._snapshot.account_name(role)
        alias = self._snapshot.settings.aliases.get(role.account_id, "")
        return self._catalogue.named(role) or NamedRole(role, name, alias)

    def _of_match(self, match: Match) -> RoleRow:
        return self._row(match.role, match)

    def _row(
        self, named: NamedRole, match: Match | None = None, in_use: InUse | None = None
    ) -> RoleRow:
        ref = named.ref
        rule = rule_for(self._snapshot.settings.guards, ref, named.account_name)
        if in_use is None and ref in self._active:
            in_use = _in_use(self._active[ref], self._now)
        # An account that has no name is called by its alias, or by its number.
        name = named.account_name or named.alias or ref.account_id
        has_alias = bool(named.alias) and name != named.alias
        spans = () if match is None else match.account_name
        if match is not None and not named.account_name:
            spans = match.alias if named.alias else match.account_id
        return RoleRow(
            ref,
            Marked(name, spans),
            Marked(ref.role_name, match.role_name if match is not None else ()),
            Marked(ref.account_id, match.account_id if match is not None else ()),
            Marked(named.alias, match.alias if match is not None else ())
            if has_alias
            else Marked(""),
            rule.colour if rule is not None else None,
            (rule.label or said("protected")) if rule is not None else "",
            str(ref.session) if self._has_several else "",
            ref in self._pinned,
            ref in self._pinned,
            in_use,
        )


def _section(title: str, rows: Iterator[Row] | tuple[Row, ...]) -> tuple[Row, ...]:
    found = tuple(rows)
    return (Section(title), *found) if found else ()


def _in_use(one: Activation, now: datetime) -> InUse:
    left, work = countdown.keys_left(one, now), countdown.keys_work(one)
    spoken = together(one.profile, countdown.keys_time(one, now), between=" · ")
    if isinstance(one.work, Waiting):
        return InUse(one.profile, said("Needs sign-in"), spoken, ink="warn")
    if isinstance(one.work, Stuck) or one.changed is not None or not left:
        ink = "bad" if one.failure is not None else "soft"
        return InUse(one.profile, work or left, spoken, ink=ink)
    share = _share(one, now)
    if share is None:
        return InUse(one.profile, left, spoken)
    is_low = one.end is not None and one.end - now < _LOW
    return InUse(one.profile, left, spoken, share, "warn" if is_low else "good")


def _leaving(leaving: Withdrawal) -> InUse:
    words = countdown.removal_words(leaving)
    spoken = together(leaving.profile, words, between=" · ")
    ink = "soft" if leaving.error is None else "bad"
    return InUse(leaving.profile, words, spoken, ink=ink, is_leaving=True)


def _share(one: Activation, now: datetime) -> float | None:
    """What is left of the keys, or of a protected role's time, whichever ends first."""
    if one.keys is None or one.end is None:
        return None
    whole = one.keys.expires_at - one.keys.issued_at
    return min(1.0, max(0.0, (one.end - now) / whole)) if whole > timedelta(0) else 0.0
