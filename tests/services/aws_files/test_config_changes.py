"""What other programs write is known without anybody asking: sessions, sign-ins, sign-outs."""

import os
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.contract.places import Place
from tests.safety import LogGuard
from tests.services.stage import ACME, Stage, wait_for
from tray.adapters.aws_files.files import DiskAwsFiles
from tray.adapters.aws_files.sso_token_cache import CliTokenCache
from tray.adapters.file_watching.watcher import SystemFileWatcher
from tray.adapters.system.installation import Installation
from tray.core import commands
from tray.core.ports.file_watching import NoFileWatcher
from tray.core.sessions.states import SignedIn, SignedOut
from tray.core.settings.settings import Settings
from tray.core.vocabulary.errors import TrayError
from tray.core.vocabulary.model import SessionName, SsoSession, SsoToken
from tray.services.sessions.session_source import SessionSource
from tray.services.snapshots.refreshing import Refreshing
from tray.services.snapshots.waiter import Refused, SnapshotWaiter

NO_SECTION = "[default]\nregion = eu-west-1\n"


class NoticingWatcher(SystemFileWatcher):
    """With an event that comes when a change was posted."""

    def __init__(self) -> None:
        super().__init__()
        self.noticed = threading.Event()

    def start(self, changed: Callable[[frozenset[str]], None]) -> None:
        def noticed(paths: frozenset[str]) -> None:
            changed(paths)
            self.noticed.set()

        super().start(noticed)


class WatchedStage(Stage):
    """A stage whose sso-sessions are those of its config file, which is watched."""

    def __init__(self, place: Place, home: Path) -> None:
        super().__init__(place, home)
        self.config = self.aws / "config"
        self.reads = 0
        self.watcher = NoticingWatcher()
        named = {"AWS_CONFIG_FILE": str(self.config)}
        self.source = SessionSource(DiskAwsFiles(named, home, home), {})
        self.cli = CliTokenCache(Path.home() / ".aws/sso/cache", home, self.clock)
        self.rebuild(
            read_sessions=self._read,
            watcher=self.watcher,
            config_path=lambda: str(self.config),
        )

    def _read(self, settings: Settings) -> tuple[tuple[SsoSession, ...], tuple[TrayError, ...]]:
        self.reads += 1
        return self.source.read(settings)

    def section(self, name: str, start_url: str = "") -> str:
        url = start_url or self.place.session.start_url
        return f"[sso-session {name}]\nsso_start_url = {url}\nsso_region = us-east-1\n"

    def names(self) -> list[str]:
        return [view.session.name for view in self.snapshot.sessions]

    def reread(self, seconds: float) -> None:
        Refreshing(self.agent.post, self.environment.tokens.vault).reread_sessions(seconds)

    def cli_signs_in(self) -> None:
        """What `aws sso login` does."""
        registration, issued = self.place.sign_in()
        now = self.clock.now()
        token = SsoToken(
            issued.access_token, now, issued.expires_at, issued.refresh_token, registration, now
        )
        self.cli.save(self.place.session, token)
        (path,) = self.cli.paths(self.place.session)
        os.utime(path, (now.timestamp(), now.timestamp()))


@pytest.fixture
def stage(place: Place, tmp_path: Path) -> Iterator[WatchedStage]:
    stage = WatchedStage(place, tmp_path)
    yield stage
    assert stage.agent.stop(10)


def start(stage: WatchedStage) -> None:
    stage.agent.start()
    stage.until(lambda seen: seen.is_ready)


def test_a_session_that_is_added_changed_and_removed_is_known_without_a_word(
    stage: WatchedStage,
) -> None:
    start(stage)
    assert stage.names() == []
    stage.config.write_text(stage.section("acme"))
    stage.until(lambda _: stage.names() == ["acme"])
    with stage.config.open("a") as file:
        file.write(stage.section("two", "https://two.awsapps.com/start"))
    stage.until(lambda _: stage.names() == ["acme", "two"])
    stage.config.write_text(stage.section("acme").replace("us-east-1", "eu-west-1"))
    stage.until(lambda _: stage.names() == ["acme"])
    assert stage.snapshot.sessions[0].session.region == "eu-west-1"
    stage.config.unlink()
    stage.until(lambda _: stage.names() == [])


def test_our_own_changes_bring_no_circle(stage: WatchedStage) -> None:
    stage.config.write_text(stage.section("acme"))
    start(stage)
    stage.until(lambda seen: all(view.is_restored for view in seen.sessions))
    before = stage.reads
    stage.reread(10)
    stage.config.write_text(stage.section("acme") + NO_SECTION)
    wait_for(lambda: stage.reads > before + 1)
    stage.config.write_text(stage.section("acme") + stage.section("two"))
    stage.until(lambda _: stage.names() == ["acme", "two"])
    assert stage.reads == before + 3


def test_a_sign_in_of_the_aws_cli_that_is_good_is_taken_at_the_start(stage: WatchedStage) -> None:
    stage.config.write_text(stage.section("acme"))
    stage.cli_signs_in()
    start(stage)
    seen = stage.until(lambda seen: seen.sessions and seen.sessions[0].is_signed_in)
    assert isinstance(seen.sessions[0].state, SignedIn)
    stage.until(lambda seen: seen.settings.shared_with_aws_cli == ("acme",))


def test_one_that_has_ended_is_not_taken(stage: WatchedStage) -> None:
    stage.config.write_text(stage.section("acme"))
    stage.cli_signs_in()
    stage.clock.advance(timedelta(hours=9))
    start(stage)
    stage.until(lambda seen: seen.sessions and seen.sessions[0].is_restored)
    assert stage.snapshot.sessions[0].state == SignedOut()
    assert stage.snapshot.settings.shared_with_aws_cli == ()


def test_a_sign_in_and_a_sign_out_of_the_aws_cli_are_known_without_a_word(
    stage: WatchedStage,
) -> None:
    stage.config.write_text(stage.section("acme"))
    start(stage)
    stage.until(lambda seen: seen.sessions[0].is_restored)
    stage.cli_signs_in()
    stage.until(lambda seen: seen.sessions[0].is_signed_in)
    stage.cli.remove(stage.place.session)
    stage.until(lambda seen: not seen.sessions[0].is_signed_in)


def test_a_sign_out_here_is_not_undone_by_a_sign_in_that_another_tool_has(
    stage: WatchedStage,
) -> None:
    stage.config.write_text(stage.section("acme"))
    start(stage)
    stage.until(lambda seen: seen.sessions[0].is_restored)
    stage.sign_in()
    stage.watcher.noticed.clear()
    stage.cli_signs_in()
    assert stage.watcher.noticed.wait(10)
    stage.agent.post(commands.SignOut(ACME))
    stage.until(lambda seen: not seen.sessions[0].is_signed_in)
    stage.pass_time(timedelta(minutes=2))
    stage.reread(10)
    assert not stage.snapshot.sessions[0].is_signed_in


def test_before_it_says_that_there_is_none_the_file_is_read_again(stage: WatchedStage) -> None:
    """Also where no watcher has heard anything."""
    stage.rebuild(watcher=NoFileWatcher())
    start(stage)
    snapshots = SnapshotWaiter(stage.host.feed, is_patient=False, reread=stage.reread)
    with pytest.raises(Refused, match="No access portal is set up yet"):
        snapshots.view(snapshots.ready(), "acme")
    stage.config.write_text(stage.section("acme"))
    assert snapshots.view(snapshots.latest, "acme").session.name == SessionName("acme")
    assert stage.names() == ["acme"]


def test_an_update_under_the_running_program_is_told(
    place: Place, tmp_path: Path, expected_logs: LogGuard
) -> None:
    expected_logs.expect("program: SSO Tray was updated")
    program = tmp_path / "site-packages/tray/__init__.py"
    program.parent.mkdir(parents=True)
    program.write_text("")
    installation = Installation([program])
    stage = WatchedStage(place, tmp_path)
    stage.rebuild(program_files=installation.files, is_replaced=installation.is_replaced)
    start(stage)
    assert not installation.is_replaced()
    program.unlink()
    program.parent.rmdir()
    seen = stage.until(lambda seen: seen.problems)
    assert seen.problems[0].words == "SSO Tray was updated while it was running. Restart SSO Tray."
    assert stage.agent.stop(10)
