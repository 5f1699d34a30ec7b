"""The bed itself: that it shows, hears and touches what a person would."""

import sys
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.desktop.bed import Bed
from tests.desktop.bed_options import BedOptions, Keyring, Notifications, Panel
from tests.desktop.chromium import Chromium
from tests.desktop.hands import Hands
from tests.desktop.notifications import NotificationWatch, press, send
from tests.desktop.processes import Program, marked
from tests.desktop.session_bus import SessionBus
from tests.desktop.tray_items import NoSuchEntry, find_item
from tests.desktop.waiting import wait_until

GREEN, RED = (0, 160, 0), (255, 0, 0)
BOTH_PANELS = pytest.mark.parametrize(
    "bed",
    [
        pytest.param(BedOptions(), id="xfce"),
        pytest.param(
            BedOptions(panel=Panel.LXQT, notifications=Notifications.DUNST, keyring=Keyring.NONE),
            id="lxqt",
        ),
    ],
    indirect=True,
    scope="module",
)
STORE_AND_READ = """
import keyring
keyring.set_password("sample", "me", "s3cret")
print(keyring.get_password("sample", "me"), type(keyring.get_keyring()).__module__)
"""
PAGE = """<!doctype html><title>Consent</title><h1>Allow?</h1>
<button id="allow" onclick="document.querySelector('h1').textContent = 'Allowed'">Allow</button>
"""


def start_sample(bed: Bed) -> Program:
    return bed.start(sys.executable, "-m", "tests.desktop.sample_tray", name="sample")


@pytest.fixture
def sample(bed: Bed) -> Iterator[Program]:
    program = start_sample(bed)
    yield program
    program.stop()


@pytest.fixture
def page_address(tmp_path: Path) -> Iterator[str]:
    (tmp_path / "consent.html").write_text(PAGE)
    handler = partial(Quiet, directory=str(tmp_path))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/consent.html?code=a%20b&c=d"
        server.shutdown()
        thread.join()


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base's name
        pass


@BOTH_PANELS
def test_the_icon_is_seen_and_clicked_in_the_panel(
    sample: Program, bus: SessionBus, hands: Hands, output: Path
) -> None:
    item = find_item(bus, sample)
    assert item.tooltip() == "sample: all good"
    item.save_icon(output / "icon.png")
    x, y = hands.find_colour(GREEN)
    assert y > 760, "in the panel, at the bottom"
    hands.click(x, y)
    sample.said("activated Trigger")
    known = {window.id for window in hands.windows()}
    hands.click(x, y, button=3)
    hands.new_window(known)
    hands.screenshot(output / "menu.png")
    hands.key("Escape")


@BOTH_PANELS
def test_the_menu_is_read_and_clicked_over_the_bus(
    sample: Program, bus: SessionBus, hands: Hands
) -> None:
    menu = find_item(bus, sample).menu()
    entries = ["Accounts", "Filled late", "--", "Turn red", "Never", "Quit"]
    assert menu.tree().labels() == entries
    assert menu.open("Filled late").labels() == ["entry 0", "entry 1", "entry 2"]
    menu.click("Filled late", "entry 1")
    sample.said("clicked entry 1")
    with pytest.raises(NoSuchEntry, match="disabled"):
        menu.click("Never")
    menu.click("Turn red")
    hands.find_colour(RED)


def test_the_panel_may_come_back(bed: Bed, sample: Program, bus: SessionBus, hands: Hands) -> None:
    find_item(bus, sample)
    bed.stop_panel()
    bed.start_panel()
    find_item(bus, sample)
    hands.find_colour(GREEN)


def test_a_notification_shows_its_buttons(
    bed: Bed, bus: SessionBus, hands: Hands, output: Path
) -> None:
    with NotificationWatch(bed.bus_address) as watch:
        number = send(bus, "sample", "Ends soon", "in 5 min", {"a": "Sign in now", "b": "Later"})
        seen = watch.next()
        assert (seen.id, seen.title, seen.body) == (number, "Ends soon", "in 5 min")
        assert list(seen.buttons.values()) == ["Sign in now", "Later"]
        popup = hands.wait_for_window(wm_class="otif")
        hands.screenshot(output / "popup.png")
        hands.click(popup.x + popup.width // 4, popup.y + popup.height - 25)
        assert watch.next_signal() == ("ActionInvoked", number, "a")


def test_a_secret_rests_in_the_secret_service(bed: Bed) -> None:
    said = bed.run(sys.executable, "-c", STORE_AND_READ)
    assert said.split() == ["s3cret", "keyring.backends.SecretService"]


def test_a_page_opens_in_chromium_and_its_button_is_clicked(
    bed: Bed, chromium: Chromium, page_address: str, output: Path
) -> None:
    bed.run("xdg-open", page_address)
    chromium.wait_for_page(lambda url: url.endswith("c=d"))
    assert bed.opened_pages()[-1] == page_address
    chromium.click("#allow")
    chromium.wait_for_text("Allowed")
    chromium.screenshot(output / "page.png")
    Hands(bed.env).screenshot(output / "screen.png")


def test_two_beds_stand_side_by_side_and_leave_nothing(desktop_programs: None) -> None:
    plain = BedOptions(panel_late=True, notifications=Notifications.STUB, keyring=Keyring.NONE)
    with Bed(plain) as one, Bed(plain) as other:
        assert one.env["DISPLAY"] != other.env["DISPLAY"]
        one.start_panel()
        with one.bus() as bus, other.bus() as elsewhere, NotificationWatch(one.bus_address) as w:
            item = find_item(bus, start_sample(one))
            assert item.get("Status") == "Active"
            assert not elsewhere.has_owner("org.kde.StatusNotifierWatcher")
            assert not bus.has_owner("org.freedesktop.secrets")
            number = send(bus, "sample", "Here", buttons={"ok": "OK"})
            press(bus, number, "ok")
            assert w.next().title == "Here"
            assert w.next_signal() == ("ActionInvoked", number, "ok")
        tokens = [bed.env["SSO_TRAY_BED"] for bed in (one, other)]
    wait_until(lambda: not any(marked(token) for token in tokens), 5, "all of them ended")
    assert not one.root.exists()
