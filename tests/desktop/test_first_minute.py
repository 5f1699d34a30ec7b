"""The first minute: a fresh home, no AWS configuration, one pasted address, a role in use."""

import sys
import time
from pathlib import Path

from tests.desktop.bed import Bed
from tests.desktop.chromium import Chromium
from tests.desktop.hands import Hands
from tests.desktop.session_bus import SessionBus
from tests.desktop.tray_items import find_item
from tests.desktop.waiting import wait_until
from tray.adapters.system.clock import SystemClock
from tray.demo.emulator import Emulator
from tray.demo.organisation import sample_organisation
from tray.demo.rules import DemoRules
from tray.demo.server import DemoServer

MOST_CLICKS = 5


def test_from_nothing_to_a_role_in_use(
    bed: Bed, bus: SessionBus, hands: Hands, chromium: Chromium, output: Path
) -> None:
    emulator = Emulator(SystemClock(), sample_organisation(), DemoRules())
    with DemoServer(emulator) as server:
        endpoints = {f"AWS_ENDPOINT_URL_{name}": server.url for name in ("SSO", "SSO_OIDC")}
        assert not (bed.home / ".aws").exists()
        program = bed.start("sso-tray", env=endpoints)
        item = find_item(bus, program, 30)
        started, clicks = time.monotonic(), 0

        def clicked() -> None:
            nonlocal clicks
            clicks += 1

        item.activate()
        clicked()
        window = hands.wait_for_window(title="Set up SSO Tray")
        hands.screenshot(output / "1-portal.png")
        assert window.width > 300
        hands.type(server.start_url)  # what a paste does
        hands.key("Return")
        clicked()
        chromium.wait_for_page(lambda url: "/authorize" in url, 30)
        hands.screenshot(output / "2-consent.png")
        chromium.click("#allow")
        clicked()
        wait_until(lambda: " left" in item.tooltip(), 30, "signed in")
        hands.wait_for_window(title="Set up SSO Tray")
        time.sleep(0.5)  # it is painted
        hands.screenshot(output / "3-ready.png")
        hands.key("Return")
        clicked()
        hands.wait_for_window(title="SSO Tray")
        hands.type("prod read")
        hands.screenshot(output / "4-picker.png")
        hands.key("Return")
        clicked()
        credentials = bed.home / ".aws/credentials"
        wait_until(lambda: credentials.exists() and "[default]" in credentials.read_text(), 20, "")
        seconds = time.monotonic() - started
        sys.stdout.write(f"\nthe first minute: {clicks} clicks, {seconds:.0f} s\n")
        assert clicks <= MOST_CLICKS
        assert program.stop() == 0
        assert not credentials.exists(), "we made it"
