"""What is done with one role at a person's word: its console, a copy of its keys, a terminal."""

from collections.abc import Callable

from tray.core import commands
from tray.core.activity.entries import ActivityKind
from tray.core.console.links import (
    console_home,
    federation_login_url,
    portal_link,
    signin_endpoint,
)
from tray.core.exec.shell_export import as_text, environment
from tray.core.settings.settings import ConsoleLink
from tray.core.vocabulary.errors import TrayError
from tray.core.vocabulary.model import RoleRef, SsoSession
from tray.core.vocabulary.secret import Secret
from tray.services.console.destination import ConsoleDestination
from tray.services.credentials.role_credentials import CredentialsProvider
from tray.services.environment import AgentEnvironment
from tray.services.messages import Copied, Post, RoleActionDone, RoleActionFailed


class RoleActions:
    """Each call starts work on a lane and comes back at once; answers are messages."""

    def __init__(self, world: AgentEnvironment, role_keys: CredentialsProvider, post: Post) -> None:
        self._world = world
        self._role_keys = role_keys
        self._post = post

    def open_console(
        self, session: SsoSession, wanted: commands.OpenConsole, visit: ConsoleDestination
    ) -> None:
        """Opens a role's console."""

        def open_page() -> None:
            url = self.console_url(session, wanted.role, visit)
            self._world.browser.open(url, visit.place)

        self._begin(wanted, ActivityKind.CONSOLE, open_page)

    def copy(self, session: SsoSession, wanted: commands.CopyEnvironment, region: str) -> None:
        """Puts a role's keys on the clipboard."""
        world, role = self._world, wanted.role

        def copy() -> None:
            try:
                keys = self._role_keys.get(session, role)
                end = world.clock.to_wall(keys.expires_at)
                text = as_text(wanted.shell, environment(keys, region, end))
            except TrayError as error:
                world.clipboard.give_up(error)
                raise
            world.clipboard.put(text, copied)

        def copied() -> None:
            if not wanted.is_watched:
                self._post(Copied(role))

        self._begin(wanted, ActivityKind.COPIED, copy)

    def open_terminal(self, session: SsoSession, wanted: commands.OpenTerminal) -> None:
        """Opens a terminal with a role's keys."""
        role = wanted.role

        def open_window() -> None:
            # Fetched first: then a failure is told, and the window has them at once.
            self._role_keys.get(session, role)
            self._world.terminals.open(role)

        self._begin(wanted, ActivityKind.TERMINAL, open_window)

    def console_url(
        self, session: SsoSession, role: RoleRef, visit: ConsoleDestination
    ) -> Secret | str:
        """The address that opens a role's console, or a page in it. Blocks; raises `TrayError`."""
        if visit.link is ConsoleLink.PORTAL:
            return portal_link(session.start_url, role, visit.destination or None)
        world, endpoints = self._world, self._world.endpoints_of(session.name)
        credentials = self._role_keys.get(session, role)
        signin_token = world.console.signin_token(session, credentials, visit.region)
        return federation_login_url(
            endpoints.signin or signin_endpoint(visit.region),
            session.start_url,
            visit.destination or console_home(visit.region, endpoint=endpoints.console),
            signin_token,
        )

    def _begin(
        self, wanted: commands.RoleAction, kind: ActivityKind, work: Callable[[], None]
    ) -> None:
        def job() -> None:
            try:
                work()
            except TrayError as error:
                self._post(RoleActionFailed(wanted, error))
            else:
                self._post(RoleActionDone(wanted.role, kind))

        self._world.network.submit(job, lambda error: self._post(RoleActionFailed(wanted, error)))
