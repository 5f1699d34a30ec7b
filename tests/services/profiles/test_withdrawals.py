"""Keys that are to go: they go, or it is said that they are there, and tried until they do."""

import configparser
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from tests.contract.places import Place
from tests.services.stage import DEFAULT, Stage, is_working, wait_for
from tray.core import commands
from tray.core.activity.entries import ActivityKind
from tray.core.guards.rules import GuardRule
from tray.core.profiles.activation import Resting
from tray.core.settings.settings import DeliveryKind, Settings
from tray.core.snapshot import AppSnapshot
from tray.core.vocabulary.errors import KeysRemain
from tray.core.vocabulary.model import ProfileName

THEIRS = "# mine\n[ops]\naws_access_key_id = AKIATHEIRS\naws_secret_access_key = theirs\n"
OTHER = ProfileName("other")


@pytest.fixture
def stage(stage: Stage) -> Stage:
    """Signed in, with keys of the person's own in the file."""
    (stage.aws / "credentials").write_text(THEIRS)
    stage.sign_in()
    return stage


def use(stage: Stage, profile: ProfileName = DEFAULT, kind: DeliveryKind | None = None) -> None:
    stage.agent.post(commands.UseRole(stage.place.role(), profile, delivery=kind))
    stage.until(lambda seen: is_resting(seen, profile))


def is_resting(seen: AppSnapshot, profile: ProfileName) -> bool:
    found = [one for one in seen.activations if one.profile == profile]
    return bool(found) and isinstance(found[0].work, Resting)


def is_gone(seen: AppSnapshot) -> bool:
    return not seen.activations and not seen.withdrawals


def has_failed(times: int = 1) -> Callable[[AppSnapshot], bool]:
    return lambda seen: bool(seen.withdrawals) and seen.withdrawals[0].failures >= times


@contextmanager
def unreadable(path: Path) -> Iterator[None]:
    """As PowerShell's `>` leaves a file: no tool can read it, and nothing can be removed."""
    text = path.read_text()
    path.write_bytes(text.encode("utf-16"))
    yield
    path.write_text(path.read_bytes().decode("utf-16"))


def test_released_keys_that_cannot_be_removed_stay_shown_and_go_later(stage: Stage) -> None:
    use(stage)
    path = stage.aws / "credentials"
    with unreadable(path):
        stage.agent.post(commands.Release(DEFAULT))
        seen = stage.until(has_failed())
        (leaving,) = seen.withdrawals
        assert leaving.role == stage.place.role()
        assert isinstance(leaving.error, KeysRemain)
        title = leaving.error.title
        assert title.startswith(f"Couldn't remove the keys of default from {path}. They work")
        assert "UTF-8" in leaving.error.hint
        assert seen.troubles == (leaving.error,)
        wait_for(lambda: bool(stage.notifier.shown))
        assert stage.notifier.shown[-1].buttons == {"release": "Try again"}
        stage.pass_time(timedelta(minutes=1))
        stage.until(has_failed(2))
        stage.notifier.buttons["profile/default"]("release")
        stage.until(has_failed(3))
        assert len([each for each in stage.notifier.shown if each.buttons]) == 1, "told once"
    stage.pass_time(timedelta(minutes=5))
    stage.until(is_gone)
    assert stage.credentials() == THEIRS
    assert stage.notifier.withdrawn[-1] == "profile/default"


def test_the_file_that_changes_is_reason_enough_to_try_again(stage: Stage) -> None:
    use(stage)
    with unreadable(stage.aws / "credentials"):
        stage.agent.post(commands.Release(DEFAULT))
        stage.until(has_failed())
    stage.pass_time(timedelta(seconds=31))
    stage.until(is_gone)
    assert stage.credentials() == THEIRS


def test_what_is_released_is_in_the_activity_only_when_it_is_gone(stage: Stage) -> None:
    use(stage)

    def kinds() -> list[ActivityKind]:
        return [entry.kind for entry in stage.files.activity_store.read()]

    with unreadable(stage.aws / "credentials"):
        stage.agent.post(commands.Release(DEFAULT))
        stage.until(has_failed())
        wait_for(lambda: ActivityKind.FAILED in kinds())
        assert ActivityKind.RELEASED not in kinds()
    stage.agent.post(commands.Release(DEFAULT))
    wait_for(lambda: kinds()[-1] is ActivityKind.RELEASED)


def test_a_profile_that_is_used_again_is_not_removed(stage: Stage) -> None:
    use(stage)
    with unreadable(stage.aws / "credentials"):
        stage.agent.post(commands.Release(DEFAULT))
        stage.until(has_failed())
    use(stage)
    stage.until(lambda seen: not seen.withdrawals)
    keys = stage.credentials()
    stage.pass_time(timedelta(minutes=6))
    stage.pass_time(timedelta(minutes=6))
    stage.agent.post(commands.RetryRemovals())
    use(stage, OTHER)
    assert keys in stage.credentials()


def test_a_role_that_cannot_be_used_does_not_make_the_old_keys_forgotten(stage: Stage) -> None:
    use(stage)
    with unreadable(stage.aws / "credentials"):
        stage.agent.post(commands.Release(DEFAULT))
        stage.until(has_failed())
        stage.agent.post(commands.UseRole(stage.place.role(1), DEFAULT))
        stage.until(lambda seen: seen.activations and not is_resting(seen, DEFAULT))
        stage.agent.post(commands.Release(DEFAULT))
        seen = stage.until(has_failed(2))
        assert seen.withdrawals[0].role == stage.place.role(), "whose keys are there"
    stage.agent.post(commands.RetryRemovals())
    stage.until(is_gone)
    assert stage.credentials() == THEIRS


def test_the_time_of_a_guarded_role_is_over_only_when_its_keys_are_gone(stage: Stage) -> None:
    stage.agent.post(commands.ChangeSettings(Settings(guards=(GuardRule("*", minutes=20),))))
    stage.until(lambda seen: seen.settings.guards)
    use(stage)
    with unreadable(stage.aws / "credentials"):
        stage.pass_time(timedelta(minutes=20))
        stage.until(has_failed())
        wait_for(lambda: bool(stage.notifier.shown))
        assert "Time's up for default, but its keys" in stage.notifier.shown[-1].title
    stage.agent.post(commands.Release(DEFAULT))
    stage.until(is_gone)
    wait_for(lambda: "is no longer in use" in stage.notifier.shown[-1].title)


def test_a_file_that_no_tool_can_read_gives_up_our_lines_and_no_other(stage: Stage) -> None:
    use(stage)
    path = stage.aws / "credentials"
    before, after = "[broken]\nx = 1\nx = 2\n", "\n[z]\n[[[ nonsense\n"
    path.write_text(before + path.read_text() + after)
    stage.agent.post(commands.Release(DEFAULT))
    stage.until(is_gone)
    assert stage.credentials() == before + THEIRS + after


def test_a_config_file_that_no_tool_can_read_gives_up_what_points_to_us(stage: Stage) -> None:
    path = stage.aws / "config"
    path.write_text("[profile mine]\nregion = x\n")
    use(stage, kind=DeliveryKind.ON_DEMAND)
    use(stage, OTHER, DeliveryKind.KEYS)
    path.write_text("nonsense\n" + path.read_text())
    for profile in (DEFAULT, OTHER):
        stage.agent.post(commands.Release(profile))
    stage.until(is_gone)
    assert path.read_text() == "nonsense\n[profile mine]\nregion = x\n"
    assert stage.credentials() == THEIRS


def test_what_was_set_aside_in_such_a_file_comes_back_when_it_is_mended(stage: Stage) -> None:
    path = stage.aws / "credentials"
    path.write_text("[default]\naws_access_key_id = AKIAMINE\n")
    stage.agent.post(commands.UseRole(stage.place.role(), DEFAULT, set_aside=True))
    stage.until(is_working(Resting))
    path.write_text("nonsense\n" + path.read_text())
    stage.agent.post(commands.Release(DEFAULT))
    seen = stage.until(has_failed())
    assert "Couldn't restore what was set aside for default" in str(seen.withdrawals[0].error)
    assert "aws_secret_access_key" not in stage.credentials()
    path.write_text(path.read_text().removeprefix("nonsense\n"))
    stage.pass_time(timedelta(minutes=1))
    stage.until(is_gone)
    assert stage.credentials() == "[default]\naws_access_key_id = AKIAMINE\n"


def rewrite(path: Path, change: Callable[[configparser.RawConfigParser], None]) -> None:
    """As tools do that know nothing of comments."""
    parser = configparser.RawConfigParser()
    parser.read(path)
    change(parser)
    with path.open("w") as stream:
        parser.write(stream)


def test_keys_in_a_file_that_another_tool_wrote_anew_are_ours_still(stage: Stage) -> None:
    use(stage)
    path = stage.aws / "credentials"
    rewrite(path, lambda parser: None)
    stage.agent.post(commands.RenewNow(DEFAULT))
    stage.until(is_working(Resting))
    before = stage.credentials()
    stage.clock.advance(timedelta(minutes=1))
    stage.agent.post(commands.RenewNow(DEFAULT))
    wait_for(lambda: stage.credentials() != before)
    stage.until(is_working(Resting))
    rewrite(path, lambda parser: None)
    stage.agent.post(commands.Release(DEFAULT))
    stage.until(is_gone)
    assert stage.credentials().split() == [*THEIRS.split()[2:], "[default]"]


def test_a_token_that_is_left_under_keys_of_the_persons_own_goes(stage: Stage) -> None:
    use(stage)
    path = stage.aws / "credentials"
    lines = path.read_text().splitlines(keepends=True)
    mine = {"aws_access_key_id": "AKIAMINE", "aws_secret_access_key": "mine"}
    place = next(at for at, line in enumerate(lines) if line == "[default]\n")
    for at, line in enumerate(lines[place:], place):
        key = line.partition("=")[0].strip()
        if key in mine:
            lines[at] = f"{key} = {mine[key]}\n"
    path.write_text("".join(lines))
    stage.agent.post(commands.Release(DEFAULT))
    stage.until(is_gone)
    expected = "[default]\naws_access_key_id = AKIAMINE\naws_secret_access_key = mine\n"
    assert stage.credentials() == f"{THEIRS}\n{expected}"


def test_keys_that_another_tool_moved_go_from_there_and_that_is_said(stage: Stage) -> None:
    use(stage)
    path = stage.aws / "credentials"
    path.write_text(path.read_text().replace("[default]", "[saved]"))
    stage.agent.post(commands.Release(DEFAULT))
    stage.until(is_gone)
    assert "aws_secret_access_key" not in stage.credentials().replace(THEIRS, "")
    wait_for(lambda: bool(stage.notifier.shown))
    assert stage.notifier.shown[-1].body == "They were removed from saved as well."


# ---- over a restart ------------------------------------------------------------------------


@contextmanager
def restarted(place: Place, home: Path) -> Iterator[Stage]:
    stage = Stage(place, home)
    stage.agent.start()
    stage.until(lambda seen: seen.is_ready)
    yield stage
    assert stage.agent.stop(10)


def quit_with_keys(place: Place, home: Path) -> None:
    """A run that could not remove its keys, and ended."""
    stage = Stage(place, home)
    (stage.aws / "credentials").write_text(THEIRS)
    stage.agent.start()
    stage.until(lambda seen: seen.is_ready)
    stage.sign_in()
    use(stage)
    path = stage.aws / "credentials"
    path.write_bytes(path.read_text().encode("utf-16"))
    assert stage.agent.stop(10)
    (error,) = stage.host.remaining
    assert str(path) in str(error)
    assert stage.notifier.kept == ("profile/default",), "what is told of it stays to be read"
    assert stage.notifier.shown[-1].title == "Couldn't remove the keys of default"
    assert stage.notifier.shown[-1].buttons == {}


def mended(path: Path) -> None:
    path.write_text(path.read_bytes().decode("utf-16"))


def test_what_remained_at_the_end_goes_at_the_next_start(place: Place, tmp_path: Path) -> None:
    quit_with_keys(place, tmp_path)
    mended(tmp_path / "aws/credentials")
    with restarted(place, tmp_path) as stage:
        assert is_gone(stage.snapshot)
        assert stage.credentials() == THEIRS


def test_what_still_remains_then_is_told_and_goes_as_soon_as_it_can(
    place: Place, tmp_path: Path
) -> None:
    quit_with_keys(place, tmp_path)
    with restarted(place, tmp_path) as stage:
        (leaving,) = stage.snapshot.withdrawals
        assert leaving.role == place.role()
        assert not stage.snapshot.activations, "it is not in use again"
        wait_for(lambda: bool(stage.notifier.shown))
        mended(tmp_path / "aws/credentials")
        stage.pass_time(timedelta(minutes=1))
        stage.until(is_gone)
        assert stage.credentials() == THEIRS


def test_nothing_secret_is_remembered(place: Place, tmp_path: Path) -> None:
    quit_with_keys(place, tmp_path)
    text = (tmp_path / "aws/credentials").read_bytes().decode("utf-16")
    section = text.partition("[default]")[2]
    values = [line.partition(" = ")[2] for line in section.splitlines() if line.startswith("aws_")]
    remembered = (tmp_path / "state/deliveries.json").read_text()
    assert values[0] in remembered
    assert not [value for value in values[1:] if value in remembered]


def test_after_a_crash_keys_without_their_comments_are_in_use_still(
    place: Place, tmp_path: Path
) -> None:
    first = Stage(place, tmp_path)
    first.agent.start()
    first.until(lambda seen: seen.is_ready)
    first.sign_in()
    use(first)
    assert first.agent.stop(10, keep_keys=True)
    rewrite(tmp_path / "aws/credentials", lambda parser: None)
    with restarted(place, tmp_path) as stage:
        assert is_resting(stage.snapshot, DEFAULT)
        stage.agent.post(commands.Release(DEFAULT))
        stage.until(is_gone)
        assert stage.credentials().split() == ["[default]"]
