"""What is done with one role at a person's word: its console, a copy of its keys, a terminal."""

from collections.abc import Callable

from tray.core import commands
from tray.core.activity.entries import ActivityKind
from tray.core.exec.shell_export import as_text, environment
from tray.core.ports.clock import Clock
from tray.core.ports.desktop import Browser, Clipboard, Terminals
from tray.core.vocabulary.errors import TrayError
from tray.core.vocabulary.model import SsoSession
from tray.services.concurrency.workers import WorkerQueue
from tray.services.console.console_links import ConsoleLinks
from tray.services.console.destination import ConsoleDestination
from tray.services.context.messages import Copied, Post, RoleActionDone, RoleActionFailed
from tray.services.credentials.role_credentials import CredentialsProvider


class RoleActions:
    """Each call starts work on the network's threads and comes back at once."""

    def __init__(
        self,
        credentials: CredentialsProvider,
        links: ConsoleLinks,
        browser: Browser,
        clipboard: Clipboard,
        terminals: Terminals,
        *,
        clock: Clock,
        network: WorkerQueue,
        post: Post,
    ) -> None:
        self._credentials = credentials
        self._links = links
        self._browser = browser
        self._clipboard = clipboard
        self._terminals = terminals
        self._clock = clock
        self._network = network
        self._post = post

    def open_console(
        self, session: SsoSession, wanted: commands.OpenConsole, destination: ConsoleDestination
    ) -> None:
        """Opens a role's console."""

        def open_page() -> None:
            url = self._links.url(session, wanted.role, destination)
            self._browser.open(url, destination.place)

        self._begin(wanted, ActivityKind.CONSOLE, open_page)

    def copy(self, session: SsoSession, wanted: commands.CopyEnvironment, region: str) -> None:
        """Puts a role's keys on the clipboard."""
        role = wanted.role

        def copy() -> None:
            try:
                keys = self._credentials.get(session, role)
                end = self._clock.to_wall(keys.expires_at)
                text = as_text(wanted.shell, environment(keys, region, end))
            except TrayError as error:
                self._clipboard.give_up(error)
                raise
            self._clipboard.put(text, copied)

        def copied() -> None:
            if not wanted.is_watched:
                self._post(Copied(role))

        self._begin(wanted, ActivityKind.COPIED, copy)

    def open_terminal(self, session: SsoSession, wanted: commands.OpenTerminal) -> None:
        """Opens a terminal with a role's keys."""
        role = wanted.role

        def open_window() -> None:
            # Fetched first: then a failure is told, and the window has them at once.
            self._credentials.get(session, role)
            self._terminals.open(role)

        self._begin(wanted, ActivityKind.TERMINAL, open_window)

    def _begin(
        self, wanted: commands.RoleAction, kind: ActivityKind, work: Callable[[], None]
    ) -> None:
        """`RoleActionDone` or `RoleActionFailed` says what came of it."""

        def job() -> None:
            work()
            self._post(RoleActionDone(wanted.role, kind))

        self._network.submit(job, lambda error: self._post(RoleActionFailed(wanted, error)))
