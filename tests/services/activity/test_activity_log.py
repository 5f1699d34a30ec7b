"""What the agent and its broker write into the activity log."""

import os
import threading
import urllib.request
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.contract.places import Place
from tests.core.activity.activity_samples import TERRAFORM
from tests.safety import LogGuard
from tests.services.stage import ACME, DEFAULT, MINUTE, Stage
from tray.core import commands
from tray.core.activity.entries import ActivityEntry, ActivityKind, Way
from tray.core.guards.requester import Requester
from tray.core.ipc import protocol
from tray.core.ipc.protocol import Peer
from tray.core.settings.settings import ConsoleLink
from tray.core.snapshot import AppSnapshot
from tray.core.vocabulary.errors import TrayError
from tray.services.activity.activity_log import ActivityLog
from tray.services.concurrency.workers import WorkerQueue

Kind = ActivityKind
US = Peer(os.getpid(), None)


class KnownAskers:
    """Whoever asks is Terraform."""

    def __init__(self) -> None:
        self.asked: list[Peer] = []

    def of(self, peer: Peer) -> Requester:
        self.asked.append(peer)
        return TERRAFORM

    def is_running(self, peer: Peer) -> bool:
        return True


class LoggedStage(Stage):
    """The agent, a broker, and what the log holds."""

    def __init__(self, place: Place, directory: Path) -> None:
        super().__init__(place, directory)
        self.is_over = False
        self.askers = KnownAskers()
        self.rebuild(requesters=self.askers)
        self.seen: list[ActivityEntry] = []
        self._told = threading.Condition()
        self.services.activity.watch(self._listen)

    def _listen(self, entries: tuple[ActivityEntry, ...]) -> None:
        with self._told:
            self.seen += entries
            self._told.notify_all()

    def entries(self, test: Callable[[list[ActivityEntry]], object]) -> list[ActivityEntry]:
        """Those told so far, as soon as they are so."""
        with self._told:
            assert self._told.wait_for(lambda: test(self.seen), 10), self.kinds
            return self.seen

    def end(self) -> None:
        self.is_over = self.agent.stop(10)
        assert self.is_over

    @property
    def kinds(self) -> list[Kind]:
        return [entry.kind for entry in self.seen]

    def last(self, kind: Kind) -> ActivityEntry:
        return self.entries(lambda seen: seen and seen[-1].kind is kind)[-1]


@pytest.fixture
def stage(place: Place, tmp_path: Path) -> Iterator[LoggedStage]:
    stage = LoggedStage(place, tmp_path)
    stage.agent.start()
    stage.until(lambda seen: seen.is_ready)
    yield stage
    assert stage.is_over or stage.agent.stop(10)


def test_a_day_is_told_in_its_order(stage: LoggedStage) -> None:
    role = stage.place.role()
    stage.sign_in()
    signed_in = stage.last(Kind.SIGNED_IN)
    assert signed_in.when == stage.clock.now()
    assert signed_in.until is not None
    stage.agent.post(commands.UseRole(role))
    in_use = stage.last(Kind.IN_USE)
    assert (in_use.role, in_use.profile, in_use.way) == (role, DEFAULT, Way.CREDENTIALS_FILE)
    assert in_use.account_name
    stage.pass_time(41 * MINUTE)
    stage.entries(lambda seen: Kind.RENEWED in stage.kinds)
    stage.agent.post(commands.OpenConsole(role, ConsoleLink.PORTAL))
    stage.entries(lambda seen: Kind.CONSOLE in stage.kinds)
    stage.agent.post(commands.Release(DEFAULT))
    stage.entries(lambda seen: Kind.RELEASED in stage.kinds)
    stage.agent.post(commands.SignOut(ACME))
    stage.last(Kind.SIGNED_OUT)
    told = [kind for kind in stage.kinds if kind is not Kind.REFRESHED]
    assert told == [
        Kind.SIGNED_IN,
        Kind.IN_USE,
        Kind.RENEWED,
        Kind.CONSOLE,
        Kind.RELEASED,
        Kind.SIGNED_OUT,
    ]
    assert stage.files.activity_store.read() == tuple(stage.seen)


def test_keys_that_are_given_name_who_asked(stage: LoggedStage) -> None:
    stage.sign_in()
    name = stage.place.role().role_name
    answer = stage.broker.handle(protocol.GetCredentials(f"Prod/{name}"), US)
    assert isinstance(answer, protocol.CredentialsAnswer)
    given = stage.last(Kind.GIVEN)
    assert (given.asker, given.way) == (TERRAFORM, Way.COMMAND)
    line = b'{"version": 1, "request": "get-process-credentials", "role": "Prod/%s"}\n'
    assert b"SecretAccessKey" in stage.broker.handle_line(US, line % name.encode())
    assert stage.entries(lambda seen: len(seen) == 3)[-1].way is Way.HELPER
    assert stage.askers.asked == [US, US]
    text = (stage.home / "state" / "activity.jsonl").read_text()
    keys = answer.credentials
    for secret in (
        keys.access_key_id,
        keys.secret_access_key.reveal(),
        keys.session_token.reveal(),
    ):
        assert secret not in text


def test_a_console_is_a_line(stage: LoggedStage) -> None:
    stage.sign_in()
    stage.broker.handle(protocol.GetConsole(f"Prod/{stage.place.role().role_name}"), US)
    assert stage.last(Kind.CONSOLE).asker == TERRAFORM


def test_an_endpoint_is_asked_by_whom_opened_it(stage: LoggedStage) -> None:
    stage.sign_in()
    role = f"Prod/{stage.place.role().role_name}"
    grant = stage.broker.handle(protocol.OpenEndpoint(role), US)
    assert isinstance(grant, protocol.EndpointAnswer)
    request = urllib.request.Request(  # noqa: S310 - loopback
        grant.uri, headers={"Authorization": grant.authorization_token.reveal()}
    )
    with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310 - loopback
        assert answer.status == 200
    assert stage.last(Kind.GIVEN).way is Way.ENDPOINT


def test_a_refusal_is_told_once_a_minute(stage: LoggedStage) -> None:
    role = f"{ACME}:123456789012/Admin"

    def ask() -> None:
        with pytest.raises(TrayError, match="not signed in"):
            stage.broker.handle(protocol.GetCredentials(role), US)

    ask()
    refused = stage.last(Kind.REFUSED)
    assert "not signed in" in refused.note
    ask()
    stage.clock.advance(timedelta(minutes=2))
    ask()
    assert len(stage.entries(lambda seen: len(seen) >= 2)) == 2


def test_what_is_in_use_at_the_end_is_released(stage: LoggedStage) -> None:
    stage.sign_in()
    stage.agent.post(commands.UseRole(stage.place.role()))
    stage.last(Kind.IN_USE)
    stage.end()
    assert stage.kinds == [Kind.SIGNED_IN, Kind.IN_USE, Kind.RELEASED]
    assert len(stage.files.activity_store.read()) == 3


def test_a_log_that_cannot_be_written_keeps_nobody_from_working(
    stage: LoggedStage, expected_logs: LogGuard
) -> None:
    expected_logs.expect("activity")
    path = stage.home / "state" / "activity.jsonl"
    path.mkdir(parents=True)
    stage.sign_in()
    shown = stage.until(lambda seen: seen.problems)
    assert "activity log" in shown.problems[0].title
    path.rmdir()
    stage.agent.post(commands.SignOut(ACME))
    stage.until(lambda seen: not seen.problems)
    assert Kind.SIGNED_OUT in [entry.kind for entry in stage.files.activity_store.read()]


def test_a_passing_command_does_not_tell_that_it_found_the_sign_in(stage: LoggedStage) -> None:
    stage.sign_in()
    stage.last(Kind.SIGNED_IN)
    found, nothing = stage.snapshot, AppSnapshot(is_ready=True)
    store, worker = stage.files.activity_store, WorkerQueue("activity")
    passing = ActivityLog(store, stage.clock, worker, lambda _: None, is_passing=True)
    passing.note(nothing, found, stage.clock.now())
    stage.services.activity.note(nothing, found, stage.clock.now())
    stage.last(Kind.FOUND)
    assert worker.close(5)
    assert [one.kind for one in store.read()] == [Kind.SIGNED_IN, Kind.FOUND]


def test_what_is_older_than_a_month_goes(stage: LoggedStage) -> None:
    stage.sign_in()
    stage.last(Kind.SIGNED_IN)
    stage.clock.advance(timedelta(days=31))
    stage.agent.post(commands.SignOut(ACME))
    stage.entries(lambda seen: Kind.SIGNED_OUT in stage.kinds or Kind.ENDED in stage.kinds)
    assert Kind.SIGNED_IN not in [entry.kind for entry in stage.files.activity_store.read()]


def test_whoever_looks_no_longer_is_told_nothing(stage: LoggedStage) -> None:
    stage.services.activity.watch(None)
    stage.sign_in()
    stage.end()
    assert not stage.seen
    assert stage.files.activity_store.read()


def test_a_start_cleans_what_an_older_version_kept(place: Place, tmp_path: Path) -> None:
    stage = Stage(place, tmp_path)
    log = tmp_path / "state" / "activity.jsonl"
    line = '{"version":1,"when":"2026-01-15T09:00:00.000Z","kind":"given","asker":{"program":"pw"}}'
    log.parent.mkdir()
    log.write_text(line + "\n")
    stage.agent.start()
    assert stage.agent.stop(10)
    assert "given" in log.read_text()
    assert '"pw"' not in log.read_text()
