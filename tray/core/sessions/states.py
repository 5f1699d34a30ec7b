"""The states that an sso-session can be in. They hold no token, only its facts."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum
from typing import TypeAlias

from tray.core.vocabulary.errors import TrayError
from tray.core.vocabulary.model import SignInFlow, TokenFacts


@dataclass(frozen=True, slots=True)
class Idle:
    """No refresh is under way."""


@dataclass(frozen=True, slots=True)
class InFlight:
    """A refresh was asked for and has not answered; so many before it failed in a row.

    `is_after_refusal` says that AWS refused the access token while it should live. What was
    not answered long after `asked_at` never will be.
    """

    failures: int = 0
    is_after_refusal: bool = False
    asked_at: datetime | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Backoff:
    """The last refresh failed in a way that time may mend."""

    until: datetime
    error: TrayError
    failures: int
    is_after_refusal: bool = False


Refresh: TypeAlias = Idle | InFlight | Backoff


@dataclass(frozen=True, slots=True)
class SignedOut:
    """No token is held. `sign_in_error` says how the last sign-in failed, until the next one."""

    sign_in_error: TrayError | None = None


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A token is held, and refreshed for as long as AWS does.

    `is_replacement` says that it came in the place of one that AWS refused.
    """

    token: TokenFacts
    refresh: Refresh = Idle()
    sign_in_error: TrayError | None = None
    is_replacement: bool = False


@dataclass(frozen=True, slots=True)
class Expired:
    """The session ended by itself, or from outside, at `since`."""

    since: datetime
    cause: TrayError | None = None
    sign_in_error: TrayError | None = None


Settled: TypeAlias = SignedOut | SignedIn | Expired


@dataclass(frozen=True, slots=True)
class Polling:
    """The device flow's rhythm: `interval` only ever grows (RFC 8628, section 3.5)."""

    interval: timedelta
    next_at: datetime
    is_asking: bool = False


@dataclass(frozen=True, slots=True)
class Authorizing:
    """A sign-in is under way; `previous` goes on living beside it and returns on cancel."""

    attempt: int
    flow: SignInFlow
    deadline: datetime
    previous: Settled
    user_code: str | None = None
    page: str | None = None
    polling: Polling | None = None


SessionState: TypeAlias = SignedOut | Authorizing | SignedIn | Expired


def settled(state: SessionState) -> Settled:
    """The state without the sign-in that may be going on before it."""
    return state.previous if isinstance(state, Authorizing) else state


def failure_since(state: SessionState, before: TrayError | None) -> TrayError | None:
    """How a sign-in failed that was asked for when `before` was the last failure.

    None while it goes on, and before it has begun: the old failure stands there until then. Each
    failure is an error of its own, so identity tells one from the next.
    """
    if isinstance(state, Authorizing) or state.sign_in_error is before:
        return None
    return state.sign_in_error


class RestorePart(Enum):
    """What an earlier run may have left of a session."""

    SIGN_IN = "sign-in"
    LISTING = "listing"
