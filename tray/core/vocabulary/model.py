"""The nouns of IAM Identity Center, as AWS spells them.

Frozen values only. Moments are aware UTC datetimes in *program time* (see
`core.ports.clock.Clock`), durations are `timedelta`, and an account number is a string,
since it may start with zeros.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum
from typing import Generic, NewType, TypeVar

from tray.core.vocabulary.secret import Secret

SessionName = NewType("SessionName", str)
AccountId = NewType("AccountId", str)
ProfileName = NewType("ProfileName", str)

Item_co = TypeVar("Item_co", covariant=True)

ACCESS_SCOPE = "sso:account:access"
"""The scope that lets a client list accounts and fetch role credentials."""


class Origin(Enum):
    """Where an sso-session was found; only one's own settings can be edited in the program."""

    CONFIG_FILE = "sso-session in the config file"
    LEGACY_PROFILE = "profile with sso_start_url in the config file"
    SETTINGS = "settings of SSO Tray"
    DEMO = "demo"


@dataclass(frozen=True, slots=True)
class SsoSession:
    """One access portal that a person signs in to (`[sso-session NAME]` of the AWS CLI).

    `spellings` are the start URLs of profiles that carry the same portal's address
    themselves, as they are written: the AWS CLI keeps a token under each of them.
    """

    name: SessionName
    start_url: str
    region: str
    scopes: tuple[str, ...] = (ACCESS_SCOPE,)
    origin: Origin = Origin.SETTINGS
    spellings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Account:
    """An AWS account that the portal assigns to the person."""

    id: AccountId
    name: str
    email: str = ""


@dataclass(frozen=True, slots=True, order=True)
class RoleRef:
    """Which role of which account, seen through which sso-session. Names nothing secret."""

    session: SessionName
    account_id: AccountId
    role_name: str


@dataclass(frozen=True, slots=True)
class AccountRoles:
    """An account together with the names of the roles that the person holds in it, sorted."""

    account: Account
    role_names: tuple[str, ...]


class SignInFlow(Enum):
    """How a sign-in reaches the browser.

    Client registrations of the two flows are not interchangeable.
    """

    PKCE = "authorization_code"
    DEVICE_CODE = "urn:ietf:params:oauth:grant-type:device_code"


@dataclass(frozen=True, slots=True)
class ClientRegistration:
    """What RegisterClient answered; dead after `expires_at`, and a refresh with it."""

    client_id: str
    client_secret: Secret
    expires_at: datetime
    flow: SignInFlow


@dataclass(frozen=True, slots=True)
class DeviceAuthorization:
    """What StartDeviceAuthorization answered (RFC 8628, section 3.2).

    The user code is shown by the program itself and never parsed out of an
    address: newer verification pages do not carry it.
    """

    device_code: Secret
    user_code: str
    verification_uri: str
    verification_uri_complete: str | None
    expires_at: datetime
    interval: timedelta

    @property
    def page(self) -> str:
        """The address to open: the one that spares typing, if there is one."""
        return self.verification_uri_complete or self.verification_uri


@dataclass(frozen=True, slots=True)
class IssuedToken:
    """What CreateToken answered. The refresh token may be a new one: the newest wins."""

    access_token: Secret
    expires_at: datetime
    refresh_token: Secret | None


@dataclass(frozen=True, slots=True)
class SsoToken:
    """The token of one signed-in sso-session, with all that a refresh needs.

    `session_started_at` is the moment of the sign-in, kept over refreshes: the
    portal session's age is what its length is learned from.
    """

    access_token: Secret
    issued_at: datetime
    expires_at: datetime
    refresh_token: Secret | None
    registration: ClientRegistration
    session_started_at: datetime

    @property
    def is_refreshable(self) -> bool:
        """Whether the session outlives this access token.

        A registration that expires first does not change what the token is: the
        refresh then fails, and the session ends with a reason.
        """
        return self.refresh_token is not None


@dataclass(frozen=True, slots=True)
class TokenFacts:
    """What may be known of a token without holding it."""

    issued_at: datetime
    expires_at: datetime
    is_refreshable: bool
    session_started_at: datetime

    @classmethod
    def of(cls, token: SsoToken) -> "TokenFacts":
        """The facts of `token`."""
        return cls(
            token.issued_at, token.expires_at, token.is_refreshable, token.session_started_at
        )


@dataclass(frozen=True, slots=True)
class RoleCredentials:
    """What GetRoleCredentials answered: short-lived keys of one role."""

    access_key_id: str
    secret_access_key: Secret
    session_token: Secret
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Page(Generic[Item_co]):
    """One page of a listing; `next_token` is None on the last."""

    items: tuple[Item_co, ...]
    next_token: str | None


@dataclass(frozen=True, slots=True)
class Listing:
    """The accounts and roles of one sso-session as last seen, sorted by account name."""

    accounts: tuple[AccountRoles, ...]
    fetched_at: datetime
    unlisted: tuple[Account, ...] = ()
    """Accounts whose roles AWS refuses to list: closed or suspended ones, as a rule."""

    def account_name(self, account_id: AccountId) -> str:
        """What an account is called; empty where it is not among these."""
        accounts = (*(known.account for known in self.accounts), *self.unlisted)
        return next((account.name for account in accounts if account.id == account_id), "")


@dataclass(frozen=True, slots=True)
class Memory:
    """What the program remembers between runs and nobody configures.

    `recent` has the latest first, and `uses` counts; `session_lengths` holds, per
    sso-session, how long earlier portal sessions were seen to live, latest last.
    `newest_version` is what the project said when it was asked at `asked_at`.
    """

    pinned: tuple[RoleRef, ...] = ()
    recent: tuple[RoleRef, ...] = ()
    session_lengths: Mapping[SessionName, tuple[timedelta, ...]] = field(default_factory=dict)
    uses: Mapping[RoleRef, int] = field(default_factory=dict)
    newest_version: str = ""
    asked_at: datetime | None = None
