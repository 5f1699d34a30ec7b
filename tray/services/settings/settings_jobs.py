"""Reads and saves the settings, and looks for the region of a new session's portal."""

from dataclasses import replace

from tray.core import commands
from tray.core.ports.aws import IdentityCenter
from tray.core.ports.files import SettingsStore
from tray.core.problems import ProblemKey, ProblemKind
from tray.core.settings.policy import InForce
from tray.core.settings.settings import SessionSettings, Settings
from tray.core.snapshot import SetUp
from tray.core.vocabulary.model import SessionName
from tray.services.concurrency.workers import WorkerQueue
from tray.services.context.messages import Post, ProblemMet, SetUpMoved
from tray.services.sessions.region_finder import find_region
from tray.services.sessions.session_reader import SessionReader
from tray.services.state.saving import save_soon


class SettingsJobs:
    """Every call but `load` comes back at once; answers are messages."""

    def __init__(
        self,
        store: SettingsStore,
        reader: SessionReader,
        identity_center: IdentityCenter,
        *,
        files: WorkerQueue,
        network: WorkerQueue,
        post: Post,
    ) -> None:
        self._store = store
        self._reader = reader
        self._identity_center = identity_center
        self._files = files
        self._network = network
        self._post = post
        self._number_of_problems = 0

    def load(self) -> InForce:
        """What is in force. Blocks."""
        in_force = self._store.load()
        self._number_of_problems = len(in_force.problems)
        return in_force

    def save(self, settings: Settings) -> None:
        """Saves changed settings, and says what is wrong with them still."""

        def save() -> None:
            self._store.save(settings)
            problems, before = self._store.load().problems, self._number_of_problems
            for number in range(max(len(problems), before)):
                problem = problems[number] if number < len(problems) else None
                self._post(ProblemMet(ProblemKey(ProblemKind.SETTINGS, str(number)), problem))
            self._number_of_problems = len(problems)

        save_soon(self._files, self._post, ProblemKey(ProblemKind.SETTINGS), save)

    def add_session(self, settings: Settings, added: SessionSettings) -> None:
        """Saves changed settings, and signs in to the session that they add."""
        self.save(settings)
        self._reader.read(settings)
        signing_in = commands.SignIn(SessionName(added.name))
        self._files.submit(lambda: self._post(signing_in))

    def find_region(self, session: SessionSettings) -> None:
        """Looks for the region of a portal, and then adds the session."""

        def progress(asked: int) -> None:
            self._post(SetUpMoved(SetUp(session.name, asked)))

        def job() -> None:
            region = find_region(self._identity_center, session.start_url, progress=progress)
            self._post(SetUpMoved(None))
            self._post(commands.AddSession(replace(session, region=region)))

        self._network.submit(
            job, lambda error: self._post(SetUpMoved(SetUp(session.name, error=error)))
        )
