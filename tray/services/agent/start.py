"""The agent's start: what earlier runs, the person and the administrator left is read."""

import logging

from tray.core.ports.files import StateStore
from tray.core.settings.policy import NOTHING_READ
from tray.core.vocabulary.errors import TrayError
from tray.core.vocabulary.model import Memory, SessionName
from tray.services.activity.activity_log import ActivityLog
from tray.services.concurrency.workers import WorkerQueue
from tray.services.context.messages import Loaded, Post
from tray.services.file_watching.watched_files import WatchedFiles
from tray.services.profiles.profile_writer import ProfileWriter
from tray.services.sessions.session_reader import ReadSessions
from tray.services.settings.settings_jobs import SettingsJobs
from tray.services.tokens.token_vault import TokenVault

log = logging.getLogger(__name__)


class Start:
    """Reads settings, memory and sessions, and removes what a crash left behind."""

    def __init__(
        self,
        settings: SettingsJobs,
        read_sessions: ReadSessions,
        store: StateStore,
        writer: ProfileWriter,
        vault: TokenVault,
        *,
        activity: ActivityLog,
        watched: WatchedFiles,
        files: WorkerQueue,
        post: Post,
        is_passing: bool,
    ) -> None:
        self._settings = settings
        self._store = store
        self._writer = writer
        self._vault = vault
        self._read_sessions = read_sessions
        self._activity = activity
        self._watched = watched
        self._files = files
        self._post = post
        self._is_passing = is_passing

    def __call__(self) -> None:
        """Comes back at once; the answer is `Loaded`."""
        self._activity.clean()
        if not self._is_passing:  # one command does without
            self._watched.start()

        def job() -> None:
            try:
                loaded = self._loaded()
            except Exception as defect:  # noqa: BLE001 - whatever it is, the program must not wait for ever
                log.error("reading what there is: %s", type(defect).__name__)  # noqa: TRY400 - no text of files
                self._vault.use(NOTHING_READ.settings.token_storage)
                loaded = Loaded(NOTHING_READ, Memory(), (), (), (), ())
            self._post(loaded)

        self._files.submit(job)

    def _loaded(self) -> Loaded:
        problems = list[TrayError]()
        in_force = self._settings.load()
        settings = in_force.settings
        swept = self._writer.sweep(only_leaving=self._is_passing)
        standing = self._writer.standing()
        problems += swept.problems
        self._vault.use(settings.token_storage)
        self._vault.share(SessionName(name) for name in settings.shared_with_aws_cli)
        sessions, found = self._read_sessions(settings)
        known = {str(problem) for problem in problems}  # a file that two have read: one word
        problems += [problem for problem in found if str(problem) not in known]
        memory = self._store.load_memory()
        return Loaded(in_force, memory, sessions, standing, swept.left, tuple(problems))
