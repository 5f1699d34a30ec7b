"""What a row of the picker says. Without Qt."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from tray.core.guards.rules import GuardRule, rule_for
from tray.core.profiles.activation import Activation
from tray.core.snapshot import AppSnapshot
from tray.core.vocabulary.model import RoleRef
from tray.core.vocabulary.translatable import said, together
from tray.services.directory.role_index import Match, Span
from tray.ui.texts import countdown


@dataclass(frozen=True, slots=True)
class Marked:
    """A text, and the spans in it that were typed."""

    text: str
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class PickerRow:
    """A role: account and role name above, number and the like below, what it is in use as aside.

    `spoken` is the whole for who cannot see it.
    """

    role: RoleRef
    account: Marked
    role_name: Marked
    number: Marked
    note: str
    in_use: str
    is_pinned: bool
    guard: GuardRule | None

    @property
    def spoken(self) -> str:
        """One line with everything."""
        pinned = said("pinned") if self.is_pinned else ""
        parts = (
            f"{self.account.text} / {self.role_name.text}",
            self.number.text,
            self.note,
            pinned,
            self.in_use,
        )
        return together(*parts, between=", ")


def picker_rows(
    matches: Sequence[Match], snapshot: AppSnapshot, now: datetime
) -> tuple[PickerRow, ...]:
    """The rows of what was found."""
    active: Mapping[RoleRef, Activation] = {one.role: one for one in snapshot.activations}
    has_several = len(snapshot.sessions) > 1
    return tuple(_row(match, snapshot, active, now, has_several) for match in matches)


def _row(
    match: Match,
    snapshot: AppSnapshot,
    active: Mapping[RoleRef, Activation],
    now: datetime,
    has_several: bool,
) -> PickerRow:
    named, ref = match.role, match.role.ref
    guard = rule_for(snapshot.settings.guards, ref, named.account_name)
    notes: list[str] = [str(ref.session)] if has_several else []
    notes += [guard.label or said("guarded")] if guard is not None else []
    notes += [named.alias] if named.alias else []
    in_use: str = ""
    if ref in active:
        time = countdown.keys_time(active[ref], now)
        in_use = together(active[ref].profile, time, between=" · ")
    return PickerRow(
        ref,
        Marked(named.account_name or ref.account_id, match.account_name),
        Marked(ref.role_name, match.role_name),
        Marked(ref.account_id, match.account_id),
        together(*notes, between=" · "),
        in_use,
        ref in snapshot.pinned,
        guard,
    )
