"""The composition root of the tray: the icon first, then agent, menu and windows.

A person who starts the program looks for its icon, so nothing is read before it
that it does not need: every import here that can wait stands where it is used.
"""

import builtins
import sys
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from datetime import datetime
from typing import TYPE_CHECKING

from tray.adapters.storage.paths import ProgramPaths
from tray.core.tray_status import TrayStatus
from tray.core.vocabulary.errors import FileError, TrayError
from tray.wiring.tray_options import Options, options_of

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from tray.adapters.ipc.instance_lock import InstanceLock
    from tray.core.doctor.report import Finding, Report
    from tray.services.doctor import Progress
    from tray.ui.shell import Shell
    from tray.ui.tray.tray_icon import TrayIcon
    from tray.ui.windows.registry import Desktop
    from tray.wiring.agent_host import AgentHost
    from tray.wiring.environment import AgentEnvironment

_DESKTOP_ENTRY = "io.github.sso_tray.sso_tray"
"""As in `installers/linux`: Wayland desktops find the windows' name and icon by it."""

_NO_FAULTS_OF_OURS = "qt.qpa.services.warning=false\nqt.qpa.wayland.textinput.warning=false"
"""A desktop without portals, and an order of Wayland events that Qt itself survives."""

_QUIT_SECONDS = 6.0
_STARTING_SECONDS = 5.0
_PATIENCE_SECONDS = 60.0
"""How long a start waits for a command that does without an agent."""
_LOOKS_EVERY_SECONDS = 0.1


def main(arguments: Sequence[str]) -> int:
    """Runs the tray; answers the exit code."""
    options = options_of(arguments)
    try:
        return _started(options)
    except TrayError as error:
        sys.stderr.write(f"sso-tray: {error}\n")
        if isinstance(error, FileError):
            _show(error)
        return 1


def _started(options: Options) -> int:
    places = _places(options).secure()
    is_windows = sys.platform == "win32"  # where pipes cannot be looked for
    has_left_signs = is_windows or places.socket.exists() or places.instance.exists()
    # It runs already, or died without a word: only the lock can tell.
    if has_left_signs and _is_another_running(places):
        return _show_the_other(places)
    application, icon = _first_icon(is_demo=options.is_demo)
    lock = _locked(places, application.processEvents)
    if lock is None:  # two starts at the same moment
        icon.hide()
        return _show_the_other(places)
    with ExitStack() as stack:
        stack.callback(lock.release)
        return _run(application, icon, options, lock, stack)


def _show(error: TrayError) -> None:
    """Says why there is no tray, where the person looks: most start it from no terminal."""
    load_qt()
    from tray.ui.windows.start_failure import show_start_failure  # noqa: PLC0415 - with Qt

    show_start_failure(error)


def load_qt() -> None:
    """Before anything else of Qt: imports stay as they were.

    PySide replaces `__import__` by one that reads the source of every module, in search of
    `__feature__`, which we do not use, and keeps it: 15 MB, and a third of the time.
    """
    plain = builtins.__import__
    import PySide6.QtCore  # noqa: F401, PLC0415 - when it is time for Qt

    builtins.__import__ = plain


def _first_icon(*, is_demo: bool) -> "tuple[QApplication, TrayIcon]":
    load_qt()
    from tray.ui.toolkit.platform_style import apply_appearance, prepare_platform  # noqa: PLC0415

    prepare_platform()
    from PySide6.QtCore import QLoggingCategory  # noqa: PLC0415 - with Qt
    from PySide6.QtWidgets import QApplication  # noqa: PLC0415 - reads the platform just prepared

    from tray.ui.mark.icons import tray_icon  # noqa: PLC0415
    from tray.ui.mark.model import IconModel  # noqa: PLC0415
    from tray.ui.tray.tray_icon import TrayIcon  # noqa: PLC0415

    QLoggingCategory.setFilterRules(_NO_FAULTS_OF_OURS)
    application = QApplication(sys.argv[:1])
    application.setApplicationName("sso-tray")
    application.setApplicationDisplayName("SSO Tray")
    application.setDesktopFileName(_DESKTOP_ENTRY)
    application.setQuitOnLastWindowClosed(False)
    apply_appearance(application)
    icon = TrayIcon()
    model = IconModel(TrayStatus.SIGNED_OUT, is_demo=is_demo)
    icon.show_model(tray_icon(model, is_template=sys.platform == "darwin"), "SSO Tray: starting")
    icon.start()
    application.processEvents()
    return application, icon


def _run(
    application: "QApplication",
    icon: "TrayIcon",
    options: Options,
    lock: "InstanceLock",
    stack: ExitStack,
) -> int:
    import logging  # noqa: PLC0415 - from here on nothing is in a hurry
    from dataclasses import replace  # noqa: PLC0415

    from tray.ui.shell import Shell  # noqa: PLC0415
    from tray.ui.toolkit.translation import TranslatedNotifier  # noqa: PLC0415
    from tray.wiring.agent_host import AgentHost  # noqa: PLC0415
    from tray.wiring.agent_services import Prompts  # noqa: PLC0415
    from tray.wiring.composition import tray_environment  # noqa: PLC0415

    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    shell = Shell(icon, is_demo=options.is_demo)
    places = _places(options)
    environment = tray_environment(places, options, stack)
    notifier = TranslatedNotifier(environment.desktop.notifier)
    desktop = replace(environment.desktop, clipboard=shell.clipboard, notifier=notifier)
    environment = replace(environment, desktop=desktop)
    bridge = shell.bridge
    prompts = Prompts(has_screen=True)
    host = AgentHost(environment, bridge.publish, bridge.raise_window, bridge.end, prompts)
    _connect(shell, host, environment, places)
    stack.callback(host.listen(places).close)
    lock.announce(places.socket)
    _quit_on_signals(application, stack)
    host.agent.start()
    status = application.exec()
    shell.hide()
    if not host.agent.stop(_QUIT_SECONDS):
        logging.getLogger(__name__).warning("quit without having removed all keys in time")
    for error in host.remaining:
        sys.stderr.write(f"sso-tray: {error}\n")
        status = status or 1
    return int(status)


def _connect(
    shell: "Shell", host: "AgentHost", environment: "AgentEnvironment", places: ProgramPaths
) -> None:
    clock = environment.clock

    def seconds_until(moment: datetime) -> float:
        return clock.real_seconds(moment - clock.now())

    desktop = _desktop(shell, places, host, environment)
    shell.connect_to(host.agent.post, clock.now, seconds_until, desktop)


def _desktop(
    shell: "Shell", places: ProgramPaths, host: "AgentHost", environment: "AgentEnvironment"
) -> "Desktop":
    from tray.adapters.desktop.login_item import login_item  # noqa: PLC0415 - after the icon
    from tray.adapters.storage.file_modes import change_mode  # noqa: PLC0415 - as above
    from tray.adapters.storage.window_places import WindowPlacesFile  # noqa: PLC0415 - as above
    from tray.core.doctor.remedies import mode_change  # noqa: PLC0415
    from tray.ui.activity.feed import ActivityFeed  # noqa: PLC0415
    from tray.ui.windows.registry import Desktop  # noqa: PLC0415
    from tray.ui.windows.remedies import Remedies  # noqa: PLC0415
    from tray.wiring.program import program_command  # noqa: PLC0415

    def examined(moved: "Callable[[Progress], None]") -> "Report":
        from tray.wiring.doctor_runner import examine  # noqa: PLC0415 - only where it is wanted

        return examine(places, moved, lambda: shell.icon.is_shown)

    def bundled(report: "Report") -> str:
        from tray.wiring.doctor_runner import bug_report  # noqa: PLC0415

        return bug_report(report)

    def mended(finding: "Finding") -> None:
        wanted = mode_change(finding)
        if wanted is not None:
            change_mode(wanted)

    login = None if environment.is_demo else login_item(program_command(is_demo=False))
    feed = ActivityFeed(host.activity.watch, shell.bridge)
    browsers = environment.desktop.browser.installed
    return Desktop(
        _start_demo,
        login,
        examined,
        bundled,
        feed,
        browsers,
        remedies=Remedies(mended),
        places=WindowPlacesFile(places.state),
    )


def _start_demo() -> None:
    """Beside this program: the demo is one of its own, with an icon of its own."""
    import subprocess  # noqa: PLC0415 - the first run only

    from tray.wiring.program import program_command  # noqa: PLC0415

    subprocess.Popen(  # noqa: S603 - ourselves
        program_command(is_demo=True),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def _places(options: Options) -> ProgramPaths:
    return ProgramPaths.of_demo() if options.is_demo else ProgramPaths.for_user()


def _is_another_running(places: ProgramPaths) -> bool:
    """Another tray or agent; a command that is one for a moment is waited for behind the icon."""
    from tray.adapters.ipc.instance_lock import InstanceLock, holder_of  # noqa: PLC0415 - as below

    lock = InstanceLock(places)
    if lock.try_take():
        lock.release()
        return False
    holder = holder_of(places)
    return holder is None or not holder.is_passing


def _locked(
    places: ProgramPaths, on_wait: "Callable[[], None]" = lambda: None
) -> "InstanceLock | None":
    """The lock of the one program that runs; None where another holds it.

    A command that is an agent for a moment is waited for.
    """
    from tray.adapters.ipc.instance_lock import InstanceLock  # noqa: PLC0415 - forty milliseconds

    lock = InstanceLock(places)
    return lock if lock.take(_PATIENCE_SECONDS, on_wait) else None


def _show_the_other(places: ProgramPaths) -> int:
    """There is one already: it shows itself, and that is what was wanted."""
    import time  # noqa: PLC0415 - a second start only

    from tray.core.ipc.protocol import Done, Show  # noqa: PLC0415
    from tray.wiring.agent_client import NoAgent, RemoteAgent  # noqa: PLC0415

    other, patience = RemoteAgent(places), time.monotonic() + _STARTING_SECONDS
    while True:
        try:
            other.ask(Show(), Done)
        except NoAgent:
            # It may have the lock and not listen yet: two starts within a second.
            if time.monotonic() > patience:
                raise
            time.sleep(_LOOKS_EVERY_SECONDS)
        else:
            return 0


def _quit_on_signals(application: "QApplication", stack: ExitStack) -> None:
    """TERM and INT end the program in good order; without a timer that polls for them."""
    import signal  # noqa: PLC0415 - see main
    import socket  # noqa: PLC0415

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
