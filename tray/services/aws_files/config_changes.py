"""What other programs do to the AWS config file, and to sign-ins in the AWS CLI's cache."""

from collections.abc import Callable
from datetime import datetime

from tray.core.ports.clock import Clock
from tray.core.problems import ProblemKey, ProblemKind
from tray.core.vocabulary.errors import program_replaced
from tray.services.context.messages import FilesChanged
from tray.services.file_watching.watched_files import WatchedFiles
from tray.services.profiles.withdrawals import Withdrawals
from tray.services.routes import Part, Routes
from tray.services.sessions.session_reader import SessionReader
from tray.services.sessions.token_jobs import TokenJobs, can_adopt
from tray.services.state.agent_state import AgentState
from tray.services.state.problems import Problems
from tray.services.tokens.token_vault import TokenVault

_LOOKS_EVERY_SECONDS = 30.0
"""Beside the watcher: a system may have no notifications left, or lose one."""


class ConfigChanges(Part):
    """Has those files read again that changed."""

    def __init__(
        self,
        state: AgentState,
        watched: WatchedFiles,
        reader: SessionReader,
        tokens: TokenJobs,
        *,
        vault: TokenVault,
        withdrawals: Withdrawals,
        problems: Problems,
        clock: Clock,
        is_replaced: Callable[[], bool],
    ) -> None:
        """`is_replaced` answers whether an update has replaced the program's files."""
        self._state = state
        self._watched = watched
        self._reader = reader
        self._tokens = tokens
        self._vault = vault
        self._withdrawals = withdrawals
        self._problems = problems
        self._clock = clock
        self._is_replaced = is_replaced
        self._looked_at = clock.monotonic()

    def register(self, routes: Routes) -> None:
        """Files that changed, whoever changed them."""
        routes.on(FilesChanged, self._changed)

    def tick(self, now: datetime) -> None:  # noqa: ARG002 - no matter of the calendar
        """Now and then: what other tools did to the sign-ins that are shared with them."""
        moment = self._clock.monotonic()
        if moment - self._looked_at < _LOOKS_EVERY_SECONDS:
            return
        self._looked_at = moment
        self._withdrawals.look()
        for record in self._state.sessions.all():
            if self._vault.is_shared(record.session.name):
                self._tokens.look_for_news(record.session)

    def _changed(self, message: FilesChanged, _: datetime) -> None:
        """Our own changes bring nothing new, and so come to an end here."""
        changed = message.paths
        self._withdrawals.look()
        if changed.intersection(self._watched.program_files) and self._is_replaced():
            self._problems.note(ProblemKey(ProblemKind.PROGRAM), program_replaced())
        if self._watched.config_path() in changed:
            self._reader.read(self._state.settings)
        for record in self._state.sessions.all():
            session = record.session
            if changed.intersection(self._vault.shared_paths(session)):
                may_adopt = can_adopt(self._state, session.name)
                self._tokens.look_for_news(session, can_adopt=may_adopt)
