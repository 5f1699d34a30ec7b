"""The browser's way back to this program: one authorization code on 127.0.0.1.

RFC 8252, section 7.3, and RFC 7636. It is bound before the browser opens, takes
one exact path, compares the state in constant time, and counts once. The page in the
browser says what came of it, not what was hoped.
"""

import queue
import threading
from urllib.parse import parse_qs, urlsplit

from tray.adapters.loopback.peer_uid import is_of_another_user
from tray.adapters.loopback.quiet_handler import QuietHandler, QuietServer
from tray.core.vocabulary.errors import (
    AuthorizationDenied,
    RedirectFailed,
    SignInError,
    TrayError,
    sign_in_timed_out,
)
from tray.core.vocabulary.secret import Secret
from tray.core.vocabulary.translatable import said
from tray.resource_files import resource_path

_PATH = "/oauth/callback"
_CLOSE_SECONDS = 5
_OUTCOME_SECONDS = 45.0
"""Longer than a code is tried to be redeemed."""
_LINGER_SECONDS = 30.0
_HEADERS = {
    "Content-Type": "text/html; charset=utf-8",
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'",
    "Connection": "close",
}


class LoopbackRedirectListener:
    """`ports.RedirectListener` over the standard library's server."""

    def listen(self, state: Secret) -> "LoopbackRedirect":
        """Binds a free port now. Raises `RedirectFailed`."""
        try:
            return LoopbackRedirect(state)
        except OSError as error:
            raise RedirectFailed(
                said("No port on this machine could be opened for the browser's answer."),
                said("Sign in with a code instead."),
            ) from error


class LoopbackRedirect:
    """`ports.Redirect`: waits for one answer."""

    def __init__(self, state: Secret) -> None:
        self._state = state
        self._answers: queue.Queue[Secret | TrayError] = queue.Queue(maxsize=1)
        self._is_closed = threading.Event()
        self._is_over = threading.Event()
        self._is_well = False
        self._linger = threading.Timer(_LINGER_SECONDS, self.close)
        self._linger.daemon = True
        redirect = self

        class Handler(_Handler):
            owner = redirect

        self._server = QuietServer(Handler)
        self._server.block_on_close = False
        self.host = f"127.0.0.1:{self._server.server_port}"
        self.uri = f"http://{self.host}{_PATH}"
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.2,), name="redirect", daemon=True
        )
        self._thread.start()

    def wait(self, timeout: float) -> Secret:
        """The code, or what the page said instead."""
        try:
            answer = self._answers.get(timeout=timeout)
        except queue.Empty:
            raise sign_in_timed_out() from None
        if isinstance(answer, TrayError):
            raise answer
        return answer

    def finish(self) -> None:
        """The code brought a token: the browser is told, and whatever asks again for a while.

        A prefetch may have taken the code, and then the person's own tab comes second.
        """
        self._is_well = True
        self._is_over.set()
        self._linger.start()

    def close(self) -> None:
        """Ends the listener; who waits is told."""
        if self._is_closed.is_set():
            return
        self._is_closed.set()
        self._is_over.set()
        self._linger.cancel()
        self._settle(RedirectFailed(said("The sign-in was cancelled.")))
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(_CLOSE_SECONDS)

    def answer(self, query: dict[str, list[str]]) -> tuple[int, str]:
        """Takes what the browser brought: HTTP status and the page to show."""
        state = query.get("state", [""])[0]
        if not self._state.matches(state):
            return 400, "signed-in-failed"
        error, code = query.get("error", [""])[0], query.get("code", [""])[0]
        if error:
            self._settle(_error(error))
            return 200, "signed-in-failed"
        if not code:
            return 400, "signed-in-failed"
        self._settle(Secret(code))
        # Only what came of the code is the truth, and it is known in a moment.
        self._is_over.wait(_OUTCOME_SECONDS)
        return 200, "signed-in" if self._is_well else "signed-in-failed"

    def _settle(self, answer: Secret | TrayError) -> None:
        try:
            self._answers.put_nowait(answer)
        except queue.Full:
            return  # the first answer counts


class _Handler(QuietHandler):
    """One request of a browser."""

    owner: LoopbackRedirect

    def do_GET(self) -> None:
        """The redirect, and nothing else."""
        try:
            parts = urlsplit(self.path)
        except ValueError:  # `http://[`
            self._send(400, "signed-in-failed")
            return
        if is_of_another_user(self.client_address[1], self.server.server_port):
            self._send(403, "signed-in-failed")
        elif self.headers.get("Host") != self.owner.host:
            self._send(400, "signed-in-failed")
        elif parts.path != _PATH:
            self._send(404, "signed-in-failed")
        else:
            self._send(*self.owner.answer(parse_qs(parts.query)))

    def _send(self, status: int, page: str) -> None:
        page += _language(self.headers.get("Accept-Language", ""))
        body = resource_path(f"pages/{page}.html").read_bytes()
        self.send_response(status)
        for name, value in _HEADERS.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def _language(accepted: str) -> str:
    """Which page: a browser says what its person reads, the favourite first (RFC 9110, 12.5.4)."""
    for entry in accepted.lower().split(","):
        tag = entry.split(";")[0].split("-")[0].strip()
        if tag in {"en", "de"}:
            return "" if tag == "en" else f".{tag}"
    return ""


def _error(error: str) -> SignInError:
    if error == "access_denied":
        return AuthorizationDenied(
            said("The sign-in was denied in the browser."), said("Nothing was changed.")
        )
    word = "".join(letter for letter in error[:40] if letter.isalnum() or letter == "_")
    return SignInError(
        said("The sign-in page answered: {word}.", word=word), said("Start the sign-in again.")
    )
