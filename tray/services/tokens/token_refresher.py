"""Newer tokens for those that run out: AWS's, or another tool's where there is one already."""

from dataclasses import replace
from functools import partial

from tray.core.ports.aws import IdentityCenter
from tray.core.ports.clock import Clock
from tray.core.sessions.events import Refreshed, RefreshFailed, RefreshToken
from tray.core.vocabulary.errors import SessionEnded, TokenRejected, TrayError
from tray.core.vocabulary.model import IssuedToken, SsoSession, SsoToken
from tray.core.vocabulary.secret import Secret
from tray.services.concurrency.retry import Pause, Retrier
from tray.services.concurrency.workers import WorkerQueue
from tray.services.context.messages import Post, SessionHappened
from tray.services.tokens.pending_refreshes import PendingRefreshes
from tray.services.tokens.token_vault import TokenVault

_REFRESH_SECONDS = 10.0
"""Until the last try begins. Whoever waits for another program's refresh waits 40 seconds."""


class TokenRefresher:
    """Refreshes on threads of its own, for others wait for the outcome."""

    def __init__(
        self,
        identity_center: IdentityCenter,
        vault: TokenVault,
        pending: PendingRefreshes,
        clock: Clock,
        *,
        pause: Pause,
        worker: WorkerQueue,
        post: Post,
    ) -> None:
        self._identity_center = identity_center
        self._vault = vault
        self._pending = pending
        self._clock = clock
        self._retrier = Retrier(clock, pause)
        self._worker = worker
        self._post = post

    def begin(self, session: SsoSession, effect: RefreshToken) -> None:
        """Comes back at once; `Refreshed` or `RefreshFailed` follows, if there was anything."""
        self._pending.began(session.name)
        self._worker.submit(
            lambda: self._refresh(session, effect),
            lambda error: self._failed(session, effect, error),
        )

    def _refresh(self, session: SsoSession, effect: RefreshToken) -> None:
        newer = self._newer(session, effect)
        if newer is not None:
            event = Refreshed(effect.issued_at, newer)
            self._post(SessionHappened(session.name, event))
        self._pending.ended(session.name, None)

    def _failed(self, session: SsoSession, effect: RefreshToken, error: TrayError) -> None:
        self._post(SessionHappened(session.name, RefreshFailed(effect.issued_at, error)))
        self._pending.ended(session.name, error)

    def _newer(self, session: SsoSession, effect: RefreshToken) -> SsoToken | None:
        """None where there is nothing to refresh: signed out, or newer already."""
        try:
            old = self._vault.get(session.name, effect.issued_at)
        except TokenRejected:
            return None
        if old.refresh_token is None:
            return None
        return self._vault.refreshed(session, old, partial(self.refreshed, session))

    def refreshed(self, session: SsoSession, old: SsoToken) -> SsoToken:
        """What AWS makes of it. Raises what `IdentityCenter.refresh` raises."""
        refresh_token = old.refresh_token or Secret("")
        center, doubt = self._identity_center, list[TrayError]()

        def call() -> IssuedToken:
            try:
                return center.refresh(session, old.registration, refresh_token)
            except SessionEnded as error:
                if doubt:  # an answer was lost, and with it perhaps the token that replaced ours
                    raise doubt[0] from error
                raise
            except TrayError as error:
                doubt.append(error)
                raise

        issued = self._retrier.run(call, _REFRESH_SECONDS)
        return replace(
            old,
            access_token=issued.access_token,
            issued_at=self._clock.now(),
            expires_at=issued.expires_at,
            refresh_token=issued.refresh_token or old.refresh_token,
        )
