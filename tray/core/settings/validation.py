"""What settings must be beyond their types. Own file, policy and settings window all ask here."""

from collections.abc import Mapping
from urllib.parse import urlsplit

from tray.core.directory.aliases import alias_problem, is_account_id
from tray.core.settings.settings import ConsoleSettings, Settings
from tray.core.vocabulary.model import AccountId
from tray.core.vocabulary.profile_names import profile_name_problem

MOST_MINUTES = 12 * 60
MOST_CALLS = 100

_ADDRESSES = (
    "start_url",
    "sso_endpoint",
    "oidc_endpoint",
    "signin_endpoint",
    "console_endpoint",
)


def check(settings: Settings) -> None:
    """Raises `ValueError`, which names the setting."""
    if not all(is_warning(minutes) for minutes in settings.warn_minutes):
        raise ValueError(f"warn_minutes must be 1 to {MOST_MINUTES}")
    if not is_rate(settings.calls_per_second):
        raise ValueError(f"calls_per_second must be 1 to {MOST_CALLS}")
    if not all(is_time_limit(rule.minutes) for rule in settings.guards):
        raise ValueError(f"minutes of a guard must be 0 to {MOST_MINUTES}")
    if problem := profile_name_problem(settings.default_profile):
        raise ValueError(problem)
    if settings.network.proxy and not is_proxy(settings.network.proxy):
        raise ValueError("proxy of network must begin with http:// or https://")
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


def is_warning(minutes: int) -> bool:
    """Whether one can be warned so many minutes before a session's end."""
    return 1 <= minutes <= MOST_MINUTES


def is_time_limit(minutes: int) -> bool:
    """Whether a role's use can end after so many minutes; 0 is no limit."""
    return 0 <= minutes <= MOST_MINUTES


def is_rate(calls: int) -> bool:
    """Whether AWS can be asked so often in a second."""
    return 1 <= calls <= MOST_CALLS


def is_proxy(address: str) -> bool:
    """Whether it can be a proxy's address."""
    return address.startswith(("http://", "https://"))


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
