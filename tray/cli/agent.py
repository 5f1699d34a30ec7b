"""`agent`: the program without a screen, for servers and containers."""

import signal
import sys
from types import FrameType

import typer
from filelock import FileLock, Timeout
from rich.text import Text

from tray.cli.output import notes
from tray.cli.scope import scope_of
from tray.core.errors import TrayError

_QUIT_SECONDS = 10.0


def agent(context: typer.Context) -> None:
    """Run without a screen: sessions are refreshed, keys renewed, programs answered."""
    from tray.adapters.terminal_question import ask_on_terminal  # noqa: PLC0415 - as below
    from tray.composition import real_world  # noqa: PLC0415 - slow, and only needed here
    from tray.service_point import ServicePoint  # noqa: PLC0415

    scope = scope_of(context)
    if scope.is_demo:
        raise TrayError("The demo needs its tray.", "Start it with: sso-tray --demo")
    places = scope.places
    places.runtime.mkdir(parents=True, exist_ok=True, mode=0o700)
    lock = FileLock(places.lock)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise TrayError("SSO Tray is running already.", "See: sso-tray status") from None
    with lock:
        point = ServicePoint(real_world(places), lambda _: None, _no_window)
        point.agent.consent.terminal = ask_on_terminal
        server = point.listen(places)
        point.agent.start()
        notes().print(Text(f"SSO Tray's agent listens at {places.socket}. Ctrl-C ends it."))
        _wait_for_signal()
        server.close()
        if not point.agent.stop(_QUIT_SECONDS):
            notes().print(Text("sso-tray: not all keys could be removed in time"))


def _no_window() -> None:
    hint = "End it (Ctrl-C, or systemctl --user stop sso-tray) and start the tray again."
    raise TrayError("SSO Tray runs as an agent without a screen.", hint)


def _wait_for_signal() -> None:
    def ended(number: int, _frame: FrameType | None) -> None:
        raise SystemExit(0 if number == signal.SIGTERM else 130)

    signal.signal(signal.SIGTERM, ended)
    try:
        if sys.platform == "win32":
            while True:
                signal.signal(signal.SIGINT, ended)
        else:
            signal.pause()
    except (SystemExit, KeyboardInterrupt):
        return
