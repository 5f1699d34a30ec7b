"""Sign-ins on the command line that meet another one, or lose the one who asked."""

import os
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.clients.office import TRAY, Office, open_office
from tests.services.stage import wait_for


@pytest.fixture
def office(own_home: Path, network: object) -> Iterator[Office]:
    directory = own_home / "demo"
    directory.mkdir()
    with open_office(directory) as opened:
        opened.stage.browser.visit = lambda _: None  # nobody answers
        yield opened


def state(office: Office) -> str:
    return office.status().sessions[0].state


def login(office: Office, *words: str) -> subprocess.Popen[str]:
    environ = {key: value for key, value in office.environ.items() if not key.startswith("SSH_")}
    return subprocess.Popen(
        [*TRAY, "login", *words], env=environ, stderr=subprocess.PIPE, text=True
    )


@pytest.mark.skipif(os.name != "posix", reason="signals")
@pytest.mark.parametrize("number", [signal.SIGHUP, signal.SIGTERM, signal.SIGINT])
def test_a_sign_in_ends_with_whoever_asked_for_it(office: Office, number: signal.Signals) -> None:
    with login(office) as program:
        assert program.stderr is not None
        assert "browser" in program.stderr.readline()
        assert state(office) == "signing-in"
        program.send_signal(number)
        assert program.wait(30) == 128 + number
    assert state(office) == "signed-out"


@pytest.mark.skipif(os.name != "posix", reason="signals")
def test_a_code_replaces_the_page_that_waits_in_a_browser(office: Office) -> None:
    with login(office) as first:
        assert first.stderr is not None
        assert "browser" in first.stderr.readline()
        with login(office, "--device-code") as second:
            assert second.stderr is not None
            assert "this one replaces it" in second.stderr.readline()
            assert "on any device" in second.stderr.readline()
            assert office.status().sessions[0].user_code
            cancelled = office.tray("login", "--cancel")
            assert "Cancelled the sign-in" in cancelled.stderr
            assert second.wait(30) == 3
        assert first.wait(30) == 3
    assert "No sign-in is waiting." in office.tray("login", "--cancel", ok=False).stderr


@pytest.mark.skipif(os.name != "posix", reason="signals")
def test_who_only_joins_a_sign_in_does_not_end_it(office: Office) -> None:
    with login(office) as first:
        assert first.stderr is not None
        assert "browser" in first.stderr.readline()
        with login(office) as second:
            assert second.stderr is not None
            assert "browser" in second.stderr.readline()
            wait_for(lambda: len(office.stage.browser.opened) == 2)
            second.send_signal(signal.SIGTERM)
            assert second.wait(30) == 128 + signal.SIGTERM
        assert state(office) == "signing-in"
        first.send_signal(signal.SIGTERM)
        assert first.wait(30) == 128 + signal.SIGTERM
    assert state(office) == "signed-out"
