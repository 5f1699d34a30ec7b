"""Chooses the adapters, real or of the demo, and wires them into the agent's world."""

import os
import sys
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from datetime import timedelta
from importlib.metadata import PackageNotFoundError, version
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
from tray.adapters.network.release_feed import HttpReleaseFeed
from tray.adapters.policy.reader import system_policy
from tray.adapters.settings.file import TomlSettingsStore
from tray.adapters.storage.activity_file import ActivityFile
from tray.adapters.storage.keyring_signals import KeyringSignals, is_keyring_open
from tray.adapters.storage.keyring_store import MemorySecretStore, open_secret_store
from tray.adapters.storage.paths import ProgramPaths
from tray.adapters.storage.state_files import DiskRecords, StateFiles
from tray.adapters.system.clock import SystemClock
from tray.adapters.system.installation import Installation
from tray.adapters.system.terminals import SystemTerminals
from tray.core.aws_files.endpoints import AS_REGION_SAYS, Endpoints, configured_endpoints
from tray.core.aws_files.files import AwsFile
from tray.core.aws_files.sso_session_reader import read_sso_sessions
from tray.core.directory.full_name import full_name
from tray.core.ports import Clock, SecretStore
from tray.core.profiles.credential_process import command_line
from tray.core.settings.policy import NO_POLICY, Policy
from tray.core.settings.settings import NetworkSettings, Settings, TokenStorage
from tray.core.vocabulary.errors import FileError, TrayError
from tray.core.vocabulary.model import Origin, RoleRef, SessionName, SsoSession
from tray.resource_files import has_resource
from tray.services.environment import AgentEnvironment
from tray.services.profiles.profile_writer import ProfileWriter
from tray.services.sessions.sign_in_flows import SignIns
from tray.services.tokens.token_vault import TokenVault
from tray.wiring.notification_pictures import notification_pictures
from tray.wiring.tray_options import Options


class SessionSource:
    """The sso-sessions of the config file and of the settings, and their endpoints."""

    def __init__(self, files: DiskAwsFiles) -> None:
        self._files = files
        self._endpoints: dict[str, Endpoints] = {}
        self._found: tuple[SsoSession, ...] = ()
        self._configured = AS_REGION_SAYS
        self.network = NetworkSettings()

    def read(self, settings: Settings) -> tuple[tuple[SsoSession, ...], tuple[TrayError, ...]]:
        """All sessions, and what is wrong with others. The settings' own come last.

        A config file that cannot be read just now, half saved by an editor maybe,
        takes no session away that it named before.
        """
        problems: list[TrayError] = []
        found = self._found
        self.network = settings.network
        self._endpoints = {own.name: Endpoints.of(own) for own in settings.sessions}
        try:
            config = self._files.read(AwsFile.CONFIG)
            self._configured = configured_endpoints(config, os.environ)
            found, words = read_sso_sessions(config)
        except TrayError as error:
            problems.append(error)
        else:
            self._found = found
            path = self._files.path(AwsFile.CONFIG)
            hint = "Complete it, or remove it."
            problems += [FileError(f"{path}: {word}", hint) for word in words]
        names = {session.name for session in found}
        own = tuple(
            SsoSession(SessionName(one.name), one.start_url, one.region, origin=Origin.SETTINGS)
            for one in settings.sessions
            if one.start_url and one.region and one.name not in names
        )
        return (*found, *own), tuple(problems)

    def endpoints_of(self, name: SessionName) -> Endpoints:
        """What replaces the region's addresses for that session."""
        return self._endpoints.get(name, AS_REGION_SAYS).over(self._configured)


def aws_files(places: ProgramPaths, *, is_demo: bool) -> DiskAwsFiles:
    """The person's AWS files, or the demo's own."""
    if not is_demo:
        return DiskAwsFiles(os.environ, Path.home(), places.locks)
    named = {
        "AWS_CONFIG_FILE": str(places.demo_aws / "config"),
        "AWS_SHARED_CREDENTIALS_FILE": str(places.demo_aws / "credentials"),
    }
    return DiskAwsFiles(named, places.demo_aws, places.locks)


def real_world(places: ProgramPaths, *, is_passing: bool = False) -> AgentEnvironment:
    """The person's own AWS files, keyring and network; `is_passing` for one command only."""
    files = aws_files(places, is_demo=False)
    source = SessionSource(files)
    clock = SystemClock()
    settings_store = settings_of(places)
    identity_center = AwsIdentityCenter(clock, source.endpoints_of, lambda: source.network)
    world = _world(
        clock, files, source.read, source.endpoints_of, places, settings_store, identity_center
    )
    console = FederationConsoleSignIn(source.endpoints_of, lambda: source.network)
    return replace(world, console=console, is_passing=is_passing)


def settings_of(
    places: ProgramPaths, read_policy: Callable[[], Policy] = system_policy
) -> TomlSettingsStore:
    """The person's own settings, under and over them what the machine's administrator says."""
    return TomlSettingsStore(places.settings / "settings.toml", read_policy)


def tray_world(places: ProgramPaths, options: Options, stack: ExitStack) -> AgentEnvironment:
    """The person's own, or the demo's."""
    return demo_world(places, options, stack) if options.is_demo else real_world(places)


def demo_world(places: ProgramPaths, options: Options, stack: ExitStack) -> AgentEnvironment:
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
    return _world(
        clock,
        files,
        lambda _: ((session,), ()),
        lambda _: here,
        places,
        settings_of(places, lambda: NO_POLICY),
        AwsIdentityCenter(clock, lambda _: here),
        is_demo=True,
    )


def _world(  # noqa: PLR0917 - what differs between the real program and its demo
    clock: Clock,
    files: DiskAwsFiles,
    read: Callable[[Settings], tuple[tuple[SsoSession, ...], tuple[TrayError, ...]]],
    endpoints_of: Callable[[SessionName], Endpoints],
    places: ProgramPaths,
    settings_store: TomlSettingsStore,
    identity_center: AwsIdentityCenter,
    *,
    is_demo: bool = False,
) -> AgentEnvironment:
    browser = Browsers(os.environ, Path.home())
    memory = MemorySecretStore()
    installation = Installation()

    def open_store(storage: TokenStorage) -> SecretStore:
        return memory if is_demo else open_secret_store(storage)

    name = "SSO Tray (demo)" if is_demo else "SSO Tray"
    return AgentEnvironment(
        clock=clock,
        identity_center=identity_center,
        sign_ins=SignIns(clock, identity_center, LoopbackRedirectListener(), browser),
        vault=TokenVault(
            open_store,
            TokenStorage.KEYRING,
            CliTokenCache(_sso_cache(places, is_demo=is_demo), places.locks, clock),
            is_keyring_open,
        ),
        deliveries=ProfileWriter(
            files, clock, helper_command(places, is_demo=is_demo), DiskRecords(places.state)
        ),
        console=FederationConsoleSignIn(endpoints_of),
        browser=browser,
        notifier=DesktopNotifications(name, notification_pictures()),
        archive=StateFiles(places.cache, places.state),
        settings_store=settings_store,
        endpoint=LoopbackEndpoint(),
        askers=SystemRequesters(),
        releases=None if is_demo else release_feed(),
        attention=system_attention(),
        terminals=SystemTerminals(os.environ, program_command(is_demo=is_demo)),
        activity=ActivityFile(places.state),
        read_sessions=read,
        endpoints_of=endpoints_of,
        watcher=SystemFileWatcher(),
        keyring_signals=KeyringSignals(),
        program_files=installation.files,
        is_replaced=installation.is_replaced,
        config_path=lambda: str(files.path(AwsFile.CONFIG)),
        is_demo=is_demo,
    )


def release_feed() -> HttpReleaseFeed | None:
    """None where the system updates the program (`packaged-by`), and in a checkout."""
    package = Path(__file__).parents[1]
    is_checkout = (package.parent / "pyproject.toml").exists()
    if is_checkout or has_resource("packaged-by"):
        return None
    try:
        return HttpReleaseFeed(version("sso-tray"))
    except PackageNotFoundError:
        return None  # nobody can say what would be newer


def helper_command(places: ProgramPaths, *, is_demo: bool) -> Callable[[RoleRef], str]:
    """The `credential_process` line of a role: our helper, and where it finds the agent."""
    is_windows = os.name == "nt"
    sandbox = os.environ.get("FLATPAK_ID")
    image = _image()
    if sandbox:
        # AWS tools run outside, where our own paths mean nothing.
        program = ["/usr/bin/flatpak", "run", "--command=sso-tray-credentials", sandbox]
    elif image:
        program = [image, "--credential-helper"]
    elif getattr(sys, "frozen", False):
        name = "sso-tray-credentials.exe" if is_windows else "sso-tray-credentials"
        program = [str(Path(sys.executable).with_name(name))]
    else:
        # NOTE: run as a file, without site: that is three quarters of its speed.
        program = [
            sys.executable,
            "-I",
            "-S",
            str(Path(__file__).parents[1] / "credential_helper.py"),
        ]
    options = ["--demo"] if is_demo else []

    def command(role: RoleRef) -> str:
        words = [*program, str(places.socket), full_name(role), *options]
        return command_line(words, is_windows=is_windows)

    return command


def program_command(*, is_demo: bool) -> list[str]:
    """How the tray of this very program is started."""
    if image := _image():
        program = [image]
    elif getattr(sys, "frozen", False):
        # Elsewhere the command would bring a window for its output along.
        name = {"win32": "SSO Tray.exe", "darwin": "SSO Tray"}.get(sys.platform, "sso-tray")
        program = [str(Path(sys.executable).with_name(name))]
    else:
        program = [sys.executable, "-I", "-m", "tray"]
    return [*program, "--demo"] if is_demo else program


def _image() -> str:
    """The AppImage that this program runs from, or nothing.

    Where it is unpacked, it is at each start another folder. What another AppImage left
    in the environment of a shell is not meant.
    """
    folder = os.environ.get("APPDIR")
    is_ours = folder and Path(sys.executable).is_relative_to(Path(folder).resolve())
    return os.environ.get("APPIMAGE", "") if is_ours else ""


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
