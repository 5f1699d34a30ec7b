"""Where the timeline's marks stand, and the words for them."""

import os
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.core.activity.activity_samples import (
    ADMIN,
    AWS,
    TERRAFORM,
    asked,
    at,
    of_role,
    of_session,
)
from tray.core.activity.entries import ActivityEntry
from tray.core.activity.entries import ActivityKind as Kind
from tray.core.activity.spans import TimelineRow, timeline
from tray.core.guards.requester import Requester
from tray.ui.activity.texts import (
    asked_words,
    detail_words,
    row_words,
    subject_words,
    when_words,
    who_words,
)
from tray.ui.activity.timeline_layout import MarkKind, Scale, axis, fitted, marks_of

DAY = Scale(at(0), at(24))
NOW = at(24)


@pytest.fixture(autouse=True)
def berlin(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A clock on the wall that is not UTC, and has a summer time."""
    if not hasattr(time, "tzset"):
        pytest.skip("the zone is the system's here")
    monkeypatch.setenv("TZ", "Europe/Berlin")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()
    assert os.environ.get("TZ") != "Europe/Berlin"


def rows(*entries: ActivityEntry, scale: Scale = DAY) -> tuple[TimelineRow, ...]:
    return timeline(entries, scale.since, scale.now)


def test_bars_are_cut_at_the_edges() -> None:
    session, role = rows(
        of_session(-6, Kind.SIGNED_IN, until=12),
        of_role(18, Kind.IN_USE, until=30),
    )
    (bar,) = marks_of(session, DAY, 100)
    assert (bar.kind, bar.left, bar.right) == (MarkKind.SESSION, 0.0, 0.5)
    (bar,) = marks_of(role, DAY, 100)
    assert (bar.kind, bar.left, bar.right, bar.is_open) == (MarkKind.ROLE, 0.75, 1.0, True)


def test_a_bar_before_the_time_shown_is_none() -> None:
    _, role = rows(of_role(-5, Kind.IN_USE, until=-4), of_role(-4, Kind.RELEASED), asked(1))
    assert [mark.kind for mark in marks_of(role, DAY, 100)] == [MarkKind.GIVEN]


def test_requests_that_cannot_be_told_apart_are_one_mark() -> None:
    _, role = rows(asked(6), asked(6.1, AWS), asked(6.2, kind=Kind.REFUSED), asked(18))
    first, refused, last = marks_of(role, DAY, 24)
    assert [len(mark.entries) for mark in (first, refused, last)] == [2, 1, 1]
    assert refused.kind is MarkKind.REFUSED
    assert first.left == first.right == pytest.approx(6.05 / 24)
    assert first.words == "2 times, yesterday 16:00 to 16:06: Prod / Admin, by terraform, aws"
    assert len(marks_of(role, DAY, 24 * 60)) == 4
    assert len(marks_of(role, DAY, 0)) == 2, "without any room, one of each kind"


@pytest.mark.parametrize(
    ("entries", "words"),
    [
        (
            [of_session(20, Kind.SIGNED_IN, until=30)],
            "Acme: signed in since today 06:00, for 4 h",
        ),
        (
            [of_session(0, Kind.SIGNED_IN, until=8), of_session(7, Kind.ENDED, note="It ended.")],
            "Acme: from yesterday 10:00 to 17:00, for 7 h. It ended.",
        ),
        ([of_session(0, Kind.SIGNED_IN, until=8)], "Acme: from yesterday 10:00 to 18:00, for 8 h"),
    ],
    ids=["it goes on", "it was stopped", "it ran out"],
)
def test_what_a_session_says(entries: list[ActivityEntry], words: str) -> None:
    (row,) = rows(*entries)
    assert [mark.words for mark in marks_of(row, DAY, 10)] == [words]


def test_what_a_role_says() -> None:
    _, row = rows(of_role(20, Kind.IN_USE, until=30))
    (mark,) = marks_of(row, DAY, 10)
    assert mark.words == "Prod / Admin as default: in use since today 06:00, for 4 h"
    assert row_words(row) == "Prod / Admin"
    assert row_words(replace(row, account_name="")) == "000000000042 / Admin"


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        (asked(23), "Today 09:00:00: terraform (pid 4242, in infra) got keys for Prod / Admin"),
        (
            asked(23, kind=Kind.REFUSED, note="Nobody is signed in."),
            "Today 09:00:00: terraform (pid 4242, in infra) was denied Prod / Admin",
        ),
        (of_role(23, Kind.FAILED), "Today 09:00:00: couldn't get keys for Prod / Admin"),
        (
            replace(asked(23, kind=Kind.COPIED), asker=None),
            "Today 09:00:00: You copied keys for Prod / Admin",
        ),
        (
            replace(asked(23, kind=Kind.TERMINAL), asker=None),
            "Today 09:00:00: You opened a terminal as Prod / Admin",
        ),
        (
            replace(asked(23, kind=Kind.CONSOLE), asker=None),
            "Today 09:00:00: You opened the console as Prod / Admin",
        ),
    ],
    ids=lambda case: case.kind.value if isinstance(case, ActivityEntry) else "",
)
def test_what_a_request_says(entry: ActivityEntry, words: str) -> None:
    assert asked_words((entry,), NOW).split("\n")[0] == words


def test_many_programs_are_not_all_named() -> None:
    several = tuple(asked(20, Requester(f"tool{n}", n)) for n in range(6))
    assert asked_words(several, NOW).endswith("tool0, tool1, tool2, tool3 and others")
    mixed = (asked(20, Requester("", 7)), replace(asked(20), asker=None), of_role(20, Kind.FAILED))
    assert asked_words(mixed, NOW).endswith("by a program, SSO Tray")


def test_details_begin_with_the_reason() -> None:
    entry = asked(1, TERRAFORM, Kind.REFUSED, note="Nobody is signed in.")
    assert detail_words(entry) == (
        "Nobody is signed in. · on demand · /usr/local/bin/terraform · in /home/ada/infra · "
        "started by zsh"
    )
    assert detail_words(of_role(1, Kind.IN_USE, until=2)) == (
        "profile default · credentials file · until 12:00"
    )
    assert not detail_words(of_session(1, Kind.SIGNED_OUT))


def test_who_and_what() -> None:
    assert who_words(asked(1, Requester("", 7))) == "A program"
    assert not who_words(of_session(1, Kind.SIGNED_IN))
    assert subject_words(of_session(1, Kind.SIGNED_IN)) == "Acme"
    assert subject_words(asked(1)) == f"Prod / {ADMIN.role_name}"


@pytest.mark.parametrize(
    ("hours", "words"),
    [
        (23, "Today 09:00:00"),
        (0, "Yesterday 10:00:00"),
        (-48, "Tue 13 Jan 10:00:00"),
        (14.5, "Today 00:30:00"),
    ],
    ids=str,
)
def test_moments_are_those_of_the_clock_on_the_wall(hours: float, words: str) -> None:
    assert when_words(at(hours), NOW) == words


@pytest.mark.parametrize(
    ("hours", "most", "words"),
    [
        (1, 6, ["10:00", "10:10", "10:20", "10:30", "10:40", "10:50", "11:00"]),
        (24, 8, ["12:00", "15:00", "18:00", "21:00", "Fri 16", "03:00", "06:00", "09:00"]),
        (24, 1, ["Fri 16"]),
        (24, 0, ["Fri 16"]),
        (72, 6, ["12:00", "Fri 16", "12:00", "Sat 17", "12:00", "Sun 18"]),
        (168, 3, ["Sat 17", "Mon 19", "Wed 21"]),
    ],
    ids=str,
)
def test_the_axis_has_round_moments(hours: int, most: int, words: list[str]) -> None:
    labels = axis(Scale(at(0), at(hours)), most)
    assert [label.words for label in labels] == words
    assert [label.is_midnight for label in labels] == [" " in word for word in words]
    assert list(labels) == sorted(labels, key=lambda label: label.share)


def test_a_day_of_23_hours_has_its_noon_at_twelve() -> None:
    since = at(0) + timedelta(days=72)  # 28 March 2026, 10:00; the next night has no two o'clock
    labels = axis(Scale(since, since + timedelta(hours=30)), 4)
    assert [label.words for label in labels] == ["12:00", "Sun 29", "12:00"]
    assert labels[2].share - labels[1].share == pytest.approx(11 / 30)


def test_the_scale_fits_what_there_is() -> None:
    whole = Scale(at(6) - timedelta(days=1), at(6))
    shown = fitted(whole, rows(asked(5.5), scale=whole))
    assert at(5) < shown.since < at(5.5)
    assert shown.now == whole.now
    assert fitted(whole, ()) == whole
    older = rows(of_session(-40, Kind.SIGNED_IN, until=8), scale=whole)
    assert fitted(whole, older) == whole, "no more than was asked for"
