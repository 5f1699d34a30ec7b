"""A tour of the shipping program on a desktop of its own: `./dev demo` where there is no screen.

A person's way in: click the icon, sign in with a real browser on the consent page, pick a
role in the menu, and let the real AWS CLI say who one is. Each step is printed with its
seconds; its pictures go to `tests/output/demo/`.
"""

import json
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from tests.desktop.bed import PROJECT, Bed
from tests.desktop.chromium import Chromium
from tests.desktop.consent import is_consent
from tests.desktop.hands import Hands
from tests.desktop.session_bus import SessionBus
from tests.desktop.tray_items import Entry, TrayItem, find_item
from tests.desktop.waiting import wait_until

PICTURES = PROJECT / "tests/output/demo"
ALLOW = "#allow"
ALLOWED = "can close"
USE_ROLE = ("Use",)


@contextmanager
def step(title: str) -> Iterator[None]:
    """Prints a step with ✓ or ✗ and how long it took."""
    started = time.monotonic()
    mark = "✗"
    try:
        yield
        mark = "✓"
    finally:
        sys.stdout.write(f"{mark} {title}  {time.monotonic() - started:.1f} s\n")
        sys.stdout.flush()


class Tour:
    """The program in the bed, and everything a person has at hand there."""

    def __init__(self, bed: Bed, bus: SessionBus, chromium: Chromium, options: list[str]) -> None:
        self.bed, self.bus, self.chromium = bed, bus, chromium
        self.hands = Hands(bed.env)
        self.server = ""
        self.program = bed.start("sso-tray", "--demo", *options)

    def picture(self, name: str) -> None:
        """The whole screen, for a person to look at."""
        self.hands.screenshot(PICTURES / f"{name}.png")

    def see_the_icon(self) -> TrayItem:
        """Waits for the icon in the tray."""
        item = find_item(self.bus, self.program, timeout=30)
        item.save_icon(PICTURES / "icon.png")
        self.picture("1-icon")
        return item

    def start_sign_in(self, item: TrayItem) -> None:
        """A click on the icon starts it: the consent page opens in the browser."""
        item.activate()
        page = self.chromium.wait_for_page(is_consent, 30)
        self.server = "/".join(page.split("/")[:3])
        self.picture("2-consent")

    def allow(self, item: TrayItem) -> None:
        """Allows it in the browser, and waits until the icon tells."""
        before = item.tooltip()
        self.chromium.click(ALLOW)
        self.chromium.wait_for_text(ALLOWED, 30)
        self.picture("3-allowed")
        wait_until(lambda: item.tooltip() != before, 30, "the tooltip tells of the sign-in")

    def pick_a_role(self, item: TrayItem) -> str:
        """Accounts, the first account, its first role, Use; which role that is."""
        menu = item.menu()
        wait_until(lambda: menu.offers("Accounts"), 30, "a list of accounts")
        account = wait_until(lambda: first_label(menu.open("Accounts")), 30, "an account in it")
        role = first_label(menu.open("Accounts", account))
        menu.click("Accounts", account, role, *USE_ROLE)
        self.picture("4-role")
        return f"{account} / {role}"

    def who_am_i(self) -> str:
        """What the real AWS CLI says, with keys that it finds as anybody's would.

        The demo keeps its `credentials` file apart from the person's, and its
        STS is where its consent page is; AWS CLI 2.9 learns that only so.
        """
        keys = wait_until(lambda: [*self.bed.home.rglob("credentials")], 15, "a credentials file")
        command = ["aws", "sts", "get-caller-identity", "--output", "json"]
        command += ["--region", "us-east-1", "--endpoint-url", self.server]
        env = {**self.bed.env, "AWS_SHARED_CREDENTIALS_FILE": str(keys[0])}
        done = subprocess.run(command, env=env, capture_output=True, timeout=60, check=False)
        if done.returncode:
            raise RuntimeError(f"`{' '.join(command)}`: {done.stderr.decode().strip()}")
        return str(json.loads(done.stdout)["Arn"])


def first_label(entry: Entry) -> str:
    """The first entry that can be opened or chosen."""
    choices = (child.label for child in entry.children if child.is_enabled and child.label)
    return next(choices, "")


def walk(tour: Tour) -> None:
    """The steps, in order. The first one that fails ends the tour."""
    with step("the icon is in the tray"):
        item = tour.see_the_icon()
    with step("a click opens the consent page"):
        tour.start_sign_in(item)
    with step("allowed in the browser, signed in"):
        tour.allow(item)
    with step("a role is picked in the menu"):
        role = tour.pick_a_role(item)
    with step(f"aws sts get-caller-identity, as {role}"):
        identity = tour.who_am_i()
    sys.stdout.write(f"  {identity}\n")
    with step("quit from the menu"):
        item.menu().click("Quit")
        wait_until(lambda: tour.program.process.poll() is not None, 10, "the program ends")


def main(run: Callable[[Tour], None] = walk) -> int:
    """Makes the bed, walks, and says where the pictures are."""
    shutil.rmtree(PICTURES, ignore_errors=True)
    PICTURES.mkdir(parents=True)
    started = time.monotonic()
    with Bed() as bed, bed.bus() as bus, Chromium(bed.env, bed.root / "chromium") as chromium:
        tour = Tour(bed, bus, chromium, sys.argv[1:])
        try:
            run(tour)
        except Exception as error:  # noqa: BLE001 - the top of a program: say it and go
            tour.picture("failed")
            sys.stdout.write(f"{error}\n")
            shutil.copy(tour.program.log, PICTURES / "sso-tray.log")
            return 1
        finally:
            sys.stdout.write(f"Pictures: {PICTURES.relative_to(PROJECT)}/\n")
    sys.stdout.write(f"All of it took {time.monotonic() - started:.0f} s.\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
