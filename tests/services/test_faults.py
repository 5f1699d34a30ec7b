"""Faults on the way to AWS, as the person meets them: what is told, what is kept, what comes back.

The agent is real; AWS is the demo with a clock of its own, so that the machine's may be wrong.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.conftest import Serve
from tests.contract.places import Place
from tests.fakes import ManualClock
from tests.foreign_network import ForeignNetwork, nowhere
from tests.safety import LogGuard
from tests.services.stage import ACME, DEFAULT, MINUTE, Stage, is_working, wait_for
from tray.core import commands
from tray.core.profiles.activation import Resting, Retrying, Stuck, Waiting
from tray.core.sessions.length import SessionEnd
from tray.core.sessions.states import Authorizing, Backoff, Expired, SignedIn, SignedOut
from tray.core.settings.settings import FlowChoice, Language
from tray.core.snapshot import AppSnapshot
from tray.core.vocabulary.errors import (
    AuthorizationDenied,
    AuthorizationExpired,
    BrowserMissing,
    CaptivePortal,
    ClockSkew,
    RedirectFailed,
    Remedy,
    RoleNotAssigned,
    ServiceFailure,
    SessionEnded,
    StartUrlWrong,
    TrayError,
    Unreachable,
)
from tray.core.vocabulary.model import Account
from tray.core.vocabulary.secret import Secret
from tray.demo.emulator import Emulator
from tray.demo.organisation import generated_organisation, sample_organisation
from tray.demo.records import Issued, IssuedCredentials
from tray.demo.request_checks import PAGE_SIZE
from tray.demo.rules import DemoRules, Refusal, unauthorized
from tray.demo.server import DemoServer

HOUR = timedelta(hours=1)


class BreakableEmulator(Emulator):
    """An AWS of which one call fails."""

    broken = ""
    refuses_once = False
    loses_refreshes = False

    def role_credentials(self, access_token: str, account_id: str, role: str) -> IssuedCredentials:
        if self.refuses_once:
            self.refuses_once = False
            raise unauthorized()
        return super().role_credentials(access_token, account_id, role)

    def create_token(self, asked: Mapping[str, object]) -> Issued:
        issued = super().create_token(asked)
        if self.loses_refreshes and asked.get("grantType") == "refresh_token":
            raise Refusal(500, "InternalServerException", "done, and then lost")
        return issued

    def list_accounts(
        self, access_token: str, start: str | None, size: int = PAGE_SIZE
    ) -> tuple[tuple[Account, ...], str | None]:
        self._fail("accounts")
        return super().list_accounts(access_token, start, size)

    def list_roles(
        self, access_token: str, account_id: str, start: str | None, size: int = PAGE_SIZE
    ) -> tuple[tuple[str, ...], str | None]:
        self._fail("roles")
        return super().list_roles(access_token, account_id, start, size)

    def _fail(self, call: str) -> None:
        if call == self.broken:
            raise Refusal(500, "InternalServerException", "out of order")


class FaultyStage(Stage):
    """A stage whose way to AWS can be changed, and whose AWS has a clock of its own."""

    def __init__(
        self, emulator: BreakableEmulator, aws_clock: ManualClock, server: DemoServer, home: Path
    ) -> None:
        super().__init__(Place(server, ManualClock(aws_clock.now())), home)
        self.emulator, self.aws_clock = emulator, aws_clock
        self.home_endpoints = self.place.endpoints

    def pass_time(self, duration: timedelta) -> None:
        self.aws_clock.advance(duration)
        super().pass_time(duration)

    def set_clock(self, off: timedelta) -> None:
        """The machine's clock against AWS's; no time passes."""
        self.clock.set_calendar(self.aws_clock.now() + off)
        self.agent.post(commands.ReloadSessions())

    def lose_network(self) -> None:
        self.place.endpoints = nowhere()

    def regain_network(self) -> None:
        self.place.endpoints = self.home_endpoints

    def use(self) -> None:
        self.sign_in()
        self.agent.post(commands.UseRole(self.place.role()))
        self.until(is_working(Resting))

    def failed_sign_in(self, kind: type[TrayError]) -> TrayError:
        """What a sign-in is told to have failed with."""
        seen = self.until(lambda seen: isinstance(failure(seen), kind))
        error = failure(seen)
        assert error is not None
        assert error.title
        return error

    def backed_off(self, kind: type[TrayError]) -> SignedIn:
        """The session, which lives on, with a refresh that will be Retrying automatically."""
        state = self.until(lambda seen: isinstance(refresh_error(seen), kind)).sessions[0].state
        assert isinstance(state, SignedIn)
        return state


def failure(seen: AppSnapshot) -> TrayError | None:
    state = seen.sessions[0].state
    return None if isinstance(state, Authorizing) else state.sign_in_error


def refresh_error(seen: AppSnapshot) -> TrayError | None:
    state = seen.sessions[0].state
    is_waiting = isinstance(state, SignedIn) and isinstance(state.refresh, Backoff)
    return seen.sessions[0].trouble if is_waiting else None


def has_work(kind: type[Resting | Retrying | Stuck | Waiting]) -> Callable[[AppSnapshot], bool]:
    return lambda seen: any(isinstance(active.work, kind) for active in seen.activations)


@pytest.fixture
def stage(tmp_path: Path, serve: Serve) -> Iterator[FaultyStage]:
    clock = ManualClock()
    rules = DemoRules(calls_per_second=0)
    emulator = BreakableEmulator(clock, sample_organisation(), rules)
    stage = FaultyStage(emulator, clock, serve(emulator), tmp_path)
    stage.agent.start()
    stage.until(lambda seen: seen.is_ready)
    yield stage
    assert stage.agent.stop(10)


# ---- signing in ------------------------------------------------------------------

BOTH_FLOWS = pytest.mark.parametrize(
    "flow", [FlowChoice.PKCE, FlowChoice.DEVICE_CODE], ids=["PKCE", "code"]
)


@BOTH_FLOWS
def test_a_sign_in_without_a_network_fails_and_the_next_one_works(
    stage: FaultyStage, flow: FlowChoice
) -> None:
    stage.lose_network()
    stage.agent.post(commands.SignIn(ACME, flow))
    error = stage.failed_sign_in(Unreachable)
    assert "by itself" not in error.hint, "nobody signs in by itself"
    assert not stage.browser.opened
    stage.regain_network()
    stage.sign_in()
    assert failure(stage.snapshot) is None


@BOTH_FLOWS
def test_a_network_that_wants_a_sign_in_is_named(stage: FaultyStage, flow: FlowChoice) -> None:
    with ForeignNetwork() as hotel:
        stage.place.endpoints = hotel.endpoints
        stage.agent.post(commands.SignIn(ACME, flow))
        assert "network may require you to sign in" in stage.failed_sign_in(CaptivePortal).hint


@BOTH_FLOWS
def test_a_start_url_that_aws_does_not_know_is_named(stage: FaultyStage, flow: FlowChoice) -> None:
    stage.place.emulator.start_url = "https://other.awsapps.com/start"
    stage.agent.post(commands.SignIn(ACME, flow))
    error = stage.failed_sign_in(StartUrlWrong)
    assert "region" in error.hint
    assert not stage.browser.opened


@BOTH_FLOWS
def test_denied(stage: FaultyStage, flow: FlowChoice) -> None:
    stage.verdict = "denied"
    stage.agent.post(commands.SignIn(ACME, flow))
    if flow is FlowChoice.DEVICE_CODE:
        stage.until_a_code_is_waited_for()
        stage.pass_time(timedelta(seconds=6))
    stage.failed_sign_in(AuthorizationDenied)
    assert isinstance(stage.snapshot.sessions[0].state, SignedOut)


@BOTH_FLOWS
def test_nobody_answers_in_time(stage: FaultyStage, flow: FlowChoice) -> None:
    stage.browser.visit = lambda _: None
    stage.agent.post(commands.SignIn(ACME, flow))
    wait_for(lambda: bool(stage.browser.opened))
    stage.pass_time(11 * MINUTE)
    stage.failed_sign_in(AuthorizationExpired)


def test_a_blip_while_a_code_is_waited_for_is_no_answer(stage: FaultyStage) -> None:
    stage.agent.post(commands.SignIn(ACME, FlowChoice.DEVICE_CODE))
    stage.until_a_code_is_waited_for()
    stage.lose_network()
    stage.pass_time(timedelta(seconds=6))
    stage.until(is_polling_again(stage))
    stage.regain_network()
    stage.pass_time(timedelta(seconds=6))
    stage.until(lambda seen: seen.sessions[0].is_signed_in)


def is_polling_again(stage: FaultyStage) -> Callable[[AppSnapshot], bool]:
    """The poll that was due is over, and the next one is set."""

    def look(seen: AppSnapshot) -> bool:
        state = seen.sessions[0].state
        assert isinstance(state, Authorizing)
        polling = state.polling
        return polling is not None and not polling.is_asking and polling.next_at > stage.clock.now()

    return look


class NoPort:
    """A machine where nothing can be bound."""

    def listen(self, state: Secret, language: Language) -> object:
        raise RedirectFailed("No port could be opened.", "Sign in with a code instead.")


def test_no_port_for_the_browsers_answer_offers_a_code(stage: FaultyStage) -> None:
    stage.environment.tokens.sign_ins._listener = NoPort()  # type: ignore[assignment]
    stage.agent.post(commands.SignIn(ACME, FlowChoice.PKCE))
    assert stage.failed_sign_in(RedirectFailed).remedy is Remedy.SIGN_IN_WITH_CODE
    assert not stage.browser.opened


def test_a_browser_that_does_not_open_offers_a_code(stage: FaultyStage) -> None:
    def refuse(_: str) -> None:
        raise BrowserMissing("No browser could be opened.", "Sign in with a code.")

    stage.browser.visit = refuse
    stage.agent.post(commands.SignIn(ACME, FlowChoice.PKCE))
    assert stage.failed_sign_in(BrowserMissing).remedy is Remedy.SIGN_IN_WITH_CODE


def test_without_a_browser_a_code_is_shown(stage: FaultyStage) -> None:
    stage.browser.is_there = False
    stage.agent.post(commands.SignIn(ACME))
    seen = stage.until(
        lambda seen: (
            isinstance(seen.sessions[0].state, Authorizing) and seen.sessions[0].state.user_code
        )
    )
    assert isinstance(seen.sessions[0].state, Authorizing)
    stage.agent.post(commands.CancelSignIn(ACME))
    stage.until(lambda seen: isinstance(seen.sessions[0].state, SignedOut))


# ---- staying signed in -----------------------------------------------------------


@pytest.mark.parametrize("kind", [Unreachable, CaptivePortal], ids=["none", "foreign"])
def test_without_a_network_the_session_lives_on_and_comes_back(
    stage: FaultyStage, kind: type[TrayError]
) -> None:
    stage.sign_in()
    with ForeignNetwork() as hotel:
        stage.place.endpoints = hotel.endpoints if kind is CaptivePortal else nowhere()
        stage.pass_time(46 * MINUTE)
        old = stage.backed_off(kind)
        # Longer than the token lives: only AWS may say that the session has ended.
        stage.pass_time(HOUR)
        stage.until(refresh_failed_again)
        assert stage.snapshot.sessions[0].is_signed_in
        stage.regain_network()
    stage.pass_time(6 * MINUTE)
    stage.until(lambda seen: issued_at(seen) > old.token.issued_at)
    assert not stage.snapshot.troubles
    assert not stage.notifier.shown


def issued_at(seen: AppSnapshot) -> datetime:
    state = seen.sessions[0].state
    assert isinstance(state, SignedIn)
    return state.token.issued_at


def refresh_failed_again(seen: AppSnapshot) -> bool:
    state = seen.sessions[0].state
    assert isinstance(state, SignedIn)
    return isinstance(state.refresh, Backoff) and state.refresh.failures > 1


def test_one_401_to_a_new_token_is_refreshed_away_and_teaches_nothing(stage: FaultyStage) -> None:
    stage.sign_in()
    first = issued_at(stage.snapshot)
    stage.clock.advance(timedelta(seconds=4))
    stage.aws_clock.advance(timedelta(seconds=4))
    stage.emulator.refuses_once = True
    stage.agent.post(commands.UseRole(stage.place.role()))
    stage.until(is_working(Resting))
    seen = stage.until(lambda seen: issued_at(seen) > first)
    assert seen.sessions[0].is_signed_in
    assert not stage.services.state.memory.session_lengths


def test_an_end_that_came_in_a_sleep_is_put_where_it_was_expected_and_teaches_nothing(
    stage: FaultyStage,
) -> None:
    stage.sign_in()
    started = stage.clock.now()
    stage.pass_time(10 * HOUR)
    seen = stage.until(lambda seen: isinstance(seen.sessions[0].state, Expired))
    state = seen.sessions[0].state
    assert isinstance(state, Expired)
    assert state.since == started + 8 * HOUR
    stage.sign_in()
    view = stage.snapshot.sessions[0]
    assert view.end == SessionEnd(stage.clock.now() + 8 * HOUR, is_exact=False)
    assert not stage.services.state.memory.session_lengths


def test_a_refresh_whose_answer_is_lost_leaves_the_token_to_its_end_and_warns(
    stage: FaultyStage,
) -> None:
    stage.use()
    ends_at = stage.clock.now() + HOUR
    stage.emulator.loses_refreshes = True
    stage.pass_time(41 * MINUTE)
    stage.backed_off(ServiceFailure)
    stage.emulator.loses_refreshes = False
    stage.pass_time(2 * MINUTE)
    seen = stage.until(lambda seen: seen.sessions[0].end == SessionEnd(ends_at, is_exact=True))
    assert seen.sessions[0].is_signed_in
    stage.pass_time(3 * MINUTE)
    wait_for(lambda: bool(stage.notifier.shown))
    assert stage.notifier.shown[0].title == "acme: session ends in 14 min"
    assert "Sign in now" in stage.notifier.shown[0].buttons.values()
    stage.pass_time(15 * MINUTE)
    seen = stage.until(lambda seen: isinstance(seen.sessions[0].state, Expired))
    assert seen.sessions[0].state == Expired(ends_at)
    assert not stage.services.state.memory.session_lengths


@pytest.mark.parametrize("call", ["accounts", "roles"])
def test_a_listing_that_fails_is_told_keeps_what_was_known_and_is_tried_again(
    stage: FaultyStage, call: str
) -> None:
    stage.emulator.organisation = generated_organisation(1, 2)  # six tries at its own pace
    stage.sign_in()
    known = stage.snapshot.sessions[0].listing
    stage.emulator.broken = call
    stage.agent.post(commands.ReloadAccounts())
    seen = stage.until(lambda seen: seen.sessions[0].listing_error)
    assert seen.sessions[0].listing == known
    assert seen.troubles
    stage.emulator.broken = ""
    stage.pass_time(MINUTE)
    seen = stage.until(lambda seen: not seen.troubles and not seen.sessions[0].progress)
    assert seen.sessions[0].listing
    assert seen.sessions[0].listing.fetched_at == stage.clock.now()


def test_a_sign_out_that_aws_does_not_hear_is_told_until_the_next_sign_in(
    stage: FaultyStage, expected_logs: LogGuard
) -> None:
    expected_logs.expect("logout/acme: Signed out of acme here, but AWS couldn't be reached")
    stage.use()
    stage.lose_network()
    stage.agent.post(commands.SignOut(ACME))
    seen = stage.until(lambda seen: seen.problems)
    assert isinstance(seen.sessions[0].state, SignedOut)
    assert "here" in seen.problems[0].title
    assert "Retrying automatically" not in seen.problems[0].hint
    wait_for(lambda: stage.credentials() == "")
    stage.regain_network()
    stage.sign_in()
    assert not stage.until(lambda seen: not seen.problems).problems


def test_a_foreign_network_cannot_say_that_aws_heard_a_sign_out(
    stage: FaultyStage, expected_logs: LogGuard
) -> None:
    expected_logs.expect("AWS couldn't be reached")
    stage.sign_in()
    with ForeignNetwork() as hotel:
        stage.place.endpoints = hotel.endpoints
        stage.agent.post(commands.SignOut(ACME))
        stage.until(lambda seen: seen.problems)


def test_a_session_revoked_elsewhere_ends_with_one_word_and_a_button(stage: FaultyStage) -> None:
    stage.use()
    stage.pass_time(10 * MINUTE)
    stage.place.emulator.revoke_sessions()
    stage.agent.post(commands.RenewNow(DEFAULT))
    state = stage.until(lambda seen: isinstance(seen.sessions[0].state, Expired)).sessions[0].state
    assert isinstance(state, Expired)
    assert isinstance(state.cause, SessionEnded)
    stage.until(has_work(Waiting))
    wait_for(lambda: bool(stage.notifier.shown))
    (told,) = stage.notifier.shown
    assert "ended at" in told.title
    stage.notifier.buttons[told.key]("sign-in")
    stage.until(has_work(Resting))
    assert len(stage.notifier.shown) == 1


# ---- keys ------------------------------------------------------------------------


def test_a_role_that_is_taken_away_is_told_once_with_the_reason(stage: FaultyStage) -> None:
    stage.use()
    before, role = stage.credentials(), stage.place.role()
    stage.place.emulator.unassign(role.account_id, role.role_name)
    stage.pass_time(41 * MINUTE)
    seen = stage.until(has_work(Stuck))
    work = seen.activations[0].work
    assert isinstance(work, Stuck)
    assert isinstance(work.error, RoleNotAssigned)
    assert seen.sessions[0].is_signed_in
    assert stage.credentials() == before, "they live on until their end"
    stage.pass_time(10 * MINUTE)
    stage.agent.post(commands.Pin(role, is_pinned=True))
    stage.until(lambda seen: seen.pinned)  # what was posted before it has been dealt with
    (told,) = stage.notifier.shown
    assert "don't have access to this role" in told.body
    assert told.title == f"Couldn't get keys: {stage.services.state.account_words(role)}"
    assert told.buttons == {}, "a click must not take away keys that live on"


def test_keys_come_back_after_a_network_that_was_gone_for_long(stage: FaultyStage) -> None:
    stage.use()
    first = stage.credentials()
    stage.lose_network()
    stage.pass_time(41 * MINUTE)
    stage.until(has_work(Retrying))
    assert not stage.notifier.shown, "a blip is no news"
    for _ in range(6):
        stage.pass_time(5 * MINUTE)
        stage.until(lambda seen: retries_after(seen, stage))
    (told,) = stage.notifier.shown
    assert "Couldn't reach" in told.body
    stage.regain_network()
    stage.pass_time(6 * MINUTE)
    stage.until(lambda seen: issued_at(seen) == stage.clock.now())
    stage.pass_time(MINUTE)
    stage.until(has_work(Resting))
    assert stage.credentials() != first


def retries_after(seen: AppSnapshot, stage: Stage) -> bool:
    work = seen.activations[0].work
    return isinstance(work, Retrying) and work.until > stage.clock.now()


def test_after_a_long_sleep_token_and_keys_come_back(stage: FaultyStage) -> None:
    """Both are over: whichever is asked for first, a 401 for the old token ends nothing."""
    stage.use()
    stage.pass_time(2 * HOUR)
    woken = stage.clock.now()
    stage.until(lambda seen: issued_at(seen) == woken)
    stage.until(lambda seen: renewed_since(seen, woken) or has_work(Retrying)(seen))
    stage.pass_time(MINUTE)
    stage.until(lambda seen: renewed_since(seen, woken))
    assert stage.snapshot.sessions[0].is_signed_in
    assert not stage.notifier.shown


def renewed_since(seen: AppSnapshot, moment: datetime) -> bool:
    keys = seen.activations[0].keys
    return keys is not None and keys.issued_at >= moment


# ---- the clock -------------------------------------------------------------------

OFF = pytest.mark.parametrize("off", [3 * HOUR, -3 * HOUR], ids=["ahead", "behind"])


@OFF
def test_under_a_wrong_clock_no_session_ends_and_all_comes_back(
    stage: FaultyStage, off: timedelta
) -> None:
    stage.use()
    stage.place.emulator.revoke_sessions()
    stage.set_clock(off)
    stage.agent.post(commands.RenewNow(DEFAULT))
    seen = stage.until(has_work(Retrying))
    work = seen.activations[0].work
    assert isinstance(work, Retrying)
    assert isinstance(work.error, ClockSkew)
    assert seen.sessions[0].is_signed_in
    stage.set_clock(timedelta(0))
    stage.agent.post(commands.RenewNow(DEFAULT))
    stage.until(lambda seen: isinstance(seen.sessions[0].state, Expired))


@OFF
def test_keys_under_a_wrong_clock_are_told_once_and_not_written(
    stage: FaultyStage, off: timedelta
) -> None:
    stage.sign_in()
    stage.set_clock(off)
    stage.agent.post(commands.UseRole(stage.place.role()))
    stage.until(has_work(Retrying))
    wait_for(lambda: bool(stage.notifier.shown))
    assert stage.credentials() == ""
    stage.set_clock(timedelta(0))
    stage.pass_time(2 * MINUTE)
    stage.until(has_work(Resting))
    assert "[default]" in stage.credentials()
    (told,) = stage.notifier.shown
    assert "clock is 3 h" in told.body
    assert "Set the clock" in told.body


@OFF
def test_a_refresh_under_a_wrong_clock_waits_for_the_clock(
    stage: FaultyStage, off: timedelta
) -> None:
    stage.sign_in()
    stage.place.emulator.revoke_sessions()
    stage.set_clock(off)
    for _ in range(5):  # until the refresh is due by a clock that was set back, too
        stage.pass_time(46 * MINUTE)
    stage.backed_off(ClockSkew)
    assert stage.snapshot.sessions[0].is_signed_in
    stage.set_clock(timedelta(0))
    stage.pass_time(6 * MINUTE)
    stage.until(lambda seen: isinstance(seen.sessions[0].state, Expired))
