"""The way back from the browser: one code, by one path, with the right state."""

import os
import shutil
import socket
import struct
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.client import HTTPConnection
from urllib.parse import urlsplit

import pytest

from tray.adapters.loopback.oauth_redirect import LoopbackRedirect, LoopbackRedirectListener
from tray.core.vocabulary.errors import (
    AuthorizationDenied,
    AuthorizationExpired,
    RedirectFailed,
    SignInError,
)
from tray.core.vocabulary.secret import Secret


@pytest.fixture
def redirect() -> Iterator[LoopbackRedirect]:
    redirect = LoopbackRedirectListener().listen(Secret("right"))
    redirect.finish()  # so that no page waits for the outcome
    yield redirect
    redirect.close()


@pytest.fixture
def waiting() -> Iterator[LoopbackRedirect]:
    """Nobody knows yet what comes of the code."""
    redirect = LoopbackRedirectListener().listen(Secret("right"))
    yield redirect
    redirect.close()


class Tab(threading.Thread):
    """A browser's tab that comes back with the code, and waits."""

    def __init__(self, redirect: LoopbackRedirect) -> None:
        super().__init__()
        self.redirect, self.page = redirect, ""
        self.start()

    def run(self) -> None:
        self.page = get(self.redirect, "/oauth/callback?code=x&state=right")[1]


def test_the_page_says_what_came_of_the_code(waiting: LoopbackRedirect) -> None:
    tab = Tab(waiting)
    assert waiting.wait(5).reveal() == "x"
    assert not tab.page
    waiting.finish()
    tab.join(5)
    assert "You are signed in" in tab.page
    assert "You are signed in" in get(waiting, "/oauth/callback?code=x&state=right")[1]


def test_a_code_that_brought_nothing_is_no_sign_in(waiting: LoopbackRedirect) -> None:
    tab = Tab(waiting)
    waiting.wait(5)
    waiting.close()
    tab.join(5)
    assert tab.page
    assert "You are signed in" not in tab.page


def get(
    redirect: LoopbackRedirect, path: str, host: str | None = None, languages: str = ""
) -> tuple[int, str]:
    connection = HTTPConnection(urlsplit(redirect.uri).netloc, timeout=5)
    headers = {"Host": host} if host else {}
    connection.request("GET", path, headers=headers | {"Accept-Language": languages})
    answer = connection.getresponse()
    text = answer.read().decode()
    connection.close()
    return answer.status, text


def test_the_code_arrives_once(redirect: LoopbackRedirect) -> None:
    status, page = get(redirect, "/oauth/callback?code=first&state=right")
    assert status == 200
    assert "may close" in page
    assert "first" not in page
    get(redirect, "/oauth/callback?code=second&state=right")
    assert redirect.wait(5).reveal() == "first"


@pytest.mark.parametrize(
    ("languages", "language"),
    [
        ("de-AT,de;q=0.9,en;q=0.5", "de"),
        ("en-GB,en;q=0.9,de;q=0.8", "en"),
        ("ja,de;q=0.5", "de"),
        ("ja,zh;q=0.5", "en"),
        ("../../secret", "en"),
        ("", "en"),
    ],
)
def test_the_page_is_in_the_browsers_language(
    redirect: LoopbackRedirect, languages: str, language: str
) -> None:
    _, page = get(redirect, "/oauth/callback?code=x&state=right", languages=languages)
    assert f'<html lang="{language}">' in page


@pytest.mark.parametrize(
    ("path", "host", "status"),
    [
        ("/oauth/callback?code=x&state=wrong", None, 400),
        ("/oauth/callback?code=x", None, 400),
        ("/oauth/callback?state=right", None, 400),
        ("/oauth/callback/?code=x&state=right", None, 404),
        ("/?code=x&state=right", None, 404),
        ("/oauth/callback?code=x&state=right", "evil.example", 400),
    ],
    ids=["wrong state", "no state", "no code", "longer path", "other path", "foreign host"],
)
def test_what_is_foreign_changes_nothing(
    redirect: LoopbackRedirect, path: str, host: str | None, status: int
) -> None:
    assert get(redirect, path, host)[0] == status
    with pytest.raises(AuthorizationExpired):
        redirect.wait(0.05)


def test_deny_is_told(redirect: LoopbackRedirect) -> None:
    get(redirect, "/oauth/callback?error=access_denied&state=right")
    with pytest.raises(AuthorizationDenied):
        redirect.wait(5)


def test_a_silent_visitor_is_in_nobodys_way(redirect: LoopbackRedirect) -> None:
    with socket.create_connection(("127.0.0.1", int(redirect.host.split(":")[1]))) as silent:
        silent.sendall(b"GET /oauth")
        get(redirect, "/oauth/callback?code=x&state=right")
        assert redirect.wait(5).reveal() == "x"


def test_close_wakes_who_waits(redirect: LoopbackRedirect) -> None:
    closer = threading.Thread(target=redirect.close)
    closer.start()
    with pytest.raises(RedirectFailed):
        redirect.wait(10)
    closer.join(10)
    redirect.close()


def test_another_error_is_told_by_its_word_alone(redirect: LoopbackRedirect) -> None:
    status, page = get(redirect, "/oauth/callback?error=server_error%3Cb%3E&state=right")
    assert status == 200
    assert "server_error" not in page
    with pytest.raises(SignInError, match="answered: server_errorb") as caught:
        redirect.wait(5)
    assert caught.value.hint


def test_an_error_with_the_wrong_state_is_not_believed(redirect: LoopbackRedirect) -> None:
    assert get(redirect, "/oauth/callback?error=access_denied&state=wrong")[0] == 400
    get(redirect, "/oauth/callback?code=x&state=right")
    assert redirect.wait(5).reveal() == "x"


@pytest.mark.parametrize("method", ["POST", "HEAD", "PUT", "OPTIONS"])
def test_only_a_get_brings_a_code(redirect: LoopbackRedirect, method: str) -> None:
    connection = HTTPConnection(urlsplit(redirect.uri).netloc, timeout=5)
    connection.request(method, "/oauth/callback?code=x&state=right")
    assert connection.getresponse().status == 501
    connection.close()
    with pytest.raises(AuthorizationExpired):
        redirect.wait(0.05)


def test_nobody_listens_beyond_this_machine_and_after_the_end(redirect: LoopbackRedirect) -> None:
    assert redirect._server.server_address[0] == "127.0.0.1"
    redirect.close()
    with pytest.raises(ConnectionRefusedError):
        get(redirect, "/oauth/callback?code=x&state=right")


_NO_SOCKETS = """
import resource
from tray.adapters.loopback.oauth_redirect import LoopbackRedirectListener
from tray.core.vocabulary.errors import RedirectFailed
from tray.core.vocabulary.secret import Secret
resource.setrlimit(resource.RLIMIT_NOFILE, (3, 3))
try:
    LoopbackRedirectListener().listen(Secret("state"))
except RedirectFailed as error:
    print(error.remedy.value)
"""


@pytest.mark.skipif(os.name != "posix", reason="limits the number of open files")
def test_where_nothing_can_be_bound_a_code_is_offered() -> None:
    done = subprocess.run(
        [sys.executable, "-c", _NO_SOCKETS], capture_output=True, text=True, check=True
    )
    assert done.stdout == "sign in with a code\n"


_ATTACK = """
import sys, urllib.request, urllib.error
try:
    print(urllib.request.urlopen(sys.argv[1], timeout=5).status)
except urllib.error.HTTPError as error:
    print(error.code)
"""


@pytest.mark.skipif(
    not sys.platform.startswith("linux") or os.geteuid() != 0, reason="becomes another user"
)
def test_another_user_of_the_machine_is_no_browser_of_ours(redirect: LoopbackRedirect) -> None:
    """Even with the state, which a browser's command line may have shown them."""
    page = f"{redirect.uri}?code=theirs&state=right"
    as_another = ["setpriv", "--reuid=4002", "--regid=4002", "--clear-groups"]
    python = shutil.which("python3", path="/usr/bin") or "python3"
    theirs = subprocess.run(
        [*as_another, python, "-I", "-c", _ATTACK, page], capture_output=True, text=True, check=True
    )
    assert theirs.stdout == "403\n"
    get(redirect, "/oauth/callback?code=ours&state=right")
    assert redirect.wait(5).reveal() == "ours"


def test_what_visitors_break_is_nobodys_news(
    redirect: LoopbackRedirect, capfd: pytest.CaptureFixture[str]
) -> None:
    netloc = urlsplit(redirect.uri)
    address = (netloc.hostname, netloc.port)
    for request in (b"GET http://[ HTTP/1.1\r\n\r\n", b"\x00\xff\r\n\r\n", b"GET / HTTP/1.1"):
        with socket.create_connection(address) as visitor:
            # Closed by a reset: the answer meets a connection that is gone.
            visitor.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            visitor.sendall(request)
    assert get(redirect, "/oauth/callback?code=ours&state=right")[0] == 200
    assert capfd.readouterr().err == ""


def test_a_path_that_is_no_address_is_answered(redirect: LoopbackRedirect) -> None:
    netloc = urlsplit(redirect.uri)
    with socket.create_connection((netloc.hostname, netloc.port), timeout=5) as visitor:
        visitor.sendall(b"GET http://[ HTTP/1.1\r\n\r\n")
        assert visitor.recv(100).split()[1] == b"400"
