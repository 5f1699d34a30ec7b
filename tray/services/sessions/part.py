"""Signing in and out of sso-sessions, and what follows from it."""

from dataclasses import replace
from datetime import datetime

from tray.core import commands
from tray.core.ports.clock import Clock
from tray.core.ports.desktop import Browser
from tray.core.problems import ProblemKey, ProblemKind
from tray.core.sessions.events import (
    SIGN_IN_PATIENCE,
    SessionEvent,
    SignInCancelled,
    SignOutAsked,
)
from tray.core.sessions.states import Authorizing
from tray.core.settings.choices import sign_in_flow
from tray.core.vocabulary.model import SessionName
from tray.core.vocabulary.secret import Secret
from tray.services.context.messages import SessionHappened
from tray.services.directory.part import Directory
from tray.services.notifications.notifications import Notifications
from tray.services.notifications.texts import session_key
from tray.services.pages import Pages
from tray.services.profiles.part import Profiles
from tray.services.routes import Part, Routes
from tray.services.sessions.effects import SessionEffects
from tray.services.state.agent_state import AgentState
from tray.services.state.problems import Problems
from tray.services.state.saved_memory import SavedMemory
from tray.services.state.session_registry import Outcome, SessionRecord


class Sessions(Part):
    """Turns commands and answers into events of sessions, and carries out what they lead to."""

    def __init__(
        self,
        state: AgentState,
        effects: SessionEffects,
        profiles: Profiles,
        directory: Directory,
        *,
        notifications: Notifications,
        problems: Problems,
        memory: SavedMemory,
        pages: Pages,
        browser: Browser,
        clock: Clock,
    ) -> None:
        self._state = state
        self._effects = effects
        self._profiles = profiles
        self._directory = directory
        self._notifications = notifications
        self._problems = problems
        self._memory = memory
        self._pages = pages
        self._browser = browser
        self._clock = clock

    def register(self, routes: Routes) -> None:
        """What a person wants of a session, and what happens to it."""
        routes.on(commands.SignIn, self._sign_in)
        routes.on(commands.CancelSignIn, self._cancel)
        routes.on(commands.ReopenPage, lambda wanted, _: self._reopen(wanted.session))
        routes.on(commands.SignOut, self._sign_out)
        routes.on(commands.RemindLater, self._remind_later)
        routes.on(commands.OpenPortal, self._open_portal)
        routes.on(SessionHappened, self._happened)

    def tick(self, now: datetime) -> None:
        """Refreshes, ends and warns of ends."""
        sessions = self._state.sessions
        for record in sessions.all():
            self._follow(record, sessions.tick(record, now), now)
            end = sessions.view(record).end
            if end is not None and sessions.is_warning_due(record, now):
                self._notifications.ends_soon(record.session.name, end)

    def next_deadline(self, now: datetime) -> datetime | None:
        """When any session next wants attention."""
        return self._state.sessions.next_deadline(now)

    # ---- what a person wants ------------------------------------------------

    def _sign_in(self, command: commands.SignIn, now: datetime) -> None:
        state, name = self._state, command.session
        has_browser = self._browser.is_available()
        flow = sign_in_flow(state.settings, state.locked, command.flow, has_browser=has_browser)
        record = state.sessions.get(name)
        if record is None:
            return
        if isinstance(record.state, Authorizing) and record.state.flow is flow:
            # Whoever asks again has lost the page: it may be closed, or forgotten in a window.
            self._reopen(name)
            return
        # In the demo time runs faster, but people do not.
        patience = self._clock.program_time(SIGN_IN_PATIENCE.total_seconds())
        self._notifications.withdraw(session_key(name))
        self._effects.speak(state.settings.language)
        self._apply(name, state.sessions.ask_sign_in(flow, patience), now)

    def _cancel(self, command: commands.CancelSignIn, now: datetime) -> None:
        self._apply(command.session, SignInCancelled(), now)

    def _reopen(self, name: SessionName) -> None:
        record = self._state.sessions.get(name)
        state = record.state if record is not None else None
        if isinstance(state, Authorizing) and state.page:
            self._pages.open(Secret(state.page))

    def _sign_out(self, command: commands.SignOut, now: datetime) -> None:
        """Ends a session and takes its keys back."""
        name = command.session
        self._profiles.end_session(name, now)
        self._apply(name, SignOutAsked(), now)
        self._notifications.withdraw(session_key(name))

    def _remind_later(self, command: commands.RemindLater, now: datetime) -> None:
        self._state.sessions.remind_later(command.session, now)

    def _open_portal(self, command: commands.OpenPortal, _: datetime) -> None:
        record = self._state.sessions.get(command.session)
        if record is not None:
            self._pages.open(record.session.start_url)

    # ---- what happens to it -------------------------------------------------

    def _happened(self, message: SessionHappened, now: datetime) -> None:
        self._apply(message.session, message.event, now)

    def _apply(self, name: SessionName, event: SessionEvent, now: datetime) -> None:
        """Advances one session, if it is still there."""
        record = self._state.sessions.get(name)
        if record is not None:
            self._follow(record, self._state.sessions.apply(record, event, now), now)

    def _follow(self, record: SessionRecord, outcome: Outcome, now: datetime) -> None:
        state, name = self._state, record.session.name
        for effect in outcome.effects:
            self._effects.run(record.session, effect)
        if outcome.has_learned:
            lengths = dict(state.sessions.lengths)
            self._memory.change(replace(state.memory, session_lengths=lengths))
        if outcome.has_new_token:
            self._profiles.session_usable(name, now)
        if outcome.signed_in:
            self._notifications.withdraw(session_key(name))
            self._problems.note(ProblemKey(ProblemKind.LOGOUT, name), None)
            self._directory.list_accounts(record)
        if outcome.ended is not None and state.is_ready:
            self._notifications.ended(name, outcome.ended)
