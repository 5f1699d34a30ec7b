"""What commands are told while AWS, or the way to it, has a bad day."""

import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tests.contract.places import Place
from tests.fakes import ManualClock
from tests.safety import LogGuard
from tests.services.stage import Stage, wait_for
from tray.adapters.aws_files.sso_token_cache import CliTokenCache
from tray.cli.terminal.output import exit_code
from tray.core.ipc import protocol
from tray.core.ipc.protocol import Peer
from tray.core.ipc.reports import RolesReport, SessionReport, StatusReport
from tray.core.vocabulary.errors import ProfileTaken, SignOutUntold, TrayError
from tray.demo.emulator import Emulator
from tray.demo.faults import FOREVER, Fault, FaultKind
from tray.demo.organisation import sample_organisation
from tray.demo.rules import DemoRules
from tray.demo.server import DemoServer

US = Peer(os.getpid(), None)


class Commands(Stage):
    """The agent and its broker, whom commands ask."""

    def __init__(self, server: DemoServer, clock: ManualClock, home: Path) -> None:
        super().__init__(Place(server, clock), home)
        self.faults = server.faults

    def ask(self, request: protocol.Request) -> protocol.Answer:
        return self.broker.handle(request, US)

    def roles(self, query: str = "", *, reload: bool = False) -> RolesReport:
        answer = self.ask(protocol.GetRoles(query, reload=reload))
        assert isinstance(answer, RolesReport)
        return answer

    def status(self) -> SessionReport:
        answer = self.ask(protocol.GetStatus())
        assert isinstance(answer, StatusReport)
        return answer.sessions[0]


@pytest.fixture
def stage(tmp_path: Path, network: object) -> Iterator[Commands]:
    clock = ManualClock()
    emulator = Emulator(clock, sample_organisation(), DemoRules(calls_per_second=0))
    with DemoServer(emulator) as server:
        (tmp_path / "settings.toml").write_text("version = 1\ncalls_per_second = 100\n")
        stage = Commands(server, clock, tmp_path)
        stage.agent.start()
        stage.until(lambda seen: seen.is_ready)
        yield stage
        assert stage.agent.stop(10)


# ---- signing out -----------------------------------------------------------------


def test_a_sign_out_that_aws_did_not_hear_of_says_so(
    stage: Commands, expected_logs: LogGuard
) -> None:
    expected_logs.expect("AWS couldn't be reached")
    stage.sign_in()
    stage.faults.order(Fault("Logout", FaultKind.FAILURE, FOREVER))
    with pytest.raises(SignOutUntold, match="AWS couldn't be reached"):
        stage.ask(protocol.SignOut())
    assert not stage.snapshot.sessions[0].is_signed_in, "here it is over"


def test_a_sign_out_of_what_was_over_already_is_done(stage: Commands) -> None:
    stage.sign_in()
    stage.place.emulator.revoke_sessions()
    stage.ask(protocol.SignOut())
    assert not stage.snapshot.sessions[0].is_signed_in
    stage.ask(protocol.SignOut())


def test_another_tools_sign_in_ends_ours_at_aws(stage: Commands, tmp_path: Path) -> None:
    """Two would be open there, and one is in nobody's hands."""
    stage.sign_in()
    session, vault = stage.place.session, stage.environment.tokens.vault
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


# ---- listing ---------------------------------------------------------------------


def first_roles(stage: Commands) -> RolesReport:
    """Signed in, and nothing was listed before."""
    stage.ask(protocol.SignIn())
    stage.until(lambda seen: seen.sessions[0].is_signed_in)
    return stage.roles()


@pytest.mark.parametrize("kind", [FaultKind.FAILURE, FaultKind.THROTTLED, FaultKind.CAPTIVE])
def test_a_first_listing_that_fails_is_no_missing_sign_in(stage: Commands, kind: FaultKind) -> None:
    stage.faults.order(Fault("ListAccounts", kind, FOREVER))
    report = first_roles(stage)
    assert not report.is_complete
    assert not report.roles
    (trouble,) = report.troubles
    assert trouble.title == "Couldn't list the accounts of acme."
    assert "ign in" not in trouble.title
    assert trouble.kind in {"ServiceFailure", "Throttled", "CaptivePortal"}
    with pytest.raises(TrayError, match="Couldn't list") as caught:
        stage.ask(protocol.UseRole("Prod/ReadOnly"))
    assert caught.value.retriable


def test_a_reload_that_fails_says_so_beside_what_was_known(stage: Commands) -> None:
    stage.sign_in()
    assert not stage.roles(reload=True).troubles
    for _ in range(2):  # the second time the error of the first still stands there
        stage.faults.order(Fault("ListAccounts", FaultKind.FAILURE, 6))
        report = stage.roles(reload=True)
        assert len(report.roles) == 27
        assert [trouble.kind for trouble in report.troubles] == ["ServiceFailure"]
        assert not report.is_complete
    stage.faults.clear()
    assert not stage.roles(reload=True).troubles


def test_a_reload_without_a_sign_in_says_so(stage: Commands) -> None:
    stage.sign_in()
    stage.ask(protocol.SignOut())
    report = stage.roles(reload=True)
    assert [trouble.kind for trouble in report.troubles] == ["SignInNeeded"]
    assert report.roles, "what was known"
    assert not stage.roles().troubles


def test_a_refused_account_is_named_and_hides_no_other(stage: Commands) -> None:
    closed = stage.place.emulator.organisation.accounts[0].account
    fault = Fault(f"ListAccountRoles/{closed.id}", FaultKind.FORBIDDEN, FOREVER)
    stage.faults.order(fault)
    stage.sign_in()
    report = stage.roles()
    assert len({role.account_id for role in report.roles}) == 11
    assert not report.is_complete
    (trouble,) = report.troubles
    assert trouble.title == f"Couldn't list the roles in {closed.name} ({closed.id})."
    assert exit_code(trouble) == 0
    status = stage.status()
    assert status.trouble == trouble, "and so profiles of its roles are not pruned"
    assert not stage.snapshot.troubles, "it may stay so for good: no mark on the icon"
    stage.faults.clear()
    assert not stage.roles(reload=True).troubles


def test_an_account_that_fails_for_now_is_asked_again(stage: Commands) -> None:
    ill = stage.place.emulator.organisation.accounts[0].account
    stage.faults.order(Fault(f"ListAccountRoles/{ill.id}", FaultKind.FAILURE, 6))
    report = first_roles(stage)
    assert len({role.account_id for role in report.roles}) == 11
    seen = stage.until(lambda seen: seen.sessions[0].listing_error)
    error = seen.sessions[0].listing_error
    assert error is not None
    assert ill.name in error.title
    stage.pass_time(timedelta(minutes=2))
    seen = stage.until(lambda seen: not seen.sessions[0].trouble and not seen.sessions[0].progress)
    listing = seen.sessions[0].listing
    assert listing is not None
    assert len(listing.accounts) == 12


def test_a_listing_by_a_token_that_died_goes_on_with_the_next_one(stage: Commands) -> None:
    stage.sign_in()
    stage.faults.order(Fault("ListAccounts", FaultKind.UNAUTHORIZED))
    assert not stage.roles(reload=True).troubles
    stage.clock.advance(timedelta(hours=3))
    assert not stage.roles(reload=True).troubles


# ---- using a role ------------------------------------------------------------------


def test_a_command_that_fails_is_answered_in_its_terminal_and_nowhere_else(
    stage: Commands,
) -> None:
    """Nor does a window ask: the activation says that it was answered."""
    stage.sign_in()
    stage.roles()
    config = stage.aws / "config"
    config.write_text("[default]\nsso_session = corp\n")
    with pytest.raises(ProfileTaken):
        stage.ask(protocol.UseRole("Prod/ReadOnly"))
    (found,) = stage.snapshot.activations
    assert found.is_answered
    assert stage.notifier.shown == []
    config.write_text("")
    stage.ask(protocol.UseRole("Prod/ReadOnly"))
    (found,) = stage.snapshot.activations
    assert not found.is_answered, "what goes wrong from now on is nobody's answer"
