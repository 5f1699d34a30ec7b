"""The demo that the agent is tried against, and an agent that has started."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import Serve
from tests.contract.places import Place
from tests.fakes import ManualClock
from tests.services.stage import Stage
from tray.demo.emulator import Emulator
from tray.demo.organisation import sample_organisation
from tray.demo.rules import DemoRules


@pytest.fixture
def place(serve: Serve) -> Place:
    """The sample organisation, without a limit of calls, in a time that the test moves."""
    clock = ManualClock()
    rules = DemoRules(calls_per_second=0)
    return Place(serve(Emulator(clock, sample_organisation(), rules)), clock)


@pytest.fixture
def stage(place: Place, tmp_path: Path) -> Iterator[Stage]:
    """Ready, and nobody signed in."""
    stage = Stage(place, tmp_path)
    stage.agent.start()
    stage.until(lambda seen: seen.is_ready)
    yield stage
    assert stage.agent.stop(10)
