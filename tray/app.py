"""The composition root of the tray: options, Qt, agent, icon and windows."""

import argparse
import logging
import signal
import socket
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout

from tray.adapters.places import Places, demo_directory
from tray.core.errors import TrayError

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from tray.services.world import World

_QUIT_SECONDS = 6.0


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the tray; answers the exit code."""
    options = _options(arguments)
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    directory = demo_directory() if options.demo else None
    places = Places.under(directory) if directory else Places.for_user()
    places.runtime.mkdir(parents=True, exist_ok=True, mode=0o700)
    lock = FileLock(places.lock)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        # There is one already: it shows itself, and that is what was wanted.
        return 0 if _ask_to_show(places) else 1
    with lock, ExitStack() as stack:
        return _run(options, directory, places, stack)


def _run(
    options: argparse.Namespace,
    directory: Path | None,
    places: Places,
    stack: ExitStack,
) -> int:
    from tray.ui.appearance import apply_appearance, prepare_platform  # noqa: PLC0415 - after lock

    prepare_platform()
    from PySide6.QtWidgets import QApplication  # noqa: PLC0415 - reads the platform just prepared

    application = QApplication(sys.argv[:1])
    application.setApplicationName("sso-tray")
    application.setApplicationDisplayName("SSO Tray")
    application.setQuitOnLastWindowClosed(False)
    apply_appearance(application)
    from tray.ui.shell import Shell  # noqa: PLC0415 - with Qt

    shell = Shell(is_demo=directory is not None)
    shell.show_icon()
    application.processEvents()
    # The icon is up; what is slow (files, boto3, the keyring) may come now.
    from tray.service_point import ServicePoint  # noqa: PLC0415

    world = _world(options, directory, places, stack)
    point = ServicePoint(world, shell.bridge.publish, shell.bridge.raise_window)
    agent, clock = point.agent, world.clock

    def seconds_until(moment: datetime) -> float:
        return clock.real_seconds(moment - clock.now())

    shell.connect_to(agent.post, clock.now, seconds_until)
    stack.callback(point.listen(places).close)
    _quit_on_signals(application, stack)
    agent.start()
    status = application.exec()
    shell.hide()
    if not agent.stop(_QUIT_SECONDS):
        logging.getLogger(__name__).warning("quit without having removed all keys in time")
    return int(status)


def _ask_to_show(places: Places) -> bool:
    from tray.agent_link import RemoteAgent  # noqa: PLC0415 - a second start only
    from tray.core.wire import Done, Show  # noqa: PLC0415

    try:
        RemoteAgent(places).ask(Show(), Done)
    except TrayError as error:
        sys.stderr.write(f"sso-tray: {error}\n")
        return False
    return True


def _world(
    options: argparse.Namespace, directory: Path | None, places: Places, stack: ExitStack
) -> "World":
    from tray.composition import DemoOptions, demo_world, real_world  # noqa: PLC0415 - see _run

    if directory is None:
        return real_world(places)
    demo = DemoOptions(
        options.demo_speed,
        options.demo_accounts,
        options.demo_roles,
        options.demo_session_hours,
        options.demo_port,
    )
    return demo_world(directory, demo, stack)


def _quit_on_signals(application: "QApplication", stack: ExitStack) -> None:
    """TERM and INT end the program in good order; without a timer that polls for them."""
    from PySide6.QtCore import QSocketNotifier  # noqa: PLC0415 - with Qt

    reader, writer = socket.socketpair()
    writer.setblocking(False)  # noqa: FBT003 - the standard library has no name for it
    stack.callback(reader.close)
    stack.callback(writer.close)
    signal.set_wakeup_fd(writer.fileno())
    stack.callback(signal.set_wakeup_fd, -1)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: None)
    notifier = QSocketNotifier(reader.fileno(), QSocketNotifier.Type.Read, application)
    notifier.activated.connect(lambda *_: application.quit())


class _Version(argparse.Action):
    """`--version`; reading the package's metadata would slow down every start."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        from importlib.metadata import version  # noqa: PLC0415 - see above

        parser.exit(message=f"SSO Tray {version('sso-tray')}\n")


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="sso-tray",
        description="AWS IAM Identity Center in the system tray.",
    )
    parser.add_argument("--version", action=_Version, nargs=0, help="show the version")
    parser.add_argument("--demo", action="store_true", help="run against a demo of its own")
    demo = parser.add_argument_group("demo")
    demo.add_argument("--demo-speed", type=float, default=60.0, help="how fast its time passes")
    demo.add_argument("--demo-accounts", type=int, default=0, help="so many made-up accounts")
    demo.add_argument("--demo-roles", type=int, default=3, help="so many roles in each")
    demo.add_argument("--demo-session-hours", type=float, default=8.0, help="a session's length")
    demo.add_argument("--demo-port", type=int, default=0, help="a port of one's own choice")
    return parser.parse_args(arguments)
