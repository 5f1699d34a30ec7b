"""How long a portal session lives, which no operation of AWS tells.

An administrator sets it between 15 minutes and 90 days; the client finds out
when a refresh is refused. Each session that was seen to end narrows its length
to a window, and within the window the roundest length is the likely one.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from tray.core.sessions.schedule import DEFAULT_SESSION_LENGTH
from tray.core.vocabulary.model import TokenFacts

_SHORTEST = timedelta(minutes=15)
"""AWS takes no shorter one. What ended before was ended by somebody, and is no length."""

_ROUND_LENGTHS = tuple(
    timedelta(minutes=minutes)
    for minutes in (24 * 60 * 30, 24 * 60 * 7, 24 * 60, 12 * 60, 8 * 60, 4 * 60, 60, 30, 15, 5, 1)
)
_WIDEST_WINDOW = timedelta(hours=2)
"""Beyond this a session was not watched (the machine slept), and nothing can be learned."""

_REMEMBERED = 5


@dataclass(frozen=True, slots=True)
class SessionEnd:
    """When a session ends: exactly, or as a guess that must be shown as one."""

    at: datetime
    is_exact: bool


def session_end(token: TokenFacts, expected_length: timedelta) -> SessionEnd:
    """The end of the session that `token` belongs to.

    Exact where the token cannot be refreshed: the session ends with it.
    Otherwise an estimate, and never before the token's own end once the
    expected age was passed alive.
    """
    if not token.is_refreshable:
        return SessionEnd(token.expires_at, is_exact=True)
    expected = token.session_started_at + expected_length
    if token.issued_at >= expected:
        return SessionEnd(token.expires_at, is_exact=False)
    return SessionEnd(expected, is_exact=False)


def likely_end(token: TokenFacts, expected_length: timedelta, now: datetime) -> datetime:
    """When a session ended that is found over now, and lived when `token` was issued.

    Where nobody watched, that is the moment at which it was expected to end; now,
    where that is not between the two.
    """
    expected = token.session_started_at + expected_length
    return expected if token.issued_at < expected <= now else now


def expected_length(
    earlier: tuple[timedelta, ...], alive_at: timedelta = timedelta(0)
) -> timedelta:
    """The likely length of a session that is known to have lived at the age `alive_at`.

    The latest of the earlier ones (the latest last) that it has not outlived; 8 hours
    if there are none. Evidence beats what was learned: a session that lives at two
    hours is none of thirty minutes.
    """
    open_lengths = [length for length in earlier if length > alive_at]
    return open_lengths[-1] if open_lengths else DEFAULT_SESSION_LENGTH


def learn(
    earlier: tuple[timedelta, ...], last_alive: timedelta, found_ended: timedelta
) -> tuple[timedelta, ...]:
    """`earlier` with what a session teaches that ended between two ages.

    The session lived at the age `last_alive` and was found ended at
    `found_ended`; equal ages mean that its length is known exactly.
    """
    if not timedelta(0) <= found_ended - last_alive <= _WIDEST_WINDOW:
        return earlier
    length = _roundest(max(last_alive, _SHORTEST), found_ended)
    return (*earlier, length)[-_REMEMBERED:] if length is not None else earlier


def _roundest(shortest: timedelta, longest: timedelta) -> timedelta | None:
    """The roundest length between the two; None where not even a whole minute is."""
    candidates = (longest // unit * unit for unit in _ROUND_LENGTHS)
    return next((candidate for candidate in candidates if candidate >= shortest), None)
