"""`status`, `login`, `logout`."""

import os
from typing import Annotated

import typer
from rich.text import Text

from tray.cli.connection.connection import Connection
from tray.cli.connection.scope import scope_of
from tray.cli.terminal.options import Json, Session
from tray.cli.terminal.output import (
    notes,
    out,
    plain_line,
    print_columns,
    print_json,
    role_words,
    time_until,
)
from tray.cli.terminal.termination import ProgramEnds, ended_by_signals
from tray.core.ipc.errors import RemoteError
from tray.core.ipc.protocol import (
    CancelSignIn,
    ErrorReport,
    GetStatus,
    ProfileReport,
    SessionReport,
    SignIn,
    SignOut,
    StatusReport,
)
from tray.core.profiles.delivery_words import DELIVERY_WORDS
from tray.core.settings.settings import DeliveryKind, FlowChoice
from tray.core.vocabulary.errors import TrayError

_POLL_SECONDS = 25.0
_STATE_WORDS = {
    "signed-out": "signed out",
    "signing-in": "signing in",
    "signed-in": "signed in",
    "ended": "ended",
}
_PROFILE_WORDS = {"active": "", "not-removed": "couldn't be removed"}


def status(context: typer.Context, as_json: Json = False) -> None:
    """Show sso-sessions, profiles in use, and what is wrong."""
    with scope_of(context).agent() as agent:
        report = agent.ask(GetStatus(), StatusReport)
    if as_json:
        print_json(report)
        return
    if report.is_demo:
        out().print(plain_line("DEMO: nothing here is real", style="bold"))
    _print_sessions(report)
    _print_profiles(report)
    changed = [one.error for one in report.profiles if one.state == "changed" and one.error]
    for problem in (*changed, *report.problems):
        notes().print(plain_line(f"! {problem.title} {problem.hint}"))


def login(
    context: typer.Context,
    session: Session = "",
    device_code: Annotated[
        bool, typer.Option("--device-code", help="Type a code on any device instead.")
    ] = False,
    cancel: Annotated[
        bool, typer.Option("--cancel", help="Cancel the sign-in that is waiting for you.")
    ] = False,
    allow: Annotated[
        bool, typer.Option("--allow", help="In the demo: allow it here, without a browser.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Sign in to an sso-session in the browser, or with a code."""
    scope = scope_of(context)
    if allow and not scope.is_demo:
        raise TrayError(
            "--allow works in the demo only.", "Leave it out, or: sso-tray --demo login"
        )
    with_code = device_code or allow or _is_remote()
    flow = FlowChoice.DEVICE_CODE if with_code else FlowChoice.AUTO
    with scope.agent() as agent:
        before = agent.ask(GetStatus(), StatusReport)
        if cancel:
            report, name = _cancelled(agent, before, session)
        else:
            with ended_by_signals():
                report, name = _signed_in(agent, before, session, flow, allow=allow)
    if as_json:
        print_json(_session(report, name))
    else:
        _print_sessions(report)


def _signed_in(
    agent: Connection, before: StatusReport, session: str, flow: FlowChoice, *, allow: bool
) -> tuple[StatusReport, str]:
    """Once somebody is signed in; who goes away meanwhile leaves no sign-in behind."""
    report = agent.ask(SignIn(session, flow.value), StatusReport)
    name = _named(report, session)
    asked = _session(report, name)
    pending = next((one for one in before.sessions if one.name == name), None)
    is_pending = pending is not None and pending.state == "signing-in"
    is_joined = is_pending and pending is not None and pending.page == asked.page
    try:
        if is_pending and not is_joined:
            notes().print(
                plain_line("The sign-in that was waiting is cancelled: this one replaces it.")
            )
        _explain(asked, offers_allow=report.is_demo and not allow)
        if allow:
            _allow(asked)
        report = _wait(agent, report, name)
    except KeyboardInterrupt:
        if not is_joined:
            agent.ask(CancelSignIn(name), StatusReport)
            raise
        notes().print(plain_line("The sign-in goes on. Cancel it with: sso-tray login --cancel"))
        raise
    except ProgramEnds as ends:
        # The terminal may be gone: nothing is said any more.
        if not is_joined:
            agent.ask(CancelSignIn(name), StatusReport)
        raise typer.Exit(ends.status) from None
    _check(report, name)
    return report, name


def _cancelled(agent: Connection, now: StatusReport, session: str) -> tuple[StatusReport, str]:
    """Without the sign-in that is under way; raises where there is none."""
    wanted = session.casefold()
    names = [
        one.name
        for one in now.sessions
        if one.state == "signing-in" and wanted in {"", one.name.casefold()}
    ]
    if not names:
        raise TrayError("No sign-in is waiting.", "See: sso-tray status")
    for name in names:
        now = agent.ask(CancelSignIn(name), StatusReport)
        notes().print(plain_line(f"The sign-in to {name} is cancelled."))
    return now, names[0]


def logout(context: typer.Context, session: Session = "", as_json: Json = False) -> None:
    """Sign out at AWS, forget the token, and remove the keys."""
    with scope_of(context).agent() as agent:
        report = agent.ask(SignOut(session), StatusReport)
    if as_json:
        print_json(_session(report, _named(report, session)))
    else:
        out().print(plain_line(f"Signed out of {_named(report, session)}."))


def profile_line(profile: ProfileReport) -> str:
    """`keys, 43 min left`; what is said of a profile beside its role."""
    how = time_until(profile.expires_at) or DELIVERY_WORDS[DeliveryKind(profile.delivery)].short
    doing = _PROFILE_WORDS.get(profile.state, profile.state)
    return ", ".join(word for word in (how, doing) if word)


def _is_remote() -> bool:
    """Over SSH the browser would open in front of nobody."""
    return bool(os.environ.get("SSH_CONNECTION") or os.environ.get("SSH_TTY"))


def _allow(session: SessionReport) -> None:
    """As a person would in a browser."""
    from tray.demo.visitor import allow  # noqa: PLC0415 - the demo only

    if session.state == "signing-in" and session.page and session.user_code:
        allow(session.page, session.user_code)


def _explain(session: SessionReport, *, offers_allow: bool) -> None:
    """What the person has to do now."""
    if session.state != "signing-in" or not session.page:
        return
    say = notes().print
    if session.user_code:
        say(plain_line(f"Open this page on any device:  {session.page}"))
        say(Text.assemble("and check that it shows this code:  ", (session.user_code, "bold")))
        say(plain_line("If the codes differ, or you did not start this, deny it there."))
        if offers_allow:
            say(plain_line("No browser here? Press Ctrl-C, and: sso-tray --demo login --allow"))
    else:
        say(plain_line("The browser shows a page of AWS: allow the sign-in there."))
        say(plain_line(f"If it did not open:  {session.page}"))
        say(plain_line(f"On another machine:   sso-tray login {session.name} --device-code"))


def _wait(agent: Connection, report: StatusReport, name: str) -> StatusReport:
    """Until the sign-in has come to an end of whatever kind; its own deadline ends it."""
    while _session(report, name).state == "signing-in":
        report = agent.ask(GetStatus(report.serial, _POLL_SECONDS), StatusReport)
    return report


def _check(after: StatusReport, name: str) -> None:
    """Raises what the sign-in failed with."""
    session = _session(after, name)
    if session.sign_in_error is not None:
        raise RemoteError(session.sign_in_error)
    if session.state != "signed-in":
        raise RemoteError(ErrorReport("SignInNeeded", "The sign-in was cancelled."))


def _named(report: StatusReport, session: str) -> str:
    wanted = session.casefold()
    return next(
        (one.name for one in report.sessions if not session or one.name.casefold() == wanted),
        session,
    )


def _session(report: StatusReport, name: str) -> SessionReport:
    for one in report.sessions:
        if one.name == name:
            return one
    raise TrayError(f"There is no sso-session {name} any more.")


def _print_sessions(report: StatusReport) -> None:
    if not report.sessions:
        out().print(plain_line("No sso-session yet. Add one to ~/.aws/config, or start: sso-tray"))
        return
    rows = []
    for one in report.sessions:
        left = time_until(one.ends_at, is_estimate=one.is_end_estimated)
        roles = f"{one.roles:,} in {one.accounts:,} accounts" if one.accounts else ""
        state = _STATE_WORDS.get(one.state, one.state)
        rows.append((one.name, state, left if one.state == "signed-in" else "", roles))
    print_columns(("session", "state", "time", "roles"), rows)
    for one in report.sessions:
        for error in (one.sign_in_error, one.trouble):
            if error is not None:
                notes().print(plain_line(f"! {one.name}: {error.title} {error.hint}"))


def _print_profiles(report: StatusReport) -> None:
    if not report.profiles:
        return
    out().print()
    rows = [(one.profile, role_words(one.role), profile_line(one)) for one in report.profiles]
    print_columns(("profile", "role", "keys"), rows)
    for one in report.profiles:
        if one.error is not None:
            notes().print(plain_line(f"! {one.profile}: {one.error.title} {one.error.hint}"))
