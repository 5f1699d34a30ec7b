"""What is said of time left, and when that next reads differently."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import assert_never

from tray.core.profiles.activation import Activation, Fetching, Resting, Retrying, Stuck, Waiting
from tray.core.profiles.delivery_words import DELIVERY_WORDS
from tray.core.profiles.withdrawal import Withdrawal
from tray.core.sessions.length import SessionEnd
from tray.core.snapshot import AppSnapshot
from tray.core.vocabulary.durations import duration_words, time_left, until_words_change
from tray.core.vocabulary.translatable import said, together

_NOTHING = timedelta(0)


def session_time(end: SessionEnd, now: datetime) -> str:
    """`7 h 12 min left`, with `about` before an estimate."""
    return time_left(end.at - now, is_exact=end.is_exact)


def keys_time(activation: Activation, now: datetime) -> str:
    """`43 min`, and what goes on with the keys if anything does."""
    parts = (keys_left(activation, now), keys_work(activation))
    return together(*parts, between=", ")


def removal_words(leaving: Withdrawal) -> str:
    """What is said of a profile that is to go and is still there."""
    return said("being removed…") if leaving.error is None else said("couldn't be removed")


def keys_left(activation: Activation, now: datetime) -> str:
    """`43 min`, `on demand`; empty where tools do not find the role yet."""
    if not activation.is_in_force:
        return ""
    how, end = DELIVERY_WORDS[activation.delivery].short, activation.end
    if end is None:
        return how
    left = end - now
    time = duration_words(left) if left > _NOTHING else said("keys expired")
    return together(how, time, between=", ")


def keys_work(activation: Activation) -> str:
    """What goes on with the keys: `renewing…`, `waits for a sign-in`; empty if nothing does."""
    match activation.work:
        case Resting():
            return said("changed by another program") if activation.changed else ""
        case Fetching():
            return said("getting keys…") if activation.keys is None else said("renewing…")
        case Waiting():
            return said("sign in to continue")
        case Retrying():
            return said("retrying soon")
        case Stuck():
            return said("needs attention")
        case _:
            assert_never(activation.work)


def next_change(snapshot: AppSnapshot, now: datetime) -> datetime | None:
    """The next moment when a text about time, or the icon's state, is another; None if never."""
    return min((moment for moment in _changes(snapshot, now) if moment > now), default=None)


def _changes(snapshot: AppSnapshot, now: datetime) -> Iterator[datetime]:
    for end in (view.end for view in snapshot.sessions):
        if end is not None:
            yield end.at - snapshot.soon
            yield from _word_changes(end.at, now)
    for activation in snapshot.activations:
        if activation.end is not None:
            yield from _word_changes(activation.end, now)


def _word_changes(end: datetime, now: datetime) -> Iterator[datetime]:
    if end > now:
        yield now + until_words_change(end - now)
