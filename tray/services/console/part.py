"""Consoles, terminals and copies of keys: what a person does with one role, once."""

from datetime import datetime

from tray.core import commands
from tray.core.vocabulary.model import RoleRef, SsoSession
from tray.services.activity.activity_log import ActivityLog
from tray.services.console.console_links import ConsoleLinks
from tray.services.console.destination import ConsoleContext, destination_of
from tray.services.console.role_actions import RoleActions
from tray.services.context.messages import Copied, RoleActionDone, RoleActionFailed
from tray.services.guards.guarded_roles import GuardedRoles
from tray.services.notifications import texts
from tray.services.notifications.notifications import Notifications
from tray.services.routes import Part, Routes
from tray.services.state.agent_state import AgentState
from tray.services.state.saved_memory import SavedMemory


class Console(Part):
    """Starts them, and says what came of them."""

    def __init__(
        self,
        state: AgentState,
        actions: RoleActions,
        links: ConsoleLinks,
        guarded: GuardedRoles,
        *,
        notifications: Notifications,
        activity: ActivityLog,
        memory: SavedMemory,
    ) -> None:
        self._state = state
        self._actions = actions
        self._links = links
        self._guarded = guarded
        self._notifications = notifications
        self._activity = activity
        self._memory = memory

    def register(self, routes: Routes) -> None:
        """What a person wants of a role, and what came of it."""
        routes.on(commands.OpenConsole, self._open_console)
        routes.on(commands.CopyEnvironment, self._copy)
        routes.on(commands.OpenTerminal, self._open_terminal)
        routes.on(RoleActionFailed, self._failed)
        routes.on(RoleActionDone, self._done)
        routes.on(Copied, self._copied)

    def _open_console(self, command: commands.OpenConsole, _: datetime) -> None:
        state, role = self._state, command.role
        session = self._session(role)
        if session is None:
            return
        self._memory.note_use(role)
        host, name = self._links.host(session.name), state.account_name(role)
        context = ConsoleContext(state.settings, state.locked, session, host, name)
        self._actions.open_console(session, command, destination_of(command, context))

    def _copy(self, command: commands.CopyEnvironment, _: datetime) -> None:
        role = command.role
        session = self._session(role)
        if session is None or self._guarded.asks_first(command):
            return
        self._memory.note_use(role)
        self._actions.copy(session, command, self._state.region_of(role.session))

    def _open_terminal(self, command: commands.OpenTerminal, _: datetime) -> None:
        session = self._session(command.role)
        if session is not None:
            self._memory.note_use(command.role)
            self._actions.open_terminal(session, command)

    def _session(self, role: RoleRef) -> SsoSession | None:
        record = self._state.sessions.get(role.session)
        return record.session if record is not None else None

    def _failed(self, message: RoleActionFailed, _: datetime) -> None:
        account = self._state.account_words(message.asked.role)
        self._notifications.action_failed(message.asked, account, message.error)

    def _copied(self, message: Copied, _: datetime) -> None:
        account = self._state.account_words(message.role)
        self._notifications.show(texts.copied(message.role, account))

    def _done(self, message: RoleActionDone, _: datetime) -> None:
        role = message.role
        self._activity.note_asked(self._state.account_name(role), message.kind, role)
