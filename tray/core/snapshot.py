"""All that a person can see, at one moment, as one immutable value without a secret."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from tray.core.directory.unlisted_accounts import refused_accounts
from tray.core.guards.consent import Question
from tray.core.guards.rules import GuardRule, rule_for
from tray.core.profiles.activation import Activation
from tray.core.profiles.withdrawal import Withdrawal
from tray.core.sessions.length import SessionEnd, session_end
from tray.core.sessions.states import (
    Authorizing,
    Backoff,
    Expired,
    SessionState,
    SignedIn,
    settled,
)
from tray.core.settings.settings import Settings
from tray.core.tray_status import TrayStatus
from tray.core.vocabulary.errors import TrayError
from tray.core.vocabulary.model import Listing, RoleRef, SsoSession


@dataclass(frozen=True, slots=True)
class ListingProgress:
    """How far a listing is: accounts whose roles are in, of those known so far."""

    accounts_in: int
    accounts_known: int


@dataclass(frozen=True, slots=True)
class SetUp:
    """A session that is being added: how many regions were asked, or why none was found."""

    name: str
    regions_asked: int = 0
    error: TrayError | None = None


@dataclass(frozen=True, slots=True)
class SessionView:
    """One sso-session as it stands.

    `listing` may be from the cache, and from an earlier session; `progress` is
    set while a new one is coming in, `listing_error` when the last one failed.
    `is_restored` says that what an earlier run left was looked for.
    """

    session: SsoSession
    state: SessionState
    expected_length: timedelta
    listing: Listing | None = None
    progress: ListingProgress | None = None
    listing_error: TrayError | None = None
    is_restored: bool = True

    @property
    def end(self) -> SessionEnd | None:
        """When it ends; None unless signed in."""
        state = settled(self.state)
        return (
            session_end(state.token, self.expected_length) if isinstance(state, SignedIn) else None
        )

    @property
    def is_signed_in(self) -> bool:
        """Whether a token is held, also while a new sign-in is going on."""
        return isinstance(settled(self.state), SignedIn)

    @property
    def trouble(self) -> TrayError | None:
        """What hinders it just now: no network, throttled, a listing that failed."""
        state = settled(self.state)
        if not isinstance(state, SignedIn):
            return None
        return state.refresh.error if isinstance(state.refresh, Backoff) else self.listing_error

    @property
    def unlisted(self) -> TrayError | None:
        """Which accounts AWS refuses to list. It may stay so for good, and hinders nothing else."""
        return refused_accounts(self.listing.unlisted) if self.listing is not None else None

    def status(self, now: datetime, soon: timedelta) -> TrayStatus:
        """Its share in the icon; it ends soon when no more than `soon` is left."""
        if isinstance(self.state, Authorizing):
            return TrayStatus.SIGNING_IN
        if isinstance(self.state, Expired):
            return TrayStatus.ENDED
        end = self.end
        if end is None:
            return TrayStatus.SIGNED_OUT
        return TrayStatus.ENDS_SOON if end.at - now <= soon else TrayStatus.SIGNED_IN

    def share_left(self, now: datetime) -> float:
        """Which part of the session is left, 0 to 1; 0 unless signed in."""
        state = settled(self.state)
        end = self.end
        if end is None or not isinstance(state, SignedIn):
            return 0.0
        whole = end.at - state.token.session_started_at
        return min(1.0, max(0.0, (end.at - now) / whole)) if whole > timedelta(0) else 0.0


@dataclass(frozen=True, slots=True)
class AppSnapshot:
    """Everything: sessions in their order, active profiles, favourites, and what is wrong.

    `soon` is the first warning before a session's end. `problems` concern the
    program as a whole: a config file that cannot be read, a keyring that
    refuses.
    """

    sessions: tuple[SessionView, ...] = ()
    activations: tuple[Activation, ...] = ()
    withdrawals: tuple[Withdrawal, ...] = ()
    pinned: tuple[RoleRef, ...] = ()
    recent: tuple[RoleRef, ...] = ()
    uses: Mapping[RoleRef, int] = field(default_factory=dict)
    problems: tuple[TrayError, ...] = ()
    soon: timedelta = timedelta(minutes=15)
    is_demo: bool = False
    is_ready: bool = False
    has_terminal: bool = False
    settings: Settings = field(default_factory=Settings)
    locked: frozenset[str] = frozenset()
    newer_version: str = ""
    questions: tuple[Question, ...] = ()
    setup: SetUp | None = None

    def status(self, now: datetime) -> TrayStatus:
        """The worst of the sessions."""
        return max(
            (view.status(now, self.soon) for view in self.sessions),
            default=TrayStatus.SIGNED_OUT,
        )

    @property
    def troubles(self) -> tuple[TrayError, ...]:
        """All that is wrong, of sessions and profiles too."""
        return (
            *self.problems,
            *(view.trouble for view in self.sessions if view.trouble is not None),
            *_failures(self.activations),
            *(one.error for one in self.withdrawals if one.error is not None),
        )

    def account_name(self, role: RoleRef) -> str:
        """What the role's account is called; empty where no listing knows it."""
        view = self.view(role.session)
        listing = view.listing if view is not None else None
        return listing.account_name(role.account_id) if listing is not None else ""

    def guard(self, role: RoleRef) -> GuardRule | None:
        """The rule that holds for the role, if any does."""
        rules = self.settings.guards
        return rule_for(rules, role, self.account_name(role)) if rules else None

    def role_words(self, role: RoleRef) -> str:
        """`Prod / Admin`, or the account's number where its name is not known."""
        return f"{self.account_name(role) or role.account_id} / {role.role_name}"

    def view(self, name: str) -> SessionView | None:
        """The sso-session of that name."""
        return next((view for view in self.sessions if view.session.name == name), None)


def _failures(activations: Iterable[Activation]) -> Iterable[TrayError]:
    for activation in activations:
        if activation.failure is not None:
            yield activation.failure
