"""How long a portal session lives, which no operation of AWS tells.

An administrator sets it between 15 minutes and 90 days; the client finds out
when a refresh is refused. Each session that was seen to end narrows its length
to a window, and within the window the roundest length is the likely one.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from tray.core.model import TokenFacts
from tray.core.schedule import DEFAULT_SESSION_LENGTH

_ROUND_LENGTHS = tuple(
    timedelta(minutes=minutes)
    for minutes in (24 * 60 * 30, 24 * 60 * 7, 24 * 60, 12 * 60, 8 * 60, 4 * 60, 60, 30, 15)
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


def expected_length(earlier: tuple[timedelta, ...]) -> timedelta:
    """The likely length, given earlier ones (the latest last); 8 hours if there were none."""
    return earlier[-1] if earlier else DEFAULT_SESSION_LENGTH


def learn(
    earlier: tuple[timedelta, ...], last_alive: timedelta, found_ended: timedelta
) -> tuple[timedelta, ...]:
    """`earlier` with what a session teaches that ended between two ages.

    The session lived at the age `last_alive` and was found ended at
    `found_ended`; equal ages mean that its length is known exactly.
    """
    if found_ended - last_alive > _WIDEST_WINDOW or found_ended <= timedelta(0):
        return earlier
    return (*earlier, _roundest(last_alive, found_ended))[-_REMEMBERED:]


def _roundest(shortest: timedelta, longest: timedelta) -> timedelta:
    for unit in _ROUND_LENGTHS:
        candidate = longest // unit * unit
        if candidate >= shortest and candidate > timedelta(0):
            return candidate
    return longest
