"""What a person can ask for. The tray, its windows and the command line post these."""

from dataclasses import dataclass
from typing import TypeAlias

from tray.core.exec.shell_export import Shell
from tray.core.guards.consent import Answer
from tray.core.settings.settings import (
    ConsoleLink,
    DeliveryKind,
    FlowChoice,
    SessionSettings,
    Settings,
)
from tray.core.vocabulary.model import ProfileName, RoleRef, SessionName


@dataclass(frozen=True, slots=True)
class SignIn:
    """Sign in to an sso-session; `AUTO` as the settings say."""

    session: SessionName
    flow: FlowChoice = FlowChoice.AUTO


@dataclass(frozen=True, slots=True)
class CancelSignIn:
    """Stop the sign-in that is under way."""

    session: SessionName


@dataclass(frozen=True, slots=True)
class ReopenPage:
    """Open the page of the sign-in that is under way once more."""

    session: SessionName


@dataclass(frozen=True, slots=True)
class SignOut:
    """End the session at AWS, forget its token, and remove its keys."""

    session: SessionName


@dataclass(frozen=True, slots=True)
class RemindLater:
    """Warn of a session's end once more, a little later."""

    session: SessionName


@dataclass(frozen=True, slots=True)
class UseRole:
    """Make a role the active one of a profile.

    Without a profile or a delivery it is the one of the settings. `set_aside` is
    the person's consent to turn what gives the profile its identity today into
    comments, until it is released.
    """

    role: RoleRef
    profile: ProfileName | None = None
    set_aside: bool = False
    delivery: DeliveryKind | None = None
    is_confirmed: bool = False
    """The person was asked, where the role's guard wants that."""
    is_answered: bool = False
    """Whoever asked waits for what comes of it, and is told there: a command in a terminal."""


@dataclass(frozen=True, slots=True)
class Release:
    """Remove a profile's keys, and put back what was set aside for it."""

    profile: ProfileName


@dataclass(frozen=True, slots=True)
class ReleaseAll:
    """Remove the keys of all profiles: the program is about to end."""


@dataclass(frozen=True, slots=True)
class RetryRemovals:
    """Try again to remove what could not be removed."""


@dataclass(frozen=True, slots=True)
class RenewNow:
    """Fetch new keys for a profile."""

    profile: ProfileName


@dataclass(frozen=True, slots=True)
class OpenConsole:
    """Open a role's console; what is left out is as the settings say.

    `destination` is the address of a page of the console to land on, `service`
    one of its services (`s3`), where there is no page.
    """

    role: RoleRef
    link: ConsoleLink | None = None
    destination: str = ""
    service: str = ""


@dataclass(frozen=True, slots=True)
class CopyEnvironment:
    """Put a role's keys on the clipboard, as text that `shell` reads.

    `is_watched` says that the person has a window before them that shows when it
    is done; otherwise a notification does.
    """

    role: RoleRef
    shell: Shell
    is_watched: bool = False
    is_confirmed: bool = False


@dataclass(frozen=True, slots=True)
class OpenTerminal:
    """Open a terminal whose programs have a role's keys."""

    role: RoleRef


RoleAction: TypeAlias = OpenConsole | CopyEnvironment | OpenTerminal
"""What is done with one role, and changes nothing."""


@dataclass(frozen=True, slots=True)
class OpenPortal:
    """Open an sso-session's access portal."""

    session: SessionName


@dataclass(frozen=True, slots=True)
class OpenReleases:
    """Open the project's page of releases."""


@dataclass(frozen=True, slots=True)
class ReloadAccounts:
    """List accounts and roles again; without a session, of all that are signed in."""

    session: SessionName | None = None


@dataclass(frozen=True, slots=True)
class ReloadSessions:
    """Read the config file again: sso-sessions may have come or gone."""


@dataclass(frozen=True, slots=True)
class Pin:
    """Keep a role at the top, or no longer."""

    role: RoleRef
    is_pinned: bool


@dataclass(frozen=True, slots=True)
class AddSession:
    """Add an sso-session to the program's own settings, and sign in to it.

    Without a region, the one that its portal lives in is looked for first.
    """

    session: SessionSettings


@dataclass(frozen=True, slots=True)
class ChangeSettings:
    """Keep other settings, and go by them from now on."""

    settings: Settings


@dataclass(frozen=True, slots=True)
class KeepTokensInMemory:
    """Do without the keyring: tokens are gone when the program ends."""


@dataclass(frozen=True, slots=True)
class AnswerQuestion:
    """The answer to a question about a guarded role."""

    number: int
    answer: Answer


Command: TypeAlias = (
    SignIn
    | CancelSignIn
    | ReopenPage
    | SignOut
    | RemindLater
    | UseRole
    | Release
    | ReleaseAll
    | RetryRemovals
    | RenewNow
    | OpenConsole
    | CopyEnvironment
    | OpenTerminal
    | OpenPortal
    | OpenReleases
    | ReloadAccounts
    | ReloadSessions
    | Pin
    | AddSession
    | ChangeSettings
    | KeepTokensInMemory
    | AnswerQuestion
)
"""Each has exactly one handler among the agent's parts."""
