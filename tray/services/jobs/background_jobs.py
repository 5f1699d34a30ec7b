"""What the agent has done for it beside the state machines: reading, listing, a page to open."""

import logging
import threading
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial

from tray.core import commands
from tray.core.problems import KEYRING, ProblemKey, ProblemKind
from tray.core.sessions.events import TokenFound, TokenGone, TokenRefused
from tray.core.sessions.states import RestorePart
from tray.core.settings.policy import NOTHING_READ
from tray.core.settings.settings import SessionSettings, Settings
from tray.core.snapshot import ListingProgress, SetUp
from tray.core.vocabulary.errors import TokenRejected, TrayError
from tray.core.vocabulary.model import (
    Listing,
    Memory,
    SessionName,
    SsoSession,
    SsoToken,
    TokenFacts,
)
from tray.core.vocabulary.secret import Secret
from tray.services.concurrency.rate_limiter import RateLimiter
from tray.services.concurrency.workers import Failed
from tray.services.directory.listing import list_directory
from tray.services.environment import AgentEnvironment
from tray.services.messages import (
    CaughtUp,
    Listed,
    ListingFailed,
    Loaded,
    Message,
    Post,
    ProblemMet,
    Restored,
    SessionHappened,
    SessionsRead,
    SetUpMoved,
    Shared,
)
from tray.services.sessions.region_finder import find_region
from tray.services.tokens.pending_refreshes import PendingRefreshes

log = logging.getLogger(__name__)

_REFRESH_SECONDS = 40.0
_BROWSER = ProblemKey(ProblemKind.BROWSER)


class BackgroundJobs:
    """Each call starts work on a lane and comes back at once; answers are messages."""

    def __init__(self, world: AgentEnvironment, post: Post, refreshes: PendingRefreshes) -> None:
        self._world = world
        self._post = post
        self._refreshes = refreshes
        self._stopping = threading.Event()
        self._listing: set[SessionName] = set()
        self._settings_problems = 0

    def stop(self) -> None:
        """The end: no listing holds the program up, however many accounts there are."""
        self._stopping.set()

    def load(self) -> None:
        """Reads settings, memory and sessions, and removes what a crash left behind."""

        def job() -> None:
            try:
                loaded = self._loaded()
            except Exception as defect:  # noqa: BLE001 - whatever it is, the program must not wait for ever
                log.error("reading what there is: %s", type(defect).__name__)  # noqa: TRY400 - no text of files
                self._world.vault.use(NOTHING_READ.settings.token_storage)
                loaded = Loaded(NOTHING_READ, Memory(), (), (), (), ())
            self._settings_problems = len(loaded.in_force.problems)
            self._post(loaded)

        self._world.files.submit(job)

    def _loaded(self) -> Loaded:
        world, problems = self._world, list[TrayError]()
        in_force = world.settings_store.load()
        settings = in_force.settings
        swept = world.deliveries.sweep(only_leaving=world.is_passing)
        standing = world.deliveries.standing()
        problems += swept.problems
        world.vault.use(settings.token_storage)
        world.vault.share(SessionName(name) for name in settings.shared_with_aws_cli)
        sessions, found = world.read_sessions(settings)
        told = {str(problem) for problem in problems}  # a file that two have read: one word
        problems += [problem for problem in found if str(problem) not in told]
        memory = world.archive.load_memory()
        return Loaded(in_force, memory, sessions, standing, swept.left, tuple(problems))

    def read_sessions(self, settings: Settings, done: Callable[[], None] = lambda: None) -> None:
        """Reads the sso-sessions again; `done` is called when they are in the snapshot."""

        def job() -> None:
            self._post(SessionsRead(*self._world.read_sessions(settings)))
            self._post(CaughtUp(done))

        self._world.files.submit(job)

    def add_session(self, settings: Settings, added: SessionSettings) -> None:
        """Keeps changed settings, and signs in to the session that they add."""
        self.save_settings(settings)
        self.read_sessions(settings)
        signing_in = commands.SignIn(SessionName(added.name))
        self._world.files.submit(lambda: self._post(signing_in))

    def find_region(self, session: SessionSettings) -> None:
        """Looks for the region of a portal, and then adds the session."""

        def progress(asked: int) -> None:
            self._post(SetUpMoved(SetUp(session.name, asked)))

        def job() -> None:
            center = self._world.identity_center
            try:
                region = find_region(center, session.start_url, progress=progress)
            except TrayError as error:
                self._post(SetUpMoved(SetUp(session.name, error=error)))
            else:
                self._post(SetUpMoved(None))
                self._post(commands.AddSession(replace(session, region=region)))

        self._world.network.submit(
            job, lambda error: self._post(SetUpMoved(SetUp(session.name, error=error)))
        )

    def save_settings(self, settings: Settings) -> None:
        """Keeps changed settings, and tells what is wrong with them still."""

        def save() -> None:
            store = self._world.settings_store
            store.save(settings)
            problems = store.load().problems
            for number in range(max(len(problems), self._settings_problems)):
                problem = problems[number] if number < len(problems) else None
                self._post(ProblemMet(ProblemKey(ProblemKind.SETTINGS, str(number)), problem))
            self._settings_problems = len(problems)

        self._keep(ProblemKey(ProblemKind.SETTINGS), save)

    def look_for_news(self, session: SsoSession, *, can_adopt: bool = False) -> None:
        """Finds out whether another tool signed in, refreshed or signed out.

        With `can_adopt` a sign-in that was the AWS CLI's alone becomes ours as well.
        """

        def job() -> None:
            vault = self._world.vault
            if not vault.is_shared(session.name):
                if can_adopt:
                    self._adopt(session)
                return
            try:
                is_news, token = vault.news(session)
            except TrayError as error:
                self._post(ProblemMet(ProblemKey(ProblemKind.SHARED, session.name), error))
                return
            if is_news:
                event = TokenFound(TokenFacts.of(token)) if token is not None else TokenGone()
                self._post(SessionHappened(session.name, event))

        self._world.files.submit(job)

    def _adopt(self, session: SsoSession) -> bool:
        """Takes a sign-in of the AWS CLI's that is good still; whether there was one."""
        try:
            found = self._world.vault.taken_over(session, self._world.clock.now())
        except TrayError as error:
            log.info("%s: %s", session.name, error)
            return False
        if found is None:
            return False
        self._post(Shared(session.name))
        self._post(SessionHappened(session.name, TokenFound(TokenFacts.of(found))))
        return True

    def save_memory(self, memory: Memory) -> None:
        """Keeps what is remembered."""
        self._keep(ProblemKey(ProblemKind.MEMORY), lambda: self._world.archive.save_memory(memory))

    def _keep(self, key: ProblemKey, save: Callable[[], None]) -> None:
        """Writes, behind what is on its way to the files; a failure is a problem of that key."""

        def job() -> None:
            try:
                save()
            except TrayError as error:
                self._post(ProblemMet(key, error))

        self._world.files.submit(job)

    def restore(self, session: SsoSession, *, can_adopt: bool) -> None:
        """Finds what an earlier run left of a session: its listing and its token.

        With `can_adopt` a sign-in of the AWS CLI's will do, where there is no token of our own.
        """

        def listing() -> None:
            found = self._world.archive.load_listing(session)
            if found is not None:
                self._post(Listed(session.name, found, None))
            self._post(Restored(session.name, RestorePart.LISTING))

        def token() -> None:
            try:
                found = self._world.vault.load(session)
            except TrayError as error:
                self._post(ProblemMet(KEYRING, error))
            else:
                if found is not None:
                    event = TokenFound(TokenFacts.of(found))
                    self._post(SessionHappened(session.name, event))
                elif can_adopt:
                    self._adopt(session)
            self._post(Restored(session.name, RestorePart.SIGN_IN))

        def restored(part: RestorePart) -> Failed:
            return lambda _: self._post(Restored(session.name, part))

        self._world.files.submit(listing, restored(RestorePart.LISTING))
        self._world.keyring.submit(token, restored(RestorePart.SIGN_IN))

    def look_at_keyring(
        self, sessions: Iterable[SsoSession], done: Callable[[], None] = lambda: None
    ) -> None:
        """Takes up again what the keyring would not do before, if it can without a window."""

        def job() -> None:
            vault = self._world.vault
            try:
                if vault.is_open_again():
                    for session in sessions:
                        self._take_up(session)
                    self._post(ProblemMet(KEYRING, None))
            except TrayError as error:
                self._post(ProblemMet(KEYRING, error))
            finally:
                self._post(CaughtUp(done))

        self._world.keyring.submit(job)

    def _take_up(self, session: SsoSession) -> None:
        """Stores the token that was in memory alone, or finds the one that rests there."""
        vault = self._world.vault
        try:
            held = vault.get(session.name)
        except TokenRejected:
            found = vault.load(session)
            if found is not None:
                event = TokenFound(TokenFacts.of(found))
                self._post(SessionHappened(session.name, event))
        else:
            vault.store(session, held)

    # ---- accounts and roles -------------------------------------------------

    def list_accounts(self, session: SsoSession, calls_per_second: int) -> None:
        """Lists accounts and roles in the background; one listing of a session at a time."""
        if session.name in self._listing:
            return
        self._listing.add(session.name)
        self._post(Listed(session.name, None, ListingProgress(0, 0)))
        self._world.listing_lane.submit(
            lambda: self._list(session, calls_per_second),
            lambda error: self._post(ListingFailed(session.name, error)),
        )

    def _list(self, session: SsoSession, calls_per_second: int) -> None:
        try:
            answers = self._listed(session, calls_per_second)
        finally:
            # Before the answer: who asks again because of it must be heard.
            self._listing.discard(session.name)
        for answer in answers:
            self._post(answer)

    def _listed(self, session: SsoSession, calls_per_second: int) -> tuple[Message, ...]:
        """By the token in force, or by the one that came in its place meanwhile."""
        vault, name = self._world.vault, session.name
        try:
            token = vault.get(name)
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
            newer = vault.get(name)
            if newer.access_token == token.access_token:
                return (ListingFailed(name, failure or refused),)
            return self._listed_by(session, newer, calls_per_second)
        except TrayError as error:
            return (ListingFailed(name, error),)

    def _listed_by(
        self, session: SsoSession, token: SsoToken, calls_per_second: int
    ) -> tuple[Message, ...]:
        world = self._world

        def progress(listing: Listing, moved: ListingProgress) -> None:
            self._post(Listed(session.name, listing, moved))

        wait = partial(world.wait_for_turn, self._stopping)
        pacer = RateLimiter(world.clock, calls_per_second, wait)
        try:
            listing = list_directory(
                world.identity_center, session, token.access_token, pacer, world.clock, progress
            )
        except TokenRejected as error:
            self._post(SessionHappened(session.name, TokenRefused(token.issued_at, error)))
            raise
        return (Listed(session.name, listing, None), self._kept(session, listing))

    def _kept(self, session: SsoSession, listing: Listing) -> ProblemMet:
        """Whether the listing is there for the next start; this run has it anyway."""
        key = ProblemKey(ProblemKind.LISTING, session.name)
        try:
            self._world.archive.save_listing(session, listing)
        except TrayError as error:
            return ProblemMet(key, error)
        return ProblemMet(key, None)

    # ---- pages --------------------------------------------------------------

    def open_page(self, url: Secret | str) -> None:
        """Opens a page."""

        def job() -> None:
            try:
                self._world.browser.open(url)
            except TrayError as error:
                self._post(ProblemMet(_BROWSER, error))
            else:
                self._post(ProblemMet(_BROWSER, None))

        self._world.network.submit(job, lambda error: self._post(ProblemMet(_BROWSER, error)))
