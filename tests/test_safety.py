"""The guards of `safety.py` really hold."""

import logging
import os
import socket
import threading
from pathlib import Path

import pytest

from tests.safety import (
    LogGuard,
    NetworkGuard,
    OutsideWorld,
    is_loopback,
    lingering_threads,
)

log = logging.getLogger("tray.test")


def test_the_home_is_empty_and_not_the_persons(own_home: Path, homes: Path) -> None:
    assert Path.home() == own_home
    assert list(own_home.iterdir()) == []
    strangers = [
        name
        for name in os.environ
        if name.startswith(("XDG_", "AWS_")) and name != "AWS_EC2_METADATA_DISABLED"
        if not os.environ[name].startswith(str(homes))
    ]
    assert strangers == []


def test_the_keyring_refuses() -> None:
    import keyring  # noqa: PLC0415 - it chooses its backend at the import
    from keyring.errors import NoKeyringError  # noqa: PLC0415

    with pytest.raises(NoKeyringError):
        keyring.get_password("a", "b")


@pytest.mark.parametrize(
    ("host", "is_local"),
    [
        pytest.param("127.0.0.1", True, id="loopback"),
        pytest.param("127.4.5.6", True, id="all of loopback"),
        pytest.param("::1", True, id="loopback v6"),
        pytest.param("localhost", True, id="its name"),
        pytest.param(None, True, id="any of our own"),
        pytest.param("192.0.2.1", False, id="an address"),
        pytest.param("localhost.example.com", False, id="a name"),
        pytest.param("0.0.0.0", False, id="all interfaces"),  # noqa: S104 - nothing is bound
    ],
)
def test_only_loopback_is_allowed(host: str | None, *, is_local: bool) -> None:
    assert is_loopback(host) is is_local


def test_the_network_is_refused_even_where_errors_are_swallowed(network: NetworkGuard) -> None:
    with socket.socket() as sock, pytest.raises(OutsideWorld):
        sock.connect(("192.0.2.1", 443))
    with pytest.raises(OutsideWorld):
        socket.create_connection(("portal.sso.example.com", 443), timeout=1)
    assert network.attempts == ["192.0.2.1", "portal.sso.example.com"]
    network.attempts.clear()  # this test meant it


def test_loopback_is_not_refused() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(server.getsockname(), timeout=5).close()


def test_a_warning_that_nobody_expected_is_a_problem() -> None:
    guard = LogGuard()
    guard.expect("is slow")
    guard.expect("never said")
    inner = logging.LogRecord("tray.x", logging.WARNING, "", 1, "it %s", ("is slow",), None)
    guard.handle(inner)
    guard.handle(logging.LogRecord("tray.x", logging.ERROR, "", 1, "broken", (), None))
    assert guard.problems() == [
        "unexpected log line: ERROR tray.x: broken",
        "no log line like: never said",
    ]


def test_an_expected_warning_is_fine(expected_logs: LogGuard) -> None:
    expected_logs.expect("as foreseen")
    log.warning("as foreseen")
    log.info("nobody minds")
    assert expected_logs.problems() == []


def test_a_thread_left_behind_is_named() -> None:
    before = set(threading.enumerate())
    stop = threading.Event()
    thread = threading.Thread(target=stop.wait, name="straggler")
    thread.start()
    assert lingering_threads(before, timeout=0.01) == ["straggler"]
    stop.set()
    assert lingering_threads(before) == []
