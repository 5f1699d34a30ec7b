"""Which sso-sessions there are, and what is found of each when it comes up."""

from datetime import datetime

from tray.core import commands
from tray.core.ports.keyring_signals import KeyringSignals
from tray.core.problems import KEYRING, ProblemKey, ProblemKind
from tray.services.context.messages import KeyringChanged, Post, ReadAgain, Restored, SessionsRead
from tray.services.directory.listing_jobs import ListingJobs
from tray.services.file_watching.watched_files import WatchedFiles
from tray.services.profiles.part import Profiles
from tray.services.routes import Part, Routes
from tray.services.sessions.session_reader import SessionReader
from tray.services.sessions.token_jobs import TokenJobs, can_adopt
from tray.services.state.agent_state import AgentState
from tray.services.state.problems import Problems
from tray.services.tokens.token_vault import TokenVault


class SessionList(Part):
    """Keeps the sessions as the config file and the settings have them."""

    def __init__(
        self,
        state: AgentState,
        reader: SessionReader,
        problems: Problems,
        profiles: Profiles,
        *,
        tokens: TokenJobs,
        listings: ListingJobs,
        watched: WatchedFiles,
        vault: TokenVault,
        keyring_signals: KeyringSignals | None,
        post: Post,
    ) -> None:
        """`keyring_signals` is None where nobody would be there to hear them."""
        self._state = state
        self._reader = reader
        self._problems = problems
        self._profiles = profiles
        self._tokens = tokens
        self._listings = listings
        self._watched = watched
        self._vault = vault
        self._keyring_signals = keyring_signals
        self._post = post

    def register(self, routes: Routes) -> None:
        """What was read, and what asks to read again."""
        routes.on(SessionsRead, self.replace)
        routes.on(Restored, self._restored)
        routes.on(commands.ReloadSessions, self._reload)
        routes.on(ReadAgain, self._read_again)
        routes.on(KeyringChanged, self._look_at_keyring)

    def tick(self, now: datetime) -> None:  # noqa: ARG002 - it is no matter of time
        """Listens to a keyring that would not."""
        if KEYRING in self._state.problems and self._keyring_signals is not None:
            self._keyring_signals.start(lambda: self._post(KeyringChanged()))

    def replace(self, read: SessionsRead, now: datetime) -> None:
        """Makes these the sessions that there are."""
        new, gone = self._state.sessions.replace_all(read.sessions)
        for session in gone:
            self._profiles.end_session(session.name, now)
        self._watched.follow(record.session for record in self._state.sessions.all())
        for session in new:
            self._listings.restore(session)
            self._tokens.restore(session, can_adopt=can_adopt(self._state, session.name))
        self._problems.settle_all(ProblemKind.CONFIG)
        for number, problem in enumerate(read.problems):
            self._problems.note(ProblemKey(ProblemKind.CONFIG, str(number)), problem)

    def _restored(self, message: Restored, _: datetime) -> None:
        record = self._state.sessions.get(message.session)
        if record is not None:
            record.unrestored.discard(message.part)

    def _reload(self, _: commands.ReloadSessions, now: datetime) -> None:
        self._reader.read(self._state.settings)
        self._look_at_keyring(KeyringChanged(), now)

    def _read_again(self, message: ReadAgain, _: datetime) -> None:
        self._reader.read(self._state.settings, message.done)

    def _look_at_keyring(self, message: KeyringChanged, _: datetime) -> None:
        if self._vault.is_refused:
            sessions = [record.session for record in self._state.sessions.all()]
            self._tokens.look_at_keyring(sessions, message.done)
        else:
            message.done()
