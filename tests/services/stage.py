"""The agent with everything real but the clock, the browser and the desktop."""

import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import fields, is_dataclass, replace
from datetime import timedelta
from pathlib import Path

from tests.contract.places import Place
from tests.fakes import RecordingBrowser, RecordingDesktop, RecordingNotifier
from tray.adapters.aws_files.files import DiskAwsFiles
from tray.adapters.aws_files.sso_token_cache import CliTokenCache
from tray.adapters.loopback.credentials_endpoint import LoopbackEndpoint
from tray.adapters.loopback.oauth_redirect import LoopbackRedirectListener
from tray.adapters.settings.file import TomlSettingsStore
from tray.adapters.storage.activity_file import ActivityFile
from tray.adapters.storage.keyring_store import MemorySecretStore
from tray.adapters.storage.state_files import DiskRecords, StateFiles
from tray.core import commands
from tray.core.directory.full_name import full_name
from tray.core.profiles.activation import Resting, Stuck
from tray.core.sessions.states import Authorizing
from tray.core.settings.settings import TokenStorage
from tray.core.snapshot import AppSnapshot
from tray.core.vocabulary.model import ProfileName, RoleRef, SessionName
from tray.services.profiles.profile_writer import ProfileWriter
from tray.services.sessions.sign_in_flows import SignIns
from tray.services.tokens.token_vault import TokenVault
from tray.wiring.agent_host import AgentHost
from tray.wiring.environment import (
    AgentEnvironment,
    AwsPorts,
    DesktopPorts,
    FilePorts,
    ProgramPorts,
    TokenPorts,
)

ACME, DEFAULT = SessionName("acme"), ProfileName("default")
MINUTE = timedelta(minutes=1)


def with_ports(environment: AgentEnvironment, **ports: object) -> AgentEnvironment:
    """The environment with other ports, whichever group they belong to."""
    for name, port in ports.items():
        environment = _with_port(environment, name, port)
    return environment


def _with_port(environment: AgentEnvironment, name: str, port: object) -> AgentEnvironment:
    if name in {field.name for field in fields(environment)}:
        return replace(environment, **{name: port})  # type: ignore[arg-type]
    for field in fields(environment):
        group = getattr(environment, field.name)
        if is_dataclass(group) and name in {each.name for each in fields(group)}:
            changed: object = replace(group, **{name: port})  # type: ignore[type-var]
            return replace(environment, **{field.name: changed})  # type: ignore[arg-type]
    raise TypeError(f"there is no port {name}")


class Stage:
    """The agent with everything real but the clock, the browser and the desktop."""

    def __init__(
        self,
        place: Place,
        directory: Path,
        helper_line: Callable[[RoleRef], str] = lambda role: f"helper {full_name(role)}",
    ) -> None:
        self.place, self.clock, self.home = place, place.clock, directory
        self.browser, self.notifier = RecordingBrowser(), RecordingNotifier()
        self.desktop = RecordingDesktop()
        self.browser.visit = self._decide
        self.verdict = "allowed"
        self.aws = directory / "aws"
        self.aws.mkdir(exist_ok=True)
        named = {
            "AWS_CONFIG_FILE": str(self.aws / "config"),
            "AWS_SHARED_CREDENTIALS_FILE": str(self.aws / "credentials"),
        }
        self.store = MemorySecretStore()
        self._changed = threading.Condition()
        self.snapshot = AppSnapshot()
        self.pauses: list[float] = []
        pause = self.pauses.append  # between tries no time passes here
        self.build(self._environment(named, helper_line, pause))

    def _environment(
        self,
        named: Mapping[str, str],
        helper_line: Callable[[RoleRef], str],
        pause: Callable[[float], None],
    ) -> AgentEnvironment:
        place, clock, home = self.place, self.clock, self.home
        files = DiskAwsFiles(named, home, home)
        return AgentEnvironment(
            clock=clock,
            aws=AwsPorts(
                place.center,
                place.console,
                place.endpoints_of,
                pause,
                wait_for_turn=lambda stop, _: stop.is_set(),  # a listing comes at once
            ),
            tokens=TokenPorts(
                SignIns(clock, place.center, LoopbackRedirectListener(), self.browser, pause),
                TokenVault(
                    lambda _: self.store,
                    TokenStorage.KEYRING,
                    CliTokenCache(Path.home() / ".aws/sso/cache", home, clock),
                ),
            ),
            files=FilePorts(
                ProfileWriter(files, clock, helper_line, DiskRecords(home / "state")),
                TomlSettingsStore(home / "settings.toml"),
                StateFiles(home / "cache", home / "state"),
                ActivityFile(home / "state"),
                read_sessions=lambda _: ((place.session,), ()),
            ),
            desktop=DesktopPorts(self.browser, self.notifier, self.desktop, self.desktop),
            programs=ProgramPorts(LoopbackEndpoint()),
        )

    def build(self, environment: AgentEnvironment) -> None:
        """Makes an agent and its broker, which have not started yet."""
        self.environment, self.files = environment, environment.files
        self.host = AgentHost(environment, self._publish, lambda: None)
        self.agent, self.broker = self.host.agent, self.host.broker
        self.services = self.host.assembly.services

    def rebuild(self, **ports: object) -> None:
        """Makes them anew with other ports, by their names."""
        self.build(with_ports(self.environment, **ports))

    def _publish(self, snapshot: AppSnapshot) -> None:
        with self._changed:
            self.snapshot = snapshot
            self._changed.notify_all()

    def _decide(self, page: str) -> None:
        if "/authorize" not in page and "/device" not in page:
            return
        location = self.place.decide(page, self.verdict)
        if location:
            threading.Thread(target=self._visit, args=(location,), daemon=True).start()

    def _visit(self, location: str) -> None:
        """What the browser does on a thread of its own; a test may be over before it."""
        with suppress(OSError):
            self.place.page(location)

    def until(self, seen: Callable[[AppSnapshot], object]) -> AppSnapshot:
        """Waits, with a deadline, until a snapshot shows it."""
        with self._changed:
            assert self._changed.wait_for(lambda: seen(self.snapshot), 10), str(self.snapshot)
            return self.snapshot

    def pass_time(self, duration: timedelta) -> None:
        """Time passes, and the agent looks at the clock."""
        self.clock.advance(duration)
        self.agent.post(commands.ReloadSessions())

    def until_a_code_is_waited_for(self) -> None:
        """The page has been opened, the person has decided, and the next poll has its time."""
        wait_for(lambda: bool(self.browser.opened))
        self.until(
            lambda seen: (
                isinstance(seen.sessions[0].state, Authorizing)
                and seen.sessions[0].state.polling is not None
            )
        )

    def sign_in(self) -> None:
        self.agent.post(commands.SignIn(ACME))
        self.until(lambda seen: seen.sessions[0].is_signed_in)
        self.until(lambda seen: seen.sessions[0].listing and not seen.sessions[0].progress)

    def credentials(self) -> str:
        path = self.aws / "credentials"
        return path.read_text() if path.exists() else ""


def is_working(kind: type[Resting | Stuck]) -> Callable[[AppSnapshot], bool]:
    """The first profile does this."""
    return lambda seen: bool(seen.activations) and isinstance(seen.activations[0].work, kind)


def wait_for(test: Callable[[], bool]) -> None:
    """Until another thread has done it; ten seconds at most."""
    waiting = threading.Event()
    for _ in range(1000):
        if test():
            return
        waiting.wait(0.01)
    raise AssertionError("it never came")
