"""Finds tokens that came from elsewhere: an earlier run, the AWS CLI, a keyring that opened."""

import logging
from collections.abc import Callable, Iterable

from tray.core.ports.clock import Clock
from tray.core.problems import KEYRING, ProblemKey, ProblemKind
from tray.core.sessions.events import SessionEvent, TokenFound, TokenGone
from tray.core.sessions.states import Expired, RestorePart, SignedOut
from tray.core.vocabulary.errors import TokenRejected, TrayError
from tray.core.vocabulary.model import SessionName, SsoSession, SsoToken, TokenFacts
from tray.services.concurrency.workers import WorkerQueue
from tray.services.context.messages import (
    CaughtUp,
    Post,
    ProblemMet,
    Restored,
    SessionHappened,
    Shared,
)
from tray.services.state.agent_state import AgentState
from tray.services.tokens.token_vault import TokenVault

log = logging.getLogger(__name__)


class TokenJobs:
    """Each call starts work on a worker thread and comes back at once; answers are messages."""

    def __init__(
        self,
        vault: TokenVault,
        clock: Clock,
        files: WorkerQueue,
        keyring: WorkerQueue,
        post: Post,
    ) -> None:
        self._vault = vault
        self._clock = clock
        self._files = files
        self._keyring = keyring
        self._post = post

    def look_for_news(self, session: SsoSession, *, can_adopt: bool = False) -> None:
        """Finds out whether another tool signed in, refreshed or signed out.

        With `can_adopt` a sign-in that was the AWS CLI's alone becomes ours as well.
        """

        def job() -> None:
            if not self._vault.is_shared(session.name):
                if can_adopt:
                    self._adopt(session)
                return
            try:
                is_news, token = self._vault.news(session)
            except TrayError as error:
                key = ProblemKey(ProblemKind.SHARED, session.name)
                self._post(ProblemMet(key, error))
                return
            if is_news:
                self._happened(session, _found(token) if token is not None else TokenGone())

        self._files.submit(job)

    def restore(self, session: SsoSession, *, can_adopt: bool) -> None:
        """Finds the token that an earlier run left.

        With `can_adopt` a sign-in of the AWS CLI's will do, where there is no token of our own.
        """

        def job() -> None:
            try:
                found = self._vault.load(session)
            except TrayError as error:
                self._post(ProblemMet(KEYRING, error))
            else:
                if found is not None:
                    self._happened(session, _found(found))
                elif can_adopt:
                    self._adopt(session)
            self._post(Restored(session.name, RestorePart.SIGN_IN))

        self._keyring.submit(job, lambda _: self._post(Restored(session.name, RestorePart.SIGN_IN)))

    def look_at_keyring(self, sessions: Iterable[SsoSession], done: Callable[[], None]) -> None:
        """Takes up again what the keyring would not do before, if it can without a window.

        `done` is called when the snapshot has what came of it.
        """

        def job() -> None:
            try:
                if self._vault.is_open_again():
                    for session in sessions:
                        self._take_up(session)
                    self._post(ProblemMet(KEYRING, None))
            except TrayError as error:
                self._post(ProblemMet(KEYRING, error))
            finally:
                self._post(CaughtUp(done))

        self._keyring.submit(job)

    def _take_up(self, session: SsoSession) -> None:
        """Stores the token that was in memory alone, or finds the one that rests there."""
        try:
            in_memory = self._vault.get(session.name)
        except TokenRejected:
            found = self._vault.load(session)
            if found is not None:
                self._happened(session, _found(found))
        else:
            self._vault.store(session, in_memory)

    def _adopt(self, session: SsoSession) -> None:
        """Takes a sign-in of the AWS CLI's that is good still, where there is one."""
        try:
            found = self._vault.taken_over(session, self._clock.now())
        except TrayError as error:
            log.info("%s: %s", session.name, error)
            return
        if found is not None:
            self._post(Shared(session.name))
            self._happened(session, _found(found))

    def _happened(self, session: SsoSession, event: SessionEvent) -> None:
        self._post(SessionHappened(session.name, event))


def _found(token: SsoToken) -> TokenFound:
    return TokenFound(TokenFacts.of(token))


def can_adopt(state: AgentState, name: SessionName) -> bool:
    """Whether a sign-in of the AWS CLI may become ours, too: where there is none of our own."""
    record = state.sessions.get(name)
    is_free = record is not None and isinstance(record.state, SignedOut | Expired)
    return is_free and "shared_with_aws_cli" not in state.locked
