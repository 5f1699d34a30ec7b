"""How an activation goes on: each event answers the next state and what is to be done."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import assert_never

from tray.core.profiles.activation import (
    Activation,
    ActivationEvent,
    ActivationTick,
    CredentialsDelivered,
    CredentialsFailed,
    CredentialsFetched,
    DeliverCredentials,
    FetchCredentials,
    Fetching,
    RenewAsked,
    Resting,
    Retrying,
    SessionUsable,
    Step,
    Stuck,
    TellFailure,
    Waiting,
)
from tray.core.sessions import schedule
from tray.core.vocabulary.errors import SessionEnded, TokenRejected, TrayError


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
