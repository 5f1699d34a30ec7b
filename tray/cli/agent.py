"""`agent`, the program without a screen, for servers and containers; and `quit` for either."""

import signal
import sys
import threading
from contextlib import ExitStack
from types import FrameType

import typer
from filelock import FileLock, Timeout
from rich.text import Text

from tray.agent_link import NoAgent, RemoteAgent
from tray.cli.output import notes
from tray.cli.scope import scope_of
from tray.core.errors import TrayError
from tray.core.wire import Done, Quit
from tray.options import Options

_QUIT_SECONDS = 10.0
_WAKES_EVERY_SECONDS = 0.5
_INTERRUPTED = 130
_DEMO = """\
It has an Identity Center of its own, where an hour passes in a minute. In another terminal:
  sso-tray --demo login --allow          signs in, without a browser
  sso-tray --demo use prod/readonly      puts a role's keys into the demo's own AWS files
  sso-tray --demo exec prod/readonly -- env"""


def agent(context: typer.Context) -> None:
    """Run without a screen: sessions are refreshed, keys renewed, programs answered."""
    from tray.adapters.terminal_question import ask_on_terminal  # noqa: PLC0415 - as below
    from tray.composition import tray_world  # noqa: PLC0415 - slow, and only needed here
    from tray.service_point import ServicePoint  # noqa: PLC0415

    scope = scope_of(context)
    places = scope.places
    places.runtime.mkdir(parents=True, exist_ok=True, mode=0o700)
    lock = FileLock(places.lock)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise TrayError("SSO Tray is running already.", "See: sso-tray status") from None
    with lock, ExitStack() as stack:
        ended = threading.Event()
        world = tray_world(places, Options(is_demo=scope.is_demo), stack)
        point = ServicePoint(world, lambda _: None, _no_window, ended.set)
        point.agent.consent.terminal = ask_on_terminal
        server = point.listen(places)
        point.agent.start()
        notes().print(Text(f"SSO Tray's agent listens at {places.socket}. Ctrl-C ends it."))
        if scope.is_demo:
            notes().print(Text(_DEMO))
        status = _wait(ended)
        server.close()
        if not point.agent.stop(_QUIT_SECONDS):
            notes().print(Text("sso-tray: not all keys could be removed in time"))
    raise typer.Exit(status)


def _no_window() -> None:
    hint = "End it (Ctrl-C, or systemctl --user stop sso-tray) and start the tray again."
    raise TrayError("SSO Tray runs as an agent without a screen.", hint)


def _wait(ended: threading.Event) -> int:
    """Until a signal comes or another program asks; the exit status."""
    statuses: list[int] = []

    def stop(number: int, _frame: FrameType | None) -> None:
        statuses.append(0 if number == signal.SIGTERM else _INTERRUPTED)
        ended.set()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    # Windows does not wake a thread that waits for ever, also not for Ctrl-C.
    patience = _WAKES_EVERY_SECONDS if sys.platform == "win32" else None
    while not ended.wait(patience):
        pass
    return statuses[0] if statuses else 0


def quit_program(context: typer.Context) -> None:
    """End the program that runs, tray or agent. Keys in files are taken back."""
    places = scope_of(context).places
    try:
        RemoteAgent(places).ask(Quit(), Done)
    except NoAgent:
        notes().print(Text("SSO Tray is not running."))
        return
    places.runtime.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        with FileLock(places.lock).acquire(timeout=2 * _QUIT_SECONDS):
            return
    except Timeout:
        hint = "Look at what it does: sso-tray status"
        raise TrayError("SSO Tray was asked to end, and has not yet.", hint) from None
