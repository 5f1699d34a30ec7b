"""A whole desktop of its own: screen, bus, window manager, panel, notifications, keyring.

    with Bed(BedOptions(panel=Panel.LXQT)) as bed:
        program = bed.start(sys.executable, "-m", "tray", "--demo")

Nothing is shared with the caller, so beds can run side by side. `bed.env` is the
environment for what is tested; the caller's own stays as it is. For people:
`python -m tests.desktop -- COMMAND`.
"""

import contextlib
import os
import select
import shutil
import subprocess
import sys
import tempfile
import uuid
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Self

from jeepney import DBusAddress

from tests.closing import Closing
from tests.desktop import desktop_files
from tests.desktop.bed_options import BedOptions, Keyring, Notifications, Panel
from tests.desktop.processes import MARKER, Program, start_program, stop_programs, sweep
from tests.desktop.session_bus import BusError, SessionBus
from tests.desktop.waiting import wait_until

PROJECT = Path(__file__).resolve().parents[2]
WATCHER = DBusAddress(
    "/StatusNotifierWatcher", "org.kde.StatusNotifierWatcher", "org.kde.StatusNotifierWatcher"
)
KEYRING_PASSWORD = "test"
_SECRETS = DBusAddress(
    "/org/freedesktop/secrets", "org.freedesktop.secrets", "org.freedesktop.Secret.Service"
)


class BedError(RuntimeError):
    """A part of the desktop did not come up; the text has the end of its log."""


_PANELS = {
    Panel.XFCE: ("xfce4-panel", "--disable-wm-check", "--sm-client-disable"),
    Panel.LXQT: ("lxqt-panel",),
}
_DESKTOP_NAMES = {Panel.XFCE: "XFCE", Panel.LXQT: "LXQt"}
_NEEDED = (
    *("Xvfb", "dbus-daemon", "openbox", "xprop", "xsetroot", "setpriv", "xdotool", "import"),
    *("xfce4-panel", "lxqt-panel", "trayer", "dunst", "gnome-keyring-daemon"),
    *("xdg-open", "chromium"),
)


def missing_programs() -> list[str]:
    """What of the desktop's programs this machine lacks; empty where a bed can start."""
    if sys.platform != "linux":
        return ["a Linux machine"]
    return [name for name in _NEEDED if shutil.which(name) is None]


class Bed(Closing):
    """A desktop for the length of a `with` block."""

    def __init__(self, options: BedOptions | None = None) -> None:
        self.options = options or BedOptions()
        self.root = Path(tempfile.mkdtemp(prefix="bed.", dir="/tmp"))  # sockets need it short
        self.home = self.root / "home"
        self.logs = self.root / "log"
        self.notification_log = self.root / "notifications.jsonl"
        self._token = uuid.uuid4().hex
        self._programs: list[Program] = []
        self._panel: Program | None = None
        interpreter = Path(sys.executable).parent
        self.env = desktop_files.fresh_environment(self.root, self.home, interpreter)
        self.env |= desktop_files.write_fonts(self.root, *self.options.font.value)
        self.env[MARKER] = self._token

    def __enter__(self) -> Self:
        try:
            self._start()
        except BaseException:
            self.close()
            raise
        return self

    def close(self) -> None:
        """Ends everything that was started in the bed, and removes its folder."""
        stop_programs(self._programs)
        sweep(self._token)
        shutil.rmtree(self.root, ignore_errors=True)

    # ---- for tests --------------------------------------------------------------

    @property
    def bus_address(self) -> str:
        return self.env["DBUS_SESSION_BUS_ADDRESS"]

    def bus(self) -> SessionBus:
        """A new connection to the bed's bus; the caller closes it."""
        return SessionBus(self.bus_address)

    def start(self, *command: str, name: str = "", env: Mapping[str, str] | None = None) -> Program:
        """Starts a program under test, with additions to the bed's environment."""
        log = self.logs / f"{name or Path(command[0]).name}-{len(self._programs)}.log"
        program = start_program(command, {**self.env, **(env or {})}, log, cwd=PROJECT)
        self._programs.append(program)
        return program

    def run(self, *command: str, timeout: float = 30.0) -> str:
        """Runs a command in the bed to its end; its output. Raises `CalledProcessError`."""
        done = subprocess.run(
            command, env=self.env, cwd=PROJECT, timeout=timeout, capture_output=True, check=True
        )
        return done.stdout.decode()

    def opened_pages(self) -> list[str]:
        """Every address that somebody asked the default browser for, in order."""
        with contextlib.suppress(FileNotFoundError):
            return (self.root / "opened").read_text().splitlines()
        return []

    def start_panel(self) -> None:
        """Starts the panel and waits until its tray takes icons."""
        self._panel = self.start(*_PANELS[self.options.panel], name="panel")
        with self.bus() as bus:
            self._await(self._panel, lambda: has_tray(bus))

    def stop_panel(self) -> None:
        """Ends the panel, as a crash of it would; the tray is gone when this returns."""
        if self._panel is None:
            return
        self._panel.stop()
        self._programs.remove(self._panel)
        self._panel = None
        with self.bus() as bus:
            wait_until(lambda: not bus.has_owner(WATCHER.bus_name), 10, "the tray is gone")

    # ---- the desktop's parts ------------------------------------------------------

    def _start(self) -> None:
        for name in ("home", "log", "run", "tmp", "bin"):
            (self.root / name).mkdir(mode=0o700)
        desktop_files.write_panels(self.home / ".config")
        desktop_files.write_browser(self.home, self.root / "bin", self.root / "opened")
        self._set_desktop_variables()
        self._start_screen()
        self._start_bus()
        self._start_desktop()

    def _set_desktop_variables(self) -> None:
        if self.options.panel is not Panel.NONE:
            # toolkits choose their platform theme by this: with XFCE, Qt loads GTK
            self.env["XDG_CURRENT_DESKTOP"] = _DESKTOP_NAMES[self.options.panel]
        if self.options.accessibility:
            self.env.update(QT_LINUX_ACCESSIBILITY_ALWAYS_ON="1", QT_ACCESSIBILITY="1")
        else:
            self.env.update(NO_AT_BRIDGE="1", GTK_A11Y="none")

    def _start_screen(self) -> None:
        reader, writer = os.pipe()
        command = f"Xvfb -displayfd {writer} -screen 0 {self.options.screen} -nolisten tcp -noreset"
        log = self.logs / "screen.log"
        try:
            screen = start_program(
                command.split(), self.env, log, cwd=self.root, pass_fds=(writer,)
            )
            self._programs.append(screen)
        finally:
            os.close(writer)
        with open(reader, "rb") as numbers:  # noqa: PTH123 - a file descriptor, not a path
            if not select.select([numbers], [], [], 20)[0] or not (line := numbers.readline()):
                raise BedError(f"no screen: {screen.output()[-2000:]}")
        self.env["DISPLAY"] = f":{line.decode().strip()}"
        self.run("xsetroot", "-solid", "#3a6ea5")  # not black: dark tooltips must show

    def _start_bus(self) -> None:
        socket = self.root / "run/bus"
        config = desktop_files.write_bus(
            self.root, socket, accessibility=self.options.accessibility
        )
        # set before it starts, so that what it activates knows screen and bus as well
        self.env["DBUS_SESSION_BUS_ADDRESS"] = f"unix:path={socket}"
        bus = self.start("dbus-daemon", f"--config-file={config}", "--nofork", name="bus")
        self._await(bus, socket.exists)

    def _start_desktop(self) -> None:
        """All at once, and only then waits for each: that is most of a second less."""
        manager = self.start("openbox", "--sm-disable") if self.options.window_manager else None
        atspi = self._start_accessibility()
        daemon = self._start_notifications()
        keyring = self._start_keyring()
        if self.options.panel is not Panel.NONE and not self.options.panel_late:
            self.start_panel()
        with self.bus() as bus:
            if manager:
                self._await(manager, self._has_window_manager)
            if atspi:
                self._await(atspi, lambda: bus.has_owner("org.a11y.Bus"))
            if daemon:
                self._await(daemon, lambda: bus.has_owner("org.freedesktop.Notifications"))
            if keyring:
                self._await(keyring, lambda: bus.has_owner(_SECRETS.bus_name))
            if self.options.keyring is Keyring.LOCKED:
                login = "/org/freedesktop/secrets/collection/login"
                bus.call(_SECRETS, "Lock", "ao", [login])

    def _start_accessibility(self) -> Program | None:
        if not self.options.accessibility:
            return None
        return self.start("/usr/libexec/at-spi-bus-launcher", "--launch-immediately")

    def _start_notifications(self) -> Program | None:
        match self.options.notifications:
            case Notifications.XFCE:
                return self.start(_xfce_notifyd())
            case Notifications.DUNST:
                return self.start("dunst", "-conf", str(self.home / ".config/dunst/dunstrc"))
            case Notifications.STUB:
                stub = "tests.desktop.notification_stub"
                return self.start(sys.executable, "-m", stub, str(self.notification_log))
            case Notifications.NONE:
                return None

    def _start_keyring(self) -> Program | None:
        if self.options.keyring is Keyring.NONE:
            return None
        command = ["gnome-keyring-daemon", "--foreground", "--components=secrets"]
        password = None
        if self.options.keyring is not Keyring.FRESH:
            command.append("--unlock")
            password = self.root / "keyring-password"
            password.write_text(KEYRING_PASSWORD)  # without a line end: all of it is the password
        log = self.logs / "keyring.log"
        keyring = start_program(command, self.env, log, cwd=self.home, stdin=password)
        self._programs.append(keyring)
        return keyring

    def _has_window_manager(self) -> bool:
        answer = self.run("xprop", "-root", "_NET_SUPPORTING_WM_CHECK")
        return "window id" in answer

    def _await(self, program: Program, is_up: Callable[[], bool], timeout: float = 20.0) -> None:
        def is_up_or_dead() -> bool:
            return is_up() or program.process.poll() is not None

        with contextlib.suppress(TimeoutError):
            wait_until(is_up_or_dead, timeout, program.name)
            if is_up():
                return
        raise BedError(f"{program.name} did not come up: {program.output()[-2000:]}")


def has_tray(bus: SessionBus) -> bool:
    """Whether a panel takes icons by the bus."""
    try:
        return bus.has_owner(WATCHER.bus_name) and bool(
            bus.get(WATCHER, "IsStatusNotifierHostRegistered")
        )
    except BusError:
        return False


def _xfce_notifyd() -> str:
    """It lies in a folder that bears the machine's architecture."""
    for program in Path("/usr/lib").glob("*/xfce4/notifyd/xfce4-notifyd"):
        return str(program)
    raise BedError("xfce4-notifyd is not installed")
