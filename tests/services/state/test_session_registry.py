"""What the desk of sessions makes of their events."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.core.sessions.test_machine import FACTS, HOUR, MINUTE, OVER
from tests.fakes import START
from tray.core.sessions.events import RefreshFailed, TokenFound
from tray.core.vocabulary.model import SessionName, SsoSession, TokenFacts
from tray.services.state.session_registry import SessionRegistry

ACME = SsoSession(SessionName("acme"), "https://acme.awsapps.com/start", "us-east-1")
LATER = replace(FACTS, issued_at=START + 7.5 * HOUR, expires_at=START + 8.5 * HOUR)


def ended_at_eight_hours(desk: SessionRegistry, token: TokenFacts = LATER) -> bool:
    """Whether that taught anything."""
    (seat,) = desk.all()
    desk.apply(seat, TokenFound(token), token.issued_at)
    desk.tick(seat, token.issued_at + 40 * MINUTE)
    now = token.issued_at + 40 * MINUTE
    return desk.apply(seat, RefreshFailed(token.issued_at, OVER), now).has_learned


def test_a_session_that_was_watched_to_its_end_teaches_its_length() -> None:
    desk = SessionRegistry()
    desk.replace_all((ACME,))
    assert ended_at_eight_hours(desk)
    assert desk.lengths[ACME.name] == (8 * HOUR,)


@pytest.mark.parametrize(
    ("back", "teaches"),
    [
        pytest.param(3 * HOUR, False, id="set back"),
        pytest.param(timedelta(seconds=40), True, id="kept right"),
    ],
)
def test_a_clock_that_is_set_back_during_a_session_spoils_its_age(
    back: timedelta, teaches: bool
) -> None:
    desk = SessionRegistry()
    desk.replace_all((ACME,))
    (seat,) = desk.all()
    desk.apply(seat, TokenFound(FACTS), START)
    desk.tick(seat, START + 20 * MINUTE)
    desk.tick(seat, START + 20 * MINUTE - back)
    assert ended_at_eight_hours(desk) == teaches


def test_what_was_learned_counts_until_the_session_has_outlived_it() -> None:
    desk = SessionRegistry()
    desk.replace_all((ACME,))
    (seat,) = desk.all()
    desk.lengths[ACME.name] = (30 * MINUTE,)
    desk.apply(seat, TokenFound(FACTS), START)
    assert desk.view(seat).end
    assert desk.expected(ACME.name) == 30 * MINUTE
    desk.apply(seat, TokenFound(replace(FACTS, issued_at=START + 40 * MINUTE)), START)
    assert desk.expected(ACME.name) == 8 * HOUR
