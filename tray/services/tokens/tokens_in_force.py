"""The tokens that are in force, in memory alone, and those that they replaced."""

import threading
from collections import deque
from datetime import datetime

from tray.core.vocabulary.errors import TokenRejected
from tray.core.vocabulary.model import SessionName, SsoToken
from tray.core.vocabulary.secret import Secret
from tray.core.vocabulary.translatable import said

_REMEMBERED = 8
"""Replaced tokens of a session that are known again when somebody writes them late."""


class TokensInForce:
    """Safe from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._tokens: dict[SessionName, SsoToken] = {}
        self._replaced: dict[SessionName, deque[Secret]] = {}

    def find(self, session: SessionName) -> SsoToken | None:
        """The token in force; None where there is none."""
        with self._lock:
            return self._tokens.get(session)

    def get(self, session: SessionName, issued_at: datetime | None) -> SsoToken:
        """The same; with `issued_at` that very one. Raises `TokenRejected`."""
        token = self.find(session)
        if token is None or (issued_at is not None and token.issued_at != issued_at):
            raise TokenRejected(
                said("You're no longer signed in."), said("Sign in again to continue.")
            )
        return token

    def put(self, session: SessionName, token: SsoToken) -> None:
        """In the place of what was in force before."""
        with self._lock:
            before = self._tokens.get(session)
            if before is not None and before.access_token != token.access_token:
                known = self._replaced.setdefault(session, deque(maxlen=_REMEMBERED))
                known.append(before.access_token)
            self._tokens[session] = token

    def put_first(self, session: SessionName, token: SsoToken) -> SsoToken:
        """Unless there is one; answers what is in force then."""
        with self._lock:
            return self._tokens.setdefault(session, token)

    def take(self, session: SessionName) -> SsoToken | None:
        """Removes and answers it."""
        with self._lock:
            return self._tokens.pop(session, None)

    def replaced(self, session: SessionName) -> tuple[Secret, ...]:
        """The access tokens that were in force once."""
        with self._lock:
            return tuple(self._replaced.get(session, ()))
