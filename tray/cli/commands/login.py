"""`login`: starts a sign-in, says what to do in the browser, and waits."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Annotated

import typer
from rich.text import Text

from tray.cli.commands.sessions import named, session_of
from tray.cli.connection.connection import Connection
from tray.cli.connection.scope import scope_of
from tray.cli.terminal.marks import Mark, can_show
from tray.cli.terminal.options import Json, Session
from tray.cli.terminal.output import notes, plain_line, print_json, print_unwrapped, time_until
from tray.cli.terminal.termination import ProgramEnds, ended_by_signals
from tray.core.ipc.errors import RemoteError
from tray.core.ipc.protocol import CancelSignIn, GetStatus, SignIn
from tray.core.ipc.reports import ErrorReport, SessionReport, StatusReport
from tray.core.settings.settings import FlowChoice
from tray.core.vocabulary.errors import TrayError

_POLL_SECONDS = 25.0
_POLL_SECONDS_SHOWN = 1.0
"""Where the person sees the time go by."""


def login(
    context: typer.Context,
    session: Session = "",
    device_code: Annotated[
        bool, typer.Option("--device-code", help="Sign in on another device with a code.")
    ] = False,
    cancel: Annotated[
        bool, typer.Option("--cancel", help="Cancel the sign-in that is waiting for you.")
    ] = False,
    allow: Annotated[
        bool, typer.Option("--allow", help="Demo only: approve it here, without a browser.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Sign in with your browser, or with a code."""
    scope = scope_of(context)
    if allow and not scope.is_demo:
        raise TrayError(
            "--allow only works in the demo.", "Leave it out, or run: sso-tray --demo login --allow"
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
        print_json(session_of(report, name))
    elif not cancel:
        _print_signed_in(session_of(report, name))


def _signed_in(
    agent: Connection, before: StatusReport, session: str, flow: FlowChoice, *, allow: bool
) -> tuple[StatusReport, str]:
    """Once somebody is signed in; who goes away meanwhile leaves no sign-in behind."""
    report = agent.ask(SignIn(session, flow), StatusReport)
    name = named(report, session)
    asked = session_of(report, name)
    pending = next((one for one in before.sessions if one.name == name), None)
    is_pending = pending is not None and pending.state == "signing-in"
    is_joined = is_pending and pending is not None and pending.page == asked.page
    try:
        if is_pending and not is_joined:
            notes().print(
                plain_line("Cancelled the sign-in that was waiting: this one replaces it.")
            )
        _explain(asked, offers_allow=report.is_demo and not allow)
        if allow:
            _allow(asked)
        report = _wait(agent, report, name)
    except KeyboardInterrupt:
        if not is_joined:
            agent.ask(CancelSignIn(name), StatusReport)
            raise
        notes().print(plain_line("The sign-in continues. Cancel it with: sso-tray login --cancel"))
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
        notes().print(plain_line(f"Cancelled the sign-in to {name}."))
    return now, names[0]


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
        say(plain_line(f"Open this page on any device:       {session.page}"))
        say(Text.assemble("Check that it shows this code:      ", (session.user_code, "bold")))
        say(plain_line("If it shows a different code, deny it."))
        if offers_allow:
            say(plain_line("No browser here? Press Ctrl+C and run: sso-tray --demo login --allow"))
    else:
        say(plain_line("Approve the sign-in in your browser."))
        say(plain_line(f"If it didn't open, go to:  {session.page}"))
        say(plain_line(f"On another computer:      sso-tray login {session.name} --device-code"))


def _wait(agent: Connection, report: StatusReport, name: str) -> StatusReport:
    """Until the sign-in has come to an end of whatever kind; its own deadline ends it."""
    with _waiting() as show:
        while (one := session_of(report, name)).state == "signing-in":
            seconds = _POLL_SECONDS_SHOWN if show(one) else _POLL_SECONDS
            report = agent.ask(GetStatus(report.serial, seconds), StatusReport)
    return report


@contextmanager
def _waiting() -> Iterator[Callable[[SessionReport], bool]]:
    """Shows on a terminal that it waits, and for how long still; one plain line elsewhere."""
    if not notes().is_terminal or notes().is_dumb_terminal:
        notes().print(plain_line("Waiting for your approval…"))
        yield lambda _: False
        return
    spinner = "dots" if can_show("⠋", sys.stderr) else "line"
    with notes().status("Waiting for your approval…", spinner=spinner) as status:

        def show(session: SessionReport) -> bool:
            left = time_until(session.sign_in_expires_at)
            status.update(plain_line(f"Waiting for your approval{f', {left}' if left else '…'}"))
            return True

        yield show


def _print_signed_in(session: SessionReport) -> None:
    """In one sentence, with the end: `Signed in to acme until about 10:49`."""
    until = ""
    if session.ends_at is not None:
        about = "about " if session.is_end_estimated else ""
        end = session.ends_at.astimezone()
        day = "" if end.date() == datetime.now(UTC).astimezone().date() else f"{end:%A} "
        until = f" until {about}{day}{end:%H:%M}"
    print_unwrapped(
        Text.assemble(Mark.GOOD.on(), plain_line(f" Signed in to {session.name}{until}."))
    )


def _check(after: StatusReport, name: str) -> None:
    """Raises what the sign-in failed with."""
    session = session_of(after, name)
    if session.sign_in_error is not None:
        raise RemoteError(session.sign_in_error)
    if session.state != "signed-in":
        raise RemoteError(ErrorReport("SignInNeeded", "The sign-in was cancelled."))
