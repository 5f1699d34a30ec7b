"""A role that is active as a profile, as transcripts."""

from dataclasses import replace
from datetime import timedelta

from tests.fakes import START
from tray.core.profiles.activation import (
    Activation,
    ActivationTick,
    CredentialsDelivered,
    CredentialsFacts,
    CredentialsFailed,
    CredentialsFetched,
    DeliverCredentials,
    FetchCredentials,
    Fetching,
    RenewAsked,
    Resting,
    Retrying,
    SessionUsable,
    Stuck,
    TellFailure,
    Waiting,
)
from tray.core.profiles.activation_machine import advance, begin, next_deadline
from tray.core.vocabulary.errors import ClockSkew, RoleNotAssigned, TokenRejected, Unreachable
from tray.core.vocabulary.model import AccountId, ProfileName, RoleCredentials, RoleRef, SessionName
from tray.core.vocabulary.secret import Secret

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
ROLE = RoleRef(SessionName("acme"), AccountId("000000000001"), "Admin")
KEYS = RoleCredentials("ASIA", Secret("s"), Secret("t"), START + HOUR)
FACTS = CredentialsFacts(START, START + HOUR)
WAITING = Activation(1, ProfileName("default"), ROLE, "eu-central-1", Waiting())
FETCH = FetchCredentials(1, ProfileName("default"), ROLE)


def active() -> Activation:
    fetching, _ = begin(WAITING)
    return advance(fetching, CredentialsDelivered(FACTS), START)[0]


def test_keys_are_fetched_delivered_and_renewed_twenty_minutes_early() -> None:
    fetching, effects = begin(WAITING)
    assert effects == (FETCH,)
    same, effects = advance(fetching, CredentialsFetched(KEYS), START)
    assert same == fetching
    assert isinstance(effects[0], DeliverCredentials)
    done, _ = advance(same, CredentialsDelivered(FACTS), START)
    assert isinstance(done.work, Resting)
    assert next_deadline(done) == START + 40 * MINUTE
    assert advance(done, ActivationTick(session_is_usable=True), START + 39 * MINUTE) == (done, ())
    _, effects = advance(done, ActivationTick(session_is_usable=True), START + 40 * MINUTE)
    assert effects == (FETCH,)


def test_without_a_session_renewal_waits_for_the_next_sign_in() -> None:
    waiting, effects = advance(
        active(), ActivationTick(session_is_usable=False), START + 40 * MINUTE
    )
    assert isinstance(waiting.work, Waiting)
    assert effects == ()
    assert next_deadline(waiting) is None
    assert advance(waiting, SessionUsable(), START)[1] == (FETCH,)


def test_a_late_fetch_is_dropped() -> None:
    assert advance(active(), CredentialsFetched(KEYS), START) == (active(), ())


def test_a_401_waits_quietly_for_the_sessions_new_token_or_its_end() -> None:
    fetching, _ = begin(active())
    retrying, effects = advance(fetching, CredentialsFailed(TokenRejected("No.")), START)
    assert isinstance(retrying.work, Retrying)
    assert effects == ()
    assert advance(retrying, SessionUsable(), START)[1] == (FETCH,)
    assert advance(retrying, ActivationTick(session_is_usable=True), START + MINUTE)[1] == (FETCH,)
    waiting, effects = advance(retrying, ActivationTick(session_is_usable=False), START)
    assert isinstance(waiting.work, Waiting)
    assert effects == ()


def test_a_401_to_a_new_role_does_not_go_back_to_the_one_before() -> None:
    before = active()
    wanted = Activation(2, before.profile, ROLE, "", Fetching(), replaces=before)
    after, effects = advance(wanted, CredentialsFailed(TokenRejected("No.")), START)
    assert after.serial == 2
    assert effects == ()


def test_a_long_trouble_is_told_once_before_the_keys_die() -> None:
    now, found, told = START + 40 * MINUTE, active(), 0
    while now < START + HOUR:
        found, _ = begin(found)
        found, effects = advance(found, CredentialsFailed(Unreachable("No network.")), now)
        told += len(effects)
        assert isinstance(found.work, Retrying)
        now = found.work.until
    assert told == 1


def test_a_clock_that_is_set_back_does_not_put_off_the_next_try() -> None:
    fetching, _ = begin(active())
    retrying, _ = advance(fetching, CredentialsFailed(ClockSkew("3 h ahead.")), START + 3 * HOUR)
    assert advance(retrying, ActivationTick(session_is_usable=True), START)[1] == (FETCH,)


def test_a_role_that_was_taken_away_is_told_and_needs_the_person() -> None:
    gone = RoleNotAssigned("Gone.")
    fetching, _ = begin(active())
    stuck, effects = advance(fetching, CredentialsFailed(gone), START)
    assert stuck.work == Stuck(gone)
    assert effects == (TellFailure(ProfileName("default"), ROLE, gone),)
    assert advance(stuck, RenewAsked(), START)[1] == (FETCH,)


def test_a_blip_is_retried_quietly_and_told_when_the_keys_are_about_to_die() -> None:
    offline = Unreachable("No network.")
    fetching, _ = begin(active())
    retrying, effects = advance(fetching, CredentialsFailed(offline), START + 40 * MINUTE)
    assert retrying.work == Retrying(START + 41 * MINUTE, offline, 1)
    assert effects == ()
    again, _ = advance(retrying, ActivationTick(session_is_usable=True), START + 41 * MINUTE)
    assert again.work == Fetching(1)
    _, effects = advance(fetching, CredentialsFailed(offline), START + 56 * MINUTE)
    assert len(effects) == 1


def test_a_role_that_fails_at_once_goes_back_to_the_one_before() -> None:
    before = active()
    wanted = Activation(2, before.profile, ROLE, "", Fetching(), replaces=before)
    gone = RoleNotAssigned("Gone.")
    after, effects = advance(wanted, CredentialsFailed(gone), START)
    assert after == replace(before, setback=gone)
    assert len(effects) == 1


def test_renew_now_fetches_and_a_running_fetch_is_not_doubled() -> None:
    fetching, effects = advance(active(), RenewAsked(), START)
    assert effects == (FETCH,)
    assert advance(fetching, RenewAsked(), START) == (fetching, ())
    assert next_deadline(fetching) is None


def test_keys_refused_for_an_old_token_are_asked_for_again_with_the_new_one() -> None:
    fetching, _ = begin(WAITING)
    refused = CredentialsFailed(TokenRejected("AWS does not accept it."))
    waiting, effects = advance(fetching, refused, START)
    assert isinstance(waiting.work, Retrying)
    assert effects == ()
    renewed, effects = advance(fetching, SessionUsable(), START)
    assert effects == ()
    again, effects = advance(renewed, refused, START)
    assert effects == (FETCH,)
    assert isinstance(again.work, Fetching)
    assert not again.work.has_newer_token, "and not for ever"


def test_the_consent_to_set_a_profile_aside_holds_for_one_delivery() -> None:
    fetching, _ = begin(replace(WAITING, set_aside=True))
    _, effects = advance(fetching, CredentialsFetched(KEYS), START)
    assert [effect.set_aside for effect in effects if isinstance(effect, DeliverCredentials)] == [
        True
    ]
    done, _ = advance(fetching, CredentialsDelivered(FACTS), START)
    renewing, _ = begin(done)
    _, effects = advance(renewing, CredentialsFetched(KEYS), START + 40 * MINUTE)
    assert [effect.set_aside for effect in effects if isinstance(effect, DeliverCredentials)] == [
        False
    ]
