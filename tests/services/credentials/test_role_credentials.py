"""Whoever asks for a role's keys gets them while AWS, or the way to it, has a bad day."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.contract.places import Place
from tests.fakes import ManualClock
from tests.services.stage import ACME, Stage
from tray.core import commands
from tray.core.sessions.states import Backoff, Expired, SignedIn
from tray.core.vocabulary.errors import ServiceFailure, TokenRejected, TrayError
from tray.core.vocabulary.model import RoleCredentials
from tray.demo.emulator import Emulator
from tray.demo.faults import FOREVER, Fault, FaultKind
from tray.demo.organisation import sample_organisation
from tray.demo.rules import DemoRules
from tray.demo.server import DemoServer

MINUTE = timedelta(minutes=1)
GET_KEYS, REFRESH = "GetRoleCredentials", "CreateToken/refresh_token"


class Asked(Stage):
    def __init__(self, server: DemoServer, clock: ManualClock, home: Path) -> None:
        super().__init__(Place(server, clock), home)
        self.faults = server.faults

    def keys(self) -> RoleCredentials:
        session = self.snapshot.sessions[0].session
        return self.services.credentials.get(session, self.place.role())


@pytest.fixture
def stage(tmp_path: Path, network: object) -> Iterator[Asked]:
    clock = ManualClock()
    emulator = Emulator(clock, sample_organisation(), DemoRules(calls_per_second=0))
    with DemoServer(emulator) as server:
        stage = Asked(server, clock, tmp_path)
        stage.agent.start()
        stage.until(lambda seen: seen.is_ready)
        stage.sign_in()
        yield stage
        assert stage.agent.stop(10)


def test_living_keys_are_handed_out_while_a_renewal_fails(stage: Asked) -> None:
    first = stage.keys()
    stage.faults.order(Fault(GET_KEYS, FaultKind.FAILURE, FOREVER))
    stage.clock.advance(45 * MINUTE)
    assert stage.keys() == first
    calls = stage.place.emulator.calls.count("GET /federation/credentials")
    assert stage.keys() == first
    assert stage.place.emulator.calls.count("GET /federation/credentials") == calls, "it rests"
    stage.clock.advance(14 * MINUTE)
    assert stage.keys() == first
    stage.clock.advance(MINUTE)
    with pytest.raises(ServiceFailure) as caught:
        stage.keys()
    assert "by itself" not in caught.value.hint, "nobody asks again but whoever asked"
    stage.faults.clear()
    assert stage.keys() != first


def test_a_role_that_was_taken_away_is_not_handed_out(stage: Asked) -> None:
    stage.keys()
    stage.faults.order(Fault(GET_KEYS, FaultKind.FORBIDDEN, FOREVER))
    stage.clock.advance(45 * MINUTE)
    with pytest.raises(TrayError, match="don't have access to this role"):
        stage.keys()


def test_keys_are_not_handed_out_after_a_sign_out(stage: Asked) -> None:
    stage.keys()
    stage.agent.post(commands.SignOut(ACME))
    stage.until(lambda seen: not seen.sessions[0].is_signed_in)
    with pytest.raises(TokenRejected):
        stage.keys()


def test_who_asks_with_a_dead_token_waits_for_the_refresh(stage: Asked) -> None:
    """Nobody is told to sign in while the session lives: after a night without a network."""
    stage.clock.advance(3 * 60 * MINUTE)
    assert stage.keys().expires_at > stage.clock.now()


def test_a_refresh_that_fails_is_what_the_asker_hears(stage: Asked) -> None:
    stage.faults.order(Fault(REFRESH, FaultKind.FAILURE, FOREVER))
    stage.clock.advance(3 * 60 * MINUTE)
    for _ in range(3):
        with pytest.raises(ServiceFailure, match="keep you signed in"):
            stage.keys()
    state = stage.snapshot.sessions[0].state
    assert isinstance(state, SignedIn)
    assert isinstance(state.refresh, Backoff)
    stage.faults.clear()
    stage.pass_time(6 * MINUTE)
    assert stage.keys().expires_at > stage.clock.now()


def test_a_session_that_ended_is_told_as_such(stage: Asked) -> None:
    stage.place.emulator.revoke_sessions()
    stage.clock.advance(3 * 60 * MINUTE)
    with pytest.raises(TokenRejected):
        stage.keys()
    stage.until(lambda seen: isinstance(seen.sessions[0].state, Expired))


def test_a_lost_answer_to_a_sign_in_is_told_truthfully(stage: Asked) -> None:
    """The code is used up by then, and only a new sign-in brings a token."""
    stage.clock.advance(MINUTE)
    lost = Fault("CreateToken/authorization_code", FaultKind.RESET, is_after=True)
    stage.faults.order(lost)
    stage.agent.post(commands.SignIn(ACME))
    seen = stage.until(lambda seen: getattr(seen.sessions[0].state, "sign_in_error", None))
    state = seen.sessions[0].state
    assert isinstance(state, SignedIn)
    assert state.sign_in_error is not None
    assert "was lost" in state.sign_in_error.title
