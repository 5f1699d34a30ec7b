"""Fixtures for tests that need a desktop: the bed, a browser in it, and a place for pictures."""

import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.desktop.bed import PROJECT, Bed, missing_programs
from tests.desktop.bed_options import BedOptions
from tests.desktop.chromium import Chromium
from tests.desktop.hands import Hands
from tests.desktop.session_bus import SessionBus

HERE = Path(__file__).parent
OUTPUT = PROJECT / "tests/output"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.desktop)


@pytest.fixture(scope="session")
def desktop_programs() -> None:
    """Skips where a desktop cannot be; in CI that is a failure."""
    missing = missing_programs()
    if not missing:
        return
    reason = f"no desktop without {', '.join(missing)}; ./dev setup installs what it can"
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="module")
def bed(request: pytest.FixtureRequest, desktop_programs: None) -> Iterator[Bed]:
    """A desktop for all tests of a module.

    Another kind: `@pytest.mark.parametrize("bed", [BedOptions(…)], indirect=True, scope="module")`.
    """
    options: BedOptions = getattr(request, "param", BedOptions())
    with Bed(options) as desktop:
        yield desktop


@pytest.fixture
def bus(bed: Bed) -> Iterator[SessionBus]:
    """A connection to the bed's bus."""
    with bed.bus() as connection:
        yield connection


@pytest.fixture
def hands(bed: Bed) -> Hands:
    """Mouse, keys and eyes on the bed's screen."""
    return Hands(bed.env)


@pytest.fixture
def chromium(bed: Bed) -> Iterator[Chromium]:
    """The bed's browser, with an empty profile."""
    profile = bed.root / "chromium"
    with Chromium(bed.env, profile) as browser:
        yield browser
    shutil.rmtree(profile, ignore_errors=True)


@pytest.fixture
def output(request: pytest.FixtureRequest) -> Path:
    """`tests/output/NAME OF THE TEST/`, emptied: for pictures that a person looks at."""
    folder = OUTPUT / re.sub(r"[^\w.-]+", "-", request.node.name).strip("-")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder
