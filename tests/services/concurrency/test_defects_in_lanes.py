"""A defect in a worker, and an upgrade under the running program, end the wait in words."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest

from tests.contract.places import Place
from tests.fakes import ManualClock
from tests.safety import LogGuard
from tests.services.stage import ACME, DEFAULT, MINUTE, Stage, is_working
from tray.core import commands
from tray.core.ipc import protocol
from tray.core.ipc.protocol import Peer
from tray.core.ports.aws import IdentityCenter
from tray.core.profiles.activation import Stuck
from tray.core.sessions.states import Authorizing, Backoff, SignedIn
from tray.core.settings.settings import FlowChoice
from tray.core.snapshot import AppSnapshot
from tray.core.vocabulary.errors import ServiceError, TrayError
from tray.demo.emulator import Emulator
from tray.demo.organisation import sample_organisation
from tray.demo.rules import DemoRules
from tray.demo.server import DemoServer
from tray.services.broker.codec import encode_request
from tray.services.concurrency.workers import WorkerQueue


class Faulty:
    """An Identity Center of which one call has a defect."""

    def __init__(self, center: IdentityCenter) -> None:
        self.center, self.broken = center, ""
        self.defect: Exception = KeyError("hunter2")

    def __getattr__(self, name: str) -> object:
        if name != self.broken:
            return getattr(self.center, name)

        def fail(*_: object) -> None:
            raise self.defect

        return fail


class FaultyPlace(Place):
    def __init__(self, server: DemoServer, clock: ManualClock) -> None:
        super().__init__(server, clock)
        self.faulty = Faulty(self._center)

    @property
    def center(self) -> IdentityCenter:
        return cast(IdentityCenter, self.faulty)


class DefectiveStage(Stage):
    def __init__(self, place: FaultyPlace, home: Path) -> None:
        super().__init__(place, home)
        self.faulty = place.faulty

    def failure(self) -> TrayError:
        """How a sign-in failed."""
        seen = self.until(has_failed)
        state = seen.sessions[0].state
        assert not isinstance(state, Authorizing)
        assert state.sign_in_error is not None
        return state.sign_in_error


def has_failed(seen: AppSnapshot) -> bool:
    state = seen.sessions[0].state
    return not isinstance(state, Authorizing) and state.sign_in_error is not None


@pytest.fixture
def stage(tmp_path: Path, network: object, expected_logs: LogGuard) -> Iterator[DefectiveStage]:
    expected_logs.expect("Error in")
    clock = ManualClock()
    emulator = Emulator(clock, sample_organisation(), DemoRules(calls_per_second=0))
    with DemoServer(emulator) as server:
        stage = DefectiveStage(FaultyPlace(server, clock), tmp_path)
        stage.agent.start()
        stage.until(lambda seen: seen.is_ready)
        yield stage
        stage.faulty.broken = ""
        assert stage.agent.stop(10)
    assert "hunter2" not in "".join(expected_logs.lines)


@pytest.mark.parametrize(
    ("call", "flow"),
    [
        ("register_client", FlowChoice.PKCE),
        ("authorization_url", FlowChoice.PKCE),
        ("redeem_code", FlowChoice.PKCE),
        ("start_device_authorization", FlowChoice.DEVICE_CODE),
        ("redeem_device_code", FlowChoice.DEVICE_CODE),
    ],
)
def test_a_sign_in_fails_in_words_and_the_next_one_works(
    stage: DefectiveStage, call: str, flow: FlowChoice
) -> None:
    stage.faulty.broken = call
    stage.agent.post(commands.SignIn(ACME, flow))
    if call == "redeem_device_code":
        stage.until(lambda seen: getattr(seen.sessions[0].state, "polling", None))
        stage.pass_time(MINUTE)
    error = stage.failure()
    assert "KeyError" in error.title
    assert "hunter2" not in str(error)
    stage.faulty.broken = ""
    stage.sign_in()


def test_an_upgrade_under_the_running_program_is_told(stage: DefectiveStage) -> None:
    """Modules are loaded when they are first used, and by then they are gone."""
    stage.faulty.broken = "register_client"
    stage.faulty.defect = ModuleNotFoundError("No module named 'botocore'")
    stage.agent.post(commands.SignIn(ACME))
    error = stage.failure()
    assert error.title == "SSO Tray was updated while it was running."
    assert error.hint == "Restart SSO Tray."


def test_a_refresh_is_tried_again(stage: DefectiveStage) -> None:
    stage.sign_in()
    stage.faulty.broken = "refresh"
    stage.pass_time(46 * MINUTE)
    seen = stage.until(lambda seen: seen.sessions[0].trouble)
    state = seen.sessions[0].state
    assert isinstance(state, SignedIn)
    assert isinstance(state.refresh, Backoff)
    stage.faulty.broken = ""
    stage.pass_time(2 * MINUTE)
    stage.until(lambda seen: not seen.sessions[0].trouble)


@pytest.mark.parametrize("call", ["list_accounts", "list_roles"])
def test_a_listing_comes_to_its_end(stage: DefectiveStage, call: str) -> None:
    stage.sign_in()
    stage.faulty.broken = call
    stage.agent.post(commands.ReloadAccounts(ACME))
    seen = stage.until(lambda seen: seen.sessions[0].listing_error)
    assert seen.sessions[0].progress is None
    assert isinstance(seen.sessions[0].listing_error, ServiceError)


def test_keys_fail_in_words(stage: DefectiveStage) -> None:
    stage.sign_in()
    stage.faulty.broken = "role_credentials"
    stage.agent.post(commands.UseRole(stage.place.role(), DEFAULT))
    stage.until(is_working(Stuck))
    line = encode_request(protocol.GetCredentials("Prod/ReadOnly"))
    assert b"Something went wrong in SSO Tray" in stage.broker.handle_line(
        Peer(os.getpid(), None), line
    )


def test_a_lane_outlives_what_its_jobs_do(expected_logs: LogGuard) -> None:
    expected_logs.expect("Error in")
    lane, told = WorkerQueue("trial"), list[TrayError]()

    def fail() -> None:
        raise ValueError("hunter2")

    def fails_again(error: TrayError) -> None:
        told.append(error)
        raise ValueError("hunter2")

    lane.submit(fail, fails_again)
    lane.submit(fail)
    lane.submit(lambda: told.append(ServiceError("done")))
    assert lane.close(5)
    assert [type(error) for error in told] == [ServiceError, ServiceError]
    assert "hunter2" not in "".join(expected_logs.lines)
