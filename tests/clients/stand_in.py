"""AWS's own host names, led to the demo for one program: for tools that take no other address.

The program runs in a mount namespace with a hosts file of its own, and trusts
a certificate authority of the test's. That takes root and Linux.
"""

import os
import ssl
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from http.server import ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.authority import Authority
from tray.adapters.loopback.quiet_handler import QuietHandler

HOSTS = {
    "oidc.us-east-1.amazonaws.com": "127.44.3.1",
    "portal.sso.us-east-1.amazonaws.com": "127.44.3.2",
}
"""Addresses of this machine's own, at which nobody else listens."""


@dataclass(frozen=True, slots=True)
class StandIn:
    """`prefix` goes before a command, `environ` into its environment."""

    prefix: tuple[str, ...]
    environ: dict[str, str]


@contextmanager
def standing_in(server: str, folder: Path) -> Iterator[StandIn]:
    """The hosts of IAM Identity Center in us-east-1, answered by `server`."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        pytest.skip("a hosts file for one program takes root")
    authority = Authority.make(folder / "authority", "Stand-in")
    hosts = folder / "hosts"
    hosts.write_text("".join(f"{address} {name}\n" for name, address in HOSTS.items()))
    with ExitStack() as stack:
        for name, address in HOSTS.items():
            stack.enter_context(_front(address, authority.signed(name), server))
        script = f'mount --bind "{hosts}" /etc/hosts && exec "$@"'
        yield StandIn(
            ("unshare", "--mount", "sh", "-c", script, "sh"),
            {"AWS_CA_BUNDLE": str(authority.bundle)},
        )


@contextmanager
def _front(address: str, certificate: Path, behind: str) -> Iterator[None]:
    class Handler(QuietHandler):
        def do_GET(self) -> None:
            self._pass_on(None)

        def do_POST(self) -> None:  # noqa: N802 - http.server's name
            self._pass_on(self.rfile.read(int(self.headers.get("Content-Length") or 0)))

        def _pass_on(self, body: bytes | None) -> None:
            headers = {key: value for key, value in self.headers.items() if key != "Host"}
            request = urllib.request.Request(behind + self.path, body, headers)  # noqa: S310
            try:
                answer = urllib.request.urlopen(request, timeout=10)  # noqa: S310 - the demo
            except urllib.error.HTTPError as refusal:
                answer = refusal
            with answer:
                said = answer.read()
            self.send_response_only(answer.status)
            for key, value in answer.headers.items():
                if key.lower() not in {"transfer-encoding", "connection"}:
                    self.send_header(key, value)
            self.end_headers()
            self.wfile.write(said)

    class Server(ThreadingHTTPServer):
        daemon_threads = True

    server = Server((address, 443), Handler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    server.socket = context.wrap_socket(
        server.socket, server_side=True, do_handshake_on_connect=False
    )
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
