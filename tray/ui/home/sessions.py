"""What home's header says of each sso-session. Without Qt."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from tray.core.sessions.states import Authorizing, Backoff, Expired, SignedIn, settled
from tray.core.snapshot import AppSnapshot, SessionView
from tray.core.tray_status import TrayStatus
from tray.core.vocabulary.durations import duration_words, until_words_change
from tray.core.vocabulary.model import SessionName, SignInFlow
from tray.core.vocabulary.translatable import said, together
from tray.ui.texts import countdown

SecondsUntil = Callable[[datetime], float]
"""In the person's own time, also in the demo, whose clock runs faster."""
ClockTime = Callable[[datetime], str]
"""How a moment is written: `17:02`."""

_INKS = {TrayStatus.ENDS_SOON: "warn", TrayStatus.ENDED: "bad"}
_ORDER = (
    TrayStatus.SIGNING_IN,
    TrayStatus.ENDED,
    TrayStatus.ENDS_SOON,
    TrayStatus.SIGNED_IN,
    TrayStatus.SIGNED_OUT,
)
_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)


@dataclass(frozen=True, slots=True)
class SessionLine:
    """One sso-session in the header. `ring` and `unit` stand in the ring, `ink` names a colour.

    `does` is the label of its button, if it has one; `progress` is how much of the accounts is in.
    """

    session: SessionName
    status: TrayStatus
    words: str
    ink: str
    share: float = 0.0
    ring: str = ""
    unit: str = ""
    does: str = ""
    is_hindered: bool = False
    progress: float | None = None
    hint: str = ""


def session_lines(
    snapshot: AppSnapshot, now: datetime, seconds_until: SecondsUntil, clock: ClockTime
) -> tuple[SessionLine, ...]:
    """Those that need something first, and those that are signed out last."""
    ranks = {status: place for place, status in enumerate(_ORDER)}
    views = sorted(snapshot.sessions, key=lambda view: ranks[view.status(now, snapshot.soon)])
    return tuple(_line(view, snapshot.soon, now, seconds_until, clock) for view in views)


def next_change(snapshot: AppSnapshot, now: datetime, seconds_until: SecondsUntil) -> float | None:
    """After how many seconds a line reads differently by itself; None if never."""
    change = countdown.next_change(snapshot, now)
    waits = [] if change is None else [seconds_until(change)]
    for view in snapshot.sessions:
        if isinstance(view.state, Authorizing):
            waits.append(_until_shorter(seconds_until(view.state.deadline)))
        retry = _retry(view)
        if retry is not None and seconds_until(retry) > 0:
            waits.append(min(seconds_until(retry), 10.0))
    return min(waits, default=None)


def _line(
    view: SessionView,
    soon: timedelta,
    now: datetime,
    seconds_until: SecondsUntil,
    clock: ClockTime,
) -> SessionLine:
    status, name = view.status(now, soon), view.session.name
    state = view.state
    if isinstance(state, Authorizing):
        return SessionLine(
            name, status, _waiting(state, seconds_until), "soft", does=said("Cancel")
        )
    failed = settled(state).sign_in_error
    if isinstance(state, Expired):
        words = said("Session ended at {time}", time=clock(state.since))
        does = said("Sign in")
    elif view.end is None:
        words, does = said("Signed out"), said("Sign in")
    else:
        return _signed_in(view, status, now, seconds_until, clock)
    if failed is not None:
        return SessionLine(
            name, status, failed.title, "bad", does=does, is_hindered=True, hint=failed.hint
        )
    return SessionLine(name, status, words, _INKS.get(status, "soft"), does=does)


def _signed_in(
    view: SessionView,
    status: TrayStatus,
    now: datetime,
    seconds_until: SecondsUntil,
    clock: ClockTime,
) -> SessionLine:
    end, trouble, progress = view.end, view.trouble, view.progress
    left = end.at - now if end is not None else timedelta(0)
    ring, unit = _in_ring(left)
    words, ink, hint, loaded = "", _INKS.get(status, "soft"), "", None
    if end is not None:
        time = countdown.session_time(end, now)
        until = said("until {time}", time=clock(end.at)) if left > timedelta(0) else ""
        words = together(time, until, between=" · ")
    if progress is not None:
        words, loaded = said("Loading accounts"), 0.0
        if progress.accounts_known:
            loaded = progress.accounts_in / progress.accounts_known
            words = said(
                "Loading accounts · {accounts_in:,} of {accounts_known:,}",
                accounts_in=progress.accounts_in,
                accounts_known=progress.accounts_known,
            )
    if trouble is not None:
        words, ink, hint = (
            together(trouble.title, _again(view, seconds_until)),
            "warn",
            trouble.hint,
        )
    does = said("Sign in again") if status is TrayStatus.ENDS_SOON else ""
    return SessionLine(
        view.session.name,
        status,
        words,
        ink,
        view.share_left(now),
        ring,
        unit,
        does,
        trouble is not None,
        loaded,
        hint,
    )


def _waiting(state: Authorizing, seconds_until: SecondsUntil) -> str:
    left = timedelta(seconds=seconds_until(state.deadline))
    time = said("{time} left", time=duration_words(left))
    if state.flow is SignInFlow.DEVICE_CODE and state.user_code:
        code = said("Compare the code {code}", code=state.user_code)
        return together(code, time, between=" · ")
    return together(said("Waiting for your browser"), time, between=" · ")


def _in_ring(left: timedelta) -> tuple[str, str]:
    """`7 h`, or `12` over `min`."""
    if left >= _DAY:
        return said("{days} d", days=left // _DAY), ""
    if left >= _HOUR:
        return said("{hours} h", hours=left // _HOUR), ""
    return str(max(0, left // timedelta(minutes=1))), said("min")


def _retry(view: SessionView) -> datetime | None:
    state = settled(view.state)
    is_late = isinstance(state, SignedIn) and isinstance(state.refresh, Backoff)
    return state.refresh.until if is_late else None  # type: ignore[union-attr]


def _again(view: SessionView, seconds_until: SecondsUntil) -> str:
    retry = _retry(view)
    if retry is None or (seconds := seconds_until(retry)) <= 0:
        return ""
    if seconds < 90:
        return said("Trying again in {seconds} s.", seconds=round(seconds))
    return said("Trying again in {time}.", time=duration_words(timedelta(seconds=seconds)))


def _until_shorter(seconds: float) -> float:
    return until_words_change(timedelta(seconds=max(0.0, seconds))).total_seconds()
