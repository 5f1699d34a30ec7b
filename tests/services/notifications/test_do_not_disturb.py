"""Nothing is told while the person is not to be disturbed, and nothing is lost by that."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.contract.places import Place
from tests.fakes import SwitchedAttention
from tests.services.stage import DEFAULT, MINUTE, Stage, is_working, wait_for
from tray.core import commands
from tray.core.exec.shell_export import Shell
from tray.core.profiles.activation import Resting, Stuck
from tray.core.sessions.states import Expired
from tray.demo.rules import DemoRules

HOUR = timedelta(hours=1)


class QuietStage(Stage):
    """With a person who can be spoken to only at times."""

    def __init__(self, place: Place, directory: Path) -> None:
        super().__init__(place, directory)
        self.attention = SwitchedAttention()
        self.rebuild(do_not_disturb=self.attention)

    def spend_most_of_the_session(self) -> None:
        """Half an hour is left, exactly: it cannot be refreshed."""
        self.place.emulator.rules = DemoRules(is_refreshable=False, calls_per_second=0)
        self.sign_in()
        self.pass_time(7 * HOUR + 30 * MINUTE)

    def look(self, duration: timedelta = MINUTE, *, is_free: bool = False) -> None:
        """Time passes until the system was asked once more."""
        asked, self.attention.answer = self.attention.asked, is_free
        self.pass_time(duration)
        wait_for(lambda: self.attention.asked > asked)

    def handle_all(self) -> None:
        """Until the agent has dealt with everything that was posted before."""
        self.agent.post(commands.Pin(self.place.role(), is_pinned=True))
        self.until(lambda seen: seen.pinned)

    def told(self) -> list[str]:
        return [note.title for note in self.notifier.shown]


@pytest.fixture
def stage(place: Place, tmp_path: Path) -> Iterator[QuietStage]:
    stage = QuietStage(place, tmp_path)
    stage.agent.start()
    stage.until(lambda seen: seen.is_ready)
    yield stage
    assert stage.agent.stop(10)


def test_who_can_be_spoken_to_is_told_at_once(stage: QuietStage) -> None:
    stage.spend_most_of_the_session()
    assert not stage.attention.asked, "nothing waits: nobody asks"
    stage.look(15 * MINUTE, is_free=True)
    wait_for(lambda: stage.told() == ["acme: session ends in 15 min"])


def test_a_warning_waits_and_is_told_with_the_time_that_is_left_then(stage: QuietStage) -> None:
    stage.spend_most_of_the_session()
    stage.look(15 * MINUTE)
    stage.look()
    assert not stage.told()
    stage.look(5 * MINUTE, is_free=True)
    wait_for(lambda: stage.told() == ["acme: session ends in 9 min"])
    stage.pass_time(MINUTE)
    stage.look(4 * MINUTE, is_free=True)
    wait_for(lambda: stage.told()[1:] == ["acme: session ends in 4 min"])


def test_of_two_warnings_and_the_end_only_the_end_is_told(stage: QuietStage) -> None:
    stage.spend_most_of_the_session()
    for minutes in (15, 11, 11):
        stage.look(minutes * MINUTE)
    stage.until(lambda seen: isinstance(seen.sessions[0].state, Expired))
    assert not stage.told()
    stage.look(HOUR, is_free=True)
    wait_for(lambda: len(stage.told()) == 1)
    assert "ended at" in stage.told()[0]
    asked = stage.attention.asked
    stage.pass_time(HOUR)
    stage.handle_all()
    assert stage.attention.asked == asked, "nothing waits any more"


def test_what_is_settled_meanwhile_is_not_told(stage: QuietStage) -> None:
    stage.spend_most_of_the_session()
    stage.look(15 * MINUTE)
    stage.sign_in()
    stage.attention.answer = True
    for _ in range(3):
        stage.pass_time(MINUTE)
    stage.handle_all()
    assert not stage.told()


def test_keys_that_came_after_all_are_not_told_of(stage: QuietStage) -> None:
    stage.sign_in()
    stage.attention.answer = False
    (stage.aws / "config").write_text("[default\n")
    stage.agent.post(commands.UseRole(stage.place.role()))
    stage.until(is_working(Stuck))
    wait_for(lambda: stage.attention.asked == 1)
    (stage.aws / "config").write_text("")
    stage.agent.post(commands.RenewNow(DEFAULT))
    stage.until(is_working(Resting))
    stage.look(is_free=True)
    stage.handle_all()
    assert not stage.told()


def test_a_reply_to_the_person_does_not_wait(stage: QuietStage) -> None:
    stage.sign_in()
    stage.attention.answer = False
    stage.agent.post(commands.CopyEnvironment(stage.place.role(), Shell.BASH))
    wait_for(lambda: bool(stage.told()))
