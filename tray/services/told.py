"""The words of the desktop's notifications."""

from datetime import datetime, timedelta

from tray.core.errors import Remedy, TrayError
from tray.core.model import ProfileName, RoleRef, SessionName
from tray.core.notification import Notification, Urgency
from tray.core.session_length import SessionEnd
from tray.core.words import duration_words

SIGN_IN_BUTTON = "sign-in"
LATER_BUTTON = "later"
RENEW_BUTTON = "renew"


def ends_soon(session: SessionName, end: SessionEnd, now: datetime, clock: str) -> Notification:
    """The warning before a session's end; `clock` is the end as a wall clock shows it."""
    # A warning that comes a second after its minute says the minute, not the one before.
    left = duration_words(end.at - now + timedelta(seconds=30))
    about = "" if end.is_exact else "about "
    return Notification(
        key=f"session/{session}",
        title=f"{session} ends in {about}{left}",
        body=f"At {about}{clock} the session ends. Sign in again now to go on without a break.",
        buttons={SIGN_IN_BUTTON: "Sign in now", LATER_BUTTON: "Remind me later"},
    )


def ended(session: SessionName, clock: str) -> Notification:
    """The session is over."""
    return Notification(
        key=f"session/{session}",
        title=f"The session at {session} ended at {clock}",
        body="Sign in again to go on.",
        buttons={SIGN_IN_BUTTON: "Sign in"},
        urgency=Urgency.CRITICAL,
    )


def keys_failed(profile: ProfileName, role_words: str, error: TrayError) -> Notification:
    """A profile's keys could not be had or renewed."""
    buttons = {RENEW_BUTTON: "Try again"}
    if error.remedy is Remedy.SIGN_IN:
        buttons = {SIGN_IN_BUTTON: "Sign in"}
    elif error.remedy is Remedy.CHOOSE_PROFILE:
        buttons = {}  # the question has a window of its own
    return Notification(
        key=f"profile/{profile}",
        title=f"No keys for {profile} ({role_words})",
        body=str(error),
        buttons=buttons,
    )


def use_ended(profile: ProfileName, role: RoleRef) -> Notification:
    """The time that a guarded role may be used for is over."""
    return Notification(
        key=f"profile/{profile}",
        title=f"{role.role_name} was released",
        body=f"The time that its rule allows is over; {profile} has no role now.",
    )


def newer_version(version: str) -> Notification:
    """There is a newer version of this program."""
    return Notification(
        key="update",
        title=f"SSO Tray {version} is there",
        body="The menu opens the page where you get it.",
    )


def copied(role: RoleRef) -> Notification:
    """A role's keys lie on the clipboard."""
    return Notification(
        key=f"role/{role.account_id}",
        title=f"The keys of {role.role_name} are on the clipboard",
        body="Paste them within a minute; then they are taken off again.",
    )


def failed(key: str, title: str, error: TrayError) -> Notification:
    """Something that was asked for did not work."""
    return Notification(key=key, title=title, body=str(error))
