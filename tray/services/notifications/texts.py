"""The words of the desktop's notifications."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from tray.core.notification import Notification, Sign, Urgency
from tray.core.profiles.withdrawal import Withdrawal
from tray.core.sessions.length import SessionEnd
from tray.core.vocabulary.durations import duration_words
from tray.core.vocabulary.errors import Remedy, TrayError
from tray.core.vocabulary.model import ProfileName, RoleRef, SessionName
from tray.core.vocabulary.translatable import said, together

SIGN_IN_BUTTON = "sign-in"
LATER_BUTTON = "later"
RENEW_BUTTON = "renew"
RELEASE_BUTTON = "release"
_MINUTE = timedelta(minutes=1)


def ends_soon(session: SessionName, end: SessionEnd, now: datetime, clock: str) -> Notification:
    """The warning before a session's end; `clock` is the end as a wall clock shows it."""
    # A warning that comes a second after its minute says the minute, not the one before.
    rounded = end.at - now + timedelta(seconds=30)
    left = duration_words(rounded)
    ends = said("The session ends at {clock}.", clock=clock)
    if not end.is_exact:
        left = said("about {time}", time=left) if rounded >= _MINUTE else left
        ends = said("The session ends at about {clock}.", clock=clock)
    return Notification(
        key=f"session/{session}",
        title=said("{session} ends in {left}", session=session, left=left),
        body=together(ends, said("Sign in again now to go on without a break.")),
        buttons={SIGN_IN_BUTTON: said("Sign in now"), LATER_BUTTON: said("Remind me later")},
        sign=Sign.ENDS_SOON,
    )


def ended(session: SessionName, clock: str) -> Notification:
    """The session is over."""
    return Notification(
        key=f"session/{session}",
        title=said("The session at {session} ended at {clock}", session=session, clock=clock),
        body=said("Sign in again to go on."),
        buttons={SIGN_IN_BUTTON: said("Sign in")},
        urgency=Urgency.CRITICAL,
        sign=Sign.ENDED,
    )


def keys_failed(profile: ProfileName, role_words: str, error: TrayError) -> Notification:
    """A profile's keys could not be had or renewed."""
    buttons = {RENEW_BUTTON: said("Try again")}
    if error.remedy is Remedy.SIGN_IN:
        buttons = {SIGN_IN_BUTTON: said("Sign in")}
    elif error.remedy is Remedy.CHOOSE_PROFILE:
        buttons = {}  # the question has a window of its own
    return Notification(
        key=f"profile/{profile}",
        title=said("No keys for {profile} ({role_words})", profile=profile, role_words=role_words),
        body=error.words,
        buttons=buttons,
        sign=Sign.TROUBLE,
    )


def use_ended(profile: ProfileName, role: RoleRef) -> Notification:
    """The time that a guarded role may be used for is over."""
    return Notification(
        key=f"profile/{profile}",
        title=said("{role} was released", role=role.role_name),
        body=said(
            "The time that its rule allows is over; {profile} has no role now.", profile=profile
        ),
    )


def keys_remain(leaving: Withdrawal, *, is_last: bool = False) -> Notification:
    """A profile's keys couldn't be taken out of a file; no button works past the program's end."""
    title = said("The keys of {profile} are still there", profile=leaving.profile)
    if leaving.is_time_over:
        title = said(
            "The time for {profile} is over, but its keys are still there", profile=leaving.profile
        )
    return Notification(
        key=f"profile/{leaving.profile}",
        title=title,
        body=leaving.error.words if leaving.error is not None else "",
        buttons={} if is_last else {RELEASE_BUTTON: said("Try again")},
        urgency=Urgency.CRITICAL,
        sign=Sign.TROUBLE,
    )


def also_elsewhere(profile: ProfileName, names: Sequence[str]) -> Notification:
    """Keys that another tool had put under other names as well."""
    return Notification(
        key=f"profile/{profile}",
        title=said("The keys of {profile} were in other profiles, too", profile=profile),
        body=said("They were removed from {names} as well.", names=", ".join(names)),
    )


def newer_version(version: str) -> Notification:
    """There is a newer version of this program."""
    return Notification(
        key="update",
        title=said("SSO Tray {version} is there", version=version),
        body=said("The menu opens the page where you get it."),
    )


def copied(role: RoleRef) -> Notification:
    """A role's keys lie on the clipboard."""
    return Notification(
        key=f"role/{role.account_id}",
        title=said("The keys of {role} are on the clipboard", role=role.role_name),
        body=said("Paste them within a minute; then they are taken off again."),
    )


def failed(key: str, title: str, error: TrayError) -> Notification:
    """Something that was asked for did not work."""
    return Notification(key=key, title=title, body=error.words, sign=Sign.TROUBLE)
