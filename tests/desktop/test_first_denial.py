"""The first sign-in denied, in a home that knows nothing yet: hence a bed of its own."""

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


def test_after_a_denial_the_second_try_leads_on(
    bed: Bed, bus: SessionBus, hands: Hands, chromium: Chromium, output: Path
) -> None:
    """By mouse: the window gives way to the browser's page, and says at the end that it worked."""
    emulator = Emulator(SystemClock(), sample_organisation(), DemoRules())
    with DemoServer(emulator) as server:
        endpoints = {f"AWS_ENDPOINT_URL_{name}": server.url for name in ("SSO", "SSO_OIDC")}
        program = bed.start("sso-tray", env=endpoints)
        item = find_item(bus, program, 30)
        item.activate()

        def press_lower_right() -> None:
            window = hands.wait_for_window(title="Set up SSO Tray")
            time.sleep(0.5)  # it is painted
            # xdotool counts the title bar twice.
            hands.click(window.x + window.width - 80, window.y + window.height - 60)

        def answer(button: str) -> None:
            chromium.wait_for_page(lambda url: "/authorize" in url, 30)
            wait_until(lambda: not hands.windows(title="Set up SSO Tray"), 10, "out of the way")
            hands.screenshot(output / f"consent-{button[1:]}.png")
            chromium.click(button)

        hands.wait_for_window(title="Set up SSO Tray")
        time.sleep(0.5)  # it has the focus
        hands.type(server.start_url)
        hands.screenshot(output / "address.png")
        press_lower_right()
        answer("#deny")
        chromium.wait_for_text("Sign-in denied")
        page = chromium.wait_for_page(lambda url: "127.0.0.1" in url and "oauth" in url)
        assert page.endswith("/oauth/done"), "without code and state"
        hands.wait_for_window(title="Set up SSO Tray")
        time.sleep(0.5)
        hands.screenshot(output / "denied.png")
        assert not hands.windows(title="Sign in to"), "told once"
        press_lower_right()
        answer("#allow")
        wait_until(lambda: " left" in item.tooltip(), 30, "signed in")
        chromium.wait_for_text("You're signed in")
        hands.wait_for_window(title="Set up SSO Tray")
        time.sleep(0.5)
        hands.screenshot(output / "signed-in.png")
        press_lower_right()
        hands.wait_for_window(title="SSO Tray")
        hands.type("prod read")
        hands.key("Return")
        credentials = bed.home / ".aws/credentials"
        wait_until(lambda: credentials.exists() and "[default]" in credentials.read_text(), 20, "")
        assert program.stop() == 0
