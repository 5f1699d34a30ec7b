"""A network that answers in AWS's place: one server, one answer to everything."""

import threading
from http.server import ThreadingHTTPServer
from types import TracebackType

from tray.adapters.loopback.quiet_handler import QuietHandler
from tray.core.sso_files.endpoints import Endpoints

PAGE = b"<!doctype html><title>Welcome to the hotel</title>"


class ForeignNetwork:
    """A page of a hotel, or what else a test has it `answer`."""

    def __init__(self) -> None:
        self.answer(200, "text/html", PAGE)
        network = self

        class Handler(_Handler):
            owner = network

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._server.block_on_close = False
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))
        url = f"http://127.0.0.1:{self._server.server_port}"
        self.endpoints = Endpoints(url, url, f"{url}/federation", url)

    def answer(self, status: int, kind: str, body: bytes, date: str | None = None) -> None:
        """What it says from now on, without a `Date` unless there is one; `calls` begins anew."""
        self.status, self.kind, self.body, self.date = status, kind, body, date
        self.calls: list[str] = []

    def __enter__(self) -> "ForeignNetwork":
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(5)


class _Handler(QuietHandler):
    """One request of botocore's."""

    owner: ForeignNetwork

    def do_GET(self) -> None:
        self._answer()

    def do_POST(self) -> None:  # noqa: N802 - http.server's name
        self._answer()

    def _answer(self) -> None:
        owner = self.owner
        owner.calls.append(f"{self.command} {self.path}")
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.send_response_only(owner.status)
        if owner.date is not None:
            self.send_header("Date", owner.date)
        self.send_header("Content-Type", owner.kind)
        self.send_header("Location", "http://127.0.0.1:9/sign-in")
        self.send_header("Content-Length", str(len(owner.body)))
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(owner.body)


def nowhere() -> Endpoints:
    """Addresses where nobody listens: the network is gone."""
    url = "http://127.0.0.1:1"
    return Endpoints(url, url, f"{url}/federation", url)
