"""Connections that died while nobody looked cost nobody anything."""

import json
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import suppress
from http.server import ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.adapters.aws.relay import Relay
from tests.authority import Authority
from tests.fakes import START, ManualClock
from tray.adapters.aws.identity_center import AwsIdentityCenter
from tray.adapters.loopback.quiet_handler import QuietHandler
from tray.core.settings.settings import NetworkSettings
from tray.core.sso_files.endpoints import Endpoints
from tray.core.vocabulary.errors import CaptivePortal, Unreachable
from tray.core.vocabulary.model import (
    AccountId,
    ClientRegistration,
    RoleRef,
    SessionName,
    SignInFlow,
    SsoSession,
)
from tray.core.vocabulary.secret import Secret

SESSION = SsoSession(SessionName("acme"), "https://acme.awsapps.com/start", "us-east-1")
TOKEN = Secret("token")
ROLE = RoleRef(SESSION.name, AccountId("111122223333"), "Admin")
_END = int(START.timestamp() * 1000) + 3_600_000
ANSWERS = {
    "/assignment/accounts": {"accountList": [{"accountId": "111122223333"}]},
    "/assignment/roles": {"roleList": [{"roleName": "Admin"}]},
    "/federation/credentials": {
        "roleCredentials": {
            "accessKeyId": "A",
            "secretAccessKey": "s",
            "sessionToken": "t",
            "expiration": _END,
        }
    },
    "/token": {"accessToken": "t", "expiresIn": 3600, "refreshToken": "r"},
}


class KeepsAlive(QuietHandler):
    """AWS's front door keeps connections open; the demo's server closes each."""

    protocol_version = "HTTP/1.1"
    timeout = 20
    halves = 0
    """So many answers break off in the middle, and their connection stays open."""

    def do_GET(self) -> None:
        self._answer()

    def do_POST(self) -> None:  # noqa: N802 - http.server's name
        self.rfile.read(int(self.headers["Content-Length"]))
        self._answer()

    def _answer(self) -> None:
        body = json.dumps(ANSWERS[self.path.partition("?")[0]]).encode()
        self.send_response_only(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if KeepsAlive.halves:
            KeepsAlive.halves -= 1
            self.wfile.write(body[: len(body) // 2])
            self.close_connection = True
            if isinstance(self.connection, ssl.SSLSocket):  # without TLS's own farewell
                self.connection.shutdown(socket.SHUT_RDWR)
        else:
            self.wfile.write(body)


@pytest.fixture
def wire(network: object) -> Iterator[Relay]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), KeepsAlive)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    with Relay(f"http://127.0.0.1:{server.server_port}") as relay:
        yield relay
    server.shutdown()
    server.server_close()
    thread.join(5)


@pytest.fixture
def center(wire: Relay) -> AwsIdentityCenter:
    return AwsIdentityCenter(ManualClock(), lambda _: wire.endpoints)


def refresh(center: AwsIdentityCenter) -> object:
    registration = ClientRegistration("id", Secret("s"), START, SignInFlow.PKCE)
    return center.refresh(SESSION, registration, Secret("r"))


def keys(center: AwsIdentityCenter) -> object:
    return center.role_credentials(SESSION, TOKEN, ROLE)


def test_a_connection_that_fell_silent_is_not_used_again(
    wire: Relay, center: AwsIdentityCenter
) -> None:
    """As after a suspended laptop, or another VPN: with it a call runs into its timeout."""
    for call in (keys, refresh):
        call(center)
        wire.silence()
        before = wire.opened
        call(center)
        assert wire.opened == before + 1, "the first try is on a new one: none is waited for"


def test_an_answer_that_breaks_off_is_no_foreign_network(
    wire: Relay, center: AwsIdentityCenter
) -> None:
    center.list_accounts(SESSION, TOKEN, None)
    KeepsAlive.halves = 1
    with pytest.raises(Unreachable) as caught:
        center.list_accounts(SESSION, TOKEN, None)
    assert not isinstance(caught.value, CaptivePortal)
    before = wire.opened
    center.list_accounts(SESSION, TOKEN, None)
    assert wire.opened == before + 1, "what broke off is used by nobody"


@pytest.fixture
def secure(network: object, tmp_path: Path) -> Iterator[AwsIdentityCenter]:
    """The same over TLS, as AWS is reached."""
    authority = Authority.make(tmp_path / "authority")
    held: list[socket.socket] = []

    class Handler(KeepsAlive):
        def setup(self) -> None:
            held.append(self.request)
            super().setup()

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(authority.signed("localhost"))
    server.socket = context.wrap_socket(
        server.socket, server_side=True, do_handshake_on_connect=False
    )
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    url = f"https://localhost:{server.server_port}"
    yield AwsIdentityCenter(
        ManualClock(),
        lambda _: Endpoints(url, url),
        lambda: NetworkSettings(ca_bundle=str(authority.bundle)),
    )
    for connection in held:
        with suppress(OSError):  # it is closed
            connection.shutdown(socket.SHUT_RDWR)
    server.shutdown()
    server.server_close()
    thread.join(5)


def test_a_tls_connection_that_is_cut_in_mid_answer_fails_one_call(
    secure: AwsIdentityCenter,
) -> None:
    """The half-closed one went back into the pool once, and the next call failed, too."""
    secure.list_accounts(SESSION, TOKEN, None)
    for call in (keys, refresh):
        KeepsAlive.halves = 1
        with pytest.raises(Unreachable) as caught:
            call(secure)
        assert not isinstance(caught.value, CaptivePortal)
        call(secure)


def test_the_calls_of_a_listing_share_a_connection(wire: Relay, center: AwsIdentityCenter) -> None:
    for _ in range(10):
        center.list_roles(SESSION, TOKEN, ROLE.account_id, None)
    assert wire.opened < 5
