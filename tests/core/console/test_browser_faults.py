"""What keeps a page from opening in a place is said in words; what works is said nothing of."""

import re

import pytest

from tray.core.console.browser_faults import what_is_missing
from tray.core.console.browser_rules import ANYWHERE, BrowserPlace, BrowserProfile, InstalledBrowser

READY = BrowserProfile(
    "main", "main", is_default=True, containers=("Production",), can_open_containers=True
)
PLAIN = BrowserProfile("w", "Work", containers=("Production",))
BROWSERS = (
    InstalledBrowser("firefox", "Firefox", (READY, PLAIN), has_containers=True),
    InstalledBrowser("chrome", "Chrome", (BrowserProfile("Profile 1", "Work"),)),
)

CASES = {
    "the system's choice": (ANYWHERE, None),
    "a browser": (BrowserPlace("chrome"), None),
    "a profile by its title": (BrowserPlace("chrome", "work"), None),
    "a container of the usual profile": (BrowserPlace("firefox", "", "New"), None),
    "another browser": (BrowserPlace("edge"), "“edge” not found. .* firefox, chrome"),
    "another profile": (BrowserPlace("chrome", "Home"), "no profile “Home”. Available: Work"),
    "no containers": (BrowserPlace("chrome", "", "Production"), "Chrome has no containers"),
    "no add-on": (BrowserPlace("firefox", "Work", "Production"), "in its profile “Work”"),
}


@pytest.mark.parametrize(("place", "words"), CASES.values(), ids=CASES)
def test_what_is_missing_is_named(place: BrowserPlace, words: str | None) -> None:
    missing = what_is_missing(place, BROWSERS)
    assert (missing is None) == (words is None)
    assert words is None or re.search(words, str(missing))


@pytest.mark.parametrize(
    ("place", "words"),
    [
        (BrowserPlace("firefox"), "Available: none"),
        (BrowserPlace("chromium", "Work"), "Available: none"),
        (BrowserPlace("zen", "", "Production"), "in its profile, or"),
    ],
    ids=["no browser", "no profiles", "no usual profile"],
)
def test_where_there_is_little(place: BrowserPlace, words: str) -> None:
    bare = (
        InstalledBrowser("chromium", "Chromium"),
        InstalledBrowser("zen", "Zen", has_containers=True),
    )
    missing = what_is_missing(place, () if place.browser == "firefox" else bare)
    assert words in str(missing)
