"""Warnings over a sleep, a clock that is set, and the hour that summer time takes away."""

from datetime import timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest

from tests.services.stage import ACME, MINUTE, Stage, wait_for
from tray.core import commands
from tray.core.sessions.states import Expired, SessionState, SignedIn
from tray.demo.rules import DemoRules

HOUR = timedelta(hours=1)


def until_half_an_hour_is_left(stage: Stage) -> None:
    stage.place.emulator.rules = DemoRules(is_refreshable=False, calls_per_second=0)
    stage.sign_in()
    stage.pass_time(7 * HOUR + 30 * MINUTE)
    handle_all(stage)
    assert not stage.notifier.shown


def handle_all(stage: Stage) -> None:
    """Until the agent has dealt with everything that was posted before."""
    role = stage.place.role()
    stage.agent.post(commands.Pin(role, is_pinned=True))
    stage.until(lambda seen: seen.pinned)
    stage.agent.post(commands.Pin(role, is_pinned=False))
    stage.until(lambda seen: not seen.pinned)


def told(stage: Stage) -> list[str]:
    handle_all(stage)
    return [note.title for note in stage.notifier.shown]


def sleep(stage: Stage, duration: timedelta) -> None:
    """Only the calendar goes on while a machine sleeps; the agent wakes as with any late timer."""
    stage.clock.set_calendar(stage.clock.now() + duration)
    stage.agent.post(commands.ReloadSessions())


def began_now(state: SessionState, stage: Stage) -> bool:
    return isinstance(state, SignedIn) and state.token.session_started_at == stage.clock.now()


def test_a_sleep_over_both_warnings_is_one_warning(stage: Stage) -> None:
    until_half_an_hour_is_left(stage)
    sleep(stage, 27 * MINUTE)
    assert told(stage) == ["acme: session ends in 3 min"]


def test_a_sleep_over_the_end_tells_the_end_once(stage: Stage) -> None:
    until_half_an_hour_is_left(stage)
    sleep(stage, 12 * HOUR)
    stage.until(lambda seen: isinstance(seen.sessions[0].state, Expired))
    (title,) = told(stage)
    assert "ended at" in title
    sleep(stage, HOUR)
    assert len(told(stage)) == 1


def test_several_short_sleeps_warn_once_each(stage: Stage) -> None:
    until_half_an_hour_is_left(stage)
    for _ in range(7):
        sleep(stage, 4 * MINUTE)
        handle_all(stage)
    assert told(stage) == ["acme: session ends in 14 min", "acme: session ends in 2 min"]


def test_a_clock_that_is_set_back_and_right_again_warns_of_nothing_twice(stage: Stage) -> None:
    until_half_an_hour_is_left(stage)
    stage.pass_time(16 * MINUTE)
    assert told(stage) == ["acme: session ends in 14 min"]
    right = stage.clock.now()
    for off in (-3 * HOUR, timedelta(0), -20 * MINUTE, timedelta(0)):
        stage.clock.set_calendar(right + off)
        stage.agent.post(commands.ReloadSessions())
        assert len(told(stage)) == 1
    stage.pass_time(10 * MINUTE)
    assert told(stage)[1:] == ["acme: session ends in 4 min"]


@pytest.mark.skipif(not available_timezones(), reason="Windows has no zones for Python")
@pytest.mark.parametrize("hours", [-1, 1], ids=["back", "ahead"])
def test_summer_time_and_other_zones_move_no_warning(stage: Stage, hours: int) -> None:
    """Time is reckoned in UTC throughout: a zone is but how it is written."""
    until_half_an_hour_is_left(stage)
    zone = ZoneInfo("Asia/Tokyo" if hours > 0 else "America/New_York")
    stage.clock.set_calendar(stage.clock.now().astimezone(zone))
    stage.agent.post(commands.ReloadSessions())
    assert not told(stage)
    stage.pass_time(16 * MINUTE)
    assert told(stage) == ["acme: session ends in 14 min"]


def test_a_sign_in_after_a_sleep_withdraws_what_was_told(stage: Stage) -> None:
    until_half_an_hour_is_left(stage)
    sleep(stage, 27 * MINUTE)
    assert told(stage)
    stage.notifier.withdrawn.clear()
    stage.agent.post(commands.SignIn(ACME))
    stage.until(lambda seen: began_now(seen.sessions[0].state, stage))
    wait_for(lambda: f"session/{ACME}" in stage.notifier.withdrawn)
