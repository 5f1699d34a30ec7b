"""What commands are told while AWS, or the way to it, has a bad day."""

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.contract.places import Place
from tests.fakes import ManualClock
from tests.safety import LogGuard
from tests.services.stage import Stage, wait_for
from tray.adapters.sso_cache import CliTokenCache
from tray.core import wire
from tray.core.errors import SignOutUntold
from tray.core.snapshot import AppSnapshot
from tray.core.wire import Peer
from tray.demo.emulator import Emulator
from tray.demo.faults import FOREVER, Fault, FaultKind
from tray.demo.organisation import sample_organisation
from tray.demo.rules import DemoRules
from tray.demo.server import DemoServer
from tray.services.agent import Agent
from tray.services.broker import Broker
from tray.services.noticeboard import Noticeboard

US = Peer(os.getpid(), None)


class Commands(Stage):
    """The agent and its broker, whom commands ask."""

    def __init__(self, server: DemoServer, clock: ManualClock, home: Path) -> None:
        super().__init__(Place(server, clock), home)
        self.faults, self.board = server.faults, Noticeboard()
        self.agent = Agent(self.world, self._put_up)
        self.broker = Broker(self.agent, self.board, lambda: None)

    def _put_up(self, snapshot: AppSnapshot) -> None:
        self.board.put_up(snapshot)
        self._publish(snapshot)

    def ask(self, request: wire.Request) -> wire.Answer:
        return self.broker.handle(request, US)

    def roles(self, query: str = "", *, reload: bool = False) -> wire.RolesReport:
        answer = self.ask(wire.GetRoles(query, reload=reload))
        assert isinstance(answer, wire.RolesReport)
        return answer

    def status(self) -> wire.SessionReport:
        answer = self.ask(wire.GetStatus())
        assert isinstance(answer, wire.StatusReport)
        return answer.sessions[0]


@pytest.fixture
def stage(tmp_path: Path, network: object) -> Iterator[Commands]:
    clock = ManualClock()
    emulator = Emulator(clock, sample_organisation(), DemoRules(calls_per_second=0))
    with DemoServer(emulator) as server:
        stage = Commands(server, clock, tmp_path)
        stage.agent.start()
        stage.until(lambda seen: seen.is_ready)
        yield stage
        assert stage.agent.stop(10)


# ---- signing out -----------------------------------------------------------------


def test_a_sign_out_that_aws_did_not_hear_of_says_so(
    stage: Commands, expected_logs: LogGuard
) -> None:
    expected_logs.expect("AWS could not be told")
    stage.sign_in()
    stage.faults.order(Fault("Logout", FaultKind.FAILURE, FOREVER))
    with pytest.raises(SignOutUntold, match="AWS could not be told"):
        stage.ask(wire.SignOut())
    assert not stage.snapshot.sessions[0].is_signed_in, "here it is over"


def test_a_sign_out_of_what_was_over_already_is_done(stage: Commands) -> None:
    stage.sign_in()
    stage.place.emulator.revoke_sessions()
    stage.ask(wire.SignOut())
    assert not stage.snapshot.sessions[0].is_signed_in
    stage.ask(wire.SignOut())


def test_another_tools_sign_in_ends_ours_at_aws(stage: Commands, tmp_path: Path) -> None:
    """Two would be open there, and one is in nobody's hands."""
    stage.sign_in()
    session, vault = stage.place.session, stage.world.vault
    vault.move_to_aws_cli(session)
    ours = vault.get(session.name)
    registration, issued = stage.place.sign_in()
    theirs = replace(
        ours,
        access_token=issued.access_token,
        refresh_token=issued.refresh_token,
        registration=registration,
    )
    CliTokenCache(Path.home() / ".aws/sso/cache", tmp_path, stage.clock).save(session, theirs)
    assert vault.news(session)[0]
    books = stage.place.emulator._books
    wait_for(lambda: books.tokens[ours.access_token.reveal()].session.is_revoked)
    assert not books.tokens[issued.access_token.reveal()].session.is_revoked
