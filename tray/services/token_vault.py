"""The one place of each sso-session's token: memory in front, the keyring behind."""

import threading
from collections.abc import Callable
from datetime import datetime

from tray.core.errors import SecretStoreError, TokenRejected
from tray.core.model import SessionName, SsoSession, SsoToken
from tray.core.ports import SecretStore
from tray.core.settings import TokenStorage
from tray.core.token_codec import decode_token, encode_token


class TokenVault:
    """Keeps tokens. `open_store` is called on first use, from a worker thread: it may be slow."""

    def __init__(
        self, open_store: Callable[[TokenStorage], SecretStore], storage: TokenStorage
    ) -> None:
        self._open_store = open_store
        self._storage = storage
        self._store: SecretStore | None = None
        self._tokens: dict[SessionName, SsoToken] = {}
        self._lock = threading.Lock()

    def load(self, session: SsoSession) -> SsoToken | None:
        """The token from an earlier run. Raises `SecretStoreError`."""
        text = self._opened().get(secret_name(session))
        token = decode_token(text) if text else None
        if token is not None:
            with self._lock:
                token = self._tokens.setdefault(session.name, token)
        return token

    def get(self, session: SessionName, issued_at: datetime | None = None) -> SsoToken:
        """The token in memory; with `issued_at` that very one. Raises `TokenRejected`."""
        with self._lock:
            token = self._tokens.get(session)
        if token is None or (issued_at is not None and token.issued_at != issued_at):
            raise TokenRejected("Nobody is signed in any more.", "Sign in again to go on.")
        return token

    def store(self, session: SsoSession, token: SsoToken) -> None:
        """Lets a token rest. Raises `SecretStoreError`.

        NOTE: memory is `hold`'s alone. This runs later, when the person may have
        signed out or a newer token may be in force already.
        """
        self._opened().set(secret_name(session), encode_token(token))

    def hold(self, session: SessionName, token: SsoToken) -> None:
        """Puts a token in force at once, in memory."""
        with self._lock:
            self._tokens[session] = token

    def take(self, session: SessionName) -> SsoToken | None:
        """Removes and answers the token in memory."""
        with self._lock:
            return self._tokens.pop(session, None)

    def forget(self, session: SsoSession) -> None:
        """Removes what rests. Raises `SecretStoreError`."""
        self._opened().delete(secret_name(session))

    def use(self, storage: TokenStorage) -> None:
        """Lets tokens rest elsewhere from now on; those that are held stay in force."""
        with self._lock:
            if storage is not self._storage:
                self._storage, self._store = storage, None

    def _opened(self) -> SecretStore:
        with self._lock:
            store, storage = self._store, self._storage
        if store is None:
            store = self._open_store(storage)
            with self._lock:
                if storage is not self._storage:
                    raise SecretStoreError("The place for tokens has just changed.", "Try again.")
                self._store = store
        return store


def secret_name(session: SsoSession) -> str:
    """Under which name a session's token rests."""
    return f"token/{session.name}"
