"""The program where windows cannot place or raise themselves, on sway, by keyboard.

The pictures are for a person to look at: `tests/output/`.
"""

import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.desktop.consent import sign_in_unseen
from tests.desktop.session_bus import SessionBus
from tests.desktop.test_main_job import demo, demo_directory, keys_in
from tests.desktop.tray_items import TrayItem, find_item
from tests.desktop.waiting import wait_until
from tests.desktop.wayland_bed import WaylandBed, WaylandWindow, missing_wayland_programs

SETTINGS = """
[[guards]]
account = "Prod"
label = "production"
confirm = true
"""


@pytest.fixture(scope="module")
def bed() -> Iterator[WaylandBed]:
    missing = missing_wayland_programs()
    if missing:
        reason = f"no Wayland desktop without {', '.join(missing)}"
        pytest.fail(reason) if os.environ.get("CI") else pytest.skip(reason)
    with WaylandBed() as desktop:
        settings = demo_directory(desktop) / "settings/settings.toml"
        settings.parent.mkdir(parents=True)
        settings.write_text(SETTINGS)
        yield desktop


@pytest.fixture
def item(bed: WaylandBed, bus: SessionBus) -> Iterator[TrayItem]:
    """The icon of a program that is signed in and knows its roles; it must print nothing."""
    with demo(bed) as program:
        item = find_item(bus, program, 30)
        sign_in_unseen(bed, item)
        wait_until(lambda: item.menu().offers("Accounts", "Billing", "ReadOnly"), 30, "roles")
        yield item
        assert program.output() == ""


def centre(window: WaylandWindow) -> tuple[int, int]:
    return window.x + window.width // 2, window.y + window.height // 2


def somebody_copies(bed: WaylandBed) -> None:
    """Later than any key was pressed in a window of ours: what we copy for that key is refused."""
    bed.start("wl-copy", "--foreground", "a recipe")
    wait_until(lambda: bed.clipboard() == "a recipe", 10, "a recipe on the clipboard")


def test_home_is_in_the_middle_and_goes_with_the_focus(
    bed: WaylandBed, item: TrayItem, output: Path
) -> None:
    item.activate()
    picker = bed.wait_for_window("SSO Tray")
    assert picker.app_id == "io.github.sso_tray.sso_tray"
    assert not picker.is_tiled
    assert 600 < centre(picker)[0] < 680
    assert 300 < centre(picker)[1] < 500
    bed.screenshot(output / "picker.png")
    bed.key("-k", "Escape")
    wait_until(lambda: not bed.windows("SSO Tray"), 5, "Esc closes it")
    item.menu().click("Settings…")
    bed.wait_for_window("Settings")
    item.activate()
    bed.wait_for_window("SSO Tray")
    bed.order('[title="Settings"] focus')
    wait_until(lambda: not bed.windows("SSO Tray"), 5, "a click elsewhere closes it")
    bed.key("-k", "Escape")


def test_a_role_is_used_by_keyboard(bed: WaylandBed, item: TrayItem, output: Path) -> None:
    item.activate()
    bed.wait_for_window("SSO Tray")
    bed.key("prod adm")
    bed.screenshot(output / "typed.png")
    bed.key("-k", "Return")
    question = bed.wait_for_window("Protected role")
    assert not question.is_tiled
    bed.screenshot(output / "question.png")
    time.sleep(1)  # a yes is not heard in the first half second
    bed.key("-M", "shift", "-k", "Tab", "-m", "shift", "-k", "space")
    wait_until(lambda: keys_in(bed), 15, "keys in the credentials file")


def test_a_window_comes_to_where_the_person_is(bed: WaylandBed, item: TrayItem) -> None:
    item.activate("SecondaryActivate")
    bed.wait_for_window("SSO Tray")
    bed.order("workspace elsewhere")
    assert not [window for window in bed.windows() if window.has_focus]
    again = bed.start("sso-tray", "--demo")
    assert again.process.wait(10) == 0
    bed.wait_for_window("SSO Tray")


def test_what_is_chosen_in_the_menu_is_copied(
    bed: WaylandBed, item: TrayItem, output: Path
) -> None:
    somebody_copies(bed)
    menu = item.menu()
    billing = ("Accounts", "Billing", "ReadOnly")
    menu.click(*billing, "Copy", "Role: Billing/ReadOnly")
    bed.wait_for_window("Copy")
    bed.screenshot(output / "copy.png")
    bed.key("-k", "Return")
    wait_until(lambda: bed.clipboard() == "Billing/ReadOnly", 10, "the role on the clipboard")
    menu.click(*billing, "Copy", "Keys for bash and zsh")
    bed.wait_for_window("Copy")
    bed.key("-k", "Return")
    wait_until(lambda: "AWS_ACCESS_KEY_ID" in bed.clipboard(), 10, "keys on the clipboard")


def test_home_copies(bed: WaylandBed, item: TrayItem) -> None:
    somebody_copies(bed)
    item.activate()
    bed.wait_for_window("SSO Tray")
    bed.key("billing read", "-s", "200", "-M", "ctrl", "-k", "c", "-m", "ctrl")
    wait_until(lambda: "AWS_ACCESS_KEY_ID" in bed.clipboard(), 10, "keys on the clipboard")


@pytest.mark.parametrize("scale", ["1.25", "2", "3"])
def test_several_screens_and_scales(
    bed: WaylandBed, item: TrayItem, output: Path, scale: str
) -> None:
    bed.order(f"output HEADLESS-2 scale {scale}")
    bed.order("focus output HEADLESS-2")
    item.activate()
    picker = bed.wait_for_window("SSO Tray")
    width, height = 2400 / float(scale), 1500 / float(scale)
    assert 1280 < picker.x < picker.x + picker.width < 1280 + width
    assert 0 < picker.y < picker.y + picker.height < height
    bed.screenshot(output / "picker.png", "HEADLESS-2")
    bed.key("-k", "Escape")
    bed.order("focus output HEADLESS-1")
