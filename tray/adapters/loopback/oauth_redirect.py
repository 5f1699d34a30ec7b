"""The browser's way back to this program: one authorization code on 127.0.0.1.

RFC 8252, section 7.3, and RFC 7636. It is bound before the browser opens, takes
one exact path, compares the state in constant time, and counts once. The browser is then led on
to an address without the code, where the page waits and says what came of it, not what was hoped.
"""

import queue
import threading
from urllib.parse import parse_qs, urlsplit

from tray.adapters.loopback.result_page import DENIED, FAILED, SIGNED_IN, result_page
from tray.adapters.loopback.server import LoopbackServer, Reply, Visit
from tray.core.settings.settings import Language
from tray.core.vocabulary.errors import (
    AuthorizationDenied,
    RedirectFailed,
    SignInError,
    TrayError,
    sign_in_timed_out,
)
from tray.core.vocabulary.secret import Secret
from tray.core.vocabulary.translatable import said

_PATH = "/oauth/callback"
_DONE = "/oauth/done"
_OUTCOME_SECONDS = 45.0
"""Longer than a code is tried to be redeemed."""
_LINGER_SECONDS = 30.0
_HEADERS = {
    "Content-Type": "text/html; charset=utf-8",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'",
    "Connection": "close",
}


class LoopbackRedirectListener:
    """`core.ports.aws.RedirectListener` over the standard library's server."""

    def listen(self, state: Secret, language: Language = Language.SYSTEM) -> "LoopbackRedirect":
        """Binds a free port now. Raises `RedirectFailed`."""
        try:
            return LoopbackRedirect(state, language)
        except OSError as error:
            raise RedirectFailed(
                said("Couldn't open a local port for the browser to return to."),
                said("Sign in with a code instead."),
            ) from error


class LoopbackRedirect:
    """`core.ports.aws.Redirect`: waits for one answer."""

    def __init__(self, state: Secret, language: Language) -> None:
        self._state, self.language = state, language
        self._answers: queue.Queue[Secret | TrayError] = queue.Queue(maxsize=1)
        self._is_closed = threading.Event()
        self._is_answered = threading.Event()
        self._is_over = threading.Event()
        self._outcome = FAILED
        self._linger = threading.Timer(_LINGER_SECONDS, self.close)
        self._linger.daemon = True
        self._server = LoopbackServer("redirect", self._reply)
        self.uri = f"{self._server.address}{_PATH}"

    def wait(self, timeout: float) -> Secret:
        """The code, or what the page said instead."""
        try:
            answer = self._answers.get(timeout=timeout)
        except queue.Empty:
            raise sign_in_timed_out() from None
        if isinstance(answer, TrayError):
            raise answer
        return answer

    def finish(self, error: TrayError | None = None) -> None:
        """What came of it: the browser is told, and whatever asks again for a while.

        A prefetch may have taken the code, and then the person's own tab comes second.
        """
        self._tell(error)
        self._linger.start()

    def _tell(self, error: TrayError | None) -> None:
        if error is None:
            self._outcome = SIGNED_IN
        elif isinstance(error, AuthorizationDenied):
            self._outcome = DENIED
        self._is_over.set()

    def close(self) -> None:
        """Ends the listener; who waits is told."""
        if self._is_closed.is_set():
            return
        self._is_closed.set()
        self._is_over.set()
        self._linger.cancel()
        self._settle(RedirectFailed(said("The sign-in was cancelled.")))
        self._server.close()

    def _reply(self, visit: Visit) -> Reply:
        """To the redirect, and to the page after it; nothing else is there."""
        try:
            parts = urlsplit(visit.path)
        except ValueError:  # `http://[`
            return self._page(visit, 400)
        if visit.is_of_another_user:
            return self._page(visit, 403)
        if not visit.is_by_our_name:
            return self._page(visit, 400)
        if parts.path == _DONE and (outcome := self.outcome()) is not None:
            return self._page(visit, 200, outcome)
        if parts.path != _PATH:
            return self._page(visit, 404)
        if self.answer(parse_qs(parts.query)):
            # Neither the address bar nor the history keeps the code.
            return Reply(303, headers={**_HEADERS, "Location": _DONE})
        return self._page(visit, 400)

    def _page(self, visit: Visit, status: int, outcome: str = FAILED) -> Reply:
        accepted = visit.headers.get("Accept-Language", "")
        return Reply(status, result_page(outcome, self.language, accepted), _HEADERS)

    def answer(self, query: dict[str, list[str]]) -> bool:
        """Takes what the browser brought; whether that was an answer to what was asked."""
        state = query.get("state", [""])[0]
        error, code = query.get("error", [""])[0], query.get("code", [""])[0]
        if not self._state.matches(state) or not (error or code):
            return False
        if error:
            refusal = _error(error)
            if self._settle(refusal):
                self._tell(refusal)  # nothing comes of it that would have to be waited for
        else:
            self._settle(Secret(code))
        self._is_answered.set()
        return True

    def outcome(self) -> str | None:
        """What came of the answer, which is known in a moment; None where there was no answer."""
        if not self._is_answered.is_set():
            return None
        self._is_over.wait(_OUTCOME_SECONDS)
        return self._outcome

    def _settle(self, answer: Secret | TrayError) -> bool:
        """Whether it was the first answer: that one counts."""
        try:
            self._answers.put_nowait(answer)
        except queue.Full:
            return False
        return True


def _error(error: str) -> SignInError:
    if error == "access_denied":
        return AuthorizationDenied(
            said("The sign-in was denied in the browser."), said("Nothing was changed.")
        )
    word = "".join(letter for letter in error[:40] if letter.isalnum() or letter == "_")
    return SignInError(
        said("The sign-in page returned an error: {word}.", word=word),
        said("Start the sign-in again."),
    )
