"""Notifications over a real bus of its own, with a daemon that presses buttons when told to."""

import os
import queue
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.safety import LogGuard
from tray.adapters.desktop.notifier import DesktopNotifications
from tray.core.notification import Notification, Sign, Urgency

pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or shutil.which("dbus-daemon") is None, reason="needs a bus"
)
if sys.platform == "linux":
    from tests.desktop.desktop_files import write_bus
    from tests.desktop.notifications import ADDRESS, NAME, NotificationWatch, Seen, press
    from tests.desktop.session_bus import SessionBus
    from tests.desktop.waiting import wait_until

PROJECT = Path(__file__).parents[3]
SOON = Notification(
    "session/acme",
    "acme ends in 15 min",
    "Sign in again.",
    {"sign-in": "Sign in now", "x": "Later"},
)
ENDED = Notification(
    "session/acme", "acme has ended", "Sign in.", urgency=Urgency.CRITICAL, sign=Sign.ENDED
)


class Desktop:
    """A bus, and a daemon once `start_daemon` was called."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._programs: list[subprocess.Popen[bytes]] = []
        self.address = f"unix:path={folder / 'bus'}"
        config = write_bus(folder, folder / "bus", accessibility=False)
        self._start("dbus-daemon", f"--config-file={config}", "--nofork")
        wait_until((folder / "bus").exists, 10, "a bus")

    def start_daemon(self, *options: str) -> subprocess.Popen[bytes]:
        stub = "tests.desktop.notification_stub"
        daemon = self._start(sys.executable, "-m", stub, str(self._folder / "log"), *options)
        with SessionBus(self.address) as bus:
            wait_until(lambda: bus.has_owner(NAME), 10, "a daemon")
        return daemon

    def _start(self, *command: str) -> subprocess.Popen[bytes]:
        env = {**os.environ, "DBUS_SESSION_BUS_ADDRESS": self.address}
        self._programs.append(subprocess.Popen(command, env=env, cwd=PROJECT))
        return self._programs[-1]

    def close(self) -> None:
        for program in reversed(self._programs):
            program.terminate()
            program.wait(10)


@pytest.fixture
def desktop(own_home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desktop]:
    folder = own_home.parent / "desk"
    folder.mkdir()
    desktop = Desktop(folder)
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", desktop.address)
    yield desktop
    desktop.close()


@pytest.fixture
def notifier(desktop: Desktop) -> Iterator[DesktopNotifications]:
    notifier = DesktopNotifications("SSO Tray")
    yield notifier
    notifier.close()


@pytest.fixture
def watch(desktop: Desktop) -> Iterator["NotificationWatch"]:
    with NotificationWatch(desktop.address) as watch:
        yield watch


@pytest.fixture
def bus(desktop: Desktop) -> Iterator["SessionBus"]:
    with SessionBus(desktop.address) as bus:
        yield bus


def next_shown(watch: "NotificationWatch", notifier: DesktopNotifications) -> "Seen":
    """The next notification, once the program has heard that it is shown: people are slower."""
    seen = watch.next()
    wait_until(lambda: SOON.key in notifier._shown, 10, "the program knows")
    return seen


def test_a_button_comes_back_once(
    desktop: Desktop, notifier: DesktopNotifications, watch: "NotificationWatch", bus: "SessionBus"
) -> None:
    desktop.start_daemon()
    pressed: queue.Queue[str] = queue.Queue()
    notifier.show(SOON, pressed.put)
    seen = next_shown(watch, notifier)
    assert (seen.app, seen.title, seen.body) == ("SSO Tray", SOON.title, SOON.body)
    labels = {label: key for key, label in seen.buttons.items()}
    press(bus, seen.id, labels["Later"])
    assert pressed.get(timeout=10) == "x"
    press(bus, seen.id, labels["Sign in now"])
    notifier.show(SOON, pressed.put)
    again = next_shown(watch, notifier)
    press(bus, again.id, "default")
    assert pressed.get(timeout=10) == "sign-in", "a click on it is the first button"
    assert pressed.empty()


def test_the_picture_is_that_of_what_is_told(
    desktop: Desktop, watch: "NotificationWatch", tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desktop.start_daemon()
    pictures = {sign: tmp_path / f"{sign.value}.png" for sign in Sign}
    notifier = DesktopNotifications("SSO Tray", pictures)
    try:
        for told, picture in ((ENDED, "ended.png"), (SOON, "program.png")):
            notifier.show(told, print)
            assert next_shown(watch, notifier).icon == (tmp_path / picture).as_uri()
    finally:
        notifier.close()


def test_the_same_matter_replaces_what_is_shown(
    desktop: Desktop, notifier: DesktopNotifications, watch: "NotificationWatch"
) -> None:
    desktop.start_daemon()
    notifier.show(SOON, print)
    first = next_shown(watch, notifier)
    notifier.show(ENDED, print)
    assert watch.next_signal() == ("NotificationClosed", first.id, 3)
    second = next_shown(watch, notifier)
    assert second.title == ENDED.title
    assert second.hints["urgency"] == 2
    notifier.withdraw("session/acme")
    assert watch.next_signal() == ("NotificationClosed", second.id, 3)
    notifier.withdraw("session/acme")
    notifier.withdraw("never shown")


def test_a_warning_that_was_closed_does_not_cost_the_next_one(
    desktop: Desktop, notifier: DesktopNotifications, watch: "NotificationWatch", bus: "SessionBus"
) -> None:
    desktop.start_daemon()
    notifier.show(SOON, print)
    bus.call(ADDRESS, "Dismiss", "u", next_shown(watch, notifier).id)
    watch.next_signal()
    notifier.show(ENDED, print)
    assert next_shown(watch, notifier).title == ENDED.title
    notifier.withdraw("session/acme")


def test_what_is_shown_goes_when_the_program_ends(
    desktop: Desktop, notifier: DesktopNotifications, watch: "NotificationWatch"
) -> None:
    desktop.start_daemon()
    notifier.show(SOON, print)
    seen = watch.next()  # the program may not have heard of it yet
    notifier.close()
    assert watch.next_signal() == ("NotificationClosed", seen.id, 3)
    notifier.show(ENDED, print)
    notifier.withdraw("session/acme")
    notifier.close()
    assert watch.nothing_for(0.3)


def test_what_is_to_be_read_later_stays_when_the_program_ends(
    desktop: Desktop, notifier: DesktopNotifications, watch: "NotificationWatch"
) -> None:
    desktop.start_daemon()
    notifier.show(SOON, print)
    next_shown(watch, notifier)
    notifier.close([SOON.key])
    assert watch.nothing_for(0.3)


def test_a_daemon_without_buttons_gets_plain_ones(
    desktop: Desktop, notifier: DesktopNotifications, watch: "NotificationWatch"
) -> None:
    desktop.start_daemon("--plain")
    notifier.show(SOON, print)
    seen = next_shown(watch, notifier)
    assert seen.title == SOON.title
    assert "Sign in now" not in seen.buttons.values()


def test_without_a_daemon_it_is_said_once_and_the_next_daemon_is_used(
    desktop: Desktop, notifier: DesktopNotifications, expected_logs: LogGuard
) -> None:
    expected_logs.expect("shows no notifications")
    for _ in range(3):
        notifier.show(SOON, print)
    wait_until(lambda: expected_logs.lines, 10, "it is said")
    desktop.start_daemon()
    with NotificationWatch(desktop.address) as watch:
        notifier.show(ENDED, print)
        assert next_shown(watch, notifier).title == ENDED.title
    assert len(expected_logs.lines) == 1


def test_without_a_bus_it_is_said_once(
    expected_logs: LogGuard, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    expected_logs.expect("shows no notifications")
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", f"unix:path={tmp_path / 'none'}")
    notifier = DesktopNotifications("SSO Tray")
    for _ in range(3):
        notifier.show(SOON, print)
    notifier.close()
    assert len(expected_logs.lines) == 1


def test_a_daemon_that_starts_anew_is_used(
    desktop: Desktop, notifier: DesktopNotifications, bus: "SessionBus"
) -> None:
    daemon = desktop.start_daemon()
    with NotificationWatch(desktop.address) as watch:
        notifier.show(SOON, print)
        next_shown(watch, notifier)
        daemon.terminate()
        daemon.wait(10)
        wait_until(lambda: not bus.has_owner(NAME), 10, "it is gone")
        desktop.start_daemon()
        pressed: queue.Queue[str] = queue.Queue()
        notifier.show(SOON, pressed.put)
        press(bus, next_shown(watch, notifier).id, "default")
        assert pressed.get(timeout=10) == "sign-in"
