"""Where secrets rest: the keyring, which may ask the person, or memory."""

import threading
from collections.abc import Callable
from typing import TypeVar

from tray.core.ports.secrets import SecretStore
from tray.core.settings.settings import TokenStorage
from tray.core.vocabulary.errors import SecretStoreError

Answer = TypeVar("Answer")


class SecretStorage:
    """`open_store` is called on first use, from a worker thread: it may be slow.

    A keyring may ask the person in a window of its own. Once it has refused, it is
    asked again only when the person signs in or out: nobody wants that window
    whenever a token happens to be refreshed.
    """

    def __init__(
        self,
        open_store: Callable[[TokenStorage], SecretStore],
        storage: TokenStorage,
        is_keyring_open: Callable[[], bool],
    ) -> None:
        """`is_keyring_open` answers, without a window, whether the keyring would not ask."""
        self._open_store = open_store
        self._storage = storage
        self._is_keyring_open = is_keyring_open
        self._store: SecretStore | None = None
        self._refusal: SecretStoreError | None = None
        self._lock = threading.Lock()

    def use(self, storage: TokenStorage) -> None:
        """Another place from now on."""
        with self._lock:
            if storage is not self._storage:
                self._storage, self._store, self._refusal = storage, None, None

    @property
    def is_refused(self) -> bool:
        """Whether the keyring would not, when it was asked last."""
        with self._lock:
            return self._refusal is not None

    def is_open_again(self) -> bool:
        """Whether a keyring that would not can be asked now without a window. It then is."""
        if not self.is_refused or not self._is_keyring_open():
            return False
        with self._lock:
            self._refusal = self._store = None
        return True

    def ask(self, call: Callable[[SecretStore], Answer], *, again: bool) -> Answer:
        """What the store answers; `again` also after a refusal. Raises `SecretStoreError`."""
        while True:
            with self._lock:
                storage, refusal = self._storage, self._refusal
            if refusal is not None and not again:
                raise refusal
            try:
                answer = call(self._opened(storage))
            except SecretStoreError as error:
                with self._lock:
                    if storage is self._storage:
                        self._refusal = error
                        raise
                continue  # the person chose another place while this one asked them
            with self._lock:
                self._refusal = None
            return answer

    def _opened(self, storage: TokenStorage) -> SecretStore:
        with self._lock:
            store = self._store
        if store is None:
            store = self._open_store(storage)
            with self._lock:
                if storage is self._storage:
                    self._store = store
        return store
