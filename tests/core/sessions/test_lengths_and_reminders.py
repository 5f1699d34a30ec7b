"""How long a session lives, when to warn of its end, and how times are said."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.fakes import START
from tray.core.sessions.length import SessionEnd, expected_length, learn, session_end
from tray.core.sessions.reminders import Reminders
from tray.core.vocabulary.durations import duration_words, until_words_change
from tray.core.vocabulary.model import TokenFacts

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
FACTS = TokenFacts(START, START + HOUR, is_refreshable=True, session_started_at=START)
END = SessionEnd(START + HOUR, is_exact=True)
FRESH = Reminders(START, (15 * MINUTE, 5 * MINUTE))


@pytest.mark.parametrize(
    ("last_alive", "found_ended", "length"),
    [
        (7 * HOUR + 15 * MINUTE, 8 * HOUR + MINUTE, 8 * HOUR),
        (11 * HOUR + 30 * MINUTE, 12 * HOUR + 5 * MINUTE, 12 * HOUR),
        (23 * HOUR + 30 * MINUTE, 24 * HOUR + 10 * MINUTE, 24 * HOUR),
        (timedelta(0), 16 * MINUTE, 15 * MINUTE),
        (8 * HOUR, 8 * HOUR, 8 * HOUR),
        (61 * MINUTE, 62 * MINUTE, 62 * MINUTE),
    ],
)
def test_the_roundest_length_in_the_window_is_learned(
    last_alive: timedelta, found_ended: timedelta, length: timedelta
) -> None:
    assert learn((), last_alive, found_ended) == (length,)


@pytest.mark.parametrize(
    ("last_alive", "found_ended"),
    [
        pytest.param(HOUR, 50 * HOUR, id="nobody watched"),
        pytest.param(timedelta(0), timedelta(seconds=3.7), id="AWS has none of seconds"),
        pytest.param(timedelta(0), 14 * MINUTE, id="nor of 14 minutes"),
        pytest.param(2 * HOUR, HOUR, id="a clock that was set back"),
        pytest.param(timedelta(minutes=61.2), timedelta(minutes=61.8), id="no whole minute"),
    ],
)
def test_what_is_no_length_is_not_learned(last_alive: timedelta, found_ended: timedelta) -> None:
    assert learn((4 * HOUR,), last_alive, found_ended) == (4 * HOUR,)


def test_the_latest_length_that_the_session_has_not_outlived_is_expected() -> None:
    assert expected_length(()) == 8 * HOUR
    assert expected_length((8 * HOUR, 12 * HOUR)) == 12 * HOUR
    assert expected_length((12 * HOUR, HOUR)) == HOUR
    assert expected_length((12 * HOUR, HOUR), alive_at=HOUR) == 12 * HOUR
    assert expected_length((HOUR,), alive_at=2 * HOUR) == 8 * HOUR


def test_the_end_is_exact_only_where_the_token_cannot_be_refreshed() -> None:
    once = replace(FACTS, is_refreshable=False)
    assert session_end(once, 8 * HOUR) == SessionEnd(START + HOUR, is_exact=True)
    assert session_end(FACTS, 8 * HOUR) == SessionEnd(START + 8 * HOUR, is_exact=False)
    older = replace(FACTS, session_started_at=START - 9 * HOUR)
    assert session_end(older, 8 * HOUR) == SessionEnd(START + HOUR, is_exact=False)


def test_each_step_is_told_once() -> None:
    before, at = START + 44 * MINUTE, START + 45 * MINUTE
    assert not FRESH.is_due(END, before)
    assert FRESH.is_due(END, at)
    told = FRESH.settle_passed(END, at)
    assert not told.is_due(END, at + MINUTE)
    assert told.is_due(END, START + 55 * MINUTE)
    assert told.next_deadline(END, at) == START + 55 * MINUTE


def test_after_a_sleep_one_warning_is_enough() -> None:
    awake = START + 58 * MINUTE
    assert FRESH.is_due(END, awake)
    assert FRESH.settle_passed(END, awake).settled == frozenset(FRESH.steps)
    assert not FRESH.is_due(END, START + 2 * HOUR)
    assert FRESH.next_deadline(END, START + 2 * HOUR) is None


@pytest.mark.parametrize(
    ("duration", "words"),
    [
        (timedelta(seconds=-5), "less than a minute"),
        (timedelta(seconds=59), "less than a minute"),
        (4 * MINUTE, "4 min"),
        (2 * HOUR, "2 h"),
        (7 * HOUR + 12 * MINUTE + timedelta(seconds=40), "7 h 12 min"),
        (25 * HOUR, "1 day 1 h"),
        (48 * HOUR, "2 days"),
    ],
)
def test_durations_are_said_as_people_say_them(duration: timedelta, words: str) -> None:
    assert duration_words(duration) == words


def test_words_change_right_after_the_minute() -> None:
    assert until_words_change(4 * MINUTE + timedelta(seconds=20)) == timedelta(seconds=21)


@pytest.mark.parametrize(
    ("left", "again_in"),
    [(15 * MINUTE, 5 * MINUTE), (5 * MINUTE, 2.5 * MINUTE), (2 * MINUTE, MINUTE)],
)
def test_a_reminder_that_is_put_off_comes_once_more(left: timedelta, again_in: timedelta) -> None:
    now = END.at - left
    settled = FRESH.settle_passed(END, now)
    later = settled.postponed(END, now)
    assert not later.is_due(END, now)
    assert later.next_deadline(END, now) == min(
        moment for moment in (now + again_in, END.at - 5 * MINUTE) if moment > now
    )
    assert later.is_due(END, now + again_in)
    assert not later.settle_passed(END, now + again_in).is_due(END, now + again_in)


def test_right_before_the_end_nothing_is_put_off() -> None:
    now = END.at - timedelta(seconds=40)
    settled = FRESH.settle_passed(END, now)
    assert settled.postponed(END, now) == settled
