"""How a signed-in session goes on and ends: refreshes, refusals, and what they teach.

Two things end a session: its exact end, where the token cannot be refreshed, and
AWS, which says so in one way only: it refuses the refresh, and the access token
as well. A refused refresh alone leaves the access token to its exact end (its
answer may have been lost on the way, and the retry then sends a consumed token);
a refused access token alone is a reason to refresh.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import TypeAlias

from tray.core.sessions import schedule
from tray.core.sessions.events import (
    ForgetToken,
    KeepToken,
    LearnLength,
    Refreshed,
    RefreshFailed,
    RefreshToken,
    SessionEffect,
    TokenRefused,
)
from tray.core.sessions.length import likely_end
from tray.core.sessions.states import Backoff, Expired, Idle, InFlight, Settled, SignedIn
from tray.core.vocabulary.errors import ClientRejected, SessionEnded, Throttled, TrayError
from tray.core.vocabulary.model import TokenFacts

Upkeep: TypeAlias = tuple[Settled, tuple[SessionEffect, ...]]
_NOW_AGAIN = timedelta(seconds=5)
"""So soon after a failed refresh nobody's 401 asks for another one."""


def follow_token(
    state: Settled,
    event: Refreshed | RefreshFailed | TokenRefused,
    now: datetime,
    expected_length: timedelta,
) -> Upkeep:
    """What a token's news make of the state; those of another token are dropped."""
    if not isinstance(state, SignedIn):
        return state, ()
    match event:
        case Refreshed(replaces, token) if replaces == state.token.issued_at:
            # A start that lies ahead was written down by a clock that was wrong then.
            started = min(token.session_started_at, token.issued_at)
            token = replace(token, session_started_at=started)
            newer = SignedIn(
                TokenFacts.of(token),
                sign_in_error=state.sign_in_error,
                is_replacement=_is_after_refusal(state),
            )
            return newer, (KeepToken(token),)
        case RefreshFailed(replaces, error) if replaces == state.token.issued_at:
            return _refresh_failed(state, error, now, expected_length)
        case TokenRefused(issued_at, error) if issued_at == state.token.issued_at:
            return _refused(state, error, now)
        case _:
            return state, ()


def refresh(state: SignedIn, now: datetime, *, is_after_refusal: bool = False) -> Upkeep:
    """Asks AWS for a newer token; also once more, where nothing ever came of it."""
    failures = 0 if isinstance(state.refresh, Idle) else state.refresh.failures
    failures += isinstance(state.refresh, InFlight)
    asked = InFlight(failures, is_after_refusal or _is_after_refusal(state), now)
    return replace(state, refresh=asked), (RefreshToken(state.token.issued_at),)


def end(since: datetime, cause: TrayError | None) -> tuple[Expired, tuple[SessionEffect, ...]]:
    """The session is over."""
    return Expired(since, cause), (ForgetToken(revoke=False),)


def is_refresh_due(state: SignedIn, now: datetime, expected_length: timedelta) -> bool:
    """Whether it is time to ask AWS, for the first time or again."""
    if isinstance(state.refresh, InFlight):
        asked_at = state.refresh.asked_at
        if asked_at is None:
            return False
        is_set_back = asked_at - now > schedule.CLOCK_TOLERANCE
        return is_set_back or now >= asked_at + schedule.ANSWER_PATIENCE
    if isinstance(state.refresh, Backoff):
        return schedule.is_due(state.refresh.until, now)
    # A token that was issued later than now: the clock was set back, and its times are wrong.
    is_set_back = state.token.issued_at - now > schedule.CLOCK_TOLERANCE
    return is_set_back or now >= schedule.refresh_due(state.token, expected_length)


def _refresh_failed(
    state: SignedIn, error: TrayError, now: datetime, expected_length: timedelta
) -> Upkeep:
    token = state.token
    if isinstance(error, SessionEnded | ClientRejected):
        learned = _learned(state, now) if isinstance(error, SessionEnded) else ()
        if now < token.expires_at and not _is_after_refusal(state):
            kept = replace(token, is_refreshable=False)
            return replace(state, token=kept, refresh=Idle()), learned
        ended, effects = end(likely_end(token, expected_length, now), error)
        return ended, effects + learned
    failures = 1 + (0 if isinstance(state.refresh, Idle) else state.refresh.failures)
    until = now + schedule.backoff(failures)
    return replace(state, refresh=Backoff(until, error, failures, _is_after_refusal(state))), ()


def _learned(state: SignedIn, now: datetime) -> tuple[SessionEffect, ...]:
    """How long the session lived, where it was watched to its end.

    It was not where its token had died before (the machine slept, or was off the
    network), where the answer to an earlier try may have been lost, and where a
    401 came first: that is somebody who ended it.
    """
    token, asked = state.token, state.refresh
    is_first_try = isinstance(asked, InFlight) and not asked.failures
    is_watched = token.issued_at <= now <= token.expires_at
    if not is_first_try or not is_watched or _is_after_refusal(state):
        return ()
    started = token.session_started_at
    return (LearnLength(token.issued_at - started, now - started),)


def _refused(state: SignedIn, error: TrayError, now: datetime) -> Upkeep:
    """One 401 is a reason to ask for a newer token; two in a row, of a new one too, are an end."""
    token = state.token
    # An age below zero is that of a clock that was set back, not of a new token.
    is_fresh = timedelta(0) <= now - token.issued_at < schedule.ATTEMPT_SPACING
    is_alive = now < token.expires_at
    if not token.is_refreshable or (state.is_replacement and is_fresh and is_alive):
        return end(now if is_alive else token.expires_at, error)
    match state.refresh:
        case InFlight():
            marked = replace(state.refresh, is_after_refusal=is_alive)
            return replace(state, refresh=marked) if is_alive else state, ()
        case Backoff() if not _may_ask_again(state.refresh, now):
            return state, ()
        case _:
            return refresh(state, now, is_after_refusal=is_alive)


def _may_ask_again(waiting: Backoff, now: datetime) -> bool:
    """Whether somebody who wants keys now may shorten the wait: the network may be back."""
    if schedule.is_due(waiting.until, now):
        return True
    failed_at = waiting.until - schedule.backoff(waiting.failures)
    return not isinstance(waiting.error, Throttled) and now - failed_at >= _NOW_AGAIN


def _is_after_refusal(state: SignedIn) -> bool:
    return not isinstance(state.refresh, Idle) and state.refresh.is_after_refusal
