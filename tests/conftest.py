"""For every test: a home of its own, no network beyond loopback, no loose ends.

A test that expects a warning takes the fixture `expected_logs` and says which.
"""

import itertools
import os
import shutil
import signal
import tempfile
import threading
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import hypothesis
import pytest

from tests import allowed_skips, parallel
from tests.clients import table
from tests.safety import (
    LogGuard,
    NetworkGuard,
    foreign_variables,
    lingering_threads,
    own_environment,
)

if TYPE_CHECKING:
    from tray.demo.emulator import Emulator
    from tray.demo.server import DemoServer

# Before anybody imports Qt; tests/desktop/ starts its programs on a screen of their own.
os.environ["QT_QPA_PLATFORM"] = "offscreen"

# A run in the background of a script has Ctrl+C ignored, and so would every program it starts.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# A busy machine is no failure, and CI repeats what a person saw.
hypothesis.settings.register_profile(
    "tests", deadline=None, database=None, derandomize=bool(os.environ.get("CI"))
)
hypothesis.settings.register_profile(  # ./dev test --quick
    "quick", hypothesis.settings.get_profile("tests"), max_examples=25
)
hypothesis.settings.load_profile("tests")

_numbers = itertools.count()


def pytest_addoption(parser: pytest.Parser) -> None:
    """For campaigns that take minutes."""
    parser.addoption("--long", action="store_true", help="campaigns in full")


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """`-n auto`, which is what `./dev test` asks for."""
    return parallel.workers(config)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """In parallel, the order is one that keeps the workers busy to the end."""
    if hasattr(config, "workerinput"):
        parallel.longest_first(items)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """A skip that nobody allowed fails in CI."""
    report = yield
    allowed_skips.unless_allowed(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """The same for a whole file."""
    report = yield
    allowed_skips.unless_allowed(report)
    return report


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Which AWS client worked over which delivery. Here, since workers have no terminal."""
    table.write(terminalreporter)


@pytest.fixture(scope="session")
def homes() -> Iterator[Path]:
    """A folder with a short path for the homes of all tests: AF_UNIX allows 107 bytes."""
    short = "/tmp" if os.name == "posix" else None  # noqa: S108 - mkdtemp makes it safe
    folder = Path(tempfile.mkdtemp(prefix="t.", dir=short))
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(autouse=True)
def own_home(homes: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty home; nothing of the person's own environment reaches the program."""
    folder = homes / str(next(_numbers))
    home, runtime = folder / "home", folder / "run"
    home.mkdir(parents=True)
    runtime.mkdir(mode=0o700)
    for name in foreign_variables():
        monkeypatch.delenv(name)
    for name, value in own_environment(home, runtime).items():
        monkeypatch.setenv(name, value)
    return home


@pytest.fixture(scope="session", autouse=True)
def network() -> Iterator[NetworkGuard]:
    """Refuses hosts beyond loopback, for fixtures of every scope."""
    with NetworkGuard() as guard:
        yield guard


@pytest.fixture(autouse=True)
def no_outside_world(network: NetworkGuard) -> Iterator[None]:
    """Fails a test whose attempt to reach a host was swallowed somewhere."""
    yield
    attempts = network.attempts.copy()
    network.attempts.clear()
    if attempts:
        pytest.fail(f"reached for {', '.join(attempts)}")


@pytest.fixture(autouse=True)
def expected_logs() -> Iterator[LogGuard]:
    """Fails a test for each warning that it did not `expect(pattern)`."""
    guard = LogGuard()
    with guard.in_force():
        yield guard
    if problems := guard.problems():
        pytest.fail("\n".join(problems))


@pytest.fixture(autouse=True)
def no_threads_left() -> Iterator[None]:
    """Fails a test that leaves threads running."""
    before = set(threading.enumerate())
    yield
    if lingering := lingering_threads(before):
        pytest.fail(f"threads left behind: {', '.join(lingering)}")


class Serve(Protocol):
    """Puts an emulator on the wire, for this test."""

    def __call__(self, emulator: "Emulator") -> "DemoServer": ...


@pytest.fixture(scope="session")
def demo_server(network: NetworkGuard) -> Iterator["DemoServer"]:
    """One server for all tests, at one address: botocore's clients for it are made once."""
    from tests.fakes import ManualClock  # noqa: PLC0415 - most tests need none of it
    from tray.demo.emulator import Emulator  # noqa: PLC0415
    from tray.demo.organisation import sample_organisation  # noqa: PLC0415
    from tray.demo.rules import DemoRules  # noqa: PLC0415
    from tray.demo.server import DemoServer  # noqa: PLC0415

    with DemoServer(Emulator(ManualClock(), sample_organisation(), DemoRules())) as server:
        yield server


@pytest.fixture
def serve(demo_server: "DemoServer") -> Iterator[Serve]:
    """The shared server, with an emulator of the test's own behind it."""
    from tests.contract.places import SharedClients  # noqa: PLC0415

    def one(emulator: "Emulator") -> "DemoServer":
        demo_server.emulator = emulator
        emulator.start_url = demo_server.start_url
        return demo_server

    yield one
    SharedClients.hang_up()
    assert demo_server._thread.is_alive(), "this test closed the server of all tests"
