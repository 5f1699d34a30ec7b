"""Tokens at rest: whole or not at all, in stores of any size, and never in an unsafe one."""

from contextlib import suppress

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.errors import PasswordDeleteError

from tray.adapters.storage.keyring_store import (
    KeyringSecretStore,
    MemorySecretStore,
    open_secret_store,
)
from tray.core.settings.settings import TokenStorage
from tray.core.vocabulary.errors import SecretStoreError
from tray.core.vocabulary.secret import Secret

LARGE, OTHER = Secret("0123456789abcdef" * 500), Secret("another" * 700)


class SmallBackend(KeyringBackend):
    """As strict as Windows: 1280 characters an item; and it may die after some writes."""

    priority = 0  # never chosen by itself

    def __init__(self) -> None:
        self.items: dict[str, str] = {}
        self.writes_left = 10**6

    def get_password(self, service: str, username: str) -> str | None:
        return self.items.get(username)

    def set_password(self, service: str, username: str, password: str) -> None:
        assert len(password) <= 1280
        self._live()
        self.items[username] = password

    def delete_password(self, service: str, username: str) -> None:
        self._live()
        if self.items.pop(username, None) is None:
            raise PasswordDeleteError(username)

    def _live(self) -> None:
        if not self.writes_left:
            raise RuntimeError("the machine died")
        self.writes_left -= 1


def test_a_large_secret_is_split_replaced_and_removed() -> None:
    backend = SmallBackend()
    store = KeyringSecretStore(backend, "small")
    for value in (LARGE, OTHER, Secret("")):
        store.set("token", value)
        assert store.get("token") == value
    store.delete("token")
    store.delete("token")
    assert store.get("token") is None
    assert backend.items == {}


def test_a_crash_at_any_write_leaves_the_old_value_or_the_new() -> None:
    whole = SmallBackend()
    KeyringSecretStore(whole, "small").set("token", LARGE)
    for writes in range(30):
        backend = SmallBackend()
        backend.items = dict(whole.items)
        backend.writes_left = writes
        store = KeyringSecretStore(backend, "small")
        with suppress(SecretStoreError):
            store.set("token", OTHER)
        assert store.get("token") in {LARGE, OTHER}
        backend.writes_left = 10**6
        store.set("token", OTHER)
        assert store.get("token") == OTHER


@pytest.mark.parametrize(
    "next_one", [LARGE, OTHER, Secret("short")], ids=["longer", "other", "short"]
)
def test_wherever_a_store_or_a_removal_was_cut_off_a_sign_out_leaves_nothing(
    next_one: Secret,
) -> None:
    for writes in range(40):
        backend = SmallBackend()
        store = KeyringSecretStore(backend, "small")
        for first in (OTHER, LARGE):
            backend.writes_left = 10**6
            store.set("token", first)
            backend.writes_left = writes
            with suppress(SecretStoreError):
                store.set("token", next_one)
        backend.writes_left = writes
        with suppress(SecretStoreError):
            store.delete("token")
        backend.writes_left = 10**6
        store.delete("token")
        assert backend.items == {}, writes


def test_a_first_sign_in_that_was_cut_off_leaves_nothing_either() -> None:
    for writes in range(12):
        backend = SmallBackend()
        backend.writes_left = writes
        store = KeyringSecretStore(backend, "small")
        with suppress(SecretStoreError):
            store.set("token", LARGE)
        backend.writes_left = 10**6
        store.delete("token")
        assert backend.items == {}, writes


def test_what_somebody_else_put_there_counts_as_absent() -> None:
    backend = SmallBackend()
    store = KeyringSecretStore(backend, "small")
    for foreign in ("text", "[]", '{"generation": 1, "parts": 1, "sha256": "0"}'):
        backend.items["token"] = foreign
        assert store.get("token") is None


def test_plasma_s_keyring_is_told_how_to_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CURRENT_DESKTOP", "KDE")
    with pytest.raises(SecretStoreError, match="Use KWallet for the Secret Service interface"):
        open_secret_store(TokenStorage.KEYRING)


def test_an_unsafe_keyring_is_refused_with_the_choice_of_memory() -> None:
    before = keyring.get_keyring()
    keyring.set_keyring(SmallBackend())
    try:
        with pytest.raises(SecretStoreError, match="memory only"):
            open_secret_store(TokenStorage.KEYRING)
    finally:
        keyring.set_keyring(before)
    assert isinstance(open_secret_store(TokenStorage.MEMORY), MemorySecretStore)
