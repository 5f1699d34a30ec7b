"""What settings must be beyond their types. Own file and policy both pass here."""

from collections.abc import Mapping
from urllib.parse import urlsplit

from tray.core.directory.aliases import alias_problem, is_account_id
from tray.core.settings.settings import ConsoleSettings, Settings
from tray.core.vocabulary.model import AccountId

_ADDRESSES = (
    "start_url",
    "sso_endpoint",
    "oidc_endpoint",
    "signin_endpoint",
    "console_endpoint",
)


def check(settings: Settings) -> None:
    """Raises `ValueError`, which names the setting."""
    if any(minutes <= 0 for minutes in settings.warn_minutes):
        raise ValueError("warn_minutes must be above zero")
    if not 1 <= settings.calls_per_second <= 100:
        raise ValueError("calls_per_second must be 1 to 100")
    if any(rule.minutes < 0 for rule in settings.guards):
        raise ValueError("minutes of a guard must not be below zero")
    _check_console(settings.console)
    _check_aliases(settings.aliases)
    if settings.updates.feed and not is_safe_address(settings.updates.feed):
        raise ValueError("feed of updates must begin with https://")
    for session in settings.sessions:
        for name in _ADDRESSES:
            address = getattr(session, name)
            if address and not is_safe_address(address):
                raise ValueError(f"{name} of {session.name} must begin with https://")


def _check_console(console: ConsoleSettings) -> None:
    if console.landing and not is_landing(console.landing):
        raise ValueError("landing must be a service or begin with https://")
    if not all(is_service(service) for service in console.services):
        raise ValueError("services are names such as s3, not addresses")
    if any(rule.container and not rule.browser for rule in console.browsers):
        raise ValueError("a container needs its browser: browser = 'firefox'")


def _check_aliases(aliases: Mapping[AccountId, str]) -> None:
    for number, alias in aliases.items():
        if not is_account_id(number):
            raise ValueError(f"aliases are for accounts by their twelve digits, not for {number}")
        if problem := alias_problem(alias):
            raise ValueError(f"alias of {number}: {problem}")


def is_landing(text: str) -> bool:
    """Whether a console can open there: at a service, or at the whole address of a page."""
    return is_service(text) or is_safe_address(text)


def is_service(text: str) -> bool:
    """Whether it can be a service, as the console's addresses have it: `s3`, `sqs/v3`."""
    return "://" not in text and bool(text.strip("/ "))


def is_safe_address(address: str) -> bool:
    """What travels there is worth it: encrypted, or not beyond this machine."""
    parts = urlsplit(address)
    is_here = parts.hostname in {"127.0.0.1", "::1", "localhost"}
    return bool(parts.hostname) and (
        parts.scheme == "https" or (parts.scheme == "http" and is_here)
    )
