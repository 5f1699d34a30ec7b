"""Where a role's console opens: what was asked for, over what the settings say."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tray.core.commands import OpenConsole
from tray.core.console.browser_rules import ANYWHERE, BrowserPlace, place_for
from tray.core.console.links import landing_page
from tray.core.settings.settings import ConsoleLink
from tray.services.guards.policy_locks import chosen

if TYPE_CHECKING:
    from tray.services.agent.agent import Agent


@dataclass(frozen=True, slots=True)
class ConsoleDestination:
    """By which link, at which page (empty for the console's home), and in which browser."""

    link: ConsoleLink
    region: str
    destination: str = ""
    place: BrowserPlace = ANYWHERE


def visit_of(agent: "Agent", wanted: OpenConsole, account_name: str) -> ConsoleDestination:
    """`account_name` is what the rules' patterns are matched against, empty where nobody knows."""
    settings, role = agent.settings, wanted.role
    region = agent.region_of(role.session)
    host = agent.world.endpoints_of(role.session).console
    landing = wanted.service or settings.console.landing
    return ConsoleDestination(
        chosen(agent, "console_link", wanted.link, settings.console_link),
        region,
        wanted.destination or landing_page(landing, region, host),
        place_for(settings.console.browsers, role, account_name),
    )
