"""One signed-in office for each test that asks for it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.clients.office import Office, open_office


@pytest.fixture
def office(own_home: Path, network: object) -> Iterator[Office]:
    directory = own_home / "demo"
    directory.mkdir()
    with open_office(directory) as opened:
        opened.sign_in()
        yield opened
