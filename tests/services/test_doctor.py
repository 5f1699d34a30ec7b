"""The doctor asks everything at once, says what it could not learn, and never takes long."""

import socket
import threading
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from time import monotonic

import pytest

from tests.core.doctor.doctor_samples import HOME, files
from tests.fakes import ManualClock
from tests.safety import LogGuard
from tray.adapters.probes.machine import versions
from tray.adapters.probes.system import SystemProbes
from tray.core.doctor.bug_report import bundle
from tray.core.doctor.checks.registry import CHECKS, Part
from tray.core.doctor.facts import (
    AwsCliFacts,
    BundleFacts,
    EndpointFacts,
    FileFacts,
    KeyringFacts,
    KeyringState,
    Outcome,
    OwnToken,
)
from tray.core.doctor.report import Severity
from tray.services.doctor import Doctor, Progress, Visit

URLS = ("https://oidc.eu-west-1.amazonaws.com", "https://portal.sso.eu-west-1.amazonaws.com")


class FakeProbes:
    """A healthy machine; a probe in `hanging` waits until `release`, one in `broken` raises."""

    home = HOME

    def __init__(self) -> None:
        self.environment: Mapping[str, str] = {}
        self.hanging: set[str] = set()
        self.broken: set[str] = set()
        self.release = threading.Event()

    def _ask(self, name: str) -> None:
        if name in self.hanging:
            self.release.wait(30)
        if name in self.broken:
            raise RuntimeError("a secret text")

    def files(self) -> FileFacts:
        self._ask("files")
        return files("[default]\nregion = eu-west-1\n")

    def bundles(self) -> tuple[BundleFacts, ...]:
        self._ask("bundles")
        return ()

    def aws_cli(self) -> AwsCliFacts:
        self._ask("aws_cli")
        return AwsCliFacts(None)

    def keyring(self) -> KeyringFacts:
        self._ask("keyring")
        return KeyringFacts(KeyringState.SAFE, "GNOME Keyring")

    def tray_host(self) -> bool | None:
        self._ask("tray_host")
        return True

    def endpoint(self, url: str) -> EndpointFacts:
        self._ask(url)
        return EndpointFacts(url.removeprefix("https://"), Outcome.ANSWERED, ahead=timedelta(0))


@pytest.fixture
def probes() -> FakeProbes:
    return FakeProbes()


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


def test_all_checks_are_told_once_and_reported_in_order(
    clock: ManualClock, probes: FakeProbes
) -> None:
    told: list[Progress] = []
    report = Doctor(clock, probes).examine(Visit(URLS), told.append)
    assert report.severity is Severity.FINE
    assert list(dict.fromkeys(each.check for each in report.findings)) == [
        check.id for check in CHECKS
    ]
    assert [each.done for each in told] == list(range(1, len(CHECKS) + 1))
    assert {each.total for each in told} == {len(CHECKS)}
    assert {each.check.id for each in told} == {check.id for check in CHECKS}
    assert [each.title for each in report.of("endpoints")] == [
        f"{url.removeprefix('https://')} responds." for url in URLS
    ]


def test_what_hangs_is_given_up_and_said(clock: ManualClock, probes: FakeProbes) -> None:
    probes.hanging = {"keyring", "files", URLS[1]}
    began = monotonic()
    try:
        report = Doctor(clock, probes, seconds=0.3).examine(Visit(URLS))
    finally:
        probes.release.set()
    assert monotonic() - began < 5
    (keyring,) = report.of("keyring")
    assert "couldn't check" in keyring.title
    assert report.of("static-keys")[0].severity is Severity.NOTE
    first, second = report.of("endpoints")
    assert (first.severity, second.severity) == (Severity.FINE, Severity.TROUBLE)
    assert second.title == "portal.sso.eu-west-1.amazonaws.com doesn't respond."
    assert report.of("aws-cli")[0].severity is Severity.FINE


def test_quick_checks_do_not_wait_for_slow_ones(clock: ManualClock, probes: FakeProbes) -> None:
    probes.hanging = {"aws_cli"}
    told: list[str] = []

    def on_progress(progress: Progress) -> None:
        told.append(progress.check.id)
        if progress.done == len(CHECKS) - 1:
            probes.release.set()

    report = Doctor(clock, probes).examine(Visit(), on_progress)
    assert told[-1] == "aws-cli"
    assert report.of("aws-cli")[0].severity is Severity.FINE


def test_a_probe_that_breaks_harms_no_other(
    clock: ManualClock, probes: FakeProbes, expected_logs: LogGuard
) -> None:
    expected_logs.expect("doctor: RuntimeError in")
    probes.broken = {"keyring"}
    report = Doctor(clock, probes).examine(Visit())
    assert report.of("keyring")[0].severity is Severity.NOTE
    assert report.count(Severity.NOTE) == 1
    assert not any("a secret text" in line for line in expected_logs.lines)


def test_what_the_program_knows_goes_in(clock: ManualClock, probes: FakeProbes) -> None:
    over = clock.now() - timedelta(hours=1)
    token = OwnToken("acme", clock.now(), over, is_refreshable=True)
    report = Doctor(clock, probes).examine(Visit((), lambda: (token,), keeps_in_memory=True))
    assert report.of("client-registration")[0].severity is Severity.TROUBLE
    assert "memory" in report.of("keyring")[0].title


def test_the_environment_is_judged_before_any_probe_answers(
    clock: ManualClock, probes: FakeProbes
) -> None:
    probes.environment = {"AWS_ACCESS_KEY_ID": "x", "AWS_SECRET_ACCESS_KEY": "hidden"}
    told: list[Progress] = []
    report = Doctor(clock, probes).examine(Visit(), told.append)
    assert told[0].check.id == "env-keys"
    assert report.severity is Severity.TROUBLE
    assert "hidden" not in repr(report)


def test_who_listens_may_stop_it(clock: ManualClock, probes: FakeProbes) -> None:
    def stop(_: Progress) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        Doctor(clock, probes).examine(Visit(), stop)


def test_the_real_probes_in_an_empty_home(tmp_path: Path, clock: ManualClock) -> None:
    aws = tmp_path / ".aws"
    aws.mkdir(mode=0o700)
    (aws / "config").write_text("[profile x]\nsso_session = gone\n")
    environ = {"PATH": str(tmp_path), "AWS_PROFILE": "x", "AWS_CA_BUNDLE": str(tmp_path / "gone")}
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        url = f"https://127.0.0.1:{taken.getsockname()[1]}"
        probes = SystemProbes(environ, tmp_path, clock, tray_host=lambda: False)
        report = Doctor(clock, probes).examine(Visit((url,)))
    told = [each.check for each in report.findings if each.severity is Severity.TROUBLE]
    assert told == ["sso-sessions", "keyring", "tray-host", "ca-bundle", "endpoints"]
    assert report.of("ca-bundle")[0].title.startswith("AWS_CA_BUNDLE points to ~")
    assert str(tmp_path) not in bundle(report, versions(), str(tmp_path))


def test_every_part_is_needed_by_a_check() -> None:
    assert {part for check in CHECKS for part in check.needs} == set(Part)
