"""Ports to what runs beside us on the person's machine: browsers, clipboard, terminals."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from tray.core.console.browser_rules import ANYWHERE, BrowserPlace, InstalledBrowser
from tray.core.guards.requester import UNKNOWN, Requester
from tray.core.ipc.protocol import Peer
from tray.core.settings.settings import NetworkSettings
from tray.core.vocabulary.errors import TrayError
from tray.core.vocabulary.model import RoleRef
from tray.core.vocabulary.secret import Secret


class Browser(Protocol):
    """The person's own browser; MFA and external identity providers are its business."""

    def is_available(self) -> bool:
        """Whether a page can be shown on this machine at all (false over SSH)."""

    def installed(self) -> tuple[InstalledBrowser, ...]:
        """The browsers of this machine that a place can name."""

    def open(self, url: Secret | str, place: BrowserPlace = ANYWHERE) -> None:
        """Opens a page. Raises `BrowserMissing`. A `Secret` address is never logged."""


class Clipboard(Protocol):
    """The desktop's clipboard, for keys. Both calls come from any thread and do not wait."""

    def put(self, text: Secret, when_there: Callable[[], None]) -> None:
        """Puts a secret there, marked as one, and takes it off again after a minute.

        Some desktops let no program do so before the person has clicked in a window of its
        own: `when_there` is called, on any thread, once it is there.
        """

    def give_up(self, error: TrayError) -> None:
        """What was to be put there could not be had."""


class Terminals(Protocol):
    """Terminal emulators of the desktop."""

    def is_available(self) -> bool:
        """Whether there is one."""

    def open(self, role: RoleRef) -> None:
        """Opens a window with the person's shell, whose environment has the role's keys.

        They come by environment, and only to that shell: never by a command line, and
        never to other windows of the same terminal. Raises `TerminalMissing`.
        """


class DoNotDisturb(Protocol):
    """Whether the person can be spoken to: no film, no talk to an audience, no do-not-disturb."""

    def is_free(self) -> bool:
        """As the system tells it now, after a few seconds at most; never raises.

        True where it tells nothing: a warning that is not heard is worse than one that disturbs.
        """


class ReleaseFeed(Protocol):
    """Where the project says which version is the newest."""

    @property
    def installed(self) -> str:
        """The version that runs."""

    def newest(self, address: str, network: NetworkSettings) -> str:
        """The version that `address` names; nothing about the person is sent.

        Raises `Unreachable`, `ServiceError`.
        """


class Requesters(Protocol):
    """Finds out which program speaks through a socket."""

    def of(self, peer: Peer) -> Requester:
        """As much as the system tells; never raises, for the program may be gone already."""

    def is_running(self, peer: Peer) -> bool:
        """Whether that process has not ended; yes, where nobody can say."""


@dataclass(frozen=True, slots=True)
class LoginState:
    """Whether it starts; `why_not` is a sentence where it is set up, and yet does not."""

    is_on: bool
    why_not: str = ""


class LoginItem(Protocol):
    """Whether the program starts when the person logs in. Read anew each time."""

    def state(self) -> LoginState:
        """As the system has it now, whoever changed it."""

    def turn(self, *, on: bool) -> None:
        """Makes it so. Raises `FileError`."""


class UnknownRequesters:
    """Where nobody can tell."""

    def of(self, peer: Peer) -> Requester:  # noqa: ARG002 - the port's
        """Unknown, always."""
        return UNKNOWN

    def is_running(self, peer: Peer) -> bool:  # noqa: ARG002 - the port's
        """Nobody can say."""
        return True


class NoDesktop:
    """Both ports where there is no desktop."""

    def put(self, text: Secret, when_there: Callable[[], None]) -> None:
        """Nobody could paste it."""

    def give_up(self, error: TrayError) -> None:
        """Nobody waits for it."""

    def is_available(self) -> bool:
        """Never."""
        return False

    def open(self, role: RoleRef) -> None:
        """Nothing to open it in."""
