"""Who AWS tools are on this computer now, and why: the question that people come with. No Qt."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from tray.core.doctor.report import Finding, Report, Severity
from tray.core.profiles.activation import Activation
from tray.core.settings.settings import DeliveryKind
from tray.core.snapshot import AppSnapshot
from tray.core.vocabulary.model import ProfileName
from tray.core.vocabulary.translatable import said, together
from tray.ui.texts.account_names import AccountNames
from tray.ui.texts.countdown import keys_time

_DEFAULT = ProfileName("default")
_SHADOWS = ("env-keys", "env-web-identity", "env-container", "env-profile")
"""Checks of what wins over the default profile, in the order in which AWS tools look."""


class Standing(Enum):
    """Whether it is as the person has chosen."""

    GOOD = "good"
    BAD = "bad"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class WhoRow:
    """Where tools run, who they are there, and what makes them that."""

    standing: Standing
    where: str
    who: str
    why: str = ""


def who_now(
    snapshot: AppSnapshot, report: Report | None, names: AccountNames, now: datetime
) -> tuple[WhoRow, ...]:
    """The desktop's own session, the default profile, then each profile that has a role."""
    names.learn(snapshot)
    active = {one.profile: one for one in snapshot.activations}
    shadow = _shadow(report) if report is not None else None
    rows = [*_desktop(shadow), _default(active.get(_DEFAULT), names, now)]
    rows += [
        _profile(said("--profile {profile}", profile=one.profile), one, names, now)
        for one in snapshot.activations
        if one.profile != _DEFAULT
    ]
    return tuple(rows)


def _shadow(report: Report) -> Finding | None:
    """What else than the default profile decides for programs that the desktop starts."""
    found = [one for check in _SHADOWS for one in report.of(check)]
    return next((one for one in found if one.severity is Severity.TROUBLE), None)


def _desktop(shadow: Finding | None) -> Iterator[WhoRow]:
    if shadow is not None:
        where = said("Your desktop session")
        yield WhoRow(Standing.BAD, where, shadow.title, shadow.meaning)


def _default(active: Activation | None, names: AccountNames, now: datetime) -> WhoRow:
    where = said("New terminals, default")
    if active is None:
        why = said("Pick a role, or use --profile with one that has a role.")
        return WhoRow(Standing.NONE, where, said("No role from SSO Tray"), why)
    return _profile(where, active, names, now)


def _profile(where: str, active: Activation, names: AccountNames, now: datetime) -> WhoRow:
    is_well = active.is_in_force and active.failure is None
    time = keys_time(active, now)
    works = together(time, _from(active), between=", ")
    why = works if active.failure is None else active.failure.title
    standing = Standing.GOOD if is_well else Standing.BAD
    return WhoRow(standing, where, names.role(active.role), why)


def _from(active: Activation) -> str:
    if active.delivery is DeliveryKind.AWS_CLI:
        return ""  # the time says it
    return said("from SSO Tray")
