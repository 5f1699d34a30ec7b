"""Where a role's console opens: what was asked for, over what the settings say."""

from dataclasses import dataclass

from tray.core.commands import OpenConsole
from tray.core.console.browser_rules import ANYWHERE, BrowserPlace, place_for
from tray.core.console.links import landing_page
from tray.core.settings.choices import chosen, region_of
from tray.core.settings.settings import ConsoleLink, Settings
from tray.core.vocabulary.model import SsoSession


@dataclass(frozen=True, slots=True)
class ConsoleDestination:
    """By which link, at which page (empty for the console's home), and in which browser."""

    link: ConsoleLink
    region: str
    destination: str = ""
    place: BrowserPlace = ANYWHERE


@dataclass(frozen=True, slots=True)
class ConsoleContext:
    """What decides where a role's console opens, besides what was asked for.

    `host` is the console's address where it is not AWS's own; `account_name` is what the
    rules' patterns are matched against, empty where nobody knows it.
    """

    settings: Settings
    locked: frozenset[str]
    session: SsoSession | None
    host: str | None
    account_name: str


def destination_of(wanted: OpenConsole, context: ConsoleContext) -> ConsoleDestination:
    """Where it opens."""
    settings, role = context.settings, wanted.role
    region = region_of(settings, role.session, context.session)
    landing = wanted.service or settings.console.landing
    return ConsoleDestination(
        chosen(context.locked, "console_link", wanted.link, settings.console_link),
        region,
        wanted.destination or landing_page(landing, region, context.host),
        place_for(settings.console.browsers, role, context.account_name),
    )
