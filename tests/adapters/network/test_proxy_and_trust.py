"""Proxies and certificates that stand in the way are named where the person can find them."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.contract.places import Place
from tests.fakes import ManualClock
from tray.adapters.aws.identity_center import AwsIdentityCenter
from tray.adapters.network.proxy_and_trust import NamedValue, proxy_fault
from tray.core.settings.settings import NetworkSettings
from tray.core.sso_files.endpoints import Endpoints
from tray.core.vocabulary.errors import TrayError, Unreachable
from tray.core.vocabulary.model import SessionName, SignInFlow, SsoSession
from tray.demo.emulator import Emulator
from tray.demo.organisation import sample_organisation
from tray.demo.rules import DemoRules
from tray.demo.server import DemoServer

SESSION = SsoSession(SessionName("acme"), "https://acme.awsapps.com/start", "us-east-1")


@contextmanager
def proxy(status: str) -> Iterator[str]:
    """One that answers every CONNECT with that status; its host and port."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def refuse() -> None:
            while True:
                try:
                    peer, _ = server.accept()
                except OSError:
                    return
                with peer:
                    peer.recv(400)
                    peer.sendall(f"HTTP/1.1 {status}\r\nContent-Length: 0\r\n\r\n".encode())

        thread = threading.Thread(target=refuse)
        thread.start()
        yield f"127.0.0.1:{server.getsockname()[1]}"
        server.shutdown(socket.SHUT_RDWR)
        thread.join(5)


def told(network: NetworkSettings | None = None, endpoint: str | None = None) -> TrayError:
    """What a sign-in says that fails on its way."""
    chosen = network or NetworkSettings()
    center = AwsIdentityCenter(
        ManualClock(), lambda _: Endpoints(sso_oidc=endpoint), lambda: chosen
    )
    with pytest.raises(Unreachable) as caught:
        center.register_client(SESSION, SignInFlow.PKCE)
    return caught.value


def test_a_proxy_that_wants_a_password_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    with proxy("407 Proxy Authentication Required") as address:
        monkeypatch.setenv("HTTPS_PROXY", f"http://{address}")
        error = told()
        assert "requires a user name and password" in error.title
        assert "HTTPS_PROXY" in error.hint
        monkeypatch.setenv("https_proxy", f"http://ann:hunter2@{address}")
        error = told()
        assert "rejected the user name and password in https_proxy" in error.title
        assert "hunter2" not in str(error)
        in_settings = told(NetworkSettings(proxy=f"http://ann:hunter2@{address}"))
        assert "the settings" in in_settings.title
        assert "hunter2" not in str(in_settings)


def test_a_proxy_that_refuses_says_with_what(monkeypatch: pytest.MonkeyPatch) -> None:
    with proxy("403 Forbidden") as address:
        monkeypatch.setenv("HTTPS_PROXY", f"http://{address}")
        error = told()
        assert address in error.title
        assert "403" in error.title


@pytest.mark.parametrize("value", ["http://ann:pa#ss@127.0.0.1:80", "http://ann:a/b@h:1"])
def test_a_password_with_special_letters_is_the_reason(
    monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", value)
    error = told()
    assert "the proxy address in HTTPS_PROXY isn't valid" in error.title
    assert "%23" in error.hint
    assert "ann" not in str(error)


def test_a_proxy_that_is_down_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("NO_PROXY", "*.amazonaws.com")
    error = told()
    assert "Couldn't reach proxy http://127.0.0.1:1 (HTTPS_PROXY)" in error.title
    assert "NO_PROXY doesn't allow *.amazonaws.com: use .amazonaws.com." in error.hint


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("socks5://127.0.0.1:1", "has a socks5:// proxy"),
        ("http://ann:12#ss@proxy:80", "isn't valid"),  # urllib3 asks for a host "ann", port 12
    ],
)
def test_what_the_library_takes_for_another_host_is_found(value: str, words: str) -> None:
    fault = proxy_fault(NamedValue("HTTPS_PROXY", value), "sign in", "no such host")
    assert fault is not None
    assert words in fault.title


def test_an_https_proxy_that_speaks_http_is_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    with proxy("400 Bad Request") as address:
        monkeypatch.setenv("HTTPS_PROXY", f"https://{address}")
        error = told()
        assert "doesn't accept HTTPS" in error.title
        assert "http://" in error.hint


@pytest.mark.parametrize("name", ["AWS_CA_BUNDLE", "REQUESTS_CA_BUNDLE", "settings"])
@pytest.mark.parametrize("kind", ["missing", "folder", "empty", "junk", "tilde"])
def test_a_bundle_that_is_none_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str, kind: str
) -> None:
    (tmp_path / "empty").write_text("")
    (tmp_path / "junk").write_text("junk")
    (tmp_path / "folder").mkdir()
    path = "~/ca.pem" if kind == "tilde" else str(tmp_path / kind)
    network = NetworkSettings(ca_bundle=path) if name == "settings" else NetworkSettings()
    if name != "settings":
        monkeypatch.setenv(name, path)
    with silent_server() as endpoint:
        error = told(network, endpoint)
    assert f"{path} (" in error.title
    assert "Couldn't read certificates" in error.title
    assert name in error.title
    assert ("isn't expanded" in error.hint) == (kind == "tilde")


@contextmanager
def silent_server() -> Iterator[str]:
    """It takes connections, and never comes to speak: the certificates are read before."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"https://127.0.0.1:{server.getsockname()[1]}"


def test_no_proxy_leads_back_to_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """The demo, and whatever else answers on loopback, is not the proxy's to reach."""
    for name in ("http_proxy", "HTTP_PROXY", "HTTPS_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    clock = ManualClock()
    with DemoServer(Emulator(clock, sample_organisation(), DemoRules())) as server:
        place = Place(server, clock)
        assert place.center.register_client(place.session, SignInFlow.PKCE).client_id
