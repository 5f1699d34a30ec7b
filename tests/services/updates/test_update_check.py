"""Newer versions: asked for once a day, told once, and never in the way."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Protocol

import pytest

from tests.conftest import Serve
from tests.contract.places import Place
from tests.fakes import ManualClock
from tests.services.stage import Stage, wait_for
from tray.core import commands
from tray.core.ports.files import StateStore
from tray.core.releases import FEED, PAGE
from tray.core.settings.settings import NetworkSettings, Settings, UpdateSettings
from tray.core.vocabulary.errors import Unreachable
from tray.demo.emulator import Emulator
from tray.demo.organisation import sample_organisation
from tray.demo.rules import DemoRules
from tray.ui.menu.layout import MenuLayout
from tray.ui.menu.model import Entry
from tray.ui.texts.account_names import AccountNames

ON = UpdateSettings()
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


class Feed:
    """A project whose newest version a test sets; it is not to be reached with `version` empty."""

    installed = "1.0"

    def __init__(self, version: str) -> None:
        self.version = version
        self.asked: list[str] = []

    def newest(self, address: str, network: NetworkSettings) -> str:
        self.asked.append(address)
        if not self.version:
            raise Unreachable("no network")
        return self.version


class Asking(Stage):
    """An agent that may ask."""

    def __init__(
        self,
        place: Place,
        directory: Path,
        feed: Feed | None,
        settings: Settings,
        remembers: StateStore | None,
    ) -> None:
        directory.mkdir(exist_ok=True)
        super().__init__(place, directory)
        archive = remembers or self.files.state_store
        self.files.settings_store.save(settings)
        self.rebuild(releases=feed, state_store=archive)
        self.agent.start()
        self.until(lambda seen: seen.is_ready)

    def pass_time(self, duration: timedelta) -> None:
        """Time passes, and the agent has looked at its clock."""
        self.clock.advance(duration)
        wanted = not self.snapshot.pinned
        self.agent.post(commands.Pin(self.place.role(), is_pinned=wanted))
        self.until(lambda seen: bool(seen.pinned) is wanted)

    def told(self) -> list[str]:
        return [note.title for note in self.notifier.shown]


class Make(Protocol):
    def __call__(
        self, feed: Feed | None, updates: UpdateSettings = ..., remembers: StateStore | None = ...
    ) -> Asking: ...


@pytest.fixture
def make(serve: Serve, tmp_path: Path) -> Iterator[Make]:
    clock, made = ManualClock(), list[Asking]()
    server = serve(Emulator(clock, sample_organisation(), DemoRules()))

    def one(
        feed: Feed | None, updates: UpdateSettings = ON, remembers: StateStore | None = None
    ) -> Asking:
        place, directory = Place(server, clock), tmp_path / str(len(made))
        made.append(Asking(place, directory, feed, Settings(updates=updates), remembers))
        return made[-1]

    yield one
    for stage in made:
        assert stage.agent.stop(10)


def test_a_newer_version_is_told_once_and_stands_in_the_menu(make: Make) -> None:
    feed = Feed("1.1")
    stage = make(feed)
    stage.pass_time(MINUTE)
    seen = stage.until(lambda seen: seen.newer_version == "1.1")
    items = MenuLayout(seen, AccountNames(), stage.clock.now()).items()
    (line,) = (item for item in items if isinstance(item, Entry) and item.key == "update")
    assert "1.1" in line.label
    assert isinstance(line.action, commands.OpenReleases)
    stage.agent.post(line.action)
    wait_for(lambda: stage.browser.opened == [PAGE])
    assert stage.told() == ["SSO Tray 1.1 is available"]
    for version in ("1.1", "1.2"):
        feed.version = version
        stage.pass_time(DAY)
        stage.until(lambda seen, version=version: seen.newer_version == version)  # type: ignore[misc]
    wait_for(lambda: stage.told() == ["SSO Tray 1.1 is available", "SSO Tray 1.2 is available"])
    assert feed.asked == [FEED] * 3


def test_it_is_asked_for_once_a_day_however_often_one_starts(make: Make) -> None:
    feed = Feed("1.1")
    stage = make(feed)
    stage.pass_time(MINUTE)
    stage.until(lambda seen: seen.newer_version)
    for _ in range(3):
        stage.pass_time(timedelta(hours=7))
    assert feed.asked == [FEED]
    wait_for(lambda: stage.files.state_store.load_memory().newest_version == "1.1")
    again = make(feed, remembers=stage.files.state_store)
    again.pass_time(MINUTE)
    assert again.snapshot.newer_version == "1.1", "remembered"
    assert feed.asked == [FEED]
    assert again.told() == []
    again.pass_time(timedelta(hours=4))
    wait_for(lambda: feed.asked == [FEED] * 2)


def test_nothing_is_asked_right_at_the_start(make: Make) -> None:
    stage = make(Feed("1.1"))
    stage.pass_time(timedelta(seconds=30))
    assert stage.services.state.memory.asked_at is None


def test_what_is_not_newer_is_not_told(make: Make) -> None:
    stage = make(Feed("1.0"))
    stage.pass_time(MINUTE)
    wait_for(lambda: stage.services.state.memory.newest_version == "1.0")
    stage.pass_time(MINUTE)
    assert stage.snapshot.newer_version == ""
    assert stage.told() == []


def test_a_failure_is_nobody_s_business_and_waits_for_the_next_day(make: Make) -> None:
    feed = Feed("")
    stage = make(feed)
    stage.pass_time(MINUTE)
    wait_for(lambda: feed.asked == [FEED])
    stage.pass_time(timedelta(hours=20))
    assert stage.snapshot.problems == ()
    assert feed.asked == [FEED]
    feed.version = "1.1"
    stage.pass_time(timedelta(hours=5))
    stage.until(lambda seen: seen.newer_version == "1.1")


def test_it_can_be_switched_off(make: Make) -> None:
    stage = make(Feed("1.1"), UpdateSettings(check=False))
    for _ in range(3):
        stage.pass_time(DAY)
    assert stage.services.state.memory.asked_at is None


def test_where_the_system_updates_nobody_asks(make: Make) -> None:
    stage = make(None)
    stage.pass_time(DAY)
    assert stage.services.state.memory.asked_at is None


def test_another_address(make: Make) -> None:
    feed = Feed("1.1")
    stage = make(feed, UpdateSettings(feed="https://mirror.example/sso-tray.json"))
    stage.pass_time(MINUTE)
    wait_for(lambda: feed.asked == ["https://mirror.example/sso-tray.json"])


def test_a_clock_that_was_set_back_asks_again(make: Make) -> None:
    feed = Feed("1.0")
    stage = make(feed)
    stage.pass_time(MINUTE)
    wait_for(lambda: len(feed.asked) == 1)
    stage.clock.set_calendar(stage.clock.now() - 30 * DAY)
    stage.pass_time(MINUTE)
    wait_for(lambda: len(feed.asked) == 2)
