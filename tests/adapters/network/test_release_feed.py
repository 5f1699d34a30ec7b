"""The project's feed over HTTP: what is sent, what is understood, and what is not waited for."""

import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from time import monotonic

import pytest

from tray.adapters.network.release_feed import HttpReleaseFeed
from tray.core.settings.settings import NetworkSettings
from tray.core.vocabulary.errors import ServiceError, TrayError, Unreachable
from tray.wiring.program import release_feed

PLAIN = NetworkSettings()


class Project:
    """A server that says `body`, and remembers what it was asked."""

    def __init__(self) -> None:
        self.status, self.body = 200, b'{"version": "1.2.0", "more": 1}'
        self.headers: dict[str, str] = {}
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.release = threading.Event()
        project = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                project.asked.append((self.path, dict(self.headers)))
                if self.path == "/slow":
                    self.send_response(200)
                    self.end_headers()
                    project.release.wait(20)
                    return
                self.send_response(project.status)
                for name, value in project.headers.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(project.body)

            def log_message(self, *_: object) -> None:
                return

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"


@pytest.fixture
def project() -> Iterator[Project]:
    project = Project()
    thread = threading.Thread(target=project.server.serve_forever, args=(0.05,))
    thread.start()
    yield project
    project.release.set()
    project.server.shutdown()
    thread.join()
    project.server.server_close()


def ask(url: str, network: NetworkSettings = PLAIN) -> str:
    return HttpReleaseFeed("1.0", seconds=1).newest(url, network)


def test_the_version_is_understood_and_nothing_is_told(project: Project) -> None:
    assert ask(f"{project.url}/releases.json") == "1.2.0"
    ((path, headers),) = project.asked
    assert path == "/releases.json"
    assert headers.keys() == {"Host", "User-Agent", "Accept", "Accept-Encoding", "Connection"}
    assert headers["User-Agent"] == "sso-tray"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>",
        b"[]",
        b'"1.0"',
        b'{"version": 1}',
        b'{"version": ""}',
        b'{"version": "%s"}' % (b"1" * 50),
        b"\xff",
        b"[" * 8_000,
    ],
    ids=lambda body: repr(body[:30]),
)
def test_what_is_no_feed(project: Project, body: bytes) -> None:
    project.body = body
    with pytest.raises(ServiceError, match="Couldn't read the list of releases"):
        ask(project.url)


@pytest.mark.parametrize("status", [301, 302, 307, 403, 404, 500, 503])
def test_other_answers(project: Project, status: int) -> None:
    project.status, project.headers = status, {"Location": f"{project.url}/elsewhere"}
    with pytest.raises(Unreachable):
        ask(f"{project.url}/x")
    assert [path for path, _ in project.asked] == ["/x"], "no redirect is followed"


def test_what_never_ends_is_not_read(project: Project) -> None:
    project.body = b" " * 100_000
    with pytest.raises(Unreachable):
        ask(project.url)


def test_who_does_not_answer_is_not_waited_for(project: Project) -> None:
    began = monotonic()
    with pytest.raises(Unreachable):
        ask(f"{project.url}/slow")
    assert monotonic() - began < 10


def test_nobody_there() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        with pytest.raises(Unreachable):
            ask(f"http://127.0.0.1:{taken.getsockname()[1]}/")


def test_the_proxy_of_the_settings_is_used(project: Project) -> None:
    assert ask("http://project.example/releases.json", NetworkSettings(project.url)) == "1.2.0"
    assert project.asked[0][0] == "http://project.example/releases.json"


@pytest.mark.parametrize("address", ["", "isn't a web address", "ftp:/x", "http://"], ids=repr)
def test_addresses_that_are_none(address: str) -> None:
    with pytest.raises(TrayError):
        ask(address)


def test_certificates_that_cannot_be_read() -> None:
    with pytest.raises(Unreachable):
        ask("https://127.0.0.1:1/", NetworkSettings(ca_bundle="/does/not/exist"))


def test_a_checkout_asks_nobody() -> None:
    assert release_feed() is None
