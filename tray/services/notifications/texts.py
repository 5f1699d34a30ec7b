"""The words of the desktop's notifications."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import assert_never

from tray.core.commands import CopyEnvironment, OpenConsole, OpenTerminal, RoleAction
from tray.core.guards.consent import Question
from tray.core.notification import Notification, Sign, Urgency
from tray.core.profiles.withdrawal import Withdrawal
from tray.core.sessions.length import SessionEnd
from tray.core.vocabulary.durations import duration_words
from tray.core.vocabulary.errors import Remedy, TrayError
from tray.core.vocabulary.model import ProfileName, RoleRef, SessionName
from tray.core.vocabulary.printable import elided
from tray.core.vocabulary.translatable import said, together

SIGN_IN_BUTTON = "sign-in"
CODE_BUTTON = "sign-in-with-code"
LATER_BUTTON = "later"
RENEW_BUTTON = "renew"
RELEASE_BUTTON = "release"
MEMORY_BUTTON = "keep-in-memory"

_HELP = {
    Remedy.SIGN_IN: (SIGN_IN_BUTTON, said("Sign in")),
    Remedy.SIGN_IN_WITH_CODE: (CODE_BUTTON, said("Use a code instead")),
    Remedy.TRY_AGAIN: (RENEW_BUTTON, said("Try again")),
    Remedy.KEEP_IN_MEMORY: (MEMORY_BUTTON, said("Keep in memory")),
    Remedy.STOP_USING: (RELEASE_BUTTON, said("Stop using")),
}
"""The button that helps. What is not here has none: only the person's own hands help, or, with a
taken profile, the window that asks."""

_MOST_OF_ACCOUNT = 24
"""Notification servers cut titles at some 45 letters, and say nothing of it."""
_MINUTE = timedelta(minutes=1)


def session_key(session: SessionName) -> str:
    """What all notifications of a session have: a newer one takes the place of an older one."""
    return f"session/{session}"


def profile_key(profile: ProfileName) -> str:
    """The same for a profile."""
    return f"profile/{profile}"


def role_key(role: RoleRef) -> str:
    """The same for what is done with a role once."""
    return f"role/{role.account_id}"


def ends_soon(session: SessionName, end: SessionEnd, now: datetime, clock: str) -> Notification:
    """The warning before a session's end; `clock` is the end as a wall clock shows it."""
    # A warning that comes a second after its minute says the minute, not the one before.
    rounded = end.at - now + timedelta(seconds=30)
    left = duration_words(rounded)
    ends = said("It ends at {clock}.", clock=clock)
    if not end.is_exact:
        left = said("about {time}", time=left) if rounded >= _MINUTE else left
        ends = said("It ends at about {clock}.", clock=clock)
    return Notification(
        key=session_key(session),
        title=said("{session}: session ends in {left}", session=session, left=left),
        body=together(ends, said("Sign in now to keep working without interruption.")),
        buttons={SIGN_IN_BUTTON: said("Sign in now"), LATER_BUTTON: said("Remind me later")},
        sign=Sign.ENDS_SOON,
    )


def ended(session: SessionName, clock: str) -> Notification:
    """The session is over."""
    return Notification(
        key=session_key(session),
        title=said("{session}: session ended at {clock}", session=session, clock=clock),
        body=said("Sign in again to continue."),
        buttons={SIGN_IN_BUTTON: said("Sign in")},
        urgency=Urgency.CRITICAL,
        sign=Sign.ENDED,
    )


def keys_failed(
    profile: ProfileName, role: RoleRef, account: str, error: TrayError, *, has_keys: bool = False
) -> Notification:
    """A profile's keys could not be had or renewed; `account` is the account as people call it.

    `has_keys`: earlier ones are good still, and a click must not take them away.
    """
    buttons = help_for(error)
    if has_keys:
        buttons.pop(RELEASE_BUTTON, None)
    whose = said("{role} as {profile}", role=role.role_name, profile=profile)
    return Notification(
        key=profile_key(profile),
        title=said("Couldn't get keys: {account}", account=_short(account)),
        body=together(whose, error.words, between=". "),
        buttons=buttons,
        sign=Sign.TROUBLE,
    )


def unanswered(question: Question, account: str) -> Notification:
    """A question about a protected role closed by itself."""
    role, asker = question.role.role_name, question.asker
    where = _short(account)
    if asker is None:
        title = said("Not used: {account}", account=where)
        body = said("{role} is protected, and you didn't confirm in time.", role=role)
    else:
        title = said("Denied automatically: {account}", account=where)
        body = said(
            "{program} asked for {role}, and you didn't answer in time. Run it again to be "
            "asked again.",
            program=elided(asker.name, _MOST_OF_ACCOUNT),
            role=role,
        )
    return Notification(f"question/{role}/{account}", title, body)


def use_ended(profile: ProfileName, role: RoleRef) -> Notification:
    """The time that a guarded role may be used for is over."""
    return Notification(
        key=profile_key(profile),
        title=said("{role} is no longer in use", role=role.role_name),
        body=said("Its time limit is up. {profile} has no role now.", profile=profile),
    )


def keys_remain(leaving: Withdrawal, *, is_last: bool = False) -> Notification:
    """A profile's keys couldn't be taken out of a file; no button works past the program's end."""
    title = said("Couldn't remove the keys of {profile}", profile=leaving.profile)
    if leaving.is_time_over:
        title = said(
            "Time's up for {profile}, but its keys are still there", profile=leaving.profile
        )
    return Notification(
        key=profile_key(leaving.profile),
        title=title,
        body=leaving.error.words if leaving.error is not None else "",
        buttons={} if is_last else {RELEASE_BUTTON: said("Try again")},
        urgency=Urgency.CRITICAL,
        sign=Sign.TROUBLE,
    )


def also_elsewhere(profile: ProfileName, names: Sequence[str]) -> Notification:
    """Keys that another tool had put under other names as well."""
    return Notification(
        key=profile_key(profile),
        title=said("The keys of {profile} were in other profiles, too", profile=profile),
        body=said("They were removed from {names} as well.", names=", ".join(names)),
    )


def made_private(path: str) -> Notification:
    """A credentials file that others could read until keys came into it."""
    return Notification(
        key="credentials-file",
        title=said("Only you can read your credentials file now"),
        body=said("Other users of this machine could read {path}.", path=path),
    )


def newer_version(version: str) -> Notification:
    """There is a newer version of this program."""
    return Notification(
        key="update",
        title=said("SSO Tray {version} is available", version=version),
        body=said("Get it from the tray menu."),
    )


def copied(role: RoleRef, account: str) -> Notification:
    """A role's keys lie on the clipboard."""
    cleared = said("The clipboard is cleared in one minute.")
    return Notification(
        key=role_key(role),
        title=said("Keys copied: {account}", account=_short(account)),
        body=together(role.role_name, cleared, between=". "),
    )


def action_failed(asked: RoleAction, account: str, error: TrayError) -> Notification:
    """A role's console, copy or terminal did not come. The button that says so tries it again."""
    where, role = _short(account), asked.role
    match asked:
        case OpenConsole():
            title = said("Couldn't open the console: {account}", account=where)
        case CopyEnvironment():
            title = said("Couldn't copy keys: {account}", account=where)
        case OpenTerminal():
            title = said("Couldn't open a terminal: {account}", account=where)
        case _:
            assert_never(asked)
    buttons = help_for(error)
    buttons.pop(RELEASE_BUTTON, None)  # nothing of it is in use
    body = together(role.role_name, error.words, between=". ")
    return Notification(role_key(role), title, body, buttons, sign=Sign.TROUBLE)


def failed(key: str, title: str, error: TrayError) -> Notification:
    """Something that was asked for did not work."""
    return Notification(key=key, title=title, body=error.words, sign=Sign.TROUBLE)


def help_for(error: TrayError) -> dict[str, str]:
    """The one button that helps against an error, if any does."""
    return dict([_HELP[error.remedy]]) if error.remedy in _HELP else {}


def _short(account: str) -> str:
    return elided(account, _MOST_OF_ACCOUNT)
