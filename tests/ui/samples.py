"""Snapshots to show, as the agent might publish them."""

from datetime import timedelta

from tests.fakes import START
from tray.core.profiles.activation import Activation, CredentialsFacts, Resting, Work
from tray.core.sessions.states import Authorizing, SessionState, SignedIn
from tray.core.snapshot import AppSnapshot, SessionView
from tray.core.vocabulary.model import (
    Account,
    AccountId,
    AccountRoles,
    Listing,
    ProfileName,
    RoleRef,
    SessionName,
    SignInFlow,
    SsoSession,
    TokenFacts,
)

HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
ACME = SessionName("Acme")


def signed_in(*, started: timedelta = timedelta(0), is_refreshable: bool = True) -> SignedIn:
    """Signed in since `started` before START; the token lasts an hour from START."""
    return SignedIn(TokenFacts(START, START + HOUR, is_refreshable, START - started))


def signing_in(user_code: str | None = None, page: str | None = "https://page") -> Authorizing:
    return Authorizing(
        1, SignInFlow.PKCE, START + 10 * MINUTE, signed_in(), user_code=user_code, page=page
    )


def listing(accounts: int, roles: int) -> Listing:
    """`accounts` accounts called `Account 0000` and so on, each with `roles` roles."""
    names = tuple(f"Role{number}" for number in range(roles))
    return Listing(
        tuple(
            AccountRoles(Account(AccountId(f"{n:012}"), f"Account {n:04}"), names)
            for n in range(accounts)
        ),
        START,
    )


def named_listing(*accounts: tuple[str, str]) -> Listing:
    """Accounts of these numbers and names, with the role Admin."""
    return Listing(
        tuple(
            AccountRoles(Account(AccountId(number), name), ("Admin",)) for number, name in accounts
        ),
        START,
    )


def view(
    state: SessionState, name: str = ACME, accounts: Listing | None = None, hours: int = 8
) -> SessionView:
    session = SsoSession(SessionName(name), f"https://{name}.awsapps.com/start", "eu-central-1")
    return SessionView(session, state, timedelta(hours=hours), accounts)


def role(number: int = 0, name: str = "Role0", session: str = ACME) -> RoleRef:
    return RoleRef(SessionName(session), AccountId(f"{number:012}"), name)


def activation(
    work: Work | None = None, minutes: int | None = 43, profile: str = "default"
) -> Activation:
    keys = None if minutes is None else CredentialsFacts(START, START + minutes * MINUTE)
    return Activation(1, ProfileName(profile), role(), "", work or Resting(), keys)


def snapshot(*views: SessionView, **other: object) -> AppSnapshot:
    return AppSnapshot(sessions=views, is_ready=True, **other)  # type: ignore[arg-type]
