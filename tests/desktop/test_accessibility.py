"""What a screen reader hears: every control of every window has a name and a role."""

import json
import subprocess
from functools import partial
from pathlib import Path
from typing import TypeAlias

import pytest

from tests.desktop.bed import Bed
from tests.desktop.bed_options import BedOptions
from tests.desktop.chromium import Chromium
from tests.desktop.hands import Hands
from tests.desktop.session_bus import SessionBus
from tests.desktop.test_main_job import demo, sign_in
from tests.desktop.tray_items import find_item
from tests.desktop.waiting import wait_until

HEARD = BedOptions(accessibility=True)
Heard: TypeAlias = list[tuple[str, str, str, str]]

PAGES = 8
"""Of the settings."""

SYSTEM_PYTHON = "/usr/bin/python3"
"""Debian's own: pyatspi comes with it, and from nowhere else."""

CONTROLS = {
    "push button",
    "check box",
    "radio button",
    "combo box",
    "text",
    "list",
    "table",
    "slider",
    "spin button",
    "progress bar",
}
_LISTEN = """
import json, sys
import pyatspi

def walk(one, depth=0):
    if depth > 25:
        return
    for child in (one[i] for i in range(one.childCount)):
        if child is None:
            continue
        showing = child.getState().contains(pyatspi.STATE_SHOWING)
        if showing:
            inside = child.parent.getRoleName() if child.parent else ""
            print(json.dumps([child.getRoleName(), child.name, child.description, inside]))
            if child.getRoleName() not in ("list", "table"):
                walk(child, depth + 1)

for app in pyatspi.Registry.getDesktop(0):
    if app is not None and "sso" in (app.name or "").lower():
        walk(app)
"""


def heard(bed: Bed) -> Heard:
    """(role, name, description, the parent's role) of all that shows in our windows."""
    done = subprocess.run(
        [SYSTEM_PYTHON, "-c", _LISTEN],
        env=bed.env,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return [tuple(json.loads(line)) for line in done.stdout.splitlines()]


def heard_anew(bed: Bed, before: Heard) -> Heard | None:
    """What shows now, if it is another thing than before."""
    now = heard(bed)
    return now if now != before else None


def pages_heard(bed: Bed, hands: Hands, first: Heard) -> dict[str, Heard]:
    """What each further page of the settings says."""
    found, before = {}, first
    for number in range(2, PAGES + 1):
        hands.key("Down")
        name = f"Settings, page {number}"
        before = found[name] = wait_until(partial(heard_anew, bed, before), 20, name)
    return found


def is_gone(hands: Hands, title: str) -> bool:
    return not hands.windows(title=title)


@pytest.mark.parametrize("bed", [HEARD], indirect=True, scope="module", ids=["at-spi"])
def test_every_control_has_a_name(
    bed: Bed, bus: SessionBus, hands: Hands, chromium: Chromium, output: Path
) -> None:
    if not Path(SYSTEM_PYTHON).exists():
        pytest.skip("no Python of the system's own, with pyatspi in it")
    with demo(bed, env={"QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1"}) as program:
        item = find_item(bus, program, 30)
        sign_in(item, chromium)
        menu = item.menu()
        wait_until(lambda: menu.offers("Accounts", "Staging"), 30, "the accounts")
        report: dict[str, Heard] = {}
        for way, title in (
            (("Find a role…",), "SSO Tray"),
            (("Settings…",), "Settings"),
            (("More", "Diagnostics…"), "Diagnostics"),
            (("More", "Activity…"), "Activity"),
        ):
            menu.click(*way)
            hands.wait_for_window(title=title)
            report[title] = wait_until(lambda: heard(bed), 20, f"{title} is heard")
            if title == "SSO Tray":
                hands.key("ctrl+k")
                name = "the panel of a role's actions"
                report[name] = wait_until(partial(heard_anew, bed, report[title]), 20, name)
                hands.key("Escape")
            if title == "Settings":
                report |= pages_heard(bed, hands, report[title])
            hands.key("Escape" if title in {"SSO Tray", "Settings"} else "alt+F4")
            wait_until(partial(is_gone, hands, title), 10, "it is closed")
        (output / "heard.json").write_text(json.dumps(report, indent=1, ensure_ascii=False))
        for title, found in report.items():
            controls = [one for one in found if one[0] in CONTROLS]
            assert controls, f"{title}: {found}"
            unnamed = [one for one in controls if not one[1] and one[3] != "combo box"]
            assert not unnamed, f"{title}: {unnamed}"
