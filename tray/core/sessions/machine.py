"""The state machine of one sso-session.

`advance(state, event, now)` answers the next state and the effects that the
shell has to carry out. Tokens stay outside: a state holds only their expiries
and is safe to log. Being offline or throttled is not a state: a session that
cannot be refreshed for want of a network is signed in, with a backoff.

Whatever comes back from the outside names the attempt that asked for it, so a
late answer to a cancelled sign-in, or to a refresh of a token that is gone, is
dropped.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import TypeAlias, assert_never

from tray.core.sessions import schedule
from tray.core.sessions.events import (
    AbandonSignIn,
    AuthorizationFailed,
    Authorized,
    BeginSignIn,
    ForgetToken,
    KeepToken,
    PageReady,
    PollSignIn,
    Refreshed,
    RefreshFailed,
    RevokeToken,
    SessionEffect,
    SessionEvent,
    SignInAsked,
    SignInCancelled,
    SignOutAsked,
    StillPending,
    Tick,
    TokenFound,
    TokenGone,
    TokenRefused,
)
from tray.core.sessions.states import (
    Authorizing,
    Backoff,
    Expired,
    InFlight,
    Polling,
    SessionState,
    SignedIn,
    SignedOut,
    settled,
)
from tray.core.sessions.token_upkeep import end, follow_token, is_refresh_due, refresh
from tray.core.vocabulary.errors import TrayError, sign_in_timed_out
from tray.core.vocabulary.model import TokenFacts

Step: TypeAlias = tuple[SessionState, tuple[SessionEffect, ...]]


def advance(
    state: SessionState,
    event: SessionEvent,
    now: datetime,
    expected_length: timedelta = schedule.DEFAULT_SESSION_LENGTH,
) -> Step:
    """The state after `event`, and what is to be done.

    `expected_length` is how long a session of this portal probably lives: a
    refresh at that age asks AWS whether it really ended.
    """
    match event:
        case SignInAsked():
            return _begin(state, event, now)
        case PageReady() | StillPending() | AuthorizationFailed() | SignInCancelled():
            return _follow_sign_in(state, event, now)
        case Authorized():
            return _finish_sign_in(state, event)
        case TokenFound(token):
            return _take_over(state, token, now, expected_length)
        case TokenGone():
            return _without_token(state), ()
        case Refreshed() | RefreshFailed() | TokenRefused():
            return _beside_sign_in(state, event, now, expected_length)
        case SignOutAsked():
            return _sign_out(state)
        case Tick():
            return _tick(state, now, expected_length)
        case _:
            assert_never(event)


def next_deadline(
    state: SessionState, expected_length: timedelta = schedule.DEFAULT_SESSION_LENGTH
) -> datetime | None:
    """When the state next wants a `Tick`; None if only an event can change it."""
    match state:
        case SignedOut() | Expired():
            return None
        case Authorizing(deadline=deadline, polling=polling, previous=previous):
            is_polling = polling is not None and not polling.is_asking
            next_poll = polling.next_at if polling is not None and is_polling else None
            behind = next_deadline(previous, expected_length)
            return schedule.earliest((deadline, next_poll, behind))
        case SignedIn(token=token) if not token.is_refreshable:
            return token.expires_at
        case SignedIn(refresh=InFlight(asked_at=asked_at)):
            return asked_at + schedule.ANSWER_PATIENCE if asked_at is not None else None
        case SignedIn(refresh=Backoff(until=until)):
            return until
        case SignedIn(token=token):
            return schedule.refresh_due(token, expected_length)
        case _:
            assert_never(state)


# ---- signing in -------------------------------------------------------------


def _begin(state: SessionState, asked: SignInAsked, now: datetime) -> Step:
    effects: tuple[SessionEffect, ...] = ()
    if isinstance(state, Authorizing):
        if state.flow is asked.flow:
            return state, ()
        # Who asks for a code cannot use the page that another one waits for, or left behind.
        effects = (AbandonSignIn(state.attempt),)
    deadline = now + asked.patience
    begin = BeginSignIn(asked.attempt, asked.flow, deadline)
    previous = replace(settled(state), sign_in_error=None)
    return Authorizing(asked.attempt, asked.flow, deadline, previous), (*effects, begin)


def _follow_sign_in(
    state: SessionState,
    event: PageReady | StillPending | AuthorizationFailed | SignInCancelled,
    now: datetime,
) -> Step:
    if not isinstance(state, Authorizing):
        return state, ()
    if isinstance(event, SignInCancelled):
        return state.previous, (AbandonSignIn(state.attempt),)
    if event.attempt != state.attempt:
        return state, ()
    match event:
        case PageReady(page=page, expires_at=expires_at, user_code=code, interval=interval):
            polling = Polling(interval, now + interval) if interval else None
            deadline = min(state.deadline, expires_at)
            return replace(state, page=page, user_code=code, polling=polling, deadline=deadline), ()
        case StillPending(slow_down=slow_down):
            return _poll_later(state, slow_down=slow_down, now=now), ()
        case AuthorizationFailed(error=error):
            return _give_up(state, error)
        case _:
            assert_never(event)


def _poll_later(state: Authorizing, *, slow_down: bool, now: datetime) -> Authorizing:
    if state.polling is None:
        return state
    interval = state.polling.interval + (schedule.SLOW_DOWN_STEP if slow_down else timedelta(0))
    return replace(state, polling=Polling(interval, now + interval))


def _give_up(state: Authorizing, error: TrayError) -> Step:
    return replace(state.previous, sign_in_error=error), (AbandonSignIn(state.attempt),)


def _finish_sign_in(state: SessionState, event: Authorized) -> Step:
    if not isinstance(state, Authorizing) or event.attempt != state.attempt:
        # The person cancelled while AWS said yes: that session must not live on unseen.
        return state, (RevokeToken(event.token),)
    effects = (KeepToken(event.token), AbandonSignIn(event.attempt))
    return SignedIn(TokenFacts.of(event.token)), effects


def _take_over(
    state: SessionState, token: TokenFacts, now: datetime, expected_length: timedelta
) -> Step:
    """A token that stands there already: it counts at once, also before a sign-in's end."""
    if isinstance(state, Authorizing):
        return replace(state, previous=SignedIn(token)), ()
    if isinstance(state, SignedIn) and state.token.issued_at == token.issued_at:
        return state, ()
    return _tick(SignedIn(token), now, expected_length)


def _without_token(state: SessionState) -> SessionState:
    if isinstance(state, Authorizing):
        return replace(state, previous=SignedOut())
    return SignedOut() if isinstance(state, SignedIn) else state


def _sign_out(state: SessionState) -> Step:
    effects: tuple[SessionEffect, ...] = ()
    if isinstance(state, Authorizing):
        effects += (AbandonSignIn(state.attempt),)
    if isinstance(settled(state), SignedIn):
        effects += (ForgetToken(revoke=True),)
    return SignedOut(), effects


# ---- staying signed in ------------------------------------------------------


def _beside_sign_in(
    state: SessionState,
    event: Refreshed | RefreshFailed | TokenRefused,
    now: datetime,
    expected_length: timedelta,
) -> Step:
    """A token's news change what lies behind a sign-in that is under way, not the sign-in."""
    if isinstance(state, Authorizing):
        previous, effects = follow_token(state.previous, event, now, expected_length)
        return replace(state, previous=previous), effects
    return follow_token(state, event, now, expected_length)


def _tick(state: SessionState, now: datetime, expected_length: timedelta) -> Step:
    match state:
        case SignedOut() | Expired():
            return state, ()
        case Authorizing():
            return _tick_sign_in(state, now, expected_length)
        case SignedIn(token=token) if not token.is_refreshable:
            return end(token.expires_at, None) if now >= token.expires_at else (state, ())
        case SignedIn():
            is_due = is_refresh_due(state, now, expected_length)
            return refresh(state, now) if is_due else (state, ())
        case _:
            assert_never(state)


def _tick_sign_in(state: Authorizing, now: datetime, expected_length: timedelta) -> Step:
    if now >= state.deadline:
        return _give_up(state, sign_in_timed_out())
    effects: tuple[SessionEffect, ...] = ()
    polling = state.polling
    if polling is not None and not polling.is_asking and now >= polling.next_at:
        state = replace(state, polling=replace(polling, is_asking=True))
        effects = (PollSignIn(state.attempt),)
    previous, more = _tick(state.previous, now, expected_length)
    return replace(state, previous=settled(previous)), effects + more
