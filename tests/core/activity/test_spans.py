"""The timeline's spans: of logs that are whole, begin in the middle, or stop without a word."""

from dataclasses import replace

import pytest

from tests.core.activity.activity_samples import ACME, ADMIN, asked, at, of_role, of_session
from tray.core.activity.entries import ActivityEntry
from tray.core.activity.entries import ActivityKind as Kind
from tray.core.activity.spans import spans, timeline
from tray.core.vocabulary.model import SessionName

NOW = at(6)


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        ([(0, Kind.SIGNED_IN, 8), (3, Kind.SIGNED_OUT, None)], [(0, 3, False)]),
        ([(0, Kind.SIGNED_IN, 8)], [(0, 6, True)]),
        ([(0, Kind.SIGNED_IN, 4)], [(0, 4, False)]),
        ([(0, Kind.SIGNED_IN, None)], [(0, 6, True)]),
        ([(0, Kind.SIGNED_IN, 4), (3, Kind.REFRESHED, 9)], [(0, 6, True)]),
        ([(0, Kind.SIGNED_IN, 2), (3, Kind.REFRESHED, None)], [(0, 2, False)]),
        ([(3, Kind.REFRESHED, 9)], [(3, 6, True)]),
        ([(3, Kind.ENDED, None)], []),
        ([(0, Kind.SIGNED_IN, 8), (2, Kind.FOUND, 8)], [(0, 6, True)]),
        ([(0, Kind.SIGNED_IN, 1), (2, Kind.FOUND, 8)], [(0, 1, False), (2, 6, True)]),
        ([(0, Kind.SIGNED_IN, 8), (2, Kind.SIGNED_IN, 10)], [(0, 2, False), (2, 6, True)]),
        (
            [(0, Kind.SIGNED_IN, 8), (1, Kind.ENDED, None), (2, Kind.SIGNED_IN, 9)],
            [(0, 1, False), (2, 6, True)],
        ),
        ([(0, Kind.SIGNED_IN, 8), (1, Kind.SIGN_IN_FAILED, None)], [(0, 6, True)]),
        ([], []),
    ],
    ids=[
        "signed in and out",
        "it goes on",
        "the program ended, the session did as expected",
        "no end is known",
        "a refresh moves the end",
        "a refresh that knows no end",
        "the log begins in the middle",
        "the log begins with an end",
        "found by the next run",
        "another was found, long after",
        "a new sign-in replaces it",
        "ended, and again",
        "a sign-in that failed changes nothing",
        "nothing happened",
    ],
)
def test_spans_of_a_session(
    lines: list[tuple[float, Kind, float | None]], found: list[tuple[float, float, bool]]
) -> None:
    entries = [of_session(*line) for line in lines]
    expected = [(at(begin), at(end), is_open) for begin, end, is_open in found]
    assert [(one.begin, one.end, one.is_open) for one in spans(entries, NOW)] == expected


def test_a_span_knows_what_stopped_it() -> None:
    ended = of_session(3, Kind.ENDED, note="The session ended at AWS.")
    (span,) = spans([of_session(0, Kind.SIGNED_IN, 8), ended], NOW)
    assert span.stopped_by == ended
    assert span.until == at(8)


def test_an_end_before_the_beginning_is_no_span_backwards() -> None:
    (span,) = spans([of_session(4, Kind.SIGNED_IN, 3)], NOW)
    assert (span.begin, span.end) == (at(4), at(4))


def test_the_rows_are_sessions_and_below_each_its_roles() -> None:
    reader = replace(ADMIN, role_name="ReadOnly")
    globex = replace(ADMIN, session=SessionName("Globex"))
    entries = [
        of_session(0, Kind.SIGNED_IN, 8),
        of_role(1, Kind.IN_USE, until=2, role=reader),
        asked(5, role=ADMIN),
        of_role(1, Kind.IN_USE, until=5, role=globex),
        of_role(7, Kind.IN_USE, until=9, role=globex),
    ]
    rows = timeline(entries, at(0), NOW)
    assert [(row.session, row.role) for row in rows] == [
        ("Acme", None),
        ("Acme", ADMIN),
        ("Acme", reader),
        ("Globex", None),
        ("Globex", globex),
    ]
    assert [row.account_name for row in rows] == ["", "Prod", "Prod", "", "Prod"]
    assert rows[1].ticks == (asked(5),)
    assert not rows[1].spans
    assert len(rows[4].spans) == 1, "what is said of a time to come is not shown"


def test_rows_without_anything_in_that_time_are_left_out() -> None:
    entries: list[ActivityEntry] = [
        of_session(0, Kind.SIGNED_IN, 1),
        of_role(0.2, Kind.IN_USE, until=0.5),
        of_role(0.2, Kind.IN_USE, until=4, role=replace(ADMIN, session=SessionName("Globex"))),
    ]
    rows = timeline(entries, at(2), NOW)
    assert {row.session for row in rows} == {"Globex"}
    assert not timeline(entries, at(5), NOW)


def test_one_role_may_be_two_profiles() -> None:
    entries = [
        of_role(1, Kind.IN_USE, until=9),
        of_role(2, Kind.IN_USE, until=9, profile="ci"),
        of_role(3, Kind.RELEASED),
        of_role(4, Kind.RENEWED, until=10, profile="ci"),
    ]
    _, row = timeline(entries, at(0), NOW)
    assert [(span.profile, span.begin, span.end, span.is_open) for span in row.spans] == [
        ("default", at(1), at(3), False),
        ("ci", at(2), at(6), True),
    ]
    assert row.session == ACME
