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

import psutil
import pytest

from tray.adapters.loopback.oauth_redirect import LoopbackRedirect, LoopbackRedirectListener
from tray.adapters.loopback.result_page import (
    DENIED,
    FAILED,
    SIGNED_IN,
    page_language,
    result_page,
)
from tray.core.settings.settings import Language
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
    assert "You&#x27;re signed in" in tab.page
    assert "You&#x27;re signed in" in get(waiting, "/oauth/callback?code=x&state=right")[1]


def test_a_denial_is_told_on_the_page_too(waiting: LoopbackRedirect) -> None:
    waiting.finish(AuthorizationDenied("Denied."))
    assert "Sign-in denied" in get(waiting, "/oauth/callback?error=access_denied&state=right")[1]


def test_a_code_that_aws_refuses_is_told_on_the_page(waiting: LoopbackRedirect) -> None:
    tab = Tab(waiting)
    waiting.wait(5)
    waiting.finish(SignInError("AWS refused it."))
    tab.join(5)
    assert "Sign-in failed" in tab.page
    assert "Sign-in failed" in get(waiting, "/oauth/done")[1], "a reload says it again"


def test_nothing_is_said_before_there_was_an_answer(waiting: LoopbackRedirect) -> None:
    assert get(waiting, "/oauth/done")[0] == 404
    assert get(waiting, "/oauth/done?code=x&state=right")[0] == 404
    with pytest.raises(AuthorizationExpired):
        waiting.wait(0.05)


def test_a_page_that_waits_as_the_sign_in_is_cancelled_says_so(waiting: LoopbackRedirect) -> None:
    assert waiting.answer({"state": ["right"], "code": ["x"]})
    told: list[str | None] = []
    page = threading.Thread(target=lambda: told.append(waiting.outcome()))
    page.start()
    waiting.close()
    page.join(5)
    assert told == [FAILED]


def get(
    redirect: LoopbackRedirect, path: str, host: str | None = None, languages: str = ""
) -> tuple[int, str]:
    """As a browser goes there, also where it is led on to."""
    connection = HTTPConnection(urlsplit(redirect.uri).netloc, timeout=5)
    headers = {"Host": host} if host else {}
    connection.request("GET", path, headers=headers | {"Accept-Language": languages})
    answer = connection.getresponse()
    text, onwards = answer.read().decode(), answer.getheader("Location")
    connection.close()
    if answer.status == 303 and onwards:
        assert onwards == "/oauth/done", "no code in the address bar, nor in the history"
        return get(redirect, onwards, host, languages)
    return answer.status, text


def test_the_code_arrives_once(redirect: LoopbackRedirect) -> None:
    status, page = get(redirect, "/oauth/callback?code=first&state=right")
    assert status == 200
    assert "can close" in page
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
    ("wanted", "system", "language"),
    [
        (Language.GERMAN, "", "de"),
        (Language.ENGLISH, "de_DE.UTF-8", "en"),
        (Language.SYSTEM, "de_AT.UTF-8", "de"),
        (Language.SYSTEM, "pt_BR:de", "de"),
        (Language.SYSTEM, "C.UTF-8", "en"),
        (Language.SYSTEM, "pt_BR", "en"),
    ],
)
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="variables say it there")
def test_the_page_speaks_as_the_program_does_whatever_the_browser(
    wanted: Language, system: str, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANGUAGE", system)
    assert page_language(wanted, "en-GB,en;q=0.9") == language


@pytest.mark.parametrize("outcome", [SIGNED_IN, DENIED, FAILED])
def test_each_outcome_has_its_page_in_each_language(outcome: str) -> None:
    pages = {result_page(outcome, one, "") for one in (Language.ENGLISH, Language.GERMAN)}
    assert len(pages) == 2
    assert not any(b"$" in page for page in pages)


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


def port_of(redirect: LoopbackRedirect) -> int:
    return urlsplit(redirect.uri).port or 0


def test_a_silent_visitor_is_in_nobodys_way(redirect: LoopbackRedirect) -> None:
    with socket.create_connection(("127.0.0.1", port_of(redirect))) as silent:
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
    with pytest.raises(SignInError, match="returned an error: server_errorb") as caught:
        redirect.wait(5)
    assert caught.value.hint


@pytest.mark.parametrize("query", ["error=access_denied", "error=access_denied&state=", "error="])
def test_a_denial_without_the_state_ends_nothing(redirect: LoopbackRedirect, query: str) -> None:
    """Only a broken broker leaves it out (RFC 6749, 4.1.2.1); any page could say as much.

    The person reads there that they are not signed in, and can cancel or try again.
    """
    status, page = get(redirect, f"/oauth/callback?{query}")
    assert status == 400
    assert "You are signed in" not in page
    get(redirect, "/oauth/callback?code=x&state=right")
    assert redirect.wait(5).reveal() == "x"


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
    open_ports = psutil.Process().net_connections("tcp")
    port = port_of(redirect)
    assert {one.laddr.ip for one in open_ports if one.laddr.port == port} == {"127.0.0.1"}
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


def test_a_denial_after_the_code_does_not_change_what_is_told(waiting: LoopbackRedirect) -> None:
    assert waiting.answer({"state": ["right"], "code": ["x"]})
    waiting.answer({"state": ["right"], "error": ["access_denied"]})
    waiting.finish()
    assert "You&#x27;re signed in" in get(waiting, "/oauth/done")[1]
