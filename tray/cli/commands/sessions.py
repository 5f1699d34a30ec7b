"""`status` and `logout`."""

import os
import sys

import typer
from rich.text import Text

from tray.cli.connection.scope import scope_of
from tray.cli.terminal.marks import Mark
from tray.cli.terminal.options import Json, Session
from tray.cli.terminal.output import (
    out,
    plain_line,
    print_columns,
    print_json,
    print_problem,
    role_words,
    time_until,
)
from tray.core.ipc.protocol import GetStatus, SignOut
from tray.core.ipc.reports import ProfileReport, SessionReport, StatusReport
from tray.core.profiles.delivery_words import DELIVERY_WORDS
from tray.core.vocabulary.errors import TrayError

_STATES = {
    "signed-out": ("signed out", Mark.NONE),
    "signing-in": ("signing in", Mark.NOTE),
    "signed-in": ("signed in", Mark.GOOD),
    "ended": ("session ended", Mark.BAD),
}
_PROFILE_WORDS = {
    "active": "",
    "not-removed": "couldn't be removed",
    "stuck": "needs attention",
    "waiting": "sign in to continue",
}
_NO_KEYRING = "KeyringMissing"
"""What that means is said beside each sign-in; the whole of it by `login` and `doctor`."""


def status(context: typer.Context, as_json: Json = False) -> None:
    """Show sign-ins, active profiles and problems."""
    with scope_of(context).agent() as agent:
        report = agent.ask(GetStatus(), StatusReport)
    if as_json:
        print_json(report)
        return
    if report.is_demo:
        out().print(plain_line("DEMO: sample data", style="bold"))
    _print_sessions(report)
    _print_profiles(report)
    changed = [one.error for one in report.profiles if one.state == "changed" and one.error]
    for problem in (*changed, *report.problems):
        if problem.kind != _NO_KEYRING:
            print_problem(f"{problem.title} {problem.hint}")


def logout(context: typer.Context, session: Session = "", as_json: Json = False) -> None:
    """Sign out of AWS and remove all keys."""
    with scope_of(context).agent() as agent:
        report = agent.ask(SignOut(session), StatusReport)
    if as_json:
        print_json(session_of(report, named(report, session)))
    else:
        out().print(plain_line(f"Signed out of {named(report, session)}."))


def profile_line(profile: ProfileReport) -> str:
    """`keys, 43 min left`; what is said of a profile beside its role."""
    how = time_until(profile.expires_at) or DELIVERY_WORDS[profile.delivery].short
    doing = _PROFILE_WORDS.get(profile.state, profile.state)
    return ", ".join(word for word in (how, doing) if word)


def named(report: StatusReport, session: str) -> str:
    """The session's name as it is in the config file; the only one's where none is said."""
    wanted = session.casefold()
    return next(
        (one.name for one in report.sessions if not session or one.name.casefold() == wanted),
        session,
    )


def session_of(report: StatusReport, name: str) -> SessionReport:
    """What is reported of that session. Raises `TrayError`."""
    for one in report.sessions:
        if one.name == name:
            return one
    raise TrayError(f"The sso-session {name} no longer exists.")


def _print_sessions(report: StatusReport) -> None:
    if not report.sessions:
        out().print(plain_line("No access portal yet. Run sso-tray to set one up."))
        return
    is_kept = not any(one.kind == _NO_KEYRING for one in report.problems)
    rows, marks = [], []
    for one in report.sessions:
        left = time_until(one.ends_at, is_estimate=one.is_end_estimated)
        roles = f"{one.roles:,} in {one.accounts:,} accounts" if one.accounts else ""
        words, mark = _STATES.get(one.state, (one.state, Mark.NONE))
        is_in = one.state == "signed-in"
        words += "" if is_kept or not is_in else ", in memory only"
        rows.append((one.name, words, left if is_in else "", roles))
        marks.append(Mark.NOTE if one.trouble or one.sign_in_error else mark)
    print_columns(("portal", "state", "time", "roles"), rows, marks)
    for one in report.sessions:
        for error in (one.sign_in_error, one.trouble):
            if error is not None:
                print_problem(f"{one.name}: {error.title} {error.hint}")


def _print_profiles(report: StatusReport) -> None:
    if not report.profiles:
        return
    out().print()
    here = _profile_here()
    rows = [(one.profile, role_words(one.role), profile_line(one)) for one in report.profiles]
    marks = [
        Mark.NOTE if one.error else Mark.HERE if one.profile == here else Mark.NONE
        for one in report.profiles
    ]
    print_columns(("profile", "role", "keys"), rows, marks)
    if Mark.HERE in marks and sys.stdout.isatty():
        out().print(Text.assemble(Mark.HERE.on(), (" used in this shell", "dim")))
    for one in report.profiles:
        if one.error is not None:
            print_problem(f"{one.profile}: {one.error.title} {one.error.hint}")


def _profile_here() -> str:
    """The profile that AWS tools use in this shell; empty where keys in variables beat all."""
    if os.environ.get("AWS_ACCESS_KEY_ID"):
        return ""
    return os.environ.get("AWS_PROFILE") or os.environ.get("AWS_DEFAULT_PROFILE") or "default"
