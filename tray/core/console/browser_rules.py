"""Which browser opens which role's console: rules, and the browsers that a machine has."""

from collections.abc import Iterable
from dataclasses import dataclass

from tray.core.directory.patterns import RoleNames, fits
from tray.core.vocabulary.model import RoleRef


@dataclass(frozen=True, slots=True)
class BrowserPlace:
    """Where a page opens. Without a browser it is the system's own choice.

    `browser` is an `InstalledBrowser.key`; `profile` a `BrowserProfile.key`, or
    its title in any case; without one it is the browser's own choice.
    `container` is the name of a Firefox container.
    """

    browser: str = ""
    profile: str = ""
    container: str = ""


ANYWHERE = BrowserPlace()


@dataclass(frozen=True, slots=True)
class BrowserRule:
    """The place of the consoles of all roles that fit both patterns (`*` and `?`, in any case).

    `account` is matched against the account's name and its number.
    """

    account: str = "*"
    role: str = "*"
    browser: str = ""
    profile: str = ""
    container: str = ""

    @property
    def place(self) -> BrowserPlace:
        """Where to."""
        return BrowserPlace(self.browser, self.profile, self.container)


def place_for(rules: Iterable[BrowserRule], role: RoleRef, account_name: str) -> BrowserPlace:
    """The place that the first fitting rule names; `ANYWHERE` where none fits."""
    names = RoleNames(role.account_id, account_name, role.role_name)
    found = (rule.place for rule in rules if fits(rule.account, rule.role, names))
    return next(found, ANYWHERE)


@dataclass(frozen=True, slots=True)
class BrowserProfile:
    """A profile of a browser: `key` is what the browser knows it by, `title` its name.

    `can_open_containers` says whether the add-on is there that opens an address
    in one of the `containers`; both are Firefox's alone.
    """

    key: str
    title: str
    is_default: bool = False
    containers: tuple[str, ...] = ()
    can_open_containers: bool = False


@dataclass(frozen=True, slots=True)
class InstalledBrowser:
    """A browser of this machine, with the profiles that were found in its own files."""

    key: str
    title: str
    profiles: tuple[BrowserProfile, ...] = ()
    has_containers: bool = False

    def profile(self, name: str) -> BrowserProfile | None:
        """By its key, or else by its title in any case; without a name the default one."""
        if not name:
            return next((one for one in self.profiles if one.is_default), None)
        by_key = (one for one in self.profiles if one.key == name)
        by_title = (one for one in self.profiles if one.title.casefold() == name.casefold())
        return next(by_key, None) or next(by_title, None)


def place_of(text: str, container: str = "") -> BrowserPlace:
    """What a person types: `firefox`, or `chrome:Work` for a profile."""
    browser, _, profile = text.partition(":")
    return BrowserPlace(browser.strip().lower(), profile.strip(), container)
