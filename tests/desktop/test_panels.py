"""The program in real panels, as hand and eye find it: XFCE's, LXQt's, and a plain X11 tray."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.desktop.bed import Bed
from tests.desktop.bed_options import BedOptions, Notifications, Panel
from tests.desktop.chromium import Chromium
from tests.desktop.hands import Hands
from tests.desktop.menu_walk import MenuWalk
from tests.desktop.session_bus import SessionBus
from tests.desktop.test_main_job import demo, keys_in, sign_in
from tests.desktop.tray_items import find_item
from tests.desktop.waiting import wait_until

DEMO_MARK = (150, 104, 224)
"""The colour of the icon's D: in a panel nothing else has it."""
XFCE = BedOptions()
LXQT = BedOptions(panel=Panel.LXQT, notifications=Notifications.DUNST)
in_both_panels = pytest.mark.parametrize(
    "bed",
    [pytest.param(XFCE, id="xfce"), pytest.param(LXQT, id="lxqt")],
    indirect=True,
    scope="module",
)
TRAYER = ("trayer", "--edge", "bottom", "--align", "right", "--height", "24")


@contextmanager
def without_panel(bed: Bed) -> Iterator[None]:
    """No tray at first; afterwards the bed has its panel again."""
    bed.stop_panel()
    try:
        yield
    finally:
        bed.stop_panel()
        bed.start_panel()


@in_both_panels
def test_a_role_is_used_with_the_mouse_alone(
    bed: Bed, bus: SessionBus, hands: Hands, chromium: Chromium, output: Path
) -> None:
    with demo(bed) as program:
        item = find_item(bus, program, 30)
        sign_in(item, chromium)
        menu = item.menu()
        wait_until(lambda: menu.offers("Accounts", "Prod"), 30, "the accounts")
        x, y = hands.find_colour(DEMO_MARK)
        assert y > 760, "in the panel, at the bottom"
        walk = MenuWalk(hands, menu)
        walk.open(x, y)
        hands.screenshot(output / "1-menu.png")
        for label in ("Accounts", "Prod", "ReadOnly"):
            walk.enter(label)
        hands.screenshot(output / "2-submenus.png")
        walk.choose("Use")
        wait_until(lambda: "ReadOnly" in item.tooltip(), 15, "the tooltip names the role")
        wait_until(lambda: keys_in(bed), 15, "its keys")
        known = {window.id for window in hands.windows()}
        hands.move(x, y)
        hands.new_window(known)
        hands.screenshot(output / "3-tooltip.png")
        hands.click(x, y, button=2)
        hands.wait_for_window(title="SSO Tray")


@in_both_panels
def test_home_is_in_no_list_of_windows(bed: Bed, bus: SessionBus, hands: Hands) -> None:
    with demo(bed) as program:
        item = find_item(bus, program, 30)
        for _ in ("first", "again"):  # who hides a window takes its state away
            item.activate("SecondaryActivate")
            home = hands.wait_for_window(title="SSO Tray")
            state = bed.run("xprop", "-id", str(home.id), "_NET_WM_STATE")
            assert "_NET_WM_STATE_SKIP_TASKBAR" in state
            assert "_NET_WM_STATE_ABOVE" in state, "nothing that Qt asked for is lost"
            hands.key("Escape")
            wait_until(lambda: not hands.windows(title="SSO Tray"), 5, "it is closed")


@in_both_panels
def test_a_panel_may_come_late_and_go_and_come_again(
    bed: Bed, bus: SessionBus, hands: Hands, output: Path
) -> None:
    with without_panel(bed), demo(bed) as program:
        hands.wait_for_window(title="SSO Tray", timeout=20)
        hands.screenshot(output / "1-window-stands-in.png")
        for _ in ("late", "again"):
            bed.start_panel()
            find_item(bus, program)
            hands.find_colour(DEMO_MARK)
            hands.screenshot(output / "2-panel.png")
            bed.stop_panel()


def test_an_x11_tray_does_as_well(bed: Bed, bus: SessionBus, hands: Hands, output: Path) -> None:
    def in_tray() -> tuple[int, int] | None:
        """Where the icon is; windows have it, too, in their title bars further up."""
        return hands.picture().find(DEMO_MARK, below=770)

    with without_panel(bed), demo(bed) as program:
        hands.wait_for_window(title="SSO Tray", timeout=20)
        for _ in ("late", "again"):
            tray = bed.start(*TRAYER)
            wait_until(in_tray, 5, "the icon in the tray")
            tray.stop()
            wait_until(lambda: not in_tray(), 5, "the tray is gone")
        tray = bed.start(*TRAYER)
        x, y = wait_until(in_tray, 5, "the icon in the tray")
        known = {window.id for window in hands.windows()}
        hands.click(x, y, button=3)
        hands.new_window(known)
        hands.screenshot(output / "menu.png")
        hands.key("Escape")
        tray.stop()
        bed.start_panel()
        find_item(bus, program)
        hands.find_colour(DEMO_MARK)


@pytest.mark.parametrize("bed", [LXQT], indirect=True, scope="module", ids=["lxqt"])
def test_a_click_on_dunsts_popup_signs_in_again(
    bed: Bed, bus: SessionBus, hands: Hands, chromium: Chromium, output: Path
) -> None:
    with demo(bed, "--demo-session-hours", "0.5", "--demo-speed", "600") as program:
        item = find_item(bus, program, 30)
        sign_in(item, chromium)
        wait_until(lambda: "ended" in item.tooltip(), 20, "the session ended")
        popup = hands.wait_for_window(wm_class="unst")
        hands.screenshot(output / "popup.png")
        pages = len(bed.opened_pages())
        hands.click(*popup.centre)
        wait_until(lambda: len(bed.opened_pages()) > pages, 10, "the sign-in page")
