"""What happens to an sso-session, and what is then to be done: events and effects as data.

`core.sessions.machine` turns the ones into the others; `services.sessions.effects` carries the
effects out and answers with events. Both name the attempt, or the token by the
moment of its issue, that they belong to.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeAlias

from tray.core.vocabulary.errors import TrayError
from tray.core.vocabulary.model import SignInFlow, SsoToken, TokenFacts

SIGN_IN_PATIENCE = timedelta(minutes=10)
"""How long a sign-in may take; a device code lives as long, and AWS's page longer."""

# ---- events -----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SignInAsked:
    """The person wants to sign in; `attempt` is new and larger than any before.

    `patience` is how long that may take.
    """

    attempt: int
    flow: SignInFlow
    patience: timedelta = SIGN_IN_PATIENCE


@dataclass(frozen=True, slots=True)
class PageReady:
    """The page to show is known; with a user code and an interval in the device flow."""

    attempt: int
    page: str
    expires_at: datetime
    user_code: str | None = None
    interval: timedelta | None = None


@dataclass(frozen=True, slots=True)
class StillPending:
    """A poll was answered with authorization_pending, slow_down, or a passing fault."""

    attempt: int
    slow_down: bool = False


@dataclass(frozen=True, slots=True)
class Authorized:
    """The sign-in brought a token."""

    attempt: int
    token: SsoToken


@dataclass(frozen=True, slots=True)
class AuthorizationFailed:
    """The sign-in came to an end without one."""

    attempt: int
    error: TrayError


@dataclass(frozen=True, slots=True)
class SignInCancelled:
    """The person does not want to any more."""


@dataclass(frozen=True, slots=True)
class TokenFound:
    """A token was found where it rests: of an earlier run, or a newer one of another tool."""

    token: TokenFacts


@dataclass(frozen=True, slots=True)
class TokenGone:
    """Another tool signed out."""


@dataclass(frozen=True, slots=True)
class Refreshed:
    """A refresh of the token issued at `replaces` brought a newer one."""

    replaces: datetime
    token: SsoToken


@dataclass(frozen=True, slots=True)
class RefreshFailed:
    """A refresh of the token issued at `replaces` failed."""

    replaces: datetime
    error: TrayError


@dataclass(frozen=True, slots=True)
class TokenRefused:
    """The portal answered 401 to the token issued at `issued_at`."""

    issued_at: datetime
    error: TrayError


@dataclass(frozen=True, slots=True)
class SignOutAsked:
    """The person wants the session to end, here and at AWS."""


@dataclass(frozen=True, slots=True)
class Tick:
    """Time has passed."""


SessionEvent: TypeAlias = (
    SignInAsked
    | PageReady
    | StillPending
    | Authorized
    | AuthorizationFailed
    | SignInCancelled
    | TokenFound
    | TokenGone
    | Refreshed
    | RefreshFailed
    | TokenRefused
    | SignOutAsked
    | Tick
)

# ---- effects ----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class BeginSignIn:
    """Start a sign-in; answers `PageReady`, then `Authorized` or `AuthorizationFailed`."""

    attempt: int
    flow: SignInFlow
    deadline: datetime


@dataclass(frozen=True, slots=True)
class PollSignIn:
    """Ask once whether the device code was allowed."""

    attempt: int


@dataclass(frozen=True, slots=True)
class AbandonSignIn:
    """Close what a sign-in holds open."""

    attempt: int


@dataclass(frozen=True, slots=True)
class KeepToken:
    """Put a token where it rests."""

    token: SsoToken


@dataclass(frozen=True, slots=True)
class RefreshToken:
    """Refresh the token issued at `issued_at`; answers `Refreshed` or `RefreshFailed`."""

    issued_at: datetime


@dataclass(frozen=True, slots=True)
class RevokeToken:
    """End the portal session of a token that nobody wants: Logout."""

    token: SsoToken


@dataclass(frozen=True, slots=True)
class ForgetToken:
    """Remove the token from where it rests; with `revoke`, tell AWS by Logout."""

    revoke: bool


@dataclass(frozen=True, slots=True)
class LearnLength:
    """Remember how long a session lived: ended after `last_alive`, at `found_ended` at the latest.

    Both are ages of the session.
    """

    last_alive: timedelta
    found_ended: timedelta


SessionEffect: TypeAlias = (
    BeginSignIn
    | PollSignIn
    | AbandonSignIn
    | KeepToken
    | RefreshToken
    | RevokeToken
    | ForgetToken
    | LearnLength
)
