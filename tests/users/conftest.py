"""Who the users are in these tests."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.users.people import VICTIM, Person, open_python, person


@pytest.fixture(scope="session")
def python(homes: Path) -> str:
    """An interpreter that both may run."""
    folder = homes / "python"
    folder.mkdir()
    homes.chmod(0o711)
    return open_python(folder)


@pytest.fixture
def victim(python: str) -> Iterator[Person]:
    """Who works with AWS."""
    with person(VICTIM, python) as found:
        yield found
