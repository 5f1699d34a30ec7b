"""The loopback endpoint for SDKs and containers: `AWS_CONTAINER_CREDENTIALS_FULL_URI`.

Off until somebody asks for a grant, and off again when the last one ends. Each
grant has a path and a token of its own and answers for one role. 127.0.0.1
only; the Host header is checked, so that no web page can reach it by another
name; nothing is allowed across origins; nothing interactive stands behind it.

Source: SDKs and Tools guide, "Container credential provider".
"""

import json
import threading
from collections.abc import Callable
from dataclasses import dataclass
from secrets import token_urlsafe

from tray.adapters.loopback.server import LoopbackServer, Reply, Visit
from tray.core.ipc.protocol import CredentialsAnswer, EndpointAnswer
from tray.core.ipc.sdk_json import container_json
from tray.core.vocabulary.errors import FileError, TrayError
from tray.core.vocabulary.secret import Secret
from tray.core.vocabulary.translatable import said

_MOST_GRANTS = 1000


@dataclass(frozen=True, slots=True)
class _Grant:
    token: Secret
    keys: Callable[[], CredentialsAnswer]
    is_wanted: Callable[[], bool]


class LoopbackEndpoint:
    """`core.ports.secrets.CredentialsEndpoint`: grants and their server. Safe from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._grants: dict[str, _Grant] = {}
        self._server: LoopbackServer | None = None

    def open(
        self, keys: Callable[[], CredentialsAnswer], is_wanted: Callable[[], bool]
    ) -> EndpointAnswer:
        """A new grant. `keys` answers within a second or raises; `is_wanted` ends it at False.

        Raises `FileError` where no port can be had.
        """
        path, grant = f"/{token_urlsafe(24)}", _Grant(Secret(token_urlsafe(32)), keys, is_wanted)
        with self._lock:
            self._drop_unwanted()
            if len(self._grants) >= _MOST_GRANTS:
                raise FileError(
                    said("Too many programs are using the endpoint."), said("Close some of them.")
                )
            server = self._server or self._start()
            self._grants[path] = grant
        return EndpointAnswer(f"{server.address}{path}", grant.token)

    def close(self, uri: str) -> None:
        """Ends a grant; nothing happens if it has ended."""
        with self._lock:
            path = "/" + uri.rsplit("/", 1)[-1]
            self._grants.pop(path, None)
            self._drop_unwanted()
            if not self._grants:
                self._stop()

    def close_all(self) -> None:
        """Ends them all, and the server."""
        with self._lock:
            self._grants.clear()
            self._stop()

    # ---- the server -----------------------------------------------------------

    def _start(self) -> LoopbackServer:
        try:
            self._server = LoopbackServer("endpoint", self._answered, looks_every=0.5)
        except OSError as error:
            hint = said("Try again, or use: sso-tray exec without --endpoint")
            raise FileError(said("No free port for the local endpoint."), hint) from error
        return self._server

    def _stop(self) -> None:
        server, self._server = self._server, None
        if server is not None:
            server.close_soon()  # a request that is being answered may take our lock next

    def _drop_unwanted(self) -> None:
        for path in [path for path, grant in self._grants.items() if not grant.is_wanted()]:
            del self._grants[path]

    # ---- one request ----------------------------------------------------------

    def _answered(self, visit: Visit) -> Reply:
        authorization = visit.headers.get("Authorization", "")
        status, body = self.answer(visit.path, authorization, visit.is_by_our_name)
        return Reply(status, body, {"Content-Type": "application/json"})

    def answer(self, path: str, authorization: str, is_our_host: bool) -> tuple[int, bytes]:
        """Status and body. A wrong path and a wrong token read the same from outside."""
        with self._lock:
            grant = self._grants.get(path)
        token = grant.token if grant is not None else Secret(token_urlsafe(32))
        is_right = token.matches(authorization)
        if not is_our_host or grant is None or not is_right or not grant.is_wanted():
            return _refusal(403, "Forbidden", "This is not a grant of SSO Tray's.")
        try:
            keys = grant.keys()
        except TrayError as error:
            status = 503 if error.retriable else 400
            return _refusal(status, type(error).__name__, f"SSO Tray: {error}")
        return 200, container_json(keys).reveal().encode()


def _refusal(status: int, code: str, message: str) -> tuple[int, bytes]:
    return status, json.dumps({"code": code, "message": message}).encode()
