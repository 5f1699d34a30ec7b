"""The main job as a person does it: a real panel, a real browser, the real AWS CLI and boto3."""

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.desktop.bed import Bed
from tests.desktop.bed_options import BedOptions, Notifications, Panel
from tests.desktop.chromium import Chromium
from tests.desktop.consent import is_consent
from tests.desktop.hands import Hands
from tests.desktop.notifications import NotificationWatch, press
from tests.desktop.processes import Program
from tests.desktop.session_bus import SessionBus
from tests.desktop.tray_items import NoSuchEntry, TrayItem, TrayMenu, find_item
from tests.desktop.waiting import wait_until

ROLE = ("Accounts", "Prod", "AdministratorAccess")
STUBBED = BedOptions(notifications=Notifications.STUB)
TRAYLESS = BedOptions(panel=Panel.NONE)


@contextmanager
def demo(bed: Bed, *options: str, env: Mapping[str, str] | None = None) -> Iterator[Program]:
    """The shipping program; it must end well and leave no keys."""
    program = bed.start("sso-tray", "--demo", *options, env=env)
    try:
        yield program
    finally:
        assert program.stop() == 0, program.output()
    assert "ASIA" not in program.output(), "a key of a role"
    assert "Traceback" not in program.output()
    assert not keys_in(bed)


def keys_in(bed: Bed) -> str:
    path = demo_directory(bed) / "aws/credentials"
    return path.read_text() if path.exists() else ""


def demo_directory(bed: Bed) -> Path:
    return bed.home / ".local/share/sso-tray/demo"


def sign_in(item: TrayItem, chromium: Chromium) -> str:
    """Clicks the icon and allows it in the browser; the demo's address."""
    item.activate()
    page = chromium.wait_for_page(is_consent, 30)
    chromium.click("#allow")
    wait_until(lambda: " left" in item.tooltip(), 30, "the tooltip counts down")
    return "/".join(page.split("/")[:3])


def identity_by_aws_cli(bed: Bed, server: str, profile: str = "default") -> str:
    command = ["aws", "sts", "get-caller-identity", "--output", "json", "--profile", profile]
    command += ["--region", "us-east-1", "--endpoint-url", server]
    done = subprocess.run(command, env=aws_env(bed), capture_output=True, timeout=60, check=True)
    return str(json.loads(done.stdout)["Arn"])


def identity_by_boto3(bed: Bed, server: str) -> str:
    script = (
        "import boto3, sys; c = boto3.client('sts', region_name='us-east-1', "
        "endpoint_url=sys.argv[1]); print(c.get_caller_identity()['Arn'])"
    )
    command = [sys.executable, "-c", script, server]
    done = subprocess.run(command, env=aws_env(bed), capture_output=True, timeout=60, check=True)
    return done.stdout.decode().strip()


def release(menu: TrayMenu) -> bool:
    """Chooses Release of the default profile, whose label counts down; whether it was there."""
    label = next(label for label in menu.tree().labels() if label.startswith("default → "))
    try:
        menu.click(label, "Stop using")
    except NoSuchEntry:
        return False  # another minute has begun between reading and choosing
    return True


def aws_env(bed: Bed) -> dict[str, str]:
    aws = demo_directory(bed) / "aws"
    return {
        **bed.env,
        "AWS_SHARED_CREDENTIALS_FILE": str(aws / "credentials"),
        "AWS_CONFIG_FILE": str(aws / "config"),
    }


def test_click_allow_pick_and_every_shell_has_the_role(
    bed: Bed, bus: SessionBus, hands: Hands, chromium: Chromium, output: Path
) -> None:
    with demo(bed) as program:
        item = find_item(bus, program, 30)
        hands.screenshot(output / "1-signed-out.png")
        server = sign_in(item, chromium)
        hands.screenshot(output / "2-signed-in.png")
        menu = item.menu()
        wait_until(lambda: menu.offers("Accounts", "Prod"), 30, "the accounts")
        menu.click(*ROLE, "Use")
        wait_until(lambda: keys_in(bed), 15, "keys in the credentials file")
        arn = identity_by_aws_cli(bed, server)
        assert "/AWSReservedSSO_AdministratorAccess_" in arn
        assert identity_by_boto3(bed, server) == arn
        wait_until(
            lambda: "default → Prod / Admin" in item.tooltip(), 10, "it stands in the tooltip"
        )
        menu.click(*ROLE, "Open console", "Portal link")
        chromium.wait_for_page(lambda url: "/console?" in url and "#" not in url, 30)
        chromium.wait_for_text("AdministratorAccess", 10)
        chromium.screenshot(output / "3-console.png")
        wait_until(lambda: release(menu), 10, "the active profile's entry")
        wait_until(lambda: not keys_in(bed), 10, "the keys are gone")


def test_a_code_instead_of_a_redirect(
    bed: Bed, bus: SessionBus, hands: Hands, chromium: Chromium, output: Path
) -> None:
    settings = demo_directory(bed) / "settings/settings.toml"
    settings.parent.mkdir(parents=True, exist_ok=True)
    settings.write_text('sign_in = "device-code"\n')
    with demo(bed) as program:
        item = find_item(bus, program, 30)
        item.activate()
        hands.wait_for_window(title="Sign in to Acme")
        chromium.wait_for_page(lambda url: "/device" in url, 30)
        code = chromium.evaluate("document.getElementById('user-code').textContent")
        assert len(code) == len("ABCD-EFGH")
        hands.screenshot(output / "code.png")
        chromium.click("#allow")
        wait_until(lambda: " left" in item.tooltip(), 30, "the tooltip counts down")
    settings.unlink()


@pytest.mark.parametrize("bed", [STUBBED], indirect=True, scope="module")
def test_renewal_warning_end_and_a_button_that_signs_in(
    bed: Bed, bus: SessionBus, hands: Hands, chromium: Chromium, output: Path
) -> None:
    with NotificationWatch(bed.bus_address) as watch, demo(bed, "--demo-speed", "600") as program:
        item = find_item(bus, program, 30)
        server = sign_in(item, chromium)
        menu = item.menu()
        wait_until(lambda: menu.offers("Accounts", "Prod"), 30, "the accounts")
        menu.click(*ROLE, "Use")
        first = wait_until(lambda: keys_in(bed), 15, "keys in the credentials file")
        wait_until(lambda: keys_in(bed) not in {"", first}, 20, "renewed keys")
        assert identity_by_aws_cli(bed, server)
        warning = watch.next(60)
        assert "session ends in" in warning.title
        assert "Sign in now" in warning.buttons.values()
        note = warning
        while "ended" not in note.title:
            note = watch.next(30)
        wait_until(lambda: "ended" in item.tooltip(), 10, "the tooltip tells of the end")
        hands.screenshot(output / "ended.png")
        button = next(key for key, label in note.buttons.items() if label == "Sign in")
        pages = len(chromium.pages())
        press(bus, note.id, button)
        wait_until(lambda: len(chromium.pages()) > pages, 20, "a new consent page")


@pytest.mark.parametrize("bed", [TRAYLESS], indirect=True, scope="module")
def test_without_a_tray_there_is_a_window(bed: Bed, hands: Hands, output: Path) -> None:
    with demo(bed):
        hands.wait_for_window(title="SSO Tray", timeout=20)
        hands.screenshot(output / "window.png")
        again = bed.start("sso-tray", "--demo")
        assert again.process.wait(10) == 0
