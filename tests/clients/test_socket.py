"""The agent's socket and endpoint under those who mean no good, and under many at once."""

import json
import shlex
import socket
import stat
import subprocess
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from urllib.parse import urlsplit

import pytest

from tests.clients.office import ADMIN, US, Office
from tray.core.ipc import protocol

STATUS = b'{"version": 1, "request": "get-status"}\n'


def talk(office: Office, *pieces: bytes) -> bytes:
    """What the agent answers to these bytes, until it hangs up or falls silent."""
    with socket.socket(socket.AF_UNIX) as peer:
        peer.settimeout(10)
        peer.connect(str(office.places.socket))
        try:
            for piece in pieces:
                peer.sendall(piece)
            peer.shutdown(socket.SHUT_WR)
        except BrokenPipeError:
            pass  # it had enough: that is one of the right answers
        heard = b""
        try:
            while more := peer.recv(65536):
                heard += more
        except ConnectionResetError:
            return heard
        return heard


def test_only_its_owner_reaches_it(office: Office) -> None:
    assert stat.S_IMODE(office.places.runtime.stat().st_mode) == 0o700
    assert stat.S_IMODE(office.places.socket.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    "line",
    [
        b"garbage\n",
        b"\xff\xfe\x00\n",
        b"[]\n",
        b"{}\n",
        b'{"version": 2, "request": "get-status"}\n',
        b'{"version": 1, "request": "no-such-thing"}\n',
        b'{"version": 1, "request": ["get-status"]}\n',
        b'{"version": 1, "request": "get-status", "after": "x"}\n',
        b'{"version": 1, "request": "get-status", "more": 1}\n',
        b'{"version": 1, "request": "use-role"}\n',
        b"[" * 60000 + b"\n",
    ],
    ids=lambda line: repr(line[:50]),
)
def test_what_is_not_a_request_is_answered_with_an_error(office: Office, line: bytes) -> None:
    answer = json.loads(talk(office, line))
    assert answer["error"]["kind"] == "NotUnderstood"
    assert office.status().sessions


@pytest.mark.parametrize(
    "pieces",
    [(b"x" * 1_000_000,) * 100, (b'{"version": 1, "req',), (b"",)],
    ids=["100 MB without a line's end", "half a line", "nothing"],
)
def test_what_never_ends_is_hung_up_on(office: Office, pieces: tuple[bytes, ...]) -> None:
    assert talk(office, *pieces) == b""
    assert json.loads(talk(office, STATUS))["answer"]["sessions"]


def test_several_requests_on_one_connection(office: Office) -> None:
    answers = talk(office, STATUS + STATUS[:10], STATUS[10:]).splitlines()
    assert [sorted(json.loads(line)) for line in answers] == [["answer", "version"]] * 2


def test_fifty_helpers_at_once_cost_one_call(office: Office) -> None:
    office.tray("use", ADMIN, "--profile", "ops", "--as", "process")
    office.host.assembly.services.credentials.forget(office.place.session.name)
    config = (office.stage.aws / "config").read_text()
    line = next(text for text in config.splitlines() if "credential_process" in text)
    words = shlex.split(line.split("=", 1)[1])
    office.emulator.calls.clear()

    def run(_: int) -> str:
        done = subprocess.run(words, capture_output=True, text=True, check=True, timeout=60)
        return str(json.loads(done.stdout)["AccessKeyId"])

    with ThreadPoolExecutor(50) as pool:
        keys = set(pool.map(run, range(50)))
    assert len(keys) == 1
    assert list(office.emulator.calls) == ["GET /federation/credentials"]


def test_the_helper_says_why_in_one_line(office: Office) -> None:
    command = office.stage.files.profile_writer.helper_command(office.place.role())
    words = shlex.split(command)
    office.tray("logout")
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.splitlines() == [
        (
            "sso-tray: You're not signed in to acme. Click the SSO Tray icon, or run: "
            "sso-tray login acme"
        )
    ]
    office.socket.close()
    done = subprocess.run(words, capture_output=True, text=True, check=False, env=office.environ)
    assert (done.returncode, done.stdout) == (1, "")
    assert "sso-tray --demo" in done.stderr


@pytest.mark.parametrize("heard", [b"", b'{"Vers'], ids=["nothing", "half an answer"])
def test_a_helper_whose_agent_dies_in_the_middle_does_it_by_itself(
    office: Office, heard: bytes
) -> None:
    """It becomes the command, which finds no agent here, since the demo has only the one."""
    words = shlex.split(office.stage.files.profile_writer.helper_command(office.place.role()))
    office.socket.close()
    with socket.socket(socket.AF_UNIX) as dying:
        dying.bind(str(office.places.socket))
        dying.listen()
        helper = subprocess.Popen(
            words, env=office.environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        peer, _ = dying.accept()
        with peer:
            assert b"get-process-credentials" in peer.recv(4096)
            peer.sendall(heard)
    office.places.socket.unlink()
    said, why = helper.communicate(timeout=30)
    assert (helper.returncode, said) == (1, "")
    assert "sso-tray --demo" in why


# ---- the endpoint ------------------------------------------------------------------


def grant(office: Office) -> protocol.EndpointAnswer:
    answer = office.host.broker.handle(protocol.OpenEndpoint(ADMIN), US)
    assert isinstance(answer, protocol.EndpointAnswer)
    return answer


def fetch(uri: str, method: str = "GET", **headers: str) -> tuple[int, dict[str, str], bytes]:
    parts = urlsplit(uri)
    connection = HTTPConnection(parts.netloc, timeout=10)
    connection.request(method, parts.path, headers=headers)
    response = connection.getresponse()
    body = response.read()
    connection.close()
    return response.status, dict(response.getheaders()), body


def test_the_endpoint_answers_who_has_a_grant(office: Office) -> None:
    given = grant(office)
    status, headers, body = fetch(given.uri, Authorization=given.authorization_token.reveal())
    keys = json.loads(body)
    assert status == 200
    assert sorted(keys) == ["AccessKeyId", "AccountId", "Expiration", "SecretAccessKey", "Token"]
    assert keys["Expiration"].endswith("Z")
    assert headers["Cache-Control"] == "no-store"
    assert "Access-Control-Allow-Origin" not in headers
    office.host.broker.handle(protocol.CloseEndpoint(given.uri), US)


@pytest.mark.parametrize(
    ("method", "headers", "status"),
    [
        ("GET", {}, 403),
        ("GET", {"Authorization": "wrong"}, 403),
        ("GET", {"Authorization": "TOKEN", "Host": "evil.example:80"}, 403),
        ("GET", {"Authorization": "TOKEN", "Host": "localhost"}, 403),
        ("OPTIONS", {"Origin": "http://evil.example"}, 501),
        ("POST", {"Authorization": "TOKEN"}, 501),
    ],
    ids=["no token", "wrong token", "foreign host", "another name", "preflight", "POST"],
)
def test_the_endpoint_refuses_others(
    office: Office, method: str, headers: dict[str, str], status: int
) -> None:
    given = grant(office)
    sent = {
        name: value.replace("TOKEN", given.authorization_token.reveal())
        for name, value in headers.items()
    }
    got, answered, body = fetch(given.uri, method, **sent)
    assert got == status
    assert b"SecretAccessKey" not in body
    assert not [name for name in answered if name.lower().startswith("access-control")]
    got, _, _ = fetch(given.uri + "x", Authorization=given.authorization_token.reveal())
    assert got == 403
    office.host.broker.handle(protocol.CloseEndpoint(given.uri), US)


def test_the_endpoint_says_clearly_what_is_wrong(office: Office) -> None:
    given = grant(office)
    office.tray("logout")
    status, _, body = fetch(given.uri, Authorization=given.authorization_token.reveal())
    assert status == 400
    assert "You're not signed in to acme" in json.loads(body)["message"]
    office.host.broker.handle(protocol.CloseEndpoint(given.uri), US)


def test_a_grant_that_has_ended_is_gone(office: Office) -> None:
    first, second = grant(office), grant(office)
    office.host.broker.handle(protocol.CloseEndpoint(first.uri), US)
    status, _, _ = fetch(first.uri, Authorization=first.authorization_token.reveal())
    assert status == 403
    office.host.broker.handle(protocol.CloseEndpoint(second.uri), US)
