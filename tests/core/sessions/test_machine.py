"""The life of an sso-session, as transcripts."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.fakes import START
from tray.core.sessions import schedule
from tray.core.sessions.events import (
    SIGN_IN_PATIENCE,
    AbandonSignIn,
    AuthorizationFailed,
    Authorized,
    BeginSignIn,
    ForgetToken,
    KeepToken,
    LearnLength,
    PageReady,
    PollSignIn,
    Refreshed,
    RefreshFailed,
    RefreshToken,
    RevokeToken,
    SignInAsked,
    SignInCancelled,
    SignOutAsked,
    StillPending,
    Tick,
    TokenFound,
    TokenGone,
    TokenRefused,
)
from tray.core.sessions.machine import advance, next_deadline
from tray.core.sessions.states import (
    Authorizing,
    Backoff,
    Expired,
    Idle,
    InFlight,
    SignedIn,
    SignedOut,
)
from tray.core.vocabulary.errors import (
    AuthorizationDenied,
    AuthorizationExpired,
    ClientRejected,
    SessionEnded,
    Throttled,
    TokenRejected,
    Unreachable,
)
from tray.core.vocabulary.model import ClientRegistration, SignInFlow, SsoToken, TokenFacts
from tray.core.vocabulary.secret import Secret

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
REGISTRATION = ClientRegistration("id", Secret("s"), START + 90 * 24 * HOUR, SignInFlow.PKCE)
TOKEN = SsoToken(Secret("a"), START, START + HOUR, Secret("r"), REGISTRATION, START)
FACTS = TokenFacts.of(TOKEN)
OFFLINE, OVER, NO = Unreachable("No network."), SessionEnded("Over."), TokenRejected("No.")
REFUSED = TokenRefused(START, NO)
FORGOTTEN = (ForgetToken(revoke=False),)


def authorizing(flow: SignInFlow = SignInFlow.PKCE) -> Authorizing:
    state, _ = advance(SignedOut(), SignInAsked(1, flow), START)
    assert isinstance(state, Authorizing)
    return state


def polling() -> Authorizing:
    ready = PageReady(1, "https://page", START + 10 * MINUTE, "ABCD-EFGH", timedelta(seconds=5))
    state, _ = advance(authorizing(SignInFlow.DEVICE_CODE), ready, START)
    assert isinstance(state, Authorizing)
    return state


def test_a_sign_in_begins_with_a_deadline() -> None:
    state, effects = advance(SignedOut(OFFLINE), SignInAsked(1, SignInFlow.PKCE), START)
    deadline = START + SIGN_IN_PATIENCE
    assert effects == (BeginSignIn(1, SignInFlow.PKCE, deadline),)
    assert state == Authorizing(1, SignInFlow.PKCE, deadline, SignedOut())
    assert next_deadline(state) == deadline


def test_a_second_sign_in_of_the_same_kind_is_the_first() -> None:
    state = authorizing()
    assert advance(state, SignInAsked(2, SignInFlow.PKCE), START) == (state, ())


def test_a_sign_in_of_another_kind_replaces_the_one_that_is_pending() -> None:
    before, _ = advance(SignedIn(FACTS), SignInAsked(1, SignInFlow.PKCE), START)
    now = START + MINUTE
    deadline = now + SIGN_IN_PATIENCE
    state, effects = advance(before, SignInAsked(2, SignInFlow.DEVICE_CODE), now)
    assert state == Authorizing(2, SignInFlow.DEVICE_CODE, deadline, SignedIn(FACTS))
    assert effects == (AbandonSignIn(1), BeginSignIn(2, SignInFlow.DEVICE_CODE, deadline))
    assert advance(state, Authorized(1, TOKEN), now) == (state, (RevokeToken(TOKEN),))


def test_a_token_signs_in_and_is_kept() -> None:
    state, effects = advance(authorizing(), Authorized(1, TOKEN), START)
    assert state == SignedIn(FACTS)
    assert effects == (KeepToken(TOKEN), AbandonSignIn(1))


@pytest.mark.parametrize(
    "state",
    [SignedOut(), authorizing(), SignedIn(FACTS), Expired(START)],
    ids=["signed out", "another attempt", "signed in", "expired"],
)
def test_a_late_token_is_revoked(state: SignedOut | Authorizing | SignedIn | Expired) -> None:
    assert advance(state, Authorized(99, TOKEN), START) == (state, (RevokeToken(TOKEN),))


def test_cancel_goes_back_to_what_was() -> None:
    state, _ = advance(SignedIn(FACTS), SignInAsked(1, SignInFlow.PKCE), START)
    assert advance(state, SignInCancelled(), START) == (SignedIn(FACTS), (AbandonSignIn(1),))


def test_a_failure_is_remembered_until_the_next_try() -> None:
    denied = AuthorizationDenied("Denied.")
    state, effects = advance(authorizing(), AuthorizationFailed(1, denied), START)
    assert (state, effects) == (SignedOut(denied), (AbandonSignIn(1),))
    assert advance(state, SignInAsked(2, SignInFlow.PKCE), START)[0].previous == SignedOut()  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "event",
    [
        PageReady(9, "https://page", START),
        StillPending(9),
        AuthorizationFailed(9, OFFLINE),
    ],
    ids=["page", "pending", "failed"],
)
def test_answers_to_another_attempt_are_dropped(
    event: PageReady | StillPending | AuthorizationFailed,
) -> None:
    state = authorizing()
    assert advance(state, event, START) == (state, ())
    assert advance(SignedOut(), event, START) == (SignedOut(), ())


def test_nobody_answers_in_time() -> None:
    state, effects = advance(authorizing(), Tick(), START + SIGN_IN_PATIENCE)
    assert isinstance(state, SignedOut)
    assert isinstance(state.sign_in_error, AuthorizationExpired)
    assert effects == (AbandonSignIn(1),)


def test_the_device_flow_polls_at_its_interval_and_slower_after_slow_down() -> None:
    state = polling()
    assert advance(state, Tick(), START + timedelta(seconds=4)) == (state, ())
    at = START + timedelta(seconds=5)
    asking, effects = advance(state, Tick(), at)
    assert effects == (PollSignIn(1),)
    assert advance(asking, Tick(), at) == (asking, ())
    slower, _ = advance(asking, StillPending(1, slow_down=True), at)
    assert isinstance(slower, Authorizing)
    assert slower.polling is not None
    assert slower.polling.interval == timedelta(seconds=10)
    assert next_deadline(slower) == at + timedelta(seconds=10)


def test_pending_without_a_rhythm_changes_nothing() -> None:
    state = authorizing()
    assert advance(state, StillPending(1), START) == (state, ())


def test_a_token_of_an_earlier_run_is_taken_up() -> None:
    assert advance(SignedOut(), TokenFound(FACTS), START) == (SignedIn(FACTS), ())
    late = START + 2 * HOUR
    state, effects = advance(SignedOut(), TokenFound(FACTS), late)
    assert effects == (RefreshToken(START),)
    assert isinstance(state, SignedIn)
    state, _ = advance(Expired(START), TokenFound(FACTS), START)  # another tool signed in
    assert isinstance(state, SignedIn)
    assert advance(state, TokenGone(), START) == (SignedOut(), ())
    assert advance(state, TokenFound(FACTS), START) == (state, ())
    signing_in = authorizing()
    state, _ = advance(signing_in, TokenFound(FACTS), START)
    assert state == replace(signing_in, previous=SignedIn(FACTS))
    assert advance(state, TokenGone(), START) == (signing_in, ())
    assert advance(Expired(START), TokenGone(), START) == (Expired(START), ())


def test_a_refresh_comes_before_other_tools_ask_for_one() -> None:
    due = START + 40 * MINUTE
    assert next_deadline(SignedIn(FACTS)) == due
    assert advance(SignedIn(FACTS), Tick(), due - MINUTE) == (SignedIn(FACTS), ())
    state, effects = advance(SignedIn(FACTS), Tick(), due)
    assert (state, effects) == (SignedIn(FACTS, InFlight()), (RefreshToken(START),))
    newer = replace(TOKEN, issued_at=due, expires_at=due + HOUR)
    assert advance(state, Refreshed(START, newer), due) == (
        SignedIn(TokenFacts.of(newer)),
        (KeepToken(newer),),
    )


def test_a_refresh_that_nothing_comes_of_is_asked_for_again() -> None:
    """The thread that had it is stuck; for ever is too long to wait for it."""
    due = START + 40 * MINUTE
    state, _ = advance(SignedIn(FACTS), Tick(), due)
    patient = next_deadline(state)
    assert patient == due + 3 * MINUTE
    assert advance(state, Tick(), patient - MINUTE) == (state, ())
    again, effects = advance(state, Tick(), patient)
    assert (again, effects) == (SignedIn(FACTS, InFlight(1)), (RefreshToken(START),))
    assert next_deadline(again) == patient + 3 * MINUTE
    late = replace(TOKEN, issued_at=patient, expires_at=patient + HOUR)
    assert advance(again, Refreshed(START, late), patient)[0] == SignedIn(TokenFacts.of(late))


def test_the_expected_end_is_asked_about() -> None:
    facts = replace(FACTS, session_started_at=START - 8 * HOUR + 10 * MINUTE)
    assert next_deadline(SignedIn(facts)) == START + 10 * MINUTE


def test_without_a_network_it_stays_signed_in_and_tries_again() -> None:
    state = SignedIn(FACTS, InFlight())
    now = START + 50 * MINUTE
    backing_off, effects = advance(state, RefreshFailed(START, OFFLINE), now)
    assert effects == ()
    assert backing_off == SignedIn(FACTS, Backoff(now + MINUTE, OFFLINE, 1))
    assert next_deadline(backing_off) == now + MINUTE
    again, effects = advance(backing_off, Tick(), now + MINUTE)
    assert effects == (RefreshToken(START),)
    worse, _ = advance(again, RefreshFailed(START, OFFLINE), now + MINUTE)
    assert isinstance(worse, SignedIn)
    assert isinstance(worse.refresh, Backoff)
    assert worse.refresh.failures == 2


def test_a_refused_refresh_teaches_the_length_and_leaves_the_token_to_its_exact_end() -> None:
    now = START + 50 * MINUTE
    state, effects = advance(SignedIn(FACTS, InFlight()), RefreshFailed(START, OVER), now)
    assert effects == (LearnLength(timedelta(0), 50 * MINUTE),)
    assert state == SignedIn(replace(FACTS, is_refreshable=False))
    assert next_deadline(state) == START + HOUR
    assert advance(state, Tick(), START + HOUR) == (Expired(START + HOUR), FORGOTTEN)


def test_a_refused_access_token_ends_what_cannot_be_refreshed() -> None:
    state, now = SignedIn(replace(FACTS, is_refreshable=False)), START + 51 * MINUTE
    assert advance(state, REFUSED, now) == (Expired(now, NO), FORGOTTEN)


def test_a_session_that_is_found_over_after_a_sleep_teaches_nothing() -> None:
    for slept, ended in ((10 * HOUR, 8 * HOUR), (3 * HOUR, 3 * HOUR), (61 * MINUTE, 61 * MINUTE)):
        now = START + slept
        state, effects = advance(SignedIn(FACTS, InFlight()), RefreshFailed(START, OVER), now)
        assert (state, effects) == (Expired(START + ended, OVER), FORGOTTEN)


def test_the_end_is_put_where_it_was_expected_only_between_the_last_sign_of_life_and_now() -> None:
    older = replace(FACTS, session_started_at=START - 9 * HOUR)
    now = START + 4 * HOUR
    state, _ = advance(SignedIn(older, InFlight()), RefreshFailed(START, OVER), now)
    assert state == Expired(now, OVER)


def test_a_refresh_whose_answer_may_have_been_lost_teaches_nothing() -> None:
    now = START + 42 * MINUTE
    state, _ = advance(SignedIn(FACTS, InFlight()), RefreshFailed(START, OFFLINE), now)
    state, _ = advance(state, Tick(), now + MINUTE)
    state, effects = advance(state, RefreshFailed(START, OVER), now + MINUTE)
    assert (state, effects) == (SignedIn(replace(FACTS, is_refreshable=False)), ())


def test_a_dead_registration_makes_the_end_exact() -> None:
    state, effects = advance(
        SignedIn(FACTS, InFlight()), RefreshFailed(START, ClientRejected("Gone.")), START
    )
    assert effects == ()
    assert next_deadline(state) == START + HOUR
    after, _ = advance(state, Tick(), START + HOUR)
    assert after == Expired(START + HOUR)


def test_answers_about_an_older_token_are_dropped() -> None:
    state = SignedIn(FACTS)
    old = START - HOUR
    for event in (
        Refreshed(old, TOKEN),
        RefreshFailed(old, OFFLINE),
        TokenRefused(old, OFFLINE),
    ):
        assert advance(state, event, START) == (state, ())
        assert advance(SignedOut(), event, START) == (SignedOut(), ())


@pytest.mark.parametrize("age", [timedelta(seconds=4), 5 * MINUTE], ids=["new", "older"])
def test_a_401_asks_for_one_refresh_whatever_the_token_s_age(age: timedelta) -> None:
    asked = SignedIn(FACTS, InFlight(is_after_refusal=True))
    state, effects = advance(SignedIn(FACTS), REFUSED, START + age)
    assert (state, effects) == (asked, (RefreshToken(START),))
    assert advance(state, REFUSED, START + age) == (asked, ())


def test_a_second_new_token_that_is_refused_ends_the_session_and_teaches_nothing() -> None:
    now = START + timedelta(seconds=4)
    state, _ = advance(SignedIn(FACTS), REFUSED, now)
    newer = replace(TOKEN, issued_at=now, expires_at=now + HOUR)
    state, _ = advance(state, Refreshed(START, newer), now)
    again = TokenRefused(now, NO)
    assert advance(state, again, now + timedelta(seconds=9)) == (
        Expired(now + timedelta(seconds=9), NO),
        FORGOTTEN,
    )
    state, effects = advance(state, again, now + 20 * MINUTE)
    assert effects == (RefreshToken(now),), "by then it is but another refusal"


def test_a_revoked_session_ends_at_once_and_teaches_nothing() -> None:
    now = START + 30 * MINUTE
    state, _ = advance(SignedIn(FACTS), REFUSED, now)
    assert advance(state, RefreshFailed(START, OVER), now) == (Expired(now, OVER), FORGOTTEN)
    state, _ = advance(SignedIn(FACTS, InFlight()), REFUSED, now)
    assert advance(state, RefreshFailed(START, OVER), now) == (Expired(now, OVER), FORGOTTEN)


def test_a_token_that_is_past_its_end_is_no_new_one() -> None:
    """Where tokens live for seconds, an outage of the refresh is an outage and no end."""
    short = replace(FACTS, expires_at=START + timedelta(seconds=24))
    waiting = SignedIn(short, Backoff(START + 80 * MINUTE, OFFLINE, 9), is_replacement=True)
    state, effects = advance(waiting, REFUSED, START + timedelta(seconds=30))
    assert isinstance(state, SignedIn)
    assert effects in {(), (RefreshToken(START),)}


def test_who_wants_keys_shortens_the_wait_for_the_next_try_but_not_what_aws_asked_for() -> None:
    later = START + HOUR + MINUTE
    for error, seconds, asks in (
        (OFFLINE, 2, False),
        (OFFLINE, 6, True),
        (Throttled("Too many."), 6, False),
        (Throttled("Too many."), 61, True),
    ):
        state, _ = advance(SignedIn(FACTS, InFlight()), RefreshFailed(START, error), later)
        _, effects = advance(state, REFUSED, later + timedelta(seconds=seconds))
        assert effects == ((RefreshToken(START),) if asks else ())


def test_a_refresh_goes_on_beside_a_new_sign_in() -> None:
    signing_in, _ = advance(SignedIn(FACTS), SignInAsked(1, SignInFlow.PKCE), START + 35 * MINUTE)
    assert next_deadline(signing_in) == START + 40 * MINUTE
    state, effects = advance(signing_in, Tick(), START + 40 * MINUTE)
    assert effects == (RefreshToken(START),)
    newer = replace(TOKEN, issued_at=START + 40 * MINUTE)
    state, _ = advance(state, Refreshed(START, newer), START + 40 * MINUTE)
    assert isinstance(state, Authorizing)
    assert state.previous == SignedIn(TokenFacts.of(newer), Idle())


@pytest.mark.parametrize(
    ("state", "effects"),
    [
        (SignedOut(), ()),
        (SignedIn(FACTS), (ForgetToken(revoke=True),)),
        (authorizing(), (AbandonSignIn(1),)),
        (Expired(START), ()),
    ],
    ids=["signed out", "signed in", "signing in", "expired"],
)
def test_signing_out(state: SignedOut | SignedIn | Authorizing | Expired, effects: object) -> None:
    assert advance(state, SignOutAsked(), START) == (SignedOut(), effects)


def test_nothing_is_due_where_nobody_is_signed_in() -> None:
    for state in (SignedOut(), Expired(START)):
        assert next_deadline(state) is None
        assert advance(state, Tick(), START) == (state, ())


@pytest.mark.parametrize(("failures", "minutes"), [(1, 1), (3, 1), (4, 2), (5, 4), (6, 5), (99, 5)])
def test_backoff_grows_to_five_minutes(failures: int, minutes: int) -> None:
    assert schedule.backoff(failures) == minutes * MINUTE


def test_a_clock_that_is_set_back_does_not_put_off_the_next_refresh() -> None:
    waiting = SignedIn(FACTS, Backoff(START + 3 * HOUR, OFFLINE, 1))
    state, effects = advance(waiting, Tick(), START)
    assert effects == (RefreshToken(START),)
    assert state == SignedIn(FACTS, InFlight(1))
    soon = SignedIn(FACTS, Backoff(START + MINUTE, OFFLINE, 1))
    assert advance(soon, Tick(), START) == (soon, ())


def test_a_clock_that_was_set_back_does_not_make_an_old_token_a_fresh_one() -> None:
    refused = TokenRefused(START, TokenRejected("No."))
    state, effects = advance(SignedIn(FACTS), refused, START - 3 * HOUR)
    assert isinstance(state, SignedIn)
    assert effects == (RefreshToken(START),)


def test_a_token_of_a_clock_that_was_ahead_is_refreshed_and_its_session_begins_now() -> None:
    ahead = START - 3 * HOUR
    state, effects = advance(SignedIn(FACTS), Tick(), ahead)
    assert effects == (RefreshToken(START),)
    newer = replace(TOKEN, issued_at=ahead, expires_at=ahead + HOUR)
    state, effects = advance(state, Refreshed(START, newer), ahead)
    right = replace(newer, session_started_at=ahead)
    assert (state, effects) == (SignedIn(TokenFacts.of(right)), (KeepToken(right),))
    assert advance(SignedIn(FACTS), Tick(), START - MINUTE)[1] == (), "that is how clocks are kept"
