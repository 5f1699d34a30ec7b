"""Everything that the agent works with, as the composition root chose it."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from tray.core.aws_files.endpoints import Endpoints
from tray.core.desktop_ports import (
    Browser,
    Clipboard,
    DoNotDisturb,
    NoDesktop,
    ReleaseFeed,
    Requesters,
    Terminals,
    UnknownRequesters,
)
from tray.core.file_watching import FileWatcher, NoFileWatcher
from tray.core.keyring_signals import KeyringSignals, NoKeyringSignals
from tray.core.ports import (
    ActivityStore,
    Clock,
    ConsoleSignIn,
    CredentialsEndpoint,
    IdentityCenter,
    Notifier,
    SettingsStore,
    StateStore,
)
from tray.core.settings.settings import Settings
from tray.core.vocabulary.errors import TrayError
from tray.core.vocabulary.model import SessionName, SsoSession
from tray.services.concurrency.retry import Pause, sleep
from tray.services.concurrency.workers import WorkerQueue
from tray.services.profiles.profile_writer import ProfileWriter
from tray.services.sessions.sign_in_flows import SignIns
from tray.services.tokens.token_vault import TokenVault


@dataclass(frozen=True, slots=True)
class AgentEnvironment:
    """Ports and services. `read_sessions` answers the config file's sso-sessions and problems."""

    clock: Clock
    identity_center: IdentityCenter
    sign_ins: SignIns
    vault: TokenVault
    deliveries: ProfileWriter
    console: ConsoleSignIn
    browser: Browser
    notifier: Notifier
    archive: StateStore
    settings_store: SettingsStore
    endpoint: CredentialsEndpoint
    activity: ActivityStore
    read_sessions: Callable[[Settings], tuple[tuple[SsoSession, ...], tuple[TrayError, ...]]]
    endpoints_of: Callable[[SessionName], Endpoints]
    askers: Requesters = field(default_factory=UnknownRequesters)
    clipboard: Clipboard = field(default_factory=NoDesktop)
    terminals: Terminals = field(default_factory=NoDesktop)
    attention: DoNotDisturb | None = None
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
    network: WorkerQueue = field(default_factory=lambda: WorkerQueue("network", 4))
    refresh_lane: WorkerQueue = field(default_factory=lambda: WorkerQueue("refresh", 2))
    """Apart from `network`, whose jobs may all be waiting for a refresh."""
    sign_in_lane: WorkerQueue = field(default_factory=lambda: WorkerQueue("sign-in", 4))
    listing_lane: WorkerQueue = field(default_factory=lambda: WorkerQueue("listing"))
    files: WorkerQueue = field(default_factory=lambda: WorkerQueue("files"))
    journal: WorkerQueue = field(default_factory=lambda: WorkerQueue("activity"))
    keyring: WorkerQueue = field(default_factory=lambda: WorkerQueue("keyring"))
    desktop: WorkerQueue = field(default_factory=lambda: WorkerQueue("desktop"))
