"""What a person can set. One frozen value; `adapters.settings.file` reads and writes it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from tray.core.console.browser_rules import BrowserRule
from tray.core.guards.rules import GuardRule
from tray.core.vocabulary.model import AccountId


class TokenStorage(Enum):
    """Where sso tokens rest."""

    KEYRING = "keyring"
    MEMORY = "memory"


class DeliveryKind(Enum):
    """How a profile's tools come by their keys."""

    KEYS = "keys"
    """Short-lived keys in the credentials file."""
    ON_DEMAND = "process"
    """`credential_process`: tools ask this program; nothing secret is on the disk."""
    AWS_CLI = "sso"
    """An sso-session profile: tools sign in for themselves, with the AWS CLI's own token."""


class ConsoleLink(Enum):
    """Which link opens a role's console."""

    PORTAL = "portal"
    FEDERATION = "federation"


class FlowChoice(Enum):
    """How to sign in; `AUTO` takes PKCE where there is a browser."""

    AUTO = "auto"
    PKCE = "pkce"
    DEVICE_CODE = "device-code"


class Appearance(Enum):
    """Light or dark."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


@dataclass(frozen=True, slots=True)
class SessionSettings:
    """An sso-session of one's own, or endpoints for one of the config file's.

    Endpoints are for private and test installations; where they are empty,
    region and partition decide. `signin_endpoint` is the federation endpoint.
    """

    name: str
    start_url: str = ""
    region: str = ""
    default_region: str = ""
    sso_endpoint: str = ""
    oidc_endpoint: str = ""
    signin_endpoint: str = ""
    console_endpoint: str = ""


@dataclass(frozen=True, slots=True)
class NetworkSettings:
    """The way to AWS, where the environment and the system do not say it.

    `proxy` is an address (`http://proxy.corp:3128`), `ca_bundle` the path of a
    file of certificates; both win over the environment's. FIPS and dual-stack
    endpoints are those of the AWS CLI's `use_fips_endpoint` and the like.
    """

    proxy: str = ""
    ca_bundle: str = ""
    use_fips_endpoint: bool = False
    use_dualstack_endpoint: bool = False


class Language(Enum):
    """Which language the program speaks; the command line speaks English."""

    SYSTEM = "system"
    ENGLISH = "en"
    GERMAN = "de"


@dataclass(frozen=True, slots=True)
class UpdateSettings:
    """Whether to ask once a day which version is the newest, and where (empty: the project)."""

    check: bool = True
    feed: str = ""


@dataclass(frozen=True, slots=True)
class ConsoleSettings:
    """Where a role's console opens, and at which page.

    `landing` is a service as the console's addresses have it (`s3`, `cloudwatch`),
    or a page's whole address; empty for the console's home. `services` are
    pinned: a click away for every role.
    """

    landing: str = ""
    services: tuple[str, ...] = ()
    browsers: tuple[BrowserRule, ...] = ()
    """The first that fits counts."""


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings, with their defaults. Minutes are whole and count before a session's end."""

    sessions: tuple[SessionSettings, ...] = ()
    sign_in: FlowChoice = FlowChoice.AUTO
    token_storage: TokenStorage = TokenStorage.KEYRING
    shared_with_aws_cli: tuple[str, ...] = ()
    """sso-sessions whose token rests in the AWS CLI's cache instead of the keyring."""
    default_profile: str = "default"
    delivery: DeliveryKind = DeliveryKind.KEYS
    default_region: str = ""
    console_link: ConsoleLink = ConsoleLink.PORTAL
    console: ConsoleSettings = ConsoleSettings()
    warn_minutes: tuple[int, ...] = (15, 5)
    calls_per_second: int = 20
    network: NetworkSettings = NetworkSettings()
    appearance: Appearance = Appearance.SYSTEM
    language: Language = Language.SYSTEM
    updates: UpdateSettings = UpdateSettings()
    aliases: Mapping[AccountId, str] = field(default_factory=dict)
    """The person's own names for accounts; an empty one takes a preset one away."""
    guards: tuple[GuardRule, ...] = ()
    """Rules for roles that take care; the first that fits counts."""
