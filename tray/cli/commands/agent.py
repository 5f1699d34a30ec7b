"""`agent`, the program without a screen, for servers and containers; and `quit` for either."""

import signal
import sys
import threading
from contextlib import ExitStack
from types import FrameType

import typer

from tray.adapters.ipc.instance_lock import InstanceLock, holder_of
from tray.adapters.storage.paths import ProgramPaths
from tray.adapters.system.memory_protection import close_memory
from tray.cli.connection.scope import scope_of
from tray.cli.terminal.output import notes, plain_line
from tray.core.ipc.protocol import Done, Quit
from tray.core.vocabulary.errors import TrayError
from tray.wiring.agent_client import NoAgent, RemoteAgent
from tray.wiring.tray_options import Options

_QUIT_SECONDS = 10.0
_WAKES_EVERY_SECONDS = 0.5
_INTERRUPTED = 130
_DEMO = """\
It runs its own Identity Center, where an hour passes in a minute. In another terminal:
  sso-tray --demo login --allow          sign in without a browser
  sso-tray --demo use prod/readonly      use a role in the demo's own AWS files
  sso-tray --demo exec prod/readonly -- env"""
_PATIENCE_SECONDS = 60.0
"""How long a start waits for a command that does without an agent."""


def agent(context: typer.Context) -> None:
    """Run in the background without a tray.

    Renews sign-ins and keys, and answers programs, as the tray does.
    """
    from tray.adapters.system.terminal_prompt import ask_on_terminal  # noqa: PLC0415 - as below
    from tray.wiring.agent_host import AgentHost  # noqa: PLC0415
    from tray.wiring.agent_services import Prompts  # noqa: PLC0415
    from tray.wiring.composition import tray_environment  # noqa: PLC0415 - slow, and only needed here

    scope = scope_of(context)
    places = scope.places
    close_memory()
    lock = InstanceLock(places)
    if not lock.take(_PATIENCE_SECONDS):
        raise _running_already(places)
    with ExitStack() as stack:
        stack.callback(lock.release)
        ended = threading.Event()
        environment = tray_environment(places, Options(is_demo=scope.is_demo), stack)
        prompts = Prompts(terminal=ask_on_terminal)
        host = AgentHost(environment, lambda _: None, _no_window, ended.set, prompts)
        server = host.listen(places)
        lock.announce(places.socket)
        host.agent.start()
        notes().print(
            plain_line(f"SSO Tray agent running at {places.socket}. Press Ctrl+C to stop.")
        )
        if scope.is_demo:
            for line in _DEMO.splitlines():
                notes().print(plain_line(line))
        status = _wait(ended)
        server.close()
        if not host.agent.stop(_QUIT_SECONDS):
            notes().print(plain_line("sso-tray: some keys couldn't be removed in time"))
        for error in host.remaining:
            notes().print(plain_line(f"sso-tray: {error}"))
            status = status or 1
    raise typer.Exit(status)


def _running_already(places: ProgramPaths) -> TrayError:
    holder = holder_of(places)
    if holder is None or not holder.is_passing:
        return TrayError("SSO Tray is already running.", "See: sso-tray status")
    return TrayError(
        f"Another sso-tray command is still running (pid {holder.pid}).",
        "Start the agent once it has finished.",
    )


def _no_window() -> None:
    hint = "Stop it (Ctrl+C, or systemctl --user stop sso-tray), then start the tray."
    raise TrayError("SSO Tray is running as an agent, without a tray.", hint)


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
    """Quit SSO Tray and remove its keys."""
    places = scope_of(context).places
    remain: TrayError | None = None
    try:
        RemoteAgent(places).ask(Quit(), Done)
    except NoAgent:
        notes().print(plain_line("SSO Tray isn't running."))
        return
    except TrayError as error:
        remain = error  # it ends nevertheless
    lock = InstanceLock(places)
    if not lock.take(2 * _QUIT_SECONDS, is_anyone_awaited=True):
        hint = "See what it's doing: sso-tray status"
        raise TrayError("SSO Tray was asked to quit, but is still running.", hint)
    lock.release()
    if remain is not None:
        raise remain
