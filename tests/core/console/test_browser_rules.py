import pytest

from tray.core.console.browser_rules import (
    ANYWHERE,
    BrowserPlace,
    BrowserProfile,
    BrowserRule,
    InstalledBrowser,
    place_for,
    place_of,
)
from tray.core.vocabulary.model import AccountId, RoleRef, SessionName

RULES = (
    BrowserRule(account="Prod*", role="*Admin*", browser="firefox", container="Production"),
    BrowserRule(account="prod*", browser="chrome", profile="Work"),
    BrowserRule(account="1111*", browser="edge"),
    BrowserRule(role="ReadOnly?", browser="brave"),
)

CASES = {
    "both patterns": ("Prod EU", "AdminAccess", BrowserPlace("firefox", "", "Production")),
    "the next, in any case": ("PROD", "ReadOnly", BrowserPlace("chrome", "Work")),
    "by number": ("Sandbox", "Admin", BrowserPlace("edge")),
    "without a name": ("", "Admin", BrowserPlace("edge")),
}


@pytest.mark.parametrize(("account", "role_name", "place"), CASES.values(), ids=CASES)
def test_the_first_rule_that_fits_counts(account: str, role_name: str, place: BrowserPlace) -> None:
    role = RoleRef(SessionName("acme"), AccountId("111122223333"), role_name)
    assert place_for(RULES, role, account) == place


@pytest.mark.parametrize(
    ("role_name", "place"),
    [("ReadOnly2", BrowserPlace("brave")), ("ReadOnly", ANYWHERE)],
    ids=["role alone", "none"],
)
def test_a_rule_may_name_roles_of_all_accounts(role_name: str, place: BrowserPlace) -> None:
    role = RoleRef(SessionName("acme"), AccountId("999922223333"), role_name)
    assert place_for(RULES, role, "Sandbox") == place


BROWSER = InstalledBrowser(
    "chrome",
    "Chrome",
    (
        BrowserProfile("Default", "Private", is_default=True),
        BrowserProfile("Profile 1", "Work"),
        BrowserProfile("Work", "Old"),
    ),
)

NAMES = {
    "key": ("Profile 1", "Profile 1"),
    "key before title": ("Work", "Work"),
    "title": ("private", "Default"),
    "no name": ("", "Default"),
    "unknown": ("Gone", None),
}


@pytest.mark.parametrize(("name", "key"), NAMES.values(), ids=NAMES)
def test_a_profile_is_found_by_key_or_title(name: str, key: str | None) -> None:
    found = BROWSER.profile(name)
    assert (found.key if found else None) == key


TYPED = {
    "browser": ("Firefox", BrowserPlace("firefox")),
    "profile": ("chrome:Profile 1", BrowserPlace("chrome", "Profile 1")),
    "nothing": ("", ANYWHERE),
}


@pytest.mark.parametrize(("text", "place"), TYPED.values(), ids=TYPED)
def test_a_place_can_be_typed(text: str, place: BrowserPlace) -> None:
    assert place_of(text) == place


def test_a_container_comes_beside_it() -> None:
    assert place_of("firefox", "Work") == BrowserPlace("firefox", "", "Work")
