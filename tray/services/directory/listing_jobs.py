"""Lists accounts and roles on a worker thread, and finds what an earlier run listed."""

import threading
from collections.abc import Callable
from functools import partial

from tray.core.ports.aws import IdentityCenter
from tray.core.ports.clock import Clock
from tray.core.ports.files import StateStore
from tray.core.problems import ProblemKey, ProblemKind
from tray.core.sessions.events import TokenRefused
from tray.core.sessions.states import RestorePart
from tray.core.snapshot import ListingProgress
from tray.core.vocabulary.errors import TokenRejected, TrayError
from tray.core.vocabulary.model import Listing, SessionName, SsoSession, SsoToken
from tray.services.concurrency.rate_limiter import RateLimiter
from tray.services.concurrency.workers import WorkerQueue
from tray.services.context.messages import (
    Listed,
    ListingFailed,
    Message,
    Post,
    ProblemMet,
    Restored,
    SessionHappened,
)
from tray.services.directory.listing import list_directory
from tray.services.tokens.pending_refreshes import PendingRefreshes
from tray.services.tokens.token_vault import TokenVault

_REFRESH_SECONDS = 40.0


class ListingJobs:
    """Every call comes back at once; answers are messages."""

    def __init__(
        self,
        identity_center: IdentityCenter,
        vault: TokenVault,
        refreshes: PendingRefreshes,
        store: StateStore,
        clock: Clock,
        *,
        wait_for_turn: Callable[[threading.Event, float], bool],
        worker: WorkerQueue,
        files: WorkerQueue,
        post: Post,
    ) -> None:
        self._identity_center = identity_center
        self._vault = vault
        self._refreshes = refreshes
        self._store = store
        self._clock = clock
        self._wait_for_turn = wait_for_turn
        self._worker = worker
        self._files = files
        self._post = post
        self._stopping = threading.Event()
        self._under_way: set[SessionName] = set()

    def stop(self) -> None:
        """The end: no listing holds the program up, however many accounts there are."""
        self._stopping.set()

    def restore(self, session: SsoSession) -> None:
        """Finds the listing that an earlier run left."""

        def job() -> None:
            found = self._store.load_listing(session)
            if found is not None:
                self._post(Listed(session.name, found, None))
            self._post(Restored(session.name, RestorePart.LISTING))

        self._files.submit(job, lambda _: self._post(Restored(session.name, RestorePart.LISTING)))

    def begin(self, session: SsoSession, calls_per_second: int) -> None:
        """Lists accounts and roles; one listing of a session at a time."""
        if session.name in self._under_way:
            return
        self._under_way.add(session.name)
        self._post(Listed(session.name, None, ListingProgress(0, 0)))
        self._worker.submit(
            lambda: self._list(session, calls_per_second),
            lambda error: self._post(ListingFailed(session.name, error)),
        )

    def _list(self, session: SsoSession, calls_per_second: int) -> None:
        try:
            answers = self._listed(session, calls_per_second)
        finally:
            # Before the answer: who asks again because of it must be heard.
            self._under_way.discard(session.name)
        for answer in answers:
            self._post(answer)

    def _listed(self, session: SsoSession, calls_per_second: int) -> tuple[Message, ...]:
        """By the token in force, or by the one that came in its place meanwhile."""
        name = session.name
        try:
            token = self._vault.get(name)
        except TokenRejected as error:
            return (ListingFailed(name, error),)
        try:
            return self._listed_by(session, token, calls_per_second)
        except TokenRejected as error:
            refused = error
        except TrayError as error:
            return (ListingFailed(name, error),)
        try:
            failure = self._refreshes.outcome(name, _REFRESH_SECONDS)
            newer = self._vault.get(name)
            if newer.access_token == token.access_token:
                return (ListingFailed(name, failure or refused),)
            return self._listed_by(session, newer, calls_per_second)
        except TrayError as error:
            return (ListingFailed(name, error),)

    def _listed_by(
        self, session: SsoSession, token: SsoToken, calls_per_second: int
    ) -> tuple[Message, ...]:
        def progress(listing: Listing, moved: ListingProgress) -> None:
            self._post(Listed(session.name, listing, moved))

        wait = partial(self._wait_for_turn, self._stopping)
        limiter = RateLimiter(self._clock, calls_per_second, wait)
        try:
            listing = list_directory(
                self._identity_center, session, token.access_token, limiter, self._clock, progress
            )
        except TokenRejected as error:
            self._post(SessionHappened(session.name, TokenRefused(token.issued_at, error)))
            raise
        return (Listed(session.name, listing, None), self._saved(session, listing))

    def _saved(self, session: SsoSession, listing: Listing) -> ProblemMet:
        """Whether the listing is there for the next start; this run has it anyway."""
        key = ProblemKey(ProblemKind.LISTING, session.name)
        try:
            self._store.save_listing(session, listing)
        except TrayError as error:
            return ProblemMet(key, error)
        return ProblemMet(key, None)
