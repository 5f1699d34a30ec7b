"""Every call of AWS meets every kind of bad answer, once and twice, and comes to its end.

AWS's own clients try three times and more; nobody is to be worse off for asking through us.
`--long` adds answers that are lost after their work was done.
"""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.contract.places import Place
from tests.fakes import ManualClock
from tests.services.stage import ACME, Stage, wait_for
from tray.core import commands
from tray.core.sessions.states import Authorizing, Backoff, InFlight, SignedIn, settled
from tray.core.settings.settings import FlowChoice
from tray.core.snapshot import AppSnapshot
from tray.core.vocabulary.errors import TrayError
from tray.core.vocabulary.model import SsoSession
from tray.demo.emulator import Emulator
from tray.demo.faults import Fault, FaultKind
from tray.demo.organisation import sample_organisation
from tray.demo.rules import DemoRules
from tray.demo.server import DemoServer

KINDS = (
    FaultKind.THROTTLED,
    FaultKind.FAILURE,
    FaultKind.UNAVAILABLE,
    FaultKind.BAD_GATEWAY,
    FaultKind.RESET,
    FaultKind.RESET_MID_BODY,
    FaultKind.TRUNCATED,
    FaultKind.CAPTIVE,
    FaultKind.EMPTY,
)
BEFORE = tuple((kind, count, False) for kind in KINDS for count in (1, 2))
CODES = (
    "CreateToken/authorization_code",
    "CreateToken/urn:ietf:params:oauth:grant-type:device_code",
)
AFTER = tuple((kind, count, True) for kind in KINDS for count in (1, 2))


class BadDays(Stage):
    """A stage whose AWS gives bad answers on order."""

    def __init__(self, server: DemoServer, clock: ManualClock, home: Path) -> None:
        super().__init__(Place(server, clock), home)
        self.faults = server.faults

    @property
    def session(self) -> SsoSession:
        return self.snapshot.sessions[0].session

    def keys(self) -> None:
        self.services.credentials.renew(self.session, self.place.role())

    def sign_in_by(self, flow: FlowChoice) -> None:
        """Anew, also over a session that lives."""
        before = started(self.snapshot)
        self.agent.post(commands.SignIn(ACME, flow))
        if flow is FlowChoice.DEVICE_CODE:
            opened = len(self.browser.opened)
            wait_for(lambda: len(self.browser.opened) > opened)
            for _ in range(4):
                if started(self.snapshot) == before:
                    self.pass_time(timedelta(seconds=6))
                    self.until(lambda seen: not is_polling(seen, self.clock.now()))
        seen = self.until(lambda seen: started(seen) != before or has_failed(seen))
        assert not has_failed(seen), seen.sessions[0].state

    def refresh(self) -> None:
        before = settled(self.snapshot.sessions[0].state)
        assert isinstance(before, SignedIn)
        self.pass_time(timedelta(minutes=46))
        self.until(lambda seen: settled(seen.sessions[0].state) != before)
        seen = self.until(lambda seen: not is_refreshing(seen.sessions[0].state))
        state = settled(seen.sessions[0].state)
        assert isinstance(state, SignedIn), "a lost answer ends no session whose token lives"
        if isinstance(state.refresh, Backoff):
            assert any(fault.is_after for fault in self.faults.ordered)
            self.clock.advance(timedelta(seconds=1))
            self.sign_in_by(FlowChoice.PKCE)

    def reload(self) -> None:
        before = self.snapshot.sessions[0].listing
        self.agent.post(commands.ReloadAccounts(ACME))
        seen = self.until(
            lambda seen: (
                seen.sessions[0].listing_error
                or (seen.sessions[0].listing is not before and not seen.sessions[0].progress)
            )
        )
        assert seen.sessions[0].listing_error is None
        listing = seen.sessions[0].listing
        assert listing
        assert len(listing.accounts) == 12

    def sign_out(self) -> None:
        token = self.environment.tokens.vault.get(ACME).access_token
        self.agent.post(commands.SignOut(ACME))
        self.until(lambda seen: not seen.sessions[0].is_signed_in)
        wait_for(lambda: "POST /logout" in self.place.emulator.calls)
        wait_for(lambda: self._is_over(token.reveal()))
        self.clock.advance(timedelta(seconds=1))
        self.faults.clear()
        self.sign_in_by(FlowChoice.PKCE)

    def _is_over(self, token: str) -> bool:
        return self.place.emulator._books.tokens[token].session.is_revoked


def started(seen: AppSnapshot) -> object:
    """Which session it is; None for none."""
    state = settled(seen.sessions[0].state)
    return state.token.session_started_at if isinstance(state, SignedIn) else None


def has_failed(seen: AppSnapshot) -> bool:
    state = seen.sessions[0].state
    return not isinstance(state, Authorizing) and state.sign_in_error is not None


def is_polling(seen: AppSnapshot, now: datetime) -> bool:
    """Whether AWS is asked just now, or should be."""
    state = seen.sessions[0].state
    polling = state.polling if isinstance(state, Authorizing) else None
    is_due = polling is not None and (polling.is_asking or polling.next_at <= now)
    return isinstance(state, Authorizing) and (polling is None or is_due)


def is_refreshing(state: object) -> bool:
    return isinstance(state, SignedIn) and isinstance(state.refresh, InFlight)


def pkce(stage: BadDays) -> None:
    stage.clock.advance(timedelta(seconds=1))  # by its start a session is known
    stage.sign_in_by(FlowChoice.PKCE)


def device(stage: BadDays) -> None:
    stage.clock.advance(timedelta(seconds=1))
    stage.sign_in_by(FlowChoice.DEVICE_CODE)


ROWS: tuple[tuple[str, Callable[[BadDays], None]], ...] = (
    ("RegisterClient", pkce),
    ("StartDeviceAuthorization", device),
    ("CreateToken/authorization_code", pkce),
    ("CreateToken/urn:ietf:params:oauth:grant-type:device_code", device),
    ("CreateToken/refresh_token", BadDays.refresh),
    ("ListAccounts", BadDays.reload),
    ("ListAccountRoles", BadDays.reload),
    ("GetRoleCredentials", BadDays.keys),
    ("Logout", BadDays.sign_out),
)


@pytest.fixture
def stage(tmp_path: Path, network: object) -> Iterator[BadDays]:
    clock = ManualClock()
    # No session ends in the course of a row.
    rules = DemoRules(calls_per_second=0, session_length=timedelta(days=9))
    with DemoServer(Emulator(clock, sample_organisation(), rules)) as server:
        (tmp_path / "settings.toml").write_text("version = 1\ncalls_per_second = 100\n")
        stage = BadDays(server, clock, tmp_path)
        stage.agent.start()
        stage.until(lambda seen: seen.is_ready)
        stage.sign_in()
        yield stage
        server.faults.clear()
        assert stage.agent.stop(10)


@pytest.mark.parametrize(("operation", "work"), ROWS, ids=[row[0].split(":")[0] for row in ROWS])
def test_a_bad_answer_or_two_stop_nobody(
    stage: BadDays,
    operation: str,
    work: Callable[[BadDays], None],
    record_property: Callable[[str, object], None],
    pytestconfig: pytest.Config,
) -> None:
    survived = 0
    # A code counts once: what is told where its answer was lost, is another test's.
    is_long = pytestconfig.getoption("--long") and operation not in CODES
    for kind, count, is_after in BEFORE + (AFTER if is_long else ()):
        if operation == "Logout" and kind is FaultKind.EMPTY:
            continue  # that is how AWS answers it
        stage.faults.order(Fault(operation, kind, count, is_after=is_after))
        try:
            work(stage)
        except (AssertionError, TrayError) as error:
            pytest.fail(f"{operation}, {count} x {kind.value}: {error}")
        survived += 1
    record_property("survived", f"{survived} of {survived}")
