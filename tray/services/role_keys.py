"""Role credentials in memory: fetched once for all who ask at the same time, handed out while good.

Whoever wants a role's keys comes here: profiles, the socket, the loopback
endpoint, a console link. Fifty programs that ask at once cost one call.
"""

import threading
from concurrent.futures import Future

from tray.core.activation import KeysFacts
from tray.core.errors import RoleNotAssigned, TokenRejected
from tray.core.model import RoleCredentials, RoleRef, SessionName, SsoSession, SsoToken
from tray.core.ports import Clock, IdentityCenter
from tray.core.schedule import renewal_due
from tray.core.session_events import TokenRefused
from tray.services.messages import Post, SessionHappened
from tray.services.token_vault import TokenVault

_LONGEST_CALL_SECONDS = 45.0


class RoleKeys:
    """The one way to GetRoleCredentials. Every call blocks; safe from any thread."""

    def __init__(
        self, identity_center: IdentityCenter, vault: TokenVault, clock: Clock, post: Post
    ) -> None:
        self._identity_center = identity_center
        self._vault = vault
        self._clock = clock
        self._post = post
        self._lock = threading.Lock()
        self._kept: dict[RoleRef, tuple[KeysFacts, RoleCredentials]] = {}
        self._flights: dict[RoleRef, Future[RoleCredentials]] = {}

    def get(self, session: SsoSession, role: RoleRef) -> RoleCredentials:
        """Keys with time left: 20 minutes, so that no SDK asks again at every request.

        Raises `TokenRejected` (and tells the agent), `RoleNotAssigned`, and what
        the way to AWS raises.
        """
        with self._lock:
            kept = self._kept.get(role)
            if kept is not None:
                facts, keys = kept
                if self._clock.now() < renewal_due(facts.issued_at, facts.expires_at):
                    return keys
        return self.renew(session, role)

    def kept(self, role: RoleRef) -> RoleCredentials | None:
        """What is in memory and alive, however little time it has left."""
        with self._lock:
            facts_and_keys = self._kept.get(role)
        if facts_and_keys is None or facts_and_keys[0].expires_at <= self._clock.now():
            return None
        return facts_and_keys[1]

    def renew(self, session: SsoSession, role: RoleRef) -> RoleCredentials:
        """Fresh keys, or those that somebody else is fetching just now. Raises as `get`."""
        mine: Future[RoleCredentials] = Future()
        with self._lock:
            flight = self._flights.setdefault(role, mine)
        if flight is not mine:
            return flight.result(_LONGEST_CALL_SECONDS)
        try:
            keys = self._fetch(session, role)
        except BaseException as error:
            self._land(role)
            mine.set_exception(error)
            raise
        with self._lock:
            facts = KeysFacts(self._clock.now(), keys.expires_at)
            self._kept[role] = facts, keys
        self._land(role)
        mine.set_result(keys)
        return keys

    def forget(self, session: SessionName) -> None:
        """After a sign-out nobody gets its keys from here any more."""
        with self._lock:
            for role in [role for role in self._kept if role.session == session]:
                del self._kept[role]

    def _land(self, role: RoleRef) -> None:
        with self._lock:
            del self._flights[role]

    def _fetch(self, session: SsoSession, role: RoleRef) -> RoleCredentials:
        token = self._vault.get(session.name)
        try:
            return self._ask(session, token, role)
        except TokenRejected:
            newer = self._vault.get(session.name)
            if newer is token:
                raise
            return self._ask(session, newer, role)  # it was refreshed meanwhile

    def _ask(self, session: SsoSession, token: SsoToken, role: RoleRef) -> RoleCredentials:
        try:
            return self._identity_center.role_credentials(session, token.access_token, role)
        except TokenRejected as error:
            self._post(SessionHappened(session.name, TokenRefused(token.issued_at, error)))
            raise
        except RoleNotAssigned:
            with self._lock:
                self._kept.pop(role, None)
            raise
