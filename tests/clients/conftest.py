"""One signed-in office for each test that asks for it; and the table of clients at the end."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.clients.office import Office, open_office


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Prints which client worked over which delivery."""
    for report in terminalreporter.getreports("passed"):
        if report.when == "call" and "test_who_it_is[" in report.nodeid:
            cells = ", ".join(f"{tool}: {what}" for tool, what in report.user_properties)
            delivery = report.nodeid.split("[")[1].rstrip("]")
            terminalreporter.write_line(f"{delivery:12} {cells}")
        elif report.when == "call" and "test_a_tool_that_takes_no_other" in report.nodeid:
            for tool, what in report.user_properties:
                terminalreporter.write_line(f"{'sso':12} {tool}: {what}")


@pytest.fixture
def office(own_home: Path, network: object) -> Iterator[Office]:
    directory = own_home / "demo"
    directory.mkdir()
    with open_office(directory) as opened:
        opened.sign_in()
        yield opened
