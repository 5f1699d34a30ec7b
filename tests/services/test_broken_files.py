"""AWS files that cannot be read: one clear error with file and line, and nothing lost."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.contract.places import Place
from tests.safety import LogGuard
from tests.services.stage import Stage, is_working, wait_for
from tray.adapters.aws_files.files import DiskAwsFiles
from tray.core import commands
from tray.core.profiles.activation import Resting, Stuck
from tray.core.vocabulary.errors import FileError
from tray.services.sessions.session_source import SessionSource

BROKEN = pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"[default]\nregion\n", "line 2: this isn't a"),
        (b"region = x\n", "line 1: this comes before the first"),
        (b"[default]\n[profile a]\n\n[default]\n", "line 4: [default] is repeated (first on"),
        (b"[default]\nregion = a\nREGION = b\n", "line 3: region is repeated (first on"),
        (b"\xef\xbb\xbf[default]\n", "line 1: the file starts with an invisible byte order mark"),
        ("[default]\n".encode("utf-16"), "line 1: this isn't UTF-8 text"),
        (None, "is a folder"),
    ],
    ids=["no setting", "no section", "section twice", "key twice", "BOM", "UTF-16", "directory"],
)


@pytest.fixture
def config(tmp_path: Path) -> Path:
    return tmp_path / "aws" / "config"


class FileStage(Stage):
    """A stage whose sso-session stands in its config file."""

    def __init__(self, place: Place, home: Path) -> None:
        super().__init__(place, home)
        self.config = self.aws / "config"
        self.good = (
            f"[sso-session acme]\nsso_start_url = {place.session.start_url}\n"
            "sso_region = us-east-1\n"
        )
        named = {
            "AWS_CONFIG_FILE": str(self.config),
            "AWS_SHARED_CREDENTIALS_FILE": str(self.aws / "credentials"),
        }
        source = SessionSource(DiskAwsFiles(named, home, home), {})
        self.rebuild(read_sessions=source.read)

    def put(self, data: bytes | None) -> None:
        """What stands in the config file's place; None is a folder."""
        if self.config.is_dir():
            self.config.rmdir()
        self.config.unlink(missing_ok=True)
        if data is None:
            self.config.mkdir()
        else:
            self.config.write_bytes(data)


@pytest.fixture
def stage(place: Place, tmp_path: Path) -> Iterator[FileStage]:
    stage = FileStage(place, tmp_path)
    yield stage
    assert stage.agent.stop(10)


def start(stage: FileStage) -> None:
    stage.agent.start()
    stage.until(lambda seen: seen.is_ready)


@BROKEN
def test_at_the_start_it_is_told_once_and_a_mended_file_is_enough(
    stage: FileStage, expected_logs: LogGuard, data: bytes | None, words: str
) -> None:
    expected_logs.expect("config/0: ")
    stage.put(data)
    start(stage)
    (problem,) = stage.snapshot.problems
    assert isinstance(problem, FileError)
    assert problem.title.startswith(str(stage.config))
    assert words in problem.title
    assert problem.hint
    stage.put(stage.good.encode())
    stage.agent.post(commands.ReloadSessions())
    stage.until(lambda seen: seen.sessions and not seen.problems)


@BROKEN
def test_while_it_runs_nothing_is_lost(
    stage: FileStage, expected_logs: LogGuard, data: bytes | None, words: str
) -> None:
    expected_logs.expect("config/0: ")
    stage.put(stage.good.encode())
    start(stage)
    stage.sign_in()
    stage.agent.post(commands.UseRole(stage.place.role()))
    stage.until(is_working(Resting))
    keys = stage.credentials()
    stage.put(data)
    stage.agent.post(commands.ReloadSessions())
    seen = stage.until(lambda seen: seen.problems)
    assert words in seen.problems[0].title
    assert seen.sessions[0].is_signed_in
    assert seen.activations
    assert stage.credentials() == keys
    if data is not None:
        assert stage.config.read_bytes() == data
    stage.put(stage.good.encode())
    stage.agent.post(commands.ReloadSessions())
    stage.until(lambda seen: not seen.problems)


def test_a_role_for_a_profile_of_a_broken_file_is_told_with_the_line(stage: FileStage) -> None:
    stage.put(stage.good.encode())
    start(stage)
    stage.sign_in()
    stage.put(b"[default]\nregion\n")
    stage.agent.post(commands.UseRole(stage.place.role()))
    stage.until(is_working(Stuck))
    wait_for(lambda: bool(stage.notifier.shown))
    (told,) = stage.notifier.shown
    assert f"{stage.config}, line 2" in told.body
    assert stage.credentials() == ""
