"""A token's one place: what is in force, and what rests."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.core.test_session import TOKEN
from tray.adapters.secret_store import MemorySecretStore
from tray.core.errors import TokenRejected
from tray.core.model import SessionName, SsoSession
from tray.core.settings import TokenStorage
from tray.services.token_vault import TokenVault

ACME = SsoSession(SessionName("acme"), "https://acme.example/start", "us-east-1")
NEWER = replace(TOKEN, issued_at=TOKEN.issued_at + timedelta(hours=1))


@pytest.fixture
def vault() -> TokenVault:
    store = MemorySecretStore()
    return TokenVault(lambda _: store, TokenStorage.KEYRING)


def test_a_slow_keyring_brings_no_older_token_back(vault: TokenVault) -> None:
    vault.hold(ACME.name, TOKEN)
    vault.hold(ACME.name, NEWER)
    vault.store(ACME, TOKEN)
    assert vault.get(ACME.name) == NEWER


def test_a_slow_keyring_does_not_undo_a_sign_out(vault: TokenVault) -> None:
    vault.hold(ACME.name, TOKEN)
    assert vault.take(ACME.name) == TOKEN
    vault.store(ACME, TOKEN)
    with pytest.raises(TokenRejected):
        vault.get(ACME.name)


def test_what_rests_is_found_by_the_next_run(vault: TokenVault) -> None:
    vault.store(ACME, TOKEN)
    assert vault.load(ACME) == TOKEN
    vault.take(ACME.name)
    vault.forget(ACME)
    assert vault.load(ACME) is None
