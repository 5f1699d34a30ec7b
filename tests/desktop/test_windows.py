"""Every window as a person meets it, by keyboard, in two panels, light and dark, at 100 to 300 %.

The pictures are for a person to look at: `tests/output/`.
"""

import time
from pathlib import Path

import pytest

from tests.desktop.bed import Bed
from tests.desktop.bed_options import BedOptions, Panel
from tests.desktop.chromium import Chromium
from tests.desktop.hands import Hands
from tests.desktop.session_bus import SessionBus
from tests.desktop.test_main_job import (
    demo,
    demo_directory,
    identity_by_aws_cli,
    keys_in,
    sign_in,
)
from tests.desktop.tray_items import find_item
from tests.desktop.waiting import wait_until

GUARDED = """
appearance = "{look}"
[[guards]]
account = "Prod"
label = "production"
confirm = true
minutes = 30
[[guards]]
account = "Staging"
label = "staging"
colour = "amber"
ask_programs = true
"""
LOOKS = [
    pytest.param(BedOptions(panel=Panel.XFCE), "light", "1", id="xfce light"),
    pytest.param(BedOptions(panel=Panel.LXQT), "dark", "1", id="lxqt dark"),
    pytest.param(
        BedOptions(panel=Panel.XFCE, screen="2560x1600x24"), "dark", "2", id="xfce dark 200 %"
    ),
    pytest.param(
        BedOptions(panel=Panel.LXQT, screen="3840x2400x24"), "light", "3", id="lxqt light 300 %"
    ),
]


@pytest.mark.parametrize(("bed", "look", "scale"), LOOKS, indirect=["bed"])
def test_a_walk_through_the_windows(
    bed: Bed,
    bus: SessionBus,
    hands: Hands,
    chromium: Chromium,
    output: Path,
    look: str,
    scale: str,
) -> None:
    settings = demo_directory(bed) / "settings/settings.toml"
    settings.parent.mkdir(parents=True, exist_ok=True)
    settings.write_text(GUARDED.format(look=look))
    with demo(bed, env={"QT_SCALE_FACTOR": scale}) as program:
        item = find_item(bus, program, 30)
        server = sign_in(item, chromium)
        menu = item.menu()
        wait_until(lambda: menu.offers("Accounts", "Prod"), 30, "the accounts")
        hands.move(1180 * int(scale), 40 * int(scale))
        item.activate()
        hands.wait_for_window(title="SSO Tray")
        hands.screenshot(output / "1-home.png")
        hands.type("prod adm")
        hands.screenshot(output / "2-typed.png")
        hands.key("Return")
        hands.wait_for_window(title="Protected role")
        hands.screenshot(output / "3-guarded.png")
        time.sleep(1)  # a yes is not heard in the first half second
        hands.key("shift+Tab", "space")
        wait_until(lambda: keys_in(bed), 15, "keys in the credentials file")
        assert "AdministratorAccess" in identity_by_aws_cli(bed, server)
        wait_until(lambda: "Prod" in item.tooltip(), 10, "it is in the tooltip")
        hands.screenshot(output / "4-in-use.png")
        item.activate()
        hands.wait_for_window(title="SSO Tray")
        hands.screenshot(output / "5-home-in-use.png")
        hands.key("Escape")
        menu.click("Settings…")
        hands.wait_for_window(title="Settings")
        for page in range(10):
            hands.screenshot(output / f"6-settings-{page}.png")
            hands.key("Down")
        hands.key("Escape")
        item.activate("SecondaryActivate")
        hands.wait_for_window(title="SSO Tray")
        hands.key("Down", "ctrl+k")
        hands.screenshot(output / "7-actions.png")
        hands.key("Escape", "Escape")
        menu.click(*("Accounts", "Prod", "AdministratorAccess"), "Use as profile…")
        hands.wait_for_window(title="SSO Tray")
        hands.screenshot(output / "8-profile.png")
        hands.key("Escape", "Escape")
        menu.click("More", "Diagnostics…")
        hands.wait_for_window(title="Diagnostics")
        time.sleep(5)  # an examination of a machine without AWS
        hands.screenshot(output / "10-diagnostics.png")
        hands.key("alt+F4")
        menu.click("More", "About SSO Tray")
        hands.wait_for_window(title="About")
        hands.screenshot(output / "9-about.png")
