"""A role that is active as a profile: its little state machine.

An activation fetches role credentials, has them delivered, renews them in good
time and says why it cannot. It holds no keys, only their expiries. `serial`
tells one activation of a profile from the next, so that a late answer to an
earlier one is dropped.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from tray.core.sessions import schedule
from tray.core.settings.settings import DeliveryKind
from tray.core.vocabulary.errors import TrayError
from tray.core.vocabulary.model import ProfileName, RoleCredentials, RoleRef


@dataclass(frozen=True, slots=True)
class CredentialsFacts:
    """What may be known of delivered role credentials without holding them."""

    issued_at: datetime
    expires_at: datetime


# ---- what it is doing ---------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Resting:
    """The keys are delivered and good."""


@dataclass(frozen=True, slots=True)
class Fetching:
    """Role credentials were asked for, after so many failures in a row; whether one was told.

    `has_newer_token`: the session got another token while they were asked for with the old one.
    """

    failures: int = 0
    is_told: bool = False
    has_newer_token: bool = False


@dataclass(frozen=True, slots=True)
class Waiting:
    """The sso-session is not signed in; it goes on as soon as it is."""


@dataclass(frozen=True, slots=True)
class Retrying:
    """The last fetch failed in a way that time may mend."""

    until: datetime
    error: TrayError
    failures: int
    is_told: bool = False


@dataclass(frozen=True, slots=True)
class Stuck:
    """Only the person can help: the role is gone, the profile is taken, the file refuses."""

    error: TrayError


Work: TypeAlias = Resting | Fetching | Waiting | Retrying | Stuck


@dataclass(frozen=True, slots=True)
class Activation:
    """One profile, and the role that is active as it.

    `replaces` is what was active before as the same profile: as long as the
    new role has delivered nothing, the old keys are those in the file, and a
    failure goes back to them, with the error as `setback`. Only a delivery of
    keys has `keys`; what points elsewhere never grows old.
    """

    serial: int
    profile: ProfileName
    role: RoleRef
    region: str
    work: Work
    keys: CredentialsFacts | None = None
    set_aside: bool = False
    replaces: "Activation | None" = None
    delivery: DeliveryKind = DeliveryKind.KEYS
    setback: TrayError | None = None
    until: datetime | None = None
    """When its use ends by itself; None where nothing limits it."""
    changed: TrayError | None = None
    """Why AWS tools do not get what was delivered: another program changed the files since."""
    is_answered: bool = False
    """Until its first keys: whoever asked for it is told elsewhere what comes of it."""

    @property
    def failure(self) -> TrayError | None:
        """What is wrong with it just now."""
        return self.work.error if isinstance(self.work, Retrying | Stuck) else self.changed

    @property
    def end(self) -> datetime | None:
        """When tools find nothing there any more, unless it is renewed; None where nothing ends."""
        return schedule.earliest((self.keys.expires_at if self.keys else None, self.until))

    @property
    def is_in_force(self) -> bool:
        """Whether tools find this role under the profile's name now."""
        return self.keys is not None or (
            self.delivery is not DeliveryKind.KEYS and isinstance(self.work, Resting)
        )


# ---- events -------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CredentialsFetched:
    """GetRoleCredentials answered."""

    credentials: RoleCredentials


@dataclass(frozen=True, slots=True)
class CredentialsDelivered:
    """Tools find their keys now. `keys` is None where they stand nowhere but are asked for.

    `made_private` is the path of a file that others could read until the keys came into it.
    """

    keys: CredentialsFacts | None
    made_private: str = ""


@dataclass(frozen=True, slots=True)
class CredentialsFailed:
    """Fetching or delivering did not work."""

    error: TrayError


@dataclass(frozen=True, slots=True)
class RenewAsked:
    """The person wants new keys now."""


@dataclass(frozen=True, slots=True)
class SessionUsable:
    """The sso-session has signed in, or has a new token."""


@dataclass(frozen=True, slots=True)
class ActivationTick:
    """Time has passed."""

    session_is_usable: bool


ActivationEvent: TypeAlias = (
    CredentialsFetched
    | CredentialsDelivered
    | CredentialsFailed
    | RenewAsked
    | SessionUsable
    | ActivationTick
)

# ---- effects ------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class FetchCredentials:
    """Ask AWS for role credentials; answers `CredentialsFetched` or `CredentialsFailed`."""

    serial: int
    profile: ProfileName
    role: RoleRef


@dataclass(frozen=True, slots=True)
class DeliverCredentials:
    """Put keys where tools find them; answers `CredentialsDelivered` or `CredentialsFailed`."""

    serial: int
    profile: ProfileName
    role: RoleRef
    region: str
    credentials: RoleCredentials
    set_aside: bool
    delivery: DeliveryKind


@dataclass(frozen=True, slots=True)
class TellFailure:
    """Say once why keys could not be had."""

    profile: ProfileName
    role: RoleRef
    error: TrayError


ActivationEffect: TypeAlias = FetchCredentials | DeliverCredentials | TellFailure
Step: TypeAlias = tuple[Activation, tuple[ActivationEffect, ...]]
