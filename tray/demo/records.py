"""What the demo's Identity Center remembers: clients, grants, sessions, tokens, keys."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum


class Verdict(Enum):
    """What the human said."""

    OPEN = "open"
    ALLOWED = "allowed"
    DENIED = "denied"


@dataclass(slots=True)
class Client:
    """A registered client. Registrations of the two flows are not interchangeable."""

    id: str
    secret: str
    name: str
    grants: tuple[str, ...]
    scopes: tuple[str, ...]
    expires_at: datetime


@dataclass(slots=True)
class Grant:
    """A sign-in that waits for the human: a device code, or a PKCE request."""

    client: Client
    expires_at: datetime
    user_code: str = ""
    challenge: str = ""
    redirect_uri: str = ""
    state: str = ""
    code: str = ""
    verdict: Verdict = Verdict.OPEN
    last_poll: datetime | None = None
    interval: timedelta = timedelta(seconds=5)


@dataclass(slots=True)
class Session:
    """A portal session: it ends by age, by Logout, or by an administrator."""

    ends_at: datetime
    is_revoked: bool = False


@dataclass(slots=True)
class Token:
    """An access token of a session, with the refresh token that replaces it."""

    session: Session
    client: Client
    expires_at: datetime
    refresh: str | None


@dataclass(frozen=True, slots=True)
class Issued:
    """What CreateToken answers."""

    access_token: str
    refresh_token: str | None
    lifetime: timedelta


@dataclass(frozen=True, slots=True)
class IssuedCredentials:
    """Role credentials, and whose they are."""

    access_key_id: str
    secret_access_key: str
    session_token: str
    expires_at: datetime
    account_id: str
    role_name: str
    person: str

    def are_those_of(self, session: Mapping[str, str]) -> bool:
        """Whether a federation request's `Session` holds these very keys."""
        is_secret = session.get("sessionKey") == self.secret_access_key
        return is_secret and session.get("sessionToken") == self.session_token

    @property
    def arn(self) -> str:
        """What GetCallerIdentity says: the permission set's role, assumed by the person."""
        suffix = hashlib.sha256(f"{self.account_id}{self.role_name}".encode()).hexdigest()[:16]
        role = f"AWSReservedSSO_{self.role_name}_{suffix}"
        return f"arn:aws:sts::{self.account_id}:assumed-role/{role}/{self.person}"


@dataclass(slots=True)
class Records:
    """All that the emulator remembers."""

    clients: dict[str, Client] = field(default_factory=dict)
    grants: dict[str, Grant] = field(default_factory=dict)
    tokens: dict[str, Token] = field(default_factory=dict)
    used: dict[str, Session] = field(default_factory=dict)
    keys: dict[str, IssuedCredentials] = field(default_factory=dict)
    signins: dict[str, tuple[IssuedCredentials, datetime]] = field(default_factory=dict)

    def end_session_of_used(self, refresh_token: str) -> None:
        """What servers do to whose refresh token turns up twice: one holder may be a thief."""
        if refresh_token in self.used:
            self.used[refresh_token].is_revoked = True
