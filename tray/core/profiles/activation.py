"""A role that is active as a profile: its little state machine.

An activation fetches role credentials, has them delivered, renews them in good
time and says why it cannot. It holds no keys, only their expiries. `serial`
tells one activation of a profile from the next, so that a late answer to an
earlier one is dropped.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TypeAlias, assert_never

from tray.core.sessions import schedule
from tray.core.settings.settings import DeliveryKind
from tray.core.vocabulary.errors import SessionEnded, TokenRejected, TrayError
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


def advance(activation: Activation, event: ActivationEvent, now: datetime) -> Step:
    """The activation after `event`, and what is to be done."""
    match event:
        case CredentialsFetched(credentials):
            if not isinstance(activation.work, Fetching):
                return activation, ()
            deliver = DeliverCredentials(
                activation.serial,
                activation.profile,
                activation.role,
                activation.region,
                credentials,
                activation.set_aside,
                activation.delivery,
            )
            return activation, (deliver,)
        case CredentialsDelivered(keys):
            # Consent to set a profile aside was for what stood there then, not for what may come.
            settled = replace(
                activation,
                work=Resting(),
                keys=keys,
                replaces=None,
                set_aside=False,
                setback=None,
                changed=None,
                is_answered=False,
            )
            return settled, ()
        case CredentialsFailed(error):
            return _failed(activation, error, now)
        case RenewAsked() | SessionUsable():
            return _resume(activation, is_asked=isinstance(event, RenewAsked))
        case ActivationTick(session_is_usable):
            return _tick(activation, now, session_is_usable=session_is_usable)
        case _:
            assert_never(event)


def next_deadline(activation: Activation) -> datetime | None:
    """When the activation next wants a `ActivationTick`."""
    return schedule.earliest((_work_due(activation), activation.until))


def _work_due(activation: Activation) -> datetime | None:
    match activation.work:
        case Resting() if activation.keys is not None:
            return schedule.renewal_due(activation.keys.issued_at, activation.keys.expires_at)
        case Retrying(until=until):
            return until
        case _:
            return None


def begin(activation: Activation) -> Step:
    """Starts fetching, after whatever went before."""
    work, fetching = activation.work, Fetching()
    if isinstance(work, Retrying):
        fetching = Fetching(work.failures, work.is_told)
    fetch = FetchCredentials(activation.serial, activation.profile, activation.role)
    return replace(activation, work=fetching), (fetch,)


def _resume(activation: Activation, *, is_asked: bool) -> Step:
    is_idle = isinstance(activation.work, Waiting | Retrying | Stuck)
    if is_idle or (is_asked and isinstance(activation.work, Resting)):
        return begin(activation)
    if isinstance(activation.work, Fetching) and not is_asked:
        return replace(activation, work=replace(activation.work, has_newer_token=True)), ()
    return activation, ()


def _tick(activation: Activation, now: datetime, *, session_is_usable: bool) -> Step:
    work, due = activation.work, _work_due(activation)
    is_due = due is not None and now >= due
    if isinstance(work, Retrying):
        is_due = not session_is_usable or schedule.is_due(work.until, now)
    if not is_due:
        return activation, ()
    if not session_is_usable:
        return replace(activation, work=Waiting()), ()
    return begin(activation)


def _failed(activation: Activation, error: TrayError, now: datetime) -> Step:
    told = TellFailure(activation.profile, activation.role, error)
    tell = () if activation.is_answered else (told,)
    # A refused token is the session's to mend or to end; until then it is asked again, quietly.
    is_quiet = isinstance(error, TokenRejected | SessionEnded)
    if not activation.is_in_force and activation.replaces is not None and not is_quiet:
        return replace(activation.replaces, setback=error), tell
    if not error.retriable and not is_quiet:
        return replace(activation, work=Stuck(error)), tell
    before = activation.work if isinstance(activation.work, Fetching) else Fetching()
    if is_quiet and before.has_newer_token:
        waiting = replace(activation, work=Retrying(now, error, before.failures, before.is_told))
        return begin(waiting)  # it was the old token that was refused
    failures = before.failures + 1
    until = now + schedule.backoff(failures)
    is_news = (
        not is_quiet
        and not before.is_told
        and _is_last_call(activation, until + timedelta(minutes=5))
    )
    retrying = Retrying(until, error, failures, is_told=before.is_told or is_news)
    return replace(activation, work=retrying), tell if is_news else ()


def _is_last_call(activation: Activation, moment: datetime) -> bool:
    """Whether the keys that tools have now will be dead by `moment`; a blip is no news."""
    return activation.keys is None or activation.keys.expires_at <= moment
