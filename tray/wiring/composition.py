"""Chooses the adapters, real or of the demo, for the agent's environment."""

import os
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from tray.adapters.aws.console_federation import FederationConsoleSignIn
from tray.adapters.aws.identity_center import AwsIdentityCenter
from tray.adapters.aws_files.files import DiskAwsFiles
from tray.adapters.aws_files.sso_token_cache import CliTokenCache
from tray.adapters.browsers.installed import Browsers
from tray.adapters.desktop.do_not_disturb import system_attention
from tray.adapters.desktop.notifier import DesktopNotifications
from tray.adapters.file_watching.watcher import SystemFileWatcher
from tray.adapters.ipc.peer_processes import SystemRequesters
from tray.adapters.loopback.credentials_endpoint import LoopbackEndpoint
from tray.adapters.loopback.oauth_redirect import LoopbackRedirectListener
from tray.adapters.policy.reader import system_policy
from tray.adapters.settings.file import TomlSettingsStore
from tray.adapters.storage.activity_file import ActivityFile
from tray.adapters.storage.keyring_signals import KeyringSignals, is_keyring_open
from tray.adapters.storage.keyring_store import MemorySecretStore, open_secret_store
from tray.adapters.storage.paths import ProgramPaths
from tray.adapters.storage.state_files import DiskRecords, DiskRemovalNotes, StateFiles
from tray.adapters.system.clock import SystemClock
from tray.adapters.system.installation import Installation
from tray.adapters.system.terminals import SystemTerminals
from tray.core.aws_files.files import AwsFile
from tray.core.ports.clock import Clock
from tray.core.ports.secrets import SecretStore
from tray.core.settings.policy import NO_POLICY, Policy
from tray.core.settings.settings import TokenStorage
from tray.core.sso_files.endpoints import Endpoints
from tray.core.vocabulary.model import Origin, SessionName, SsoSession
from tray.services.profiles.profile_writer import ProfileWriter
from tray.services.sessions.session_reader import ReadSessions
from tray.services.sessions.session_source import SessionSource
from tray.services.sessions.sign_in_flows import SignIns
from tray.services.tokens.token_vault import TokenVault
from tray.wiring.environment import (
    AgentEnvironment,
    AwsPorts,
    DesktopPorts,
    FilePorts,
    ProgramPorts,
    TokenPorts,
    WatchPorts,
)
from tray.wiring.notification_pictures import notification_pictures
from tray.wiring.program import helper_command, program_command, release_feed
from tray.wiring.tray_options import Options


def aws_files(places: ProgramPaths, *, is_demo: bool) -> DiskAwsFiles:
    """The person's AWS files, or the demo's own."""
    if not is_demo:
        return DiskAwsFiles(os.environ, Path.home(), places.locks)
    named = {
        "AWS_CONFIG_FILE": str(places.demo_aws / "config"),
        "AWS_SHARED_CREDENTIALS_FILE": str(places.demo_aws / "credentials"),
    }
    return DiskAwsFiles(named, places.demo_aws, places.locks)


def real_environment(places: ProgramPaths, *, is_passing: bool = False) -> AgentEnvironment:
    """The person's own AWS files, keyring and network; `is_passing` for one command only."""
    files = aws_files(places, is_demo=False)
    source = SessionSource(files, os.environ)
    clock = SystemClock()
    aws = AwsPorts(
        AwsIdentityCenter(clock, source.endpoints_of, lambda: source.network),
        FederationConsoleSignIn(source.endpoints_of, lambda: source.network),
        source.endpoints_of,
    )
    environment = _environment(
        clock, aws, _file_ports(places, files, clock, source.read, settings_of(places)), places
    )
    return replace(environment, is_passing=is_passing)


def settings_of(
    places: ProgramPaths, read_policy: Callable[[], Policy] = system_policy
) -> TomlSettingsStore:
    """The person's own settings, under and over them what the machine's administrator says."""
    return TomlSettingsStore(places.settings / "settings.toml", read_policy)


def tray_environment(places: ProgramPaths, options: Options, stack: ExitStack) -> AgentEnvironment:
    """The person's own, or the demo's."""
    if options.is_demo:
        return demo_environment(places, options, stack)
    return real_environment(places)


def demo_environment(places: ProgramPaths, options: Options, stack: ExitStack) -> AgentEnvironment:
    """The same program against an Identity Center of its own; nothing of the person's is used."""
    from tray.demo.emulator import Emulator  # noqa: PLC0415 - only the demo needs a server
    from tray.demo.faults import Fault  # noqa: PLC0415
    from tray.demo.organisation import generated_organisation, sample_organisation  # noqa: PLC0415
    from tray.demo.rules import DemoRules  # noqa: PLC0415
    from tray.demo.scaled_clock import ScaledClock  # noqa: PLC0415
    from tray.demo.server import DemoServer  # noqa: PLC0415

    clock = ScaledClock(options.speed)
    size = options.accounts
    company = generated_organisation(size, options.roles) if size else sample_organisation()
    rules = DemoRules(
        session_length=timedelta(hours=options.session_hours),
        # Where a person is waited for, it is the person's time that counts.
        device_code_lifetime=clock.program_time(600),
        code_lifetime=clock.program_time(300),
    )
    server = stack.enter_context(DemoServer(Emulator(clock, company, rules), options.port))
    server.faults.order(*(Fault.parse(text) for text in options.faults))
    aws = places.demo_aws
    aws.mkdir(parents=True, exist_ok=True, mode=0o700)
    (aws / "config").write_text(_demo_config(server.url), "utf-8")
    (aws / "credentials").unlink(missing_ok=True)
    files = aws_files(places, is_demo=True)
    session = SsoSession(SessionName("Acme"), server.start_url, "us-east-1", origin=Origin.DEMO)
    here = Endpoints(server.url, server.url, f"{server.url}/federation", server.url)
    aws_ports = AwsPorts(
        AwsIdentityCenter(clock, lambda _: here),
        FederationConsoleSignIn(lambda _: here),
        lambda _: here,
    )
    settings = settings_of(places, lambda: NO_POLICY)
    stored = _file_ports(places, files, clock, lambda _: ((session,), ()), settings, is_demo=True)
    return _environment(clock, aws_ports, stored, places, is_demo=True)


def _file_ports(
    places: ProgramPaths,
    files: DiskAwsFiles,
    clock: Clock,
    read_sessions: ReadSessions,
    settings: TomlSettingsStore,
    *,
    is_demo: bool = False,
) -> FilePorts:
    helper = helper_command(places, is_demo=is_demo)
    return FilePorts(
        profile_writer=ProfileWriter(files, clock, helper, DiskRecords(places.state)),
        settings_store=settings,
        state_store=StateFiles(places.cache, places.state),
        activity_store=ActivityFile(places.state),
        read_sessions=read_sessions,
        config_path=lambda: str(files.path(AwsFile.CONFIG)),
    )


def _environment(
    clock: Clock,
    aws: AwsPorts,
    files: FilePorts,
    places: ProgramPaths,
    *,
    is_demo: bool = False,
) -> AgentEnvironment:
    """What the real program and its demo have in common."""
    installation = Installation()
    browser = Browsers(os.environ, Path.home())
    name = "SSO Tray (demo)" if is_demo else "SSO Tray"
    return AgentEnvironment(
        clock=clock,
        aws=aws,
        tokens=TokenPorts(
            SignIns(clock, aws.identity_center, LoopbackRedirectListener(), browser),
            _vault(places, clock, is_demo=is_demo),
            KeyringSignals(),
        ),
        files=files,
        desktop=DesktopPorts(
            browser,
            DesktopNotifications(name, notification_pictures()),
            terminals=SystemTerminals(os.environ, program_command(is_demo=is_demo)),
            do_not_disturb=system_attention(),
        ),
        programs=ProgramPorts(LoopbackEndpoint(), SystemRequesters()),
        watching=WatchPorts(SystemFileWatcher(), installation.files, installation.is_replaced),
        releases=None if is_demo else release_feed(),
        is_demo=is_demo,
    )


def _vault(places: ProgramPaths, clock: Clock, *, is_demo: bool) -> TokenVault:
    memory = MemorySecretStore()

    def open_store(storage: TokenStorage) -> SecretStore:
        return memory if is_demo else open_secret_store(storage)

    return TokenVault(
        open_store,
        TokenStorage.KEYRING,
        CliTokenCache(_sso_cache(places, is_demo=is_demo), places.locks, clock),
        is_keyring_open,
        DiskRemovalNotes(places.state),
    )


def _sso_cache(places: ProgramPaths, *, is_demo: bool) -> Path:
    """Where the AWS CLI keeps tokens; AWS_CONFIG_FILE does not move it."""
    aws = places.demo_aws if is_demo else Path.home() / ".aws"
    return aws / "sso/cache"


def _demo_config(url: str) -> str:
    """So that newer AWS tools, pointed at this file, find the demo by themselves."""
    return f"""# Written by `sso-tray --demo` at every start.
[default]
services = demo

[services demo]
sts =
  endpoint_url = {url}
"""
