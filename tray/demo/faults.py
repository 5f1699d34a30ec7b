"""Bad answers on order: what AWS, a proxy or a network does now and then, so many times.

An operation is AWS's name for it, as in `GetRoleCredentials`; `CreateToken/refresh_token` and
`ListAccountRoles/111122223333` mean only calls with that grant type, or for that account.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from werkzeug.wrappers import Request, Response

from tray.demo.http_forms import html_answer, json_body, refuse
from tray.demo.rules import Refusal

_OPERATIONS: dict[tuple[str, str], tuple[str, Callable[[Request], str]]] = {
    ("POST", "/client/register"): ("RegisterClient", lambda _: ""),
    ("POST", "/device_authorization"): ("StartDeviceAuthorization", lambda _: ""),
    ("POST", "/token"): ("CreateToken", lambda asked: str(json_body(asked).get("grantType", ""))),
    ("GET", "/assignment/accounts"): ("ListAccounts", lambda _: ""),
    ("GET", "/assignment/roles"): (
        "ListAccountRoles",
        lambda asked: asked.args.get("account_id", ""),
    ),
    ("GET", "/federation/credentials"): (
        "GetRoleCredentials",
        lambda asked: asked.args.get("account_id", ""),
    ),
    ("POST", "/logout"): ("Logout", lambda _: ""),
}
OPERATIONS = tuple(name for name, _ in _OPERATIONS.values())
FOREVER = -1


class FaultKind(Enum):
    """What comes in the place of an answer."""

    THROTTLED = "429"
    FAILURE = "500"
    UNAVAILABLE = "503"
    BAD_GATEWAY = "502"
    RESET = "reset"
    RESET_MID_BODY = "reset-mid-body"
    TRUNCATED = "truncate"
    CAPTIVE = "captive"
    EMPTY = "empty"
    HANGS = "hang"
    REFUSED = "400"
    UNAUTHORIZED = "401"
    FORBIDDEN = "403"


@dataclass(slots=True)
class Fault:
    """So many bad answers (`FOREVER`: all) of a kind; `is_after` does the work and loses it."""

    operation: str
    kind: FaultKind
    count: int = 1
    is_after: bool = False

    @classmethod
    def parse(cls, text: str) -> "Fault":
        """`OPERATION:KIND[:COUNT[:after]]`. Raises `ValueError`."""
        operation, kind, *rest = text.split(":")
        if operation.partition("/")[0] not in OPERATIONS:
            raise ValueError(f"operations are {', '.join(OPERATIONS)}")
        count = int(rest[0]) if rest else 1
        return cls(operation, FaultKind(kind), count, is_after=rest[1:] == ["after"])


class Faults:
    """What is ordered, in that order. Safe to call from any thread."""

    def __init__(self) -> None:
        self._ordered: list[Fault] = []
        self._lock = threading.Lock()
        self.closed = threading.Event()
        """Ends answers that hang."""

    def order(self, *faults: Fault) -> None:
        """Beside what was ordered before."""
        with self._lock:
            self._ordered += faults

    @property
    def ordered(self) -> tuple[Fault, ...]:
        """All that were, also those that are delivered."""
        with self._lock:
            return tuple(self._ordered)

    def clear(self) -> None:
        """AWS is well again."""
        with self._lock:
            self._ordered.clear()

    def answered(self, request: Request, handler: Callable[[Request], Response]) -> Response:
        """What `handler` answers, or what was ordered instead. Raises `ConnectionError` there."""
        fault = self._take(request)
        if fault is not None and not fault.is_after:
            return _bad_answer(fault, request, None, self.closed)
        response = handler(request)
        return response if fault is None else _bad_answer(fault, request, response, self.closed)

    def _take(self, request: Request) -> Fault | None:
        found = _OPERATIONS.get((request.method, request.path))
        if found is None:
            return None
        name, detail = found[0], found[1](request)
        with self._lock:
            for fault in self._ordered:
                if fault.count and fault.operation in {name, f"{name}/{detail}"}:
                    fault.count -= 1 if fault.count > 0 else 0
                    return fault
        return None


_REFUSALS = {
    FaultKind.THROTTLED: (429, "TooManyRequestsException"),
    FaultKind.FAILURE: (500, "InternalServerException"),
    FaultKind.REFUSED: (400, "InvalidRequestException"),
    FaultKind.UNAUTHORIZED: (401, "UnauthorizedException"),
    FaultKind.FORBIDDEN: (403, "ForbiddenException"),
}
_PAGES = {
    FaultKind.UNAVAILABLE: (503, "<html>Service Unavailable</html>"),
    FaultKind.BAD_GATEWAY: (502, "<html>Bad Gateway</html>"),
    FaultKind.CAPTIVE: (200, "<!doctype html><title>Welcome to the hotel</title>"),
}


def _bad_answer(
    fault: Fault, request: Request, whole: Response | None, closed: threading.Event
) -> Response:
    """What is answered instead; `whole` is the answer that is lost.

    Raises `ConnectionError` where the connection breaks instead.
    """
    kind = fault.kind
    if kind in _REFUSALS:
        status, shape = _REFUSALS[kind]
        return refuse(request, Refusal(status, shape, "ordered by the demo"))
    if kind in _PAGES:
        status, text = _PAGES[kind]
        return html_answer(text, status)
    if kind is FaultKind.EMPTY:
        return Response(b"", mimetype="application/json")
    if kind is FaultKind.HANGS:
        closed.wait(60)
    if kind in {FaultKind.RESET_MID_BODY, FaultKind.TRUNCATED}:
        body = whole.get_data() if whole is not None and whole.get_data() else b'{"message": "half'
        _send_part(request, body)
    _break(request, is_orderly=kind is FaultKind.TRUNCATED)
    raise ConnectionError(f"{kind.value}, ordered by the demo")


def _send_part(request: Request, body: bytes) -> None:
    lines = (
        "HTTP/1.1 200 OK",
        "Content-Type: application/json",
        f"Content-Length: {len(body)}",
        "",
        "",
    )
    part = "\r\n".join(lines).encode() + body[: len(body) // 2]
    request.environ["werkzeug.socket"].sendall(part)


def _break(request: Request, *, is_orderly: bool) -> None:
    """The server's loop meets the end of this connection; without order it is a reset."""
    import socket  # noqa: PLC0415 - the demo's start does without
    import struct  # noqa: PLC0415

    connection = request.environ["werkzeug.socket"]
    if not is_orderly:
        at_once = struct.pack("ii", 1, 0)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, at_once)
    connection.shutdown(socket.SHUT_RD)
