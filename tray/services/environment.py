"""Everything that the agent works with, as the composition root chose it."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from tray.core.aws_files.endpoints import Endpoints
from tray.core.desktop_ports import (
    Askers,
    Attention,
    Browser,
    Clipboard,
    NoDesktop,
    ReleaseFeed,
    Terminals,
    UnknownAskers,
)
from tray.core.file_watching import FileWatcher, NoFileWatcher
from tray.core.keyring_signals import KeyringSignals, NoKeyringSignals
from tray.core.ports import (
    ActivityStore,
    Archive,
    Clock,
    ConsoleSignIn,
    CredentialsEndpoint,
    IdentityCenter,
    Notifier,
    SettingsStore,
)
from tray.core.settings.settings import Settings
from tray.core.vocabulary.errors import TrayError
from tray.core.vocabulary.model import SessionName, SsoSession
from tray.services.concurrency.retry import Pause, sleep
from tray.services.concurrency.workers import Lane
from tray.services.profiles.profile_writer import Deliveries
from tray.services.sessions.sign_in_flows import SignIns
from tray.services.sessions.token_vault import TokenVault


@dataclass(frozen=True, slots=True)
class World:
    """Ports and services. `read_sessions` answers the config file's sso-sessions and problems."""

    clock: Clock
    identity_center: IdentityCenter
    sign_ins: SignIns
    vault: TokenVault
    deliveries: Deliveries
    console: ConsoleSignIn
    browser: Browser
    notifier: Notifier
    archive: Archive
    settings_store: SettingsStore
    endpoint: CredentialsEndpoint
    activity: ActivityStore
    read_sessions: Callable[[Settings], tuple[tuple[SsoSession, ...], tuple[TrayError, ...]]]
    endpoints_of: Callable[[SessionName], Endpoints]
    askers: Askers = field(default_factory=UnknownAskers)
    clipboard: Clipboard = field(default_factory=NoDesktop)
    terminals: Terminals = field(default_factory=NoDesktop)
    attention: Attention | None = None
    """None where the system itself holds back what it shows, or does not tell."""
    releases: ReleaseFeed | None = None
    """None where newer versions come by themselves, or must not be asked for."""
    watcher: FileWatcher = field(default_factory=NoFileWatcher)
    program_files: tuple[str, ...] = ()
    is_replaced: Callable[[], bool] = lambda: False
    """Whether an update has replaced the program's files since it was started."""
    keyring_signals: KeyringSignals = field(default_factory=NoKeyringSignals)
    config_path: Callable[[], str] = lambda: ""
    """Where the AWS config file is."""
    is_demo: bool = False
    is_passing: bool = False
    """Whether it lives for one command only: then nothing is listed unasked, and nobody is told."""
    pause: Pause = sleep
    """Between two tries of a call to AWS, so many seconds."""
    wait_for_turn: Callable[[threading.Event, float], bool] = threading.Event.wait
    """Before a call of a listing: so many seconds, or until the event; whether that is set."""
    network: Lane = field(default_factory=lambda: Lane("network", 4))
    refresh_lane: Lane = field(default_factory=lambda: Lane("refresh", 2))
    """Apart from `network`, whose jobs may all be waiting for a refresh."""
    sign_in_lane: Lane = field(default_factory=lambda: Lane("sign-in", 4))
    listing_lane: Lane = field(default_factory=lambda: Lane("listing"))
    files: Lane = field(default_factory=lambda: Lane("files"))
    journal: Lane = field(default_factory=lambda: Lane("activity"))
    keyring: Lane = field(default_factory=lambda: Lane("keyring"))
    desktop: Lane = field(default_factory=lambda: Lane("desktop"))
