"""When things are due: refreshes, renewals, retries. Pure arithmetic.

The AWS CLI and the SDKs refresh a token when under 15 minutes are left, at most
one attempt a minute (botocore's `tokens.py`). We come five minutes before them:
of two that refresh at once one fails, and where a sign-in is shared it is then
never theirs.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from tray.core.vocabulary.model import TokenFacts

REFRESH_WINDOW = timedelta(minutes=20)
ATTEMPT_SPACING = timedelta(minutes=1)
ANSWER_PATIENCE = timedelta(minutes=3)
"""Many times what a refresh may take with all its tries: whoever made it has come to grief."""
SLOW_DOWN_STEP = timedelta(seconds=5)
"""What a SlowDown adds to the poll interval (RFC 8628, section 3.5)."""

DEFAULT_SESSION_LENGTH = timedelta(hours=8)
"""A portal session's length where the administrator changed nothing."""

RENEWAL_WINDOW = timedelta(minutes=20)
"""Role credentials are renewed this long before their end.

Five minutes more than the 15 under which SDKs begin to ask for new ones at
every request, so that a retry or two still come in time.
"""

CLOCK_TOLERANCE = timedelta(minutes=5)
"""Less than this is how clocks are kept right, not how they are set."""

_BACKOFF_STEPS = tuple(timedelta(minutes=minutes) for minutes in (1, 1, 1, 2, 4))
_LONGEST_BACKOFF = timedelta(minutes=5)


def refresh_due(token: TokenFacts, expected_length: timedelta) -> datetime:
    """When a refreshable token is to be refreshed next.

    That is 20 minutes before its expiry, or half its life if that is shorter;
    and already at the age at which the session is expected to end, once, since
    only a refresh can tell whether it did.
    """
    lifetime = token.expires_at - token.issued_at
    due = token.expires_at - min(REFRESH_WINDOW, lifetime / 2)
    expected_end = token.session_started_at + expected_length
    if token.issued_at < expected_end < due:
        return expected_end
    return due


def renewal_due(issued_at: datetime, expires_at: datetime) -> datetime:
    """When role credentials are to be fetched anew: 20 minutes before their end, or half-way."""
    return expires_at - min(RENEWAL_WINDOW, (expires_at - issued_at) / 2)


def earliest(moments: Iterable[datetime | None]) -> datetime | None:
    """The first of the moments that there are; None if there is none."""
    return min((moment for moment in moments if moment is not None), default=None)


def is_due(moment: datetime, now: datetime) -> bool:
    """Whether it is time to try again.

    A moment further away than any backoff was reckoned by a clock that has been
    set back since; to wait for it might take hours.
    """
    return now >= moment or moment - now > _LONGEST_BACKOFF


def backoff(failures: int) -> timedelta:
    """How long to wait after so many failures in a row (from 1): a minute, later five."""
    if failures <= len(_BACKOFF_STEPS):
        return _BACKOFF_STEPS[failures - 1]
    return _LONGEST_BACKOFF
