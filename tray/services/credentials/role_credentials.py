"""Role credentials in memory: fetched once for all who ask at the same time, handed out while good.

Whoever wants a role's keys comes here: profiles, the socket, the loopback
endpoint, a console link. Fifty programs that ask at once cost one call.
"""

import threading
from concurrent.futures import Future
from datetime import timedelta

from tray.core.ports.aws import IdentityCenter
from tray.core.ports.clock import Clock
from tray.core.profiles.activation import CredentialsFacts
from tray.core.sessions.events import TokenRefused
from tray.core.sessions.schedule import renewal_due
from tray.core.vocabulary.errors import Busy, ClockSkew, RoleNotAssigned, TokenRejected, TrayError
from tray.core.vocabulary.model import RoleCredentials, RoleRef, SessionName, SsoSession, SsoToken
from tray.core.vocabulary.translatable import said
from tray.services.concurrency.defects import as_error
from tray.services.concurrency.retry import Pause, Retrier
from tray.services.context.messages import Post, SessionHappened
from tray.services.tokens.pending_refreshes import PendingRefreshes
from tray.services.tokens.token_vault import TokenVault

_CALLER_SECONDS = 46.0
"""A credential process gives up after 50 seconds, Go's SDK after 60."""
_TRY_SECONDS = 30.0
"""Until the last try begins, of a caller who has nothing else."""
_SHORT_TRY_SECONDS = 3.0
"""The same where there are living keys in the meantime."""
_REFRESH_SECONDS = 25.0
_REST_SECONDS = 30.0
"""So long after a renewal that failed living keys are handed out without another try."""
_LEAST_USE = timedelta(seconds=15)
"""Keys that end sooner help nobody: their next request would be refused."""


class CredentialsProvider:
    """The one way to GetRoleCredentials. Every call blocks; safe from any thread."""

    def __init__(
        self,
        identity_center: IdentityCenter,
        vault: TokenVault,
        refreshes: PendingRefreshes,
        clock: Clock,
        *,
        pause: Pause,
        post: Post,
    ) -> None:
        self._identity_center = identity_center
        self._vault = vault
        self._clock = clock
        self._retrier = Retrier(clock, pause)
        self._refreshes = refreshes
        self._post = post
        self._lock = threading.Lock()
        self._cached: dict[RoleRef, tuple[CredentialsFacts, RoleCredentials]] = {}
        self._failed_at: dict[RoleRef, float] = {}
        self._flights: dict[RoleRef, Future[RoleCredentials]] = {}

    def get(self, session: SsoSession, role: RoleRef) -> RoleCredentials:
        """Keys with time left: 20 minutes, so that no SDK asks again at every request.

        Where they cannot be renewed just now, those that are held will do to their
        end: SDKs then ask more often, which is better than a program that fails.
        Raises `TokenRejected` (and tells the agent), `RoleNotAssigned`, and what
        the way to AWS raises.
        """
        with self._lock:
            facts, keys = self._cached.get(role, (None, None))
            failed_at = self._failed_at.get(role)
        if facts is not None and keys is not None:
            if self._clock.now() < renewal_due(facts.issued_at, facts.expires_at):
                return keys
            rests = failed_at is not None and self._clock.monotonic() - failed_at < _REST_SECONDS
            if rests and self.cached(role) is not None:
                return keys
        patience = _TRY_SECONDS if self.cached(role) is None else _SHORT_TRY_SECONDS
        try:
            return self._renew(session, role, patience)
        except (TokenRejected, RoleNotAssigned, ClockSkew):
            raise
        except TrayError:
            living = self.cached(role)  # looked up now: a sign-out may have come between
            if living is None:
                raise
            with self._lock:
                self._failed_at[role] = self._clock.monotonic()
            return living

    def cached(self, role: RoleRef) -> RoleCredentials | None:
        """What is in memory and of use still, however little time it has left."""
        with self._lock:
            facts_and_keys = self._cached.get(role)
        now = self._clock.now()
        if facts_and_keys is None or facts_and_keys[0].expires_at <= now + _LEAST_USE:
            return None
        return facts_and_keys[1]

    def renew(self, session: SsoSession, role: RoleRef) -> RoleCredentials:
        """Fresh keys, or those that somebody else is fetching just now. Raises as `get`."""
        return self._renew(session, role, _TRY_SECONDS)

    def _renew(self, session: SsoSession, role: RoleRef, patience: float) -> RoleCredentials:
        mine: Future[RoleCredentials] = Future()
        with self._lock:
            flight = self._flights.setdefault(role, mine)
        if flight is not mine:
            return _joined(flight)
        try:
            keys = self._fetch(session, role, patience)
        except Exception as error:
            self._finish(role)
            mine.set_exception(as_error(error, "keys"))
            raise
        with self._lock:
            facts = CredentialsFacts(self._clock.now(), keys.expires_at)
            self._cached[role] = facts, keys
            self._failed_at.pop(role, None)
        self._finish(role)
        mine.set_result(keys)
        return keys

    def forget(self, session: SessionName) -> None:
        """After a sign-out nobody gets its keys from here any more."""
        with self._lock:
            for role in [role for role in self._cached if role.session == session]:
                del self._cached[role]

    def _finish(self, role: RoleRef) -> None:
        with self._lock:
            del self._flights[role]

    def _fetch(self, session: SsoSession, role: RoleRef, patience: float) -> RoleCredentials:
        """Keys by the token in force, or by the one that a refresh brings.

        Nobody is told to sign in while AWS may still renew what it refused.
        """
        began = self._clock.monotonic()
        token = self._vault.get(session.name)
        try:
            return self._ask(session, token, role, patience)
        except TokenRejected as error:
            refused = error
        left = _CALLER_SECONDS - (self._clock.monotonic() - began)
        failure = self._refreshes.outcome(session.name, max(1.0, min(_REFRESH_SECONDS, left)))
        newer = self._vault.get(session.name)
        if newer.access_token == token.access_token:
            raise failure or refused
        return self._ask(session, newer, role, _SHORT_TRY_SECONDS)

    def _ask(
        self, session: SsoSession, token: SsoToken, role: RoleRef, patience: float
    ) -> RoleCredentials:
        def call() -> RoleCredentials:
            if token.expires_at <= self._clock.now():  # AWS would say so, a second later
                raise TokenRejected(said("This sign-in must be renewed first."))
            return self._identity_center.role_credentials(session, token.access_token, role)

        try:
            return self._retrier.run(call, patience)
        except TokenRejected as error:
            self._post(SessionHappened(session.name, TokenRefused(token.issued_at, error)))
            raise
        except RoleNotAssigned:
            with self._lock:
                self._cached.pop(role, None)
            raise


def _joined(flight: Future[RoleCredentials]) -> RoleCredentials:
    try:
        return flight.result(_CALLER_SECONDS)
    except TimeoutError as error:
        raise Busy(
            said("The role's keys aren't available yet."),
            said("It was already requested. Try again in a moment."),
        ) from error
