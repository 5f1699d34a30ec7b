"""The pictures of the README, taken of the running program: `./dev screenshots`.

So they never show what is not there any more. One walk through the demo, on a
desktop of its own; each picture is a part of its screen.
"""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.desktop.bed import PROJECT, Bed
from tests.desktop.bed_options import BedOptions, Font, Panel
from tests.desktop.chromium import Chromium
from tests.desktop.hands import Hands, Window
from tests.desktop.menu_walk import MenuWalk
from tests.desktop.session_bus import SessionBus
from tests.desktop.tray_items import TrayItem, find_item
from tests.desktop.waiting import wait_until

PICTURES = PROJECT / "docs/pictures"
DEMO_MARK = (150, 104, 224)
MARGIN = 24
SETTINGS = """
[[guards]]
account = "Prod"
label = "production"
minutes = 60
[[guards]]
account = "Staging"
label = "staging"
colour = "amber"
ask_programs = true
"""


class Photographer:
    """The demo on a plain screen, and a camera."""

    def __init__(self, bed: Bed, bus: SessionBus) -> None:
        self.bed, self.hands = bed, Hands(bed.env)
        settings = bed.home / ".local/share/sso-tray/demo/settings/settings.toml"
        settings.parent.mkdir(parents=True)
        settings.write_text(SETTINGS)
        self.program = bed.start("sso-tray", "--demo")
        self.item: TrayItem = find_item(bus, self.program, 30)

    def picture(self, name: str, x: int, y: int, width: int, height: int) -> None:
        """A part of the screen."""
        path = PICTURES / f"{name}.png"
        self.hands.screenshot(path)
        size, colours = f"{width}x{height}+{max(0, x)}+{max(0, y)}", ("+dither", "-colors", "200")
        shrink = ["mogrify", "-crop", size, "+repage", "-strip", *colours, str(path)]
        subprocess.run(shrink, check=True, timeout=30)
        sys.stdout.write(f"{path.relative_to(PROJECT)}: {path.stat().st_size // 1024} KiB\n")

    def window(self, name: str, window: Window) -> None:
        """A window with a little of what is around it."""
        width, height = window.width + 2 * MARGIN, window.height + 3 * MARGIN
        self.picture(name, window.x - MARGIN, window.y - 2 * MARGIN, width, height)

    def sign_in(self) -> None:
        """With a browser that is gone again afterwards."""
        with Chromium(self.bed.env, self.bed.root / "chromium") as chromium:
            # With a code, so that there is one to compare.
            self.bed.start("sso-tray", "--demo", "login", "--device-code")
            chromium.wait_for_page(lambda url: "/device" in url, 30)
            self.hands.wait_for_window(title="Sign in to")
            wait_until(lambda: chromium.text().strip(), 10, "the page is there")
            self.picture("sign-in", 0, 0, 1280, 700)
            chromium.click("#allow")
            wait_until(lambda: " left" in self.item.tooltip(), 30, "signed in")
        menu = self.item.menu()
        wait_until(lambda: menu.offers("Accounts", "Staging"), 30, "the accounts")
        menu.click("Accounts", "Prod", "AdministratorAccess", "Use")
        menu.click("Accounts", "Sandbox", "AdministratorAccess", "Pin")
        wait_until(lambda: "Prod" in self.item.tooltip(), 20, "a role in use")


def take_all(work: Photographer) -> None:
    """The pictures, in the order of a first look."""
    hands, menu = work.hands, work.item.menu()
    x, y = hands.find_colour(DEMO_MARK)
    walk = MenuWalk(hands, menu)
    walk.open(x, y)
    for label in ("Accounts", "Prod", "ReadOnly"):
        walk.enter(label)
    work.picture("menu", 230, 320, 1050, 480)
    hands.key("Escape", "Escape", "Escape", "Escape")
    hands.move(x - 60, y - 40)
    work.item.activate()
    home = hands.wait_for_window(title="SSO Tray")
    work.window("home", home)
    hands.type("adm")
    work.window("picker", home)
    hands.key("Down", "Down", "ctrl+k")
    work.window("actions", home)
    hands.key("Escape", "Escape")
    menu.click("Settings…")
    hands.wait_for_window(title="Settings")
    hands.key("Down", "Down", "Down", "Down")
    work.window("settings", hands.wait_for_window(title="Settings"))
    hands.key("Escape")


@contextmanager
def studio() -> Iterator[Photographer]:
    """A desktop with the demo signed in."""
    with Bed(BedOptions(panel=Panel.XFCE, font=Font.OPEN_SANS)) as bed, bed.bus() as bus:
        work = Photographer(bed, bus)
        work.sign_in()
        yield work
        work.program.stop()


def main() -> None:
    """Takes them all."""
    Path(PICTURES).mkdir(parents=True, exist_ok=True)
    with studio() as work:
        take_all(work)


if __name__ == "__main__":
    main()
