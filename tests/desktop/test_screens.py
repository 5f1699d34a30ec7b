"""Home on a desktop of two screens: whole, on the one where the pointer is, beside it."""

from dataclasses import replace

import pytest

from tests.desktop.bed import Bed
from tests.desktop.bed_options import BedOptions, Font, Notifications
from tests.desktop.consent import sign_in_unseen
from tests.desktop.hands import Hands
from tests.desktop.session_bus import SessionBus
from tests.desktop.test_main_job import demo, demo_directory
from tests.desktop.tray_items import find_item
from tests.desktop.waiting import wait_until

WIDE = BedOptions(screen="2880x900x24", notifications=Notifications.STUB)
LANGUAGES = {"en": " left", "de": "noch "}
"""What the icon says when one is signed in."""
EDGE = 1600
"""The left screen is as wide as that, the right one is 1280 wide and as high."""


@pytest.mark.parametrize(
    ("bed", "language"),
    [
        (replace(WIDE, font=Font.DEJAVU), "en"),
        (replace(WIDE, font=Font.OPEN_SANS), "de"),
        (replace(WIDE, font=Font.NARROW), "de"),
    ],
    indirect=["bed"],
    scope="module",
    ids=["English", "German, in a wider font", "German, in a narrow one"],
)
def test_home_opens_on_the_screen_of_the_pointer(
    bed: Bed, bus: SessionBus, hands: Hands, language: str
) -> None:
    bed.run("xrandr", "--setmonitor", "left", f"{EDGE}/400x900/225+0+0", "screen")
    bed.run("xrandr", "--setmonitor", "right", f"1280/320x900/225+{EDGE}+0", "none")
    title, says = "SSO Tray", LANGUAGES[language]
    settings = demo_directory(bed) / "settings/settings.toml"
    settings.parent.mkdir(parents=True, exist_ok=True)
    settings.write_text(f'language = "{language}"\n')
    with demo(bed) as program:
        item = find_item(bus, program, 30)
        sign_in_unseen(bed, item, says=says)
        for x, y in ((EDGE - 10, 880), (EDGE + 10, 880), (2870, 10), (5, 5)):
            hands.move(x, y)
            item.activate()
            home = hands.wait_for_window(title=title)
            left, right = (0, EDGE) if x < EDGE else (EDGE, 2880)
            assert left <= home.x, (x, y)
            assert home.x + home.width <= right, (x, y)
            assert 0 <= home.y < home.y + home.height <= 900, (x, y)
            assert abs(home.centre[0] - x) <= home.width / 2 + 8, "beside the pointer"
            hands.key("Escape")
            wait_until(lambda: not hands.windows(title=title), 5, "it is closed")
