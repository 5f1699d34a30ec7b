"""The end of a session: AWS is told of it, and its token is removed from where it rests."""

from contextlib import suppress

from tray.core.ports.aws import IdentityCenter
from tray.core.ports.clock import Clock
from tray.core.problems import ProblemKey, ProblemKind
from tray.core.vocabulary.errors import TokenRejected, TrayError
from tray.core.vocabulary.model import SsoSession, SsoToken
from tray.services.concurrency.retry import Pause, Retrier
from tray.services.concurrency.workers import WorkerQueue
from tray.services.context.messages import Post, ProblemMet
from tray.services.sessions.keyring_jobs import KeyringJobs
from tray.services.sessions.sign_outs import SignOuts, sign_out_untold
from tray.services.tokens.token_vault import TokenVault

_LOGOUT_SECONDS = 8.0


class SignOutJobs:
    """Every call comes back at once; `outcomes` has what came of it, for who waits."""

    def __init__(
        self,
        identity_center: IdentityCenter,
        vault: TokenVault,
        keyring: KeyringJobs,
        clock: Clock,
        *,
        pause: Pause,
        network: WorkerQueue,
        post: Post,
    ) -> None:
        self._identity_center = identity_center
        self._vault = vault
        self._keyring = keyring
        self._retrier = Retrier(clock, pause)
        self._network = network
        self._post = post
        self.outcomes = SignOuts()
        vault.on_replaced(self.revoke)

    def forget(self, session: SsoSession, *, revoke: bool) -> None:
        """The token is in force no longer; with `revoke` the person wants it so, and AWS hears."""
        token = self._vault.take(session.name)
        if revoke and token is not None:
            self.revoke(session, token)
        self.outcomes.forgetting(session.name)
        self._keyring.submit(lambda: self._remove(session, token, is_asked=revoke))

    def _remove(self, session: SsoSession, token: SsoToken | None, *, is_asked: bool) -> None:
        try:
            self._vault.forget(session, token, is_asked=is_asked)
        except TrayError as error:
            self.outcomes.forgot(session.name, error)
            raise
        self.outcomes.forgot(session.name, None)

    def revoke(self, session: SsoSession, token: SsoToken) -> None:
        """AWS is to end the session that the token is of."""
        self.outcomes.began(session.name)
        self._network.submit(
            lambda: self._revoke(session, token), lambda error: self._untold(session, error)
        )

    def _revoke(self, session: SsoSession, token: SsoToken) -> None:
        center = self._identity_center
        with suppress(TokenRejected):  # it was over already
            self._retrier.run(lambda: center.logout(session, token.access_token), _LOGOUT_SECONDS)
        self.outcomes.ended(session.name, None)

    def _untold(self, session: SsoSession, error: TrayError) -> None:
        untold = sign_out_untold(session.name, error)
        self._post(ProblemMet(ProblemKey(ProblemKind.LOGOUT, session.name), untold))
        self.outcomes.ended(session.name, untold)
