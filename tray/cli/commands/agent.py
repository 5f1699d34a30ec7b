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
It has an Identity Center of its own, where an hour passes in a minute. In another terminal:
  sso-tray --demo login --allow          signs in, without a browser
  sso-tray --demo use prod/readonly      puts a role's keys into the demo's own AWS files
  sso-tray --demo exec prod/readonly -- env"""
_PATIENCE_SECONDS = 60.0
"""How long a start waits for a command that does without an agent."""


def agent(context: typer.Context) -> None:
    """Run without a screen: sessions are refreshed, keys renewed, programs answered."""
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
        notes().print(plain_line(f"SSO Tray's agent listens at {places.socket}. Ctrl-C ends it."))
        if scope.is_demo:
            notes().print(plain_line(_DEMO))
        status = _wait(ended)
        server.close()
        if not host.agent.stop(_QUIT_SECONDS):
            notes().print(plain_line("sso-tray: not all keys could be removed in time"))
        for error in host.remaining:
            notes().print(plain_line(f"sso-tray: {error}"))
            status = status or 1
    raise typer.Exit(status)


def _running_already(places: ProgramPaths) -> TrayError:
    holder = holder_of(places)
    if holder is None or not holder.is_passing:
        return TrayError("SSO Tray is running already.", "See: sso-tray status")
    return TrayError(
        f"A command of SSO Tray is still running (pid {holder.pid}).",
        "Start the agent when it has ended.",
    )


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
    remain: TrayError | None = None
    try:
        RemoteAgent(places).ask(Quit(), Done)
    except NoAgent:
        notes().print(plain_line("SSO Tray is not running."))
        return
    except TrayError as error:
        remain = error  # it ends nevertheless
    lock = InstanceLock(places)
    if not lock.take(2 * _QUIT_SECONDS, is_anyone_awaited=True):
        hint = "Look at what it does: sso-tray status"
        raise TrayError("SSO Tray was asked to end, and has not yet.", hint)
    lock.release()
    if remain is not None:
        raise remain
