"""Whose certificates are believed: the system's, and those that AWS_CA_BUNDLE names."""

import json
import socket
import ssl
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

ASK = """
import sys
from tests.fakes import ManualClock
from tray.adapters.aws.identity_center import AwsIdentityCenter
from tray.core.sso_files.endpoints import Endpoints
from tray.core.vocabulary.errors import TrayError
from tray.core.vocabulary.model import SessionName, SignInFlow, SsoSession
here = Endpoints(sso_oidc=sys.argv[1])
session = SsoSession(SessionName("acme"), "https://acme.awsapps.com/start", "us-east-1")
try:
    made = AwsIdentityCenter(ManualClock(), lambda _: here)
    sys.stdout.write(made.register_client(session, SignInFlow.PKCE).client_id)
except TrayError as error:
    sys.stdout.write(f"{type(error).__name__}: {error}")
"""
ANSWER = {
    "clientId": "it works",
    "clientSecret": "s",
    "clientSecretExpiresAt": 4_000_000_000,
    "SigninToken": "for the console",
}


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A company's own certificate authority, and a certificate of it for 127.0.0.1."""
    folder = tmp_path_factory.mktemp("ca")
    for command in (
        "req -x509 -newkey rsa:2048 -nodes -keyout ca.key -out ca.pem -subj /CN=Corp",
        "req -newkey rsa:2048 -nodes -keyout key.pem -out request.pem -subj /CN=127.0.0.1",
        "x509 -req -in request.pem -CA ca.pem -CAkey ca.key -out cert.pem -extfile extensions",
    ):
        (folder / "extensions").write_text("subjectAltName=IP:127.0.0.1")
        words = ["openssl", *command.split()]
        subprocess.run(words, cwd=folder, check=True, capture_output=True)
    return folder


@pytest.fixture
def server(authority: Path, network: object) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            body = json.dumps(ANSWER).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Nothing."""

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(authority / "cert.pem", authority / "key.pem")
    listening = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    listening.handle_error = lambda *_: None  # type: ignore[method-assign] # who hangs up is right
    listening.socket = context.wrap_socket(listening.socket, server_side=True)
    thread = threading.Thread(target=listening.serve_forever, args=(0.05,))
    thread.start()
    yield f"https://127.0.0.1:{listening.server_port}"
    listening.shutdown()
    listening.server_close()
    thread.join()


def ask(server: str, monkeypatch: pytest.MonkeyPatch, **named: str) -> str:
    """In a process of its own, since trust is the process's."""
    for name, value in named.items():
        monkeypatch.setenv(name, value)
    words = [sys.executable, "-c", ASK, server]
    return subprocess.run(words, capture_output=True, text=True, check=True).stdout


@pytest.mark.parametrize("variable", ["SSL_CERT_FILE", "AWS_CA_BUNDLE"])
def test_a_company_s_authority_is_believed(
    server: str, authority: Path, variable: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert ask(server, monkeypatch, **{variable: str(authority / "ca.pem")}) == "it works"


def test_others_are_not_and_it_says_what_to_do(
    server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = ask(server, monkeypatch)
    assert said.startswith("Unreachable")
    assert "AWS_CA_BUNDLE" in said


ASK_CONSOLE = """
import sys
from datetime import UTC, datetime
from tray.adapters.aws.console_federation import FederationConsoleSignIn
from tray.core.sso_files.endpoints import Endpoints
from tray.core.vocabulary.errors import TrayError
from tray.core.vocabulary.model import RoleCredentials, SessionName, SsoSession
from tray.core.vocabulary.secret import Secret
from tray.core.settings.settings import NetworkSettings
url, bundle, proxy = sys.argv[1:]
session = SsoSession(SessionName("acme"), "https://acme.awsapps.com/start", "us-east-1")
keys = RoleCredentials("A", Secret("s"), Secret("t"), datetime.now(UTC))
network = NetworkSettings(proxy=proxy, ca_bundle=bundle)
try:
    made = FederationConsoleSignIn(lambda _: Endpoints(signin=url), lambda: network)
    sys.stdout.write(made.signin_token(session, keys, "us-east-1").reveal())
except TrayError as error:
    sys.stdout.write(type(error).__name__)
"""


def ask_console(server: str, bundle: str = "", proxy: str = "") -> str:
    words = [sys.executable, "-c", ASK_CONSOLE, server, bundle, proxy]
    return subprocess.run(words, capture_output=True, text=True, check=True).stdout


def test_the_console_is_reached_with_the_same_trust(
    server: str, authority: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bundle = str(authority / "ca.pem")
    assert ask_console(server) == "Unreachable"
    assert ask_console(server, bundle) == "for the console"
    for variable in ("SSL_CERT_FILE", "AWS_CA_BUNDLE"):
        with monkeypatch.context() as named:
            named.setenv(variable, bundle)
            assert ask_console(server) == "for the console"


def test_the_console_is_reached_through_the_settings_proxy(network: object) -> None:
    """Which hears of a host, and not of keys: they are for AWS's eyes."""
    heard: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as proxy:

        def serve() -> None:
            peer, _ = proxy.accept()
            with peer:
                heard.append(peer.recv(4096))

        thread = threading.Thread(target=serve)
        thread.start()
        port = proxy.getsockname()[1]
        url = "https://signin.aws.example/federation"
        assert ask_console(url, proxy=f"http://127.0.0.1:{port}") == "Unreachable"
        thread.join()
    assert heard[0].startswith(b"CONNECT signin.aws.example:443 ")
