"""What keeps tests from touching the person who runs them, and from passing by luck.

The fixtures that put it in force for every test are in `conftest.py`.
"""

import ipaddress
import logging
import os
import re
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Self

_FOREIGN = re.compile(
    r"(AWS|XDG|DBUS|GNOME|SSO_TRAY|QT|PYTHON_KEYRING)_.*|DISPLAY|WAYLAND_DISPLAY|BROWSER|BOTO_CONFIG"
    r"|(HTTPS?|ALL|NO)_PROXY|SSH_\w+|(REQUESTS|CURL)_CA_BUNDLE|SSL_CERT_\w+|SHELL",
    re.IGNORECASE,
)
"""Variables of the person's own environment that change what the program does."""


class OutsideWorld(BaseException):
    """A test reached for a host beyond loopback.

    Not an `Exception`: no handler of the program may take it for an outage.
    """


def foreign_variables() -> list[str]:
    """The names of what must go from the environment."""
    return [name for name in os.environ if _FOREIGN.fullmatch(name)]


def own_environment(home: Path, runtime: Path) -> dict[str, str]:
    """What takes its place. `runtime` is short, since sockets live there."""
    return {
        "HOME": str(home),
        "USERPROFILE": str(home),
        "APPDATA": str(home / "AppData/Roaming"),
        "LOCALAPPDATA": str(home / "AppData/Local"),
        "XDG_CONFIG_HOME": str(home / ".config"),
        "XDG_DATA_HOME": str(home / ".local/share"),
        "XDG_STATE_HOME": str(home / ".local/state"),
        "XDG_CACHE_HOME": str(home / ".cache"),
        "XDG_RUNTIME_DIR": str(runtime),
        "DBUS_SESSION_BUS_ADDRESS": "disabled:",
        "BROWSER": str(home / "no-browser-in-tests"),
        "AWS_EC2_METADATA_DISABLED": "true",
        "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring",
        "QT_QPA_PLATFORM": "offscreen",
    }


class NetworkGuard:
    """Refuses connections and look-ups beyond loopback, and remembers the attempts."""

    def __init__(self) -> None:
        self.attempts: list[str] = []
        self._undo: list[tuple[object, str, object]] = []

    def __enter__(self) -> Self:
        for name in ("connect", "connect_ex", "sendto"):
            self._wrap(socket.socket, name, self._check_connection)
        for name in ("getaddrinfo", "gethostbyname"):
            self._wrap(socket, name, self._check_lookup)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for owner, name, original in self._undo:
            setattr(owner, name, original)

    def _wrap(self, owner: object, name: str, check: Callable[..., None]) -> None:
        original: Callable[..., object] = getattr(owner, name)

        def guarded(*arguments: Any, **named: Any) -> object:
            check(*arguments)
            return original(*arguments, **named)

        self._undo.append((owner, name, original))
        setattr(owner, name, guarded)

    def _check_connection(self, sock: socket.socket, *arguments: Any) -> None:
        if sock.family in {socket.AF_INET, socket.AF_INET6}:
            self._check_lookup(arguments[-1][0])

    def _check_lookup(self, host: str | bytes | None, *_rest: object) -> None:
        name = host.decode() if isinstance(host, bytes) else host
        if not is_loopback(name):
            self.attempts.append(str(name))
            raise OutsideWorld(f"a test reached for {name}")


def is_loopback(host: str | None) -> bool:
    """Whether a host is this machine; no name is looked up."""
    if not host or host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.partition("%")[0]).is_loopback
    except ValueError:
        return False


class LogGuard(logging.Handler):
    """Collects log lines at WARNING or above; a test says which ones it expects."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []
        self._expected: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(f"{record.levelname} {record.name}: {record.getMessage()}")

    def expect(self, pattern: str) -> None:
        """At least one line matches this regular expression, and such lines are no problem."""
        self._expected.append(pattern)

    @contextmanager
    def in_force(self) -> Iterator[None]:
        """Listens to the root logger, and so to all."""
        root = logging.getLogger()
        root.addHandler(self)
        try:
            yield
        finally:
            root.removeHandler(self)

    def problems(self) -> list[str]:
        """Lines that nobody expected, and expectations that no line met."""
        strange = [
            f"unexpected log line: {line}"
            for line in self.lines
            if not any(re.search(pattern, line) for pattern in self._expected)
        ]
        unmet = [
            f"no log line like: {pattern}"
            for pattern in self._expected
            if not any(re.search(pattern, line) for line in self.lines)
        ]
        return strange + unmet


def lingering_threads(before: set[threading.Thread], timeout: float = 2.0) -> list[str]:
    """Names of threads that were started since and do not end within `timeout` s."""
    deadline = time.monotonic() + timeout
    lingering = []
    for thread in set(threading.enumerate()) - before:
        if isinstance(thread, threading._DummyThread):
            continue  # one of Qt's own, in which Python code once ran
        thread.join(max(0, deadline - time.monotonic()))
        if thread.is_alive():
            lingering.append(thread.name)
    return lingering
