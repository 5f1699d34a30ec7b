"""A connection to a host, straight or through the proxy that the environment names."""

import base64
import http.client
import socket
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias
from urllib.parse import unquote, urlsplit
from urllib.request import getproxies, proxy_bypass

from tray.core.doctor.facts import Outcome

Connect: TypeAlias = Callable[[str, int, float], socket.socket]
"""Host, port and timeout in seconds; raises what `socket.create_connection` does."""


class Unreached(Exception):
    """The way ended early; `status` is a proxy's answer."""

    def __init__(self, outcome: Outcome, status: int = 0) -> None:
        super().__init__(outcome)
        self.outcome = outcome
        self.status = status


@dataclass(frozen=True, slots=True)
class Proxy:
    """An HTTP proxy; `authorization` is the header's value, and secret."""

    host: str
    port: int
    authorization: str | None = None


class Deadline:
    """How many seconds are left for the next step."""

    def __init__(self, seconds: float, step: float) -> None:
        self._end = time.monotonic() + seconds
        self._step = step

    def left(self) -> float:
        """At most one step's. Raises `Unreached` when the time is over."""
        left = self._end - time.monotonic()
        if left <= 0:
            raise Unreached(Outcome.TIMED_OUT)
        return min(self._step, left)


def straight(host: str, port: int, timeout: float) -> socket.socket:
    """To the first of the host's addresses that takes the call, the timeout shared among them."""
    end = time.monotonic() + timeout
    error: OSError = TimeoutError()
    for family, kind, protocol, _, address in socket.getaddrinfo(
        host, port, type=socket.SOCK_STREAM
    ):
        left = end - time.monotonic()
        if left <= 0:
            break
        connection = socket.socket(family, kind, protocol)
        try:
            connection.settimeout(left)
            connection.connect(address)
        except OSError as failed:
            connection.close()
            error = failed
        else:
            return connection
    raise error


def proxy_address(environ: Mapping[str, str], scheme: str, host: str) -> str:
    """What the environment, or the system where that says nothing, names for a host; or nothing."""
    named = {
        kind: environ.get(f"{kind}_proxy") or environ.get(f"{kind.upper()}_PROXY") or ""
        for kind in ("http", "https", "no")
    }
    if not any(named.values()) and sys.platform in {"darwin", "win32"}:
        return "" if proxy_bypass(host) else getproxies().get(scheme, "")
    return "" if _is_exempt(host, named["no"]) else named.get(scheme, "")


def _is_exempt(host: str, no_proxy: str) -> bool:
    """As `urllib.request.proxy_bypass_environment` decides, and so botocore."""
    names = [name.strip().lstrip(".").lower() for name in no_proxy.split(",")]
    return no_proxy == "*" or any(
        name and (host.lower() == name or host.lower().endswith(f".{name}")) for name in names
    )


def as_proxy(address: str) -> Proxy:
    """Raises `Unreached` for what is no address of an HTTP proxy."""
    try:
        parts = urlsplit(address if "://" in address else f"http://{address}")
        host, port = parts.hostname, parts.port or 80
    except ValueError:
        raise Unreached(Outcome.PROXY_UNUSABLE) from None
    if not host or parts.scheme != "http":
        raise Unreached(Outcome.PROXY_UNUSABLE)
    if parts.username is None:
        return Proxy(host, port)
    pair = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
    return Proxy(host, port, f"Basic {base64.b64encode(pair.encode()).decode()}")


def open_way(
    connect: Connect, host: str, port: int, proxy: Proxy | None, deadline: Deadline
) -> socket.socket:
    """A connection over which one speaks with `host`. Raises `Unreached`."""
    if proxy is None:
        return _connected(connect, host, port, deadline)
    try:
        connection = _connected(connect, proxy.host, proxy.port, deadline)
    except Unreached as error:
        unknown = error.outcome is Outcome.NO_SUCH_HOST
        outcome = Outcome.PROXY_NO_SUCH_HOST if unknown else Outcome.PROXY_UNREACHABLE
        raise Unreached(outcome) from error
    try:
        _tunnel(connection, host, port, proxy, deadline)
    except BaseException:
        connection.close()
        raise
    return connection


def _connected(connect: Connect, host: str, port: int, deadline: Deadline) -> socket.socket:
    try:
        return connect(host, port, deadline.left())
    except (socket.gaierror, UnicodeError) as error:
        raise Unreached(Outcome.NO_SUCH_HOST) from error
    except ConnectionRefusedError as error:
        raise Unreached(Outcome.REFUSED) from error
    except TimeoutError as error:
        raise Unreached(Outcome.TIMED_OUT) from error
    except ConnectionError as error:
        raise Unreached(Outcome.CUT_OFF) from error
    except OSError as error:
        raise Unreached(Outcome.NO_ROUTE) from error


def _tunnel(
    connection: socket.socket, host: str, port: int, proxy: Proxy, deadline: Deadline
) -> None:
    lines = [f"CONNECT {host}:{port} HTTP/1.1", f"Host: {host}:{port}"]
    if proxy.authorization:
        lines.append(f"Proxy-Authorization: {proxy.authorization}")
    try:
        connection.settimeout(deadline.left())
        connection.sendall("\r\n".join([*lines, "", ""]).encode())
        answer = http.client.HTTPResponse(connection, method="CONNECT")
        answer.begin()
    except (OSError, http.client.HTTPException) as error:
        raise Unreached(Outcome.PROXY_UNREACHABLE) from error
    if answer.status == http.client.PROXY_AUTHENTICATION_REQUIRED:
        raise Unreached(Outcome.PROXY_WANTS_SIGN_IN, answer.status)
    if not 200 <= answer.status < 300:
        raise Unreached(Outcome.PROXY_REFUSES, answer.status)
