"""The product without a screen, at the demo and in real time, for programs from outside."""

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import cast

from tests.contract.places import Place
from tests.fakes import ManualClock
from tests.services.stage import Stage, with_ports
from tray.adapters.ipc.peer_processes import SystemRequesters
from tray.adapters.settings.file import TomlSettingsStore
from tray.adapters.storage.paths import ProgramPaths
from tray.adapters.system.clock import SystemClock
from tray.core.ipc import protocol
from tray.core.ipc.protocol import Peer
from tray.core.ipc.reports import StatusReport
from tray.core.settings.policy import NO_POLICY, Policy
from tray.demo.emulator import Emulator
from tray.demo.organisation import Organisation, sample_organisation
from tray.demo.rules import DemoRules
from tray.demo.server import DemoServer
from tray.wiring.agent_host import AgentHost
from tray.wiring.program import helper_command

TRAY = (sys.executable, "-m", "tray", "--demo")
ADMIN = "Prod/AdministratorAccess"
US = Peer(os.getpid(), os.getuid())


class Office:
    """An agent that listens in `directory`, and how to call programs there."""

    def __init__(self, directory: Path, server: DemoServer, policy: Policy = NO_POLICY) -> None:
        self.directory = directory
        self.places = ProgramPaths.under(directory)
        self.place = Place(server, cast(ManualClock, SystemClock()))  # nobody advances it here
        self.emulator = server.emulator
        self.stage = Stage(self.place, directory, helper_command(self.places, is_demo=True))
        store = TomlSettingsStore(directory / "settings.toml", lambda: policy)
        environment = with_ports(
            self.stage.environment, requesters=SystemRequesters(), settings_store=store
        )
        self.host = AgentHost(environment, lambda _: None, lambda: None)
        self.socket = self.host.listen(self.places)
        self.host.agent.start()

    def sign_in(self) -> None:
        """In the browser of a person who allows everything."""
        self.host.broker.handle(protocol.SignIn(), US)
        report = self.status()
        while report.sessions[0].state != "signed-in" or report.sessions[0].is_listing:
            answer = self.host.broker.handle(protocol.GetStatus(report.serial, 10), US)
            assert isinstance(answer, StatusReport)
            assert answer.serial > report.serial, answer
            report = answer

    def status(self) -> StatusReport:
        answer = self.host.broker.handle(protocol.GetStatus(), US)
        assert isinstance(answer, StatusReport)
        return answer

    @property
    def environ(self) -> dict[str, str]:
        """For a program: the AWS files, the demo as AWS, and where the agent listens."""
        url = self.place.server.url
        return {
            **os.environ,
            "SSO_TRAY_DEMO_DIR": str(self.directory),
            "AWS_CONFIG_FILE": str(self.stage.aws / "config"),
            "AWS_SHARED_CREDENTIALS_FILE": str(self.stage.aws / "credentials"),
            "AWS_ENDPOINT_URL_STS": url,
            "AWS_ENDPOINT_URL_SSO": url,
            "AWS_ENDPOINT_URL_SSO_OIDC": url,
            "AWS_REGION": "us-east-1",
        }

    def tray(
        self,
        *words: str,
        ok: bool = True,
        stdin: str | None = None,
        env: Mapping[str, str] | None = None,
    ) -> subprocess.CompletedProcess[str]:
        """One `sso-tray` command, with additions to the environment."""
        done = subprocess.run(
            [*TRAY, *words],
            env={**self.environ, **(env or {})},
            capture_output=True,
            text=True,
            timeout=60,
            input=stdin,
            check=False,
        )
        assert "Traceback" not in done.stderr, done.stderr
        assert not ok or done.returncode == 0, done.stderr
        return done

    def close(self) -> None:
        self.socket.close()
        assert self.host.agent.stop(10)


@contextmanager
def open_office(
    directory: Path,
    rules: DemoRules | None = None,
    organisation: Organisation | None = None,
    policy: Policy = NO_POLICY,
) -> Iterator[Office]:
    """An office for one test."""
    emulator = Emulator(
        SystemClock(),
        organisation or sample_organisation(),
        rules or DemoRules(calls_per_second=0),
    )
    with DemoServer(emulator) as server:
        office = Office(directory, server, policy)
        try:
            yield office
        finally:
            office.close()
