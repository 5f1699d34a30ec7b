"""What is asked of the agent over its socket, and what it answers.

One line of JSON each way: `{"version": 1, "request": "get-status", …}`, and
`{"version": 1, "answer": {…}}` or `{"version": 1, "error": {…}}`. The reports
are also what the command line prints with `--json`; `docs/json.md` describes
them. Times are the wall's.
"""

from dataclasses import dataclass
from typing import TypeAlias

from tray.core.ipc.reports import ProfileReport, RoleReport, RolesReport, StatusReport
from tray.core.settings.settings import ConsoleLink, DeliveryKind, FlowChoice
from tray.core.vocabulary.model import RoleCredentials
from tray.core.vocabulary.secret import Secret

PROTOCOL_VERSION = 1
LONGEST_REQUEST = 64 * 1024
"""Bytes of one request's line; more is refused unread."""

LONGEST_ANSWER = 16 * 1024 * 1024
"""Bytes of one answer's line: 10,000 roles take about two million."""


@dataclass(frozen=True, slots=True)
class Peer:
    """Who speaks through the agent's socket, as the system tells it; None where it does not."""

    pid: int | None
    uid: int | None


# ---- requests -----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Show:
    """A second start: the running program is to show itself."""


@dataclass(frozen=True, slots=True)
class Quit:
    """The running program is to end, in good order."""


@dataclass(frozen=True, slots=True)
class GetStatus:
    """A `StatusReport`; not before its serial number is above `after`, or `wait` seconds passed."""

    after: int = -1
    wait: float = 0.0


@dataclass(frozen=True, slots=True)
class GetRoles:
    """A `RolesReport`: those that `query` finds, best first; all in order without one.

    `reload` lists them anew first.
    """

    query: str = ""
    session: str = ""
    reload: bool = False


@dataclass(frozen=True, slots=True)
class SignIn:
    """Begins a sign-in and answers a `StatusReport` as soon as its page is known."""

    session: str = ""
    flow: FlowChoice = FlowChoice.AUTO


@dataclass(frozen=True, slots=True)
class CancelSignIn:
    """Stops it."""

    session: str = ""


@dataclass(frozen=True, slots=True)
class SignOut:
    """Ends the session at AWS and removes its keys."""

    session: str = ""


@dataclass(frozen=True, slots=True)
class UseRole:
    """Makes a role a profile's; answers the `ProfileReport` when it is in force.

    `role` is what a person types; an empty profile, or no delivery, is the settings'.
    """

    role: str
    profile: str = ""
    delivery: DeliveryKind | None = None
    set_aside: bool = False


@dataclass(frozen=True, slots=True)
class Release:
    """Takes a profile's role back; answers `Done` when the files say so."""

    profile: str = ""


@dataclass(frozen=True, slots=True)
class ChooseDelivery:
    """A `DeliveryAnswer` for profiles of all roles: as wanted, where a policy lets one choose."""

    delivery: DeliveryKind | None = None


@dataclass(frozen=True, slots=True)
class GetCredentials:
    """A `CredentialsAnswer` with more than 15 minutes left."""

    role: str


@dataclass(frozen=True, slots=True)
class GetProcessCredentials:
    """The same as the line that `credential_process` prints, without an envelope."""

    role: str


@dataclass(frozen=True, slots=True)
class GetConsole:
    """A `ConsoleAnswer` for a role, or for an ARN or console address that somebody pasted.

    `as_role` chooses among several roles of the account that a paste names.
    `browser` is `firefox` or `chrome:Work`; without one the settings' rules choose.
    """

    role: str
    as_role: str = ""
    service: str = ""
    link: ConsoleLink | None = None
    browser: str = ""
    container: str = ""


@dataclass(frozen=True, slots=True)
class OpenEndpoint:
    """A grant at the loopback endpoint for one role: an `EndpointAnswer`."""

    role: str


@dataclass(frozen=True, slots=True)
class CloseEndpoint:
    """Ends a grant."""

    uri: str


Request: TypeAlias = (
    Show
    | Quit
    | GetStatus
    | GetRoles
    | SignIn
    | CancelSignIn
    | SignOut
    | UseRole
    | Release
    | ChooseDelivery
    | GetCredentials
    | GetProcessCredentials
    | GetConsole
    | OpenEndpoint
    | CloseEndpoint
)

# ---- answers ------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CredentialsAnswer:
    """Role credentials for another program; their end is the wall's. `region` may be empty."""

    role: RoleReport
    credentials: RoleCredentials
    region: str


@dataclass(frozen=True, slots=True)
class ConsoleAnswer:
    """An address to open, and where. With a federation link it signs in whoever has it."""

    url: Secret
    role: RoleReport
    browser: str = ""
    profile: str = ""
    container: str = ""


@dataclass(frozen=True, slots=True)
class EndpointAnswer:
    """What `AWS_CONTAINER_CREDENTIALS_FULL_URI` and `AWS_CONTAINER_AUTHORIZATION_TOKEN` take."""

    uri: str
    authorization_token: Secret


@dataclass(frozen=True, slots=True)
class DeliveryAnswer:
    """Never `KEYS`: what a profile without keys of its own can be."""

    delivery: DeliveryKind


@dataclass(frozen=True, slots=True)
class Done:
    """It is so."""


Answer: TypeAlias = (
    StatusReport
    | RolesReport
    | ProfileReport
    | CredentialsAnswer
    | ConsoleAnswer
    | EndpointAnswer
    | DeliveryAnswer
    | Done
)
