"""What is worth a line in the activity log: the difference between two snapshots.

The agent publishes every change as a snapshot, so this sees whatever happens to
sessions and profiles. Who asked for keys is told by the broker.
"""

from collections.abc import Iterator
from datetime import datetime

from tray.core.activity.entries import ActivityEntry, ActivityKind, Way
from tray.core.profiles.activation import Activation, Retrying, Stuck
from tray.core.sessions.states import Authorizing, Expired, SignedIn, SignedOut, settled
from tray.core.settings.settings import DeliveryKind
from tray.core.snapshot import AppSnapshot, SessionView
from tray.core.vocabulary.errors import TrayError
from tray.core.vocabulary.model import ProfileName

WAYS = {
    DeliveryKind.KEYS: Way.CREDENTIALS_FILE,
    DeliveryKind.ON_DEMAND: Way.HELPER,
    DeliveryKind.AWS_CLI: Way.AWS_CLI,
}


def entries_between(
    before: AppSnapshot, after: AppSnapshot, now: datetime
) -> tuple[ActivityEntry, ...]:
    """The lines of one step, in program time; sessions before profiles, but ends after them."""
    sessions = [
        entry
        for view in after.sessions
        for entry in _session(before.view(view.session.name), view, now)
    ]
    profiles = tuple(_profiles(before, after, now))
    return (*profiles, *sessions) if _is_any_over(sessions) else (*sessions, *profiles)


# ---- sessions ----------------------------------------------------------------------


def _session(
    before: SessionView | None, after: SessionView, now: datetime
) -> Iterator[ActivityEntry]:
    name = after.session.name
    was = settled(before.state) if before is not None else None
    failed = _sign_in_error(after)
    if failed is not None and failed is not (_sign_in_error(before) if before else None):
        yield ActivityEntry(now, ActivityKind.SIGN_IN_FAILED, name, note=failed.title)
    held = was.token if isinstance(was, SignedIn) else None
    match settled(after.state):
        case SignedIn(token):
            if held is None or token.session_started_at != held.session_started_at:
                yield ActivityEntry(now, _arrival(before, after), name, until=_end(after))
            elif token.issued_at != held.issued_at:
                yield ActivityEntry(now, ActivityKind.REFRESHED, name, until=_end(after))
        case Expired(since, cause) if held is not None:
            why = cause.title if cause is not None else ""
            yield ActivityEntry(min(since, now), ActivityKind.ENDED, name, note=why)
        case SignedOut() if held is not None:
            yield ActivityEntry(now, ActivityKind.SIGNED_OUT, name)


def _arrival(before: SessionView | None, after: SessionView) -> ActivityKind:
    """A sign-in that was under way came to its end, or a token was found somewhere."""
    was_asked = before is not None and isinstance(before.state, Authorizing)
    is_done = was_asked and not isinstance(after.state, Authorizing)
    return ActivityKind.SIGNED_IN if is_done else ActivityKind.FOUND


def _end(view: SessionView) -> datetime | None:
    return view.end.at if view.end is not None else None


def _sign_in_error(view: SessionView) -> TrayError | None:
    return None if isinstance(view.state, Authorizing) else view.state.sign_in_error


def _is_any_over(entries: list[ActivityEntry]) -> bool:
    return any(one.kind in {ActivityKind.ENDED, ActivityKind.SIGNED_OUT} for one in entries)


# ---- profiles ----------------------------------------------------------------------


def _profiles(before: AppSnapshot, after: AppSnapshot, now: datetime) -> Iterator[ActivityEntry]:
    was, now_there = _in_force(before), _in_force(after)
    for profile, active in was.items():
        found = now_there.get(profile)
        if found is None or not _is_same(active, found):
            yield _line(before, active, ActivityKind.RELEASED, now)
    for profile, active in now_there.items():
        earlier = was.get(profile)
        if earlier is None or not _is_same(earlier, active):
            # What an earlier run put in force was told by that one.
            if before.is_ready:
                yield _line(after, active, ActivityKind.IN_USE, now)
        elif earlier.keys != active.keys:
            yield _line(after, active, ActivityKind.RENEWED, now)
    yield from _failures(before, after, now)


def _failures(before: AppSnapshot, after: AppSnapshot, now: datetime) -> Iterator[ActivityEntry]:
    told = {one.profile: one.error for one in before.withdrawals}
    for leaving in after.withdrawals:
        if leaving.active and leaving.error and not told.get(leaving.profile):
            yield _line(after, leaving.active, ActivityKind.FAILED, now, leaving.error.title)
    earlier = {one.profile: _failure(one) for one in before.activations}
    for active in after.activations:
        error = _failure(active)
        if error is not None and error is not earlier.get(active.profile):
            yield _line(after, active, ActivityKind.FAILED, now, error.title)


def _failure(active: Activation) -> TrayError | None:
    """What the person is told of: not each blip that the next minute mends."""
    match active.work:
        case Stuck(error):
            return error
        case Retrying(error=error, is_told=True):
            return error
        case _:
            return active.setback or active.changed


def _in_force(snapshot: AppSnapshot) -> dict[ProfileName, Activation]:
    """What tools find under each profile's name: the new role, or still the one before."""
    there = {
        one.profile: one.active
        for one in snapshot.withdrawals
        if one.active is not None and one.active.is_in_force
    }
    for active in snapshot.activations:
        found = active if active.is_in_force else active.replaces
        if found is not None and found.is_in_force:
            there[active.profile] = found
    return there


def _is_same(one: Activation, other: Activation) -> bool:
    return (one.role, one.delivery) == (other.role, other.delivery)


def _line(
    snapshot: AppSnapshot, active: Activation, kind: ActivityKind, now: datetime, note: str = ""
) -> ActivityEntry:
    return ActivityEntry(
        now,
        kind,
        active.role.session,
        active.role,
        snapshot.account_name(active.role),
        active.profile,
        WAYS[active.delivery],
        until=active.keys.expires_at if active.keys is not None else None,
        note=note,
    )
