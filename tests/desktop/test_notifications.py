"""Our notifications in real daemons: what a person clicks comes back."""

import queue
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.desktop.bed import Bed
from tests.desktop.bed_options import BedOptions, Keyring, Notifications, Panel
from tests.desktop.hands import Hands
from tests.desktop.notifications import NotificationWatch
from tests.desktop.waiting import wait_until
from tray.adapters.desktop.notifier import DesktopNotifications
from tray.core.notification import Notification, Urgency
from tray.wiring.notification_pictures import notification_pictures

SOON = Notification(
    "session/acme",
    "acme ends in 15 min",
    "At 17:02 the session ends. Sign in now to keep working without interruption.",
    {"sign-in": "Sign in now"},
    Urgency.CRITICAL,
)


def bare(daemon: Notifications) -> BedOptions:
    return BedOptions(panel=Panel.NONE, notifications=daemon, keyring=Keyring.NONE)


@pytest.fixture
def notifier(bed: Bed, monkeypatch: pytest.MonkeyPatch) -> Iterator[DesktopNotifications]:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", bed.bus_address)
    notifier = DesktopNotifications("SSO Tray", notification_pictures())
    yield notifier
    notifier.close()


@pytest.mark.parametrize(
    ("bed", "wm_class", "from_bottom"),
    [
        pytest.param(bare(Notifications.XFCE), "otif", 30, id="xfce4-notifyd: its button"),
        pytest.param(bare(Notifications.DUNST), "unst", 20, id="dunst: anywhere on it"),
    ],
    indirect=["bed"],
    scope="module",
)
def test_a_click_signs_in(
    bed: Bed,
    hands: Hands,
    notifier: DesktopNotifications,
    output: Path,
    wm_class: str,
    from_bottom: int,
) -> None:
    pressed: queue.Queue[str] = queue.Queue()
    with NotificationWatch(bed.bus_address) as watch:
        notifier.show(SOON, pressed.put)
        watch.next()
        popup = hands.wait_for_window(wm_class=wm_class)
        hands.screenshot(output / "popup.png")
        hands.click(popup.x + popup.width - 60, popup.y + popup.height - from_bottom)
        assert pressed.get(timeout=10) == "sign-in"
        notifier.show(SOON, pressed.put)
        watch.next()
        hands.wait_for_window(wm_class=wm_class)
    notifier.withdraw(SOON.key)
    wait_until(lambda: not hands.windows(wm_class=wm_class), 10, "taken back")
    assert pressed.empty()
