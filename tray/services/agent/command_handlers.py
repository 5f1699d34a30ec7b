"""Carries out what a person asks for."""

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, TypeAlias, assert_never

from tray.core import commands
from tray.core.commands import Command, Errand
from tray.core.problems import KEYRING
from tray.core.profiles.activation import RenewAsked
from tray.core.profiles.target import ProfileTarget
from tray.core.releases import PAGE
from tray.core.sessions.events import SIGN_IN_PATIENCE, SignInCancelled
from tray.core.sessions.states import Authorizing
from tray.core.settings.choices import (
    as_locked,
    chosen,
    region_of,
    set_by_administrator,
    sign_in_flow,
)
from tray.core.settings.settings import SessionSettings, Settings, TokenStorage
from tray.core.snapshot import SetUp
from tray.core.vocabulary.model import ProfileName, SessionName
from tray.core.vocabulary.secret import Secret
from tray.services.console.destination import ConsoleContext, destination_of
from tray.services.messages import KeyringChanged

if TYPE_CHECKING:
    from tray.services.agent.agent import Agent


SessionOrder: TypeAlias = (
    commands.SignIn
    | commands.CancelSignIn
    | commands.ReopenPage
    | commands.SignOut
    | commands.RemindLater
)
SettingsOrder: TypeAlias = (
    commands.AddSession | commands.ChangeSettings | commands.KeepTokensInMemory
)


class CommandHandlers:
    """Turns commands into events of the agent's desks. Runs on the agent's thread."""

    def __init__(self, agent: "Agent") -> None:
        self._agent = agent

    def carry_out(self, command: Command, now: datetime) -> None:
        """Does what `command` says, or starts it."""
        agent = self._agent
        match command:
            case (
                commands.SignIn()
                | commands.CancelSignIn()
                | commands.ReopenPage()
                | commands.SignOut()
                | commands.RemindLater()
            ):
                self._with_session(command, now)
            case commands.UseRole():
                self._use(command, now)
            case commands.Release(profile):
                agent.release(profile)
            case commands.ReleaseAll():
                agent.drop_all()
            case commands.RetryRemovals():
                agent.withdrawals.retry()
            case commands.RenewNow(profile):
                for found in agent.profiles.all():
                    if found.profile == profile:
                        agent.run_keys(agent.profiles.apply(found, RenewAsked(), now))
            case _:
                self._arrange(command)

    # ---- sessions and profiles ----------------------------------------------

    def _with_session(self, order: SessionOrder, now: datetime) -> None:
        agent = self._agent
        match order:
            case commands.SignIn():
                self._sign_in(order, now)
            case commands.CancelSignIn(session):
                agent.session_event(session, SignInCancelled(), now)
            case commands.ReopenPage(session):
                self._reopen(session)
            case commands.SignOut(session):
                agent.sign_out(session, now)
            case commands.RemindLater(session):
                agent.sessions.remind_later(session, now)
            case _:
                assert_never(order)

    def _sign_in(self, command: commands.SignIn, now: datetime) -> None:
        agent = self._agent
        seat = agent.sessions.get(command.session)
        has_browser = agent.world.browser.is_available()
        flow = sign_in_flow(agent.settings, agent.locked, command.flow, has_browser=has_browser)
        if seat is None:
            return
        if isinstance(seat.state, Authorizing) and seat.state.flow is flow:
            # Whoever asks again has lost the page: it may be closed, or forgotten in a window.
            self._reopen(command.session)
            return
        # In the demo time runs faster, but people do not.
        patience = agent.world.clock.program_time(SIGN_IN_PATIENCE.total_seconds())
        event = agent.sessions.ask_sign_in(flow, patience)
        agent.teller.withdraw(f"session/{command.session}")
        agent.session_event(command.session, event, now)

    def _reopen(self, session: SessionName) -> None:
        seat = self._agent.sessions.get(session)
        if seat is not None and isinstance(seat.state, Authorizing) and seat.state.page:
            self._agent.errands.open_page(Secret(seat.state.page))

    def _use(self, command: commands.UseRole, now: datetime) -> None:
        agent, role = self._agent, command.role
        if agent.sessions.get(role.session) is None or agent.guarding.holds_back(command):
            return
        delivery = chosen(agent.locked, "delivery", command.delivery, agent.settings.delivery)
        wanted = ProfileTarget(
            command.profile or ProfileName(agent.settings.default_profile),
            role,
            agent.guarding.delivery(role, delivery),
            self.region(role.session),
        )
        usable = agent.sessions.is_usable(role.session)
        agent.note_use(role)
        until = agent.guarding.end_of_use(role, now)
        effects = agent.profiles.use(
            wanted,
            set_aside=command.set_aside,
            usable=usable,
            until=until,
            is_answered=command.is_answered,
        )
        agent.run_keys(effects)
        if not usable and not agent.sessions.is_signing_in(role.session):
            # The role waits; picking it says clearly enough that a sign-in is wanted.
            self._sign_in(commands.SignIn(role.session), now)

    def region(self, name: SessionName) -> str:
        """The region that a session's roles work in, unless the profile has one of its own."""
        seat = self._agent.sessions.get(name)
        return region_of(self._agent.settings, name, seat.session if seat else None)

    # ---- errands ------------------------------------------------------------

    def _arrange(self, errand: Errand) -> None:  # noqa: C901 - one flat match over a closed set
        agent = self._agent
        match errand:
            case commands.OpenConsole() | commands.CopyEnvironment() | commands.OpenTerminal():
                self._serve_role(errand)
            case commands.OpenPortal(name):
                seat = agent.sessions.get(name)
                if seat is not None:
                    agent.errands.open_page(seat.session.start_url)
            case commands.OpenReleases():
                agent.errands.open_page(PAGE)
            case commands.ReloadAccounts(name):
                for seat in agent.sessions.seats():
                    if name in {None, seat.session.name}:
                        agent.list_accounts(seat)
            case commands.ReloadSessions():
                agent.errands.read_sessions(agent.settings)
                agent.post(KeyringChanged())
            case commands.Pin(role, is_pinned):
                others = tuple(pinned for pinned in agent.memory.pinned if pinned != role)
                pinned = (*others, role) if is_pinned else others
                agent.remember(replace(agent.memory, pinned=pinned))
            case commands.AnswerQuestion(number, answer):
                agent.consent.answer(number, answer)
            case _:
                self._set(errand)

    # ---- settings -----------------------------------------------------------

    def _set(self, order: SettingsOrder) -> None:
        agent = self._agent
        match order:
            case commands.AddSession(session) if "sessions" in agent.locked:
                agent.setup = SetUp(session.name, error=set_by_administrator("sessions"))
            case commands.AddSession(session) if not session.region:
                agent.setup = SetUp(session.name)
                agent.errands.find_region(session)
            case commands.AddSession(session):
                agent.setup = None
                self._add(session)
            case commands.ChangeSettings(settings):
                self._change(settings)
            case commands.KeepTokensInMemory():
                agent.world.vault.use(TokenStorage.MEMORY)
                agent.problem(KEYRING, None)
            case _:
                assert_never(order)

    def _change(self, wanted: Settings) -> None:
        agent = self._agent
        settings = as_locked(agent.locked, agent.settings, wanted)
        if settings.token_storage is not agent.settings.token_storage:
            agent.world.vault.use(settings.token_storage)
        agent.settings = settings
        agent.sessions.remember(agent.memory, settings.warn_minutes)
        agent.errands.save_settings(settings)
        agent.errands.read_sessions(settings)

    def _add(self, session: SessionSettings) -> None:
        agent = self._agent
        kept = tuple(own for own in agent.settings.sessions if own.name != session.name)
        agent.settings = replace(agent.settings, sessions=(*kept, session))
        agent.errands.add_session(agent.settings, session)

    def _serve_role(
        self, errand: commands.OpenConsole | commands.CopyEnvironment | commands.OpenTerminal
    ) -> None:
        agent, role = self._agent, errand.role
        seat = agent.sessions.get(role.session)
        if seat is None:
            return
        if isinstance(errand, commands.CopyEnvironment) and agent.guarding.holds_back(errand):
            return
        agent.note_use(role)
        match errand:
            case commands.OpenConsole():
                visit = destination_of(
                    errand,
                    ConsoleContext(
                        agent.settings,
                        agent.locked,
                        seat.session,
                        agent.world.endpoints_of(role.session).console,
                        seat.account_name(role.account_id),
                    ),
                )
                agent.role_errands.open_console(seat.session, errand, visit)
            case commands.CopyEnvironment():
                agent.role_errands.copy(seat.session, errand, self.region(role.session))
            case commands.OpenTerminal():
                agent.role_errands.open_terminal(seat.session, errand)
            case _:
                assert_never(errand)
