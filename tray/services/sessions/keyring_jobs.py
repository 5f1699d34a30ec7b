"""Work that the keyring has part in: one job after the other, since it may ask the person."""

from collections.abc import Callable

from tray.core.problems import KEYRING
from tray.core.vocabulary.errors import TrayError
from tray.core.vocabulary.model import SsoSession, SsoToken
from tray.services.concurrency.workers import WorkerQueue
from tray.services.context.messages import Post, ProblemMet
from tray.services.tokens.token_vault import TokenVault


class KeyringJobs:
    """Whether the keyring did the last job decides whether it is a problem."""

    def __init__(self, vault: TokenVault, keyring: WorkerQueue, post: Post) -> None:
        self._vault = vault
        self._keyring = keyring
        self._post = post
        self.unsaved: TrayError | None = None
        """Why a new sign-in lives in this run only."""

    def submit(self, work: Callable[[], None]) -> None:
        """Does it soon; `work` may raise `TrayError`."""

        def job() -> None:
            work()
            self._post(ProblemMet(KEYRING, None))

        self._keyring.submit(job, lambda error: self._post(ProblemMet(KEYRING, error)))

    def store(self, session: SsoSession, token: SsoToken) -> None:
        """Puts a token in force at once, and lets it rest in its place."""
        # Effects that follow on other threads already need it.
        self._vault.put_in_force(session.name, token)
        self.submit(lambda: self._store(session, token))

    def _store(self, session: SsoSession, token: SsoToken) -> None:
        try:
            self._vault.store(session, token)
        except TrayError as error:
            if token.issued_at == token.session_started_at:
                self.unsaved = error
            raise
