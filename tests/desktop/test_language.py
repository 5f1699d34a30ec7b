"""The program in German, on a desktop: menu, tooltip, windows, and the page in the browser."""

from pathlib import Path

from tests.desktop.bed import Bed
from tests.desktop.chromium import Chromium
from tests.desktop.consent import is_consent
from tests.desktop.hands import Hands
from tests.desktop.session_bus import SessionBus
from tests.desktop.test_main_job import demo, demo_directory
from tests.desktop.tray_items import find_item
from tests.desktop.waiting import wait_until


def test_the_main_job_in_german(
    bed: Bed, bus: SessionBus, hands: Hands, chromium: Chromium, output: Path
) -> None:
    settings = demo_directory(bed) / "settings/settings.toml"
    settings.parent.mkdir(parents=True, exist_ok=True)
    settings.write_text('language = "de"\n')
    with demo(bed) as program:
        item = find_item(bus, program, 30)
        menu = item.menu()
        wait_until(lambda: menu.offers("Beenden"), 15, "a German menu")
        item.activate()
        chromium.wait_for_page(is_consent, 30)
        hands.wait_for_window(title="anmelden")
        hands.screenshot(output / "1-sign-in.png")
        chromium.click("#allow")
        wait_until(lambda: "noch " in item.tooltip(), 30, "signed in")
        wait_until(lambda: menu.offers("Konten", "Prod"), 30, "the accounts")
        menu.click(*("Konten", "Prod", "ReadOnly"), "Benutzen")
        wait_until(lambda: "default → Prod / ReadOnly" in item.tooltip(), 15, "a role in use")
        item.activate()
        hands.wait_for_window(title="SSO Tray")
        hands.screenshot(output / "2-picker.png")
        hands.key("Escape")
        for number, (way, title) in enumerate(
            (
                (("Einstellungen…",), "Einstellungen"),
                (("Mehr", "Verlauf…"), "Verlauf"),
                (("Mehr", "Diagnose…"), "Diagnose"),
            ),
            start=3,
        ):
            menu.click(*way)
            hands.wait_for_window(title=title)
            hands.screenshot(output / f"{number}-{title.lower()}.png")
            hands.key("alt+F4")
        # Who reads the terminal, or writes a script, meets English everywhere.
        said = bed.run("sso-tray", "--demo", "status")
        assert "left" in said
        assert "noch" not in said
