"""Everything that the agent's parts work with, as the composition root chose it.

The groups follow the parts; `agent_assembly` gives each part its own ports, and nobody all.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from tray.core.ports.aws import ConsoleSignIn, IdentityCenter
from tray.core.ports.clock import Clock
from tray.core.ports.desktop import (
    Browser,
    Clipboard,
    DoNotDisturb,
    NoDesktop,
    ReleaseFeed,
    Requesters,
    Terminals,
    UnknownRequesters,
)
from tray.core.ports.file_watching import FileWatcher, NoFileWatcher
from tray.core.ports.files import ActivityStore, SettingsStore, StateStore
from tray.core.ports.keyring_signals import KeyringSignals, NoKeyringSignals
from tray.core.ports.notifier import Notifier
from tray.core.ports.secrets import CredentialsEndpoint
from tray.core.sso_files.endpoints import Endpoints
from tray.core.vocabulary.model import SessionName
from tray.services.concurrency.retry import Pause, sleep
from tray.services.concurrency.workers import Workers
from tray.services.profiles.profile_writer import ProfileWriter
from tray.services.sessions.session_reader import ReadSessions
from tray.services.sessions.sign_in_flows import SignIns
from tray.services.tokens.token_vault import TokenVault


@dataclass(frozen=True, slots=True)
class AwsPorts:
    """The ways to AWS."""

    identity_center: IdentityCenter
    console: ConsoleSignIn
    endpoints_of: Callable[[SessionName], Endpoints]
    pause: Pause = sleep
    """Between two tries of a call, so many seconds."""
    wait_for_turn: Callable[[threading.Event, float], bool] = threading.Event.wait
    """Before a call of a listing: so many seconds, or until the event; whether that is set."""


@dataclass(frozen=True, slots=True)
class TokenPorts:
    """How tokens are come by, and where they rest."""

    sign_ins: SignIns
    vault: TokenVault
    keyring_signals: KeyringSignals = field(default_factory=NoKeyringSignals)


@dataclass(frozen=True, slots=True)
class FilePorts:
    """What is read from files and written to them."""

    profile_writer: ProfileWriter
    settings_store: SettingsStore
    state_store: StateStore
    activity_store: ActivityStore
    read_sessions: ReadSessions
    config_path: Callable[[], str] = lambda: ""
    """Where the AWS config file is."""


@dataclass(frozen=True, slots=True)
class WatchPorts:
    """Files that others change while we run."""

    watcher: FileWatcher = field(default_factory=NoFileWatcher)
    program_files: tuple[str, ...] = ()
    is_replaced: Callable[[], bool] = lambda: False
    """Whether an update has replaced the program's files since it was started."""


@dataclass(frozen=True, slots=True)
class DesktopPorts:
    """The person's desktop."""

    browser: Browser
    notifier: Notifier
    clipboard: Clipboard = field(default_factory=NoDesktop)
    terminals: Terminals = field(default_factory=NoDesktop)
    do_not_disturb: DoNotDisturb | None = None
    """None where the system itself holds back what it shows, or does not tell."""


@dataclass(frozen=True, slots=True)
class ProgramPorts:
    """Other programs of the machine, which ask for keys."""

    endpoint: CredentialsEndpoint
    requesters: Requesters = field(default_factory=UnknownRequesters)


@dataclass(frozen=True, slots=True)
class AgentEnvironment:
    """Ports and threads."""

    clock: Clock
    aws: AwsPorts
    tokens: TokenPorts
    files: FilePorts
    desktop: DesktopPorts
    programs: ProgramPorts
    watching: WatchPorts = field(default_factory=WatchPorts)
    releases: ReleaseFeed | None = None
    """None where newer versions come by themselves, or must not be asked for."""
    workers: Workers = field(default_factory=Workers)
    is_demo: bool = False
    is_passing: bool = False
    """Whether it lives for one command only: then nothing is watched, and nobody is notified."""
