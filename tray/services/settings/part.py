"""The settings that are in force, and their changes."""

from dataclasses import replace
from datetime import datetime

from tray.core import commands
from tray.core.problems import KEYRING, ProblemKey, ProblemKind
from tray.core.settings.choices import as_locked, set_by_administrator
from tray.core.settings.settings import SessionSettings, TokenStorage
from tray.core.snapshot import SetUp
from tray.services.context.messages import Loaded, SessionsRead, SetUpMoved, Shared
from tray.services.profiles.part import Profiles
from tray.services.routes import Part, Routes
from tray.services.sessions.session_list import SessionList
from tray.services.sessions.session_reader import SessionReader
from tray.services.settings.settings_jobs import SettingsJobs
from tray.services.state.agent_state import AgentState
from tray.services.state.problems import Problems
from tray.services.tokens.token_vault import TokenVault


class SettingsPart(Part):
    """Takes settings over at the start and when a person changes them."""

    def __init__(
        self,
        state: AgentState,
        jobs: SettingsJobs,
        reader: SessionReader,
        vault: TokenVault,
        *,
        sessions: SessionList,
        profiles: Profiles,
        problems: Problems,
    ) -> None:
        self._state = state
        self._jobs = jobs
        self._reader = reader
        self._vault = vault
        self._sessions = sessions
        self._profiles = profiles
        self._problems = problems

    def register(self, routes: Routes) -> None:
        """What was read, and what a person changes."""
        routes.on(Loaded, self._load)
        routes.on(Shared, self._share)
        routes.on(SetUpMoved, self._set_up)
        routes.on(commands.AddSession, self._add_session)
        routes.on(commands.ChangeSettings, self._change)
        routes.on(commands.KeepTokensInMemory, self._use_memory)

    def _load(self, message: Loaded, now: datetime) -> None:
        state = self._state
        state.settings, state.memory = message.in_force.settings, message.memory
        state.locked = message.in_force.locked
        state.sessions.remember(message.memory, state.settings.warn_minutes)
        for number, problem in enumerate(message.in_force.problems):
            self._problems.note(ProblemKey(ProblemKind.SETTINGS, str(number)), problem)
        self._sessions.replace(SessionsRead(message.sessions, message.problems), now)
        self._profiles.restore(message.standing, message.left, now)
        state.is_ready = True

    def _share(self, message: Shared, _: datetime) -> None:
        """Remembered, so that the next start looks in the right place."""
        settings = self._state.settings
        names = (*settings.shared_with_aws_cli, message.session)
        shared = tuple(dict.fromkeys(str(one) for one in names))
        self._state.settings = replace(settings, shared_with_aws_cli=shared)
        self._jobs.save(self._state.settings)

    def _set_up(self, message: SetUpMoved, _: datetime) -> None:
        self._state.setup = message.setup

    def _add_session(self, command: commands.AddSession, _: datetime) -> None:
        state, session = self._state, command.session
        if "sessions" in state.locked:
            state.setup = SetUp(session.name, error=set_by_administrator("sessions"))
        elif not session.region:
            state.setup = SetUp(session.name)
            self._jobs.find_region(session)
        else:
            state.setup = None
            self._add(session)

    def _add(self, session: SessionSettings) -> None:
        settings = self._state.settings
        others = tuple(own for own in settings.sessions if own.name != session.name)
        self._state.settings = replace(settings, sessions=(*others, session))
        self._jobs.add_session(self._state.settings, session)

    def _change(self, command: commands.ChangeSettings, _: datetime) -> None:
        state = self._state
        settings = as_locked(state.locked, state.settings, command.settings)
        if settings.token_storage is not state.settings.token_storage:
            self._vault.use(settings.token_storage)
        state.settings = settings
        state.sessions.remember(state.memory, settings.warn_minutes)
        self._jobs.save(settings)
        self._reader.read(settings)

    def _use_memory(self, *_: object) -> None:
        self._vault.use(TokenStorage.MEMORY)
        self._problems.note(KEYRING, None)
