"""A token's one place: what is in force, and what rests."""

import os
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tests.core.sessions.test_machine import TOKEN
from tests.fakes import ManualClock
from tray.adapters.aws_files.sso_token_cache import CliTokenCache
from tray.adapters.storage.keyring_store import MemorySecretStore
from tray.adapters.storage.state_files import DiskRemovalNotes
from tray.core.settings.settings import TokenStorage
from tray.core.vocabulary.errors import FileError, SecretStoreError, SessionEnded, TokenRejected
from tray.core.vocabulary.model import Origin, SessionName, SsoSession, SsoToken
from tray.core.vocabulary.secret import Secret
from tray.services.tokens.keyring_tokens import secret_name
from tray.services.tokens.token_vault import TokenVault

ACME = SsoSession(SessionName("acme"), "https://acme.example/start", "us-east-1")
GLOBEX = SsoSession(SessionName("globex"), "https://globex.example/start", "us-east-1")
NOBODY = CliTokenCache(Path("/nonexistent"), Path("/nonexistent"), ManualClock())
HOUR = timedelta(hours=1)
NEWER = replace(TOKEN, issued_at=TOKEN.issued_at + timedelta(hours=1))


THEIR_SIGN_IN = replace(
    TOKEN,
    access_token=Secret("theirs"),
    registration=replace(TOKEN.registration, client_id="theirs"),
)


def never(_: SsoToken) -> SsoToken:
    raise AssertionError("AWS was asked")


@pytest.fixture
def vault(own_home: Path) -> TokenVault:
    store = MemorySecretStore()
    cache = CliTokenCache(own_home / "cache", own_home, ManualClock())
    return TokenVault(lambda _: store, TokenStorage.KEYRING, cache)


def test_a_slow_keyring_brings_no_older_token_back(vault: TokenVault) -> None:
    vault.put_in_force(ACME.name, TOKEN)
    vault.put_in_force(ACME.name, NEWER)
    vault.store(ACME, TOKEN)
    assert vault.get(ACME.name) == NEWER


def test_a_slow_keyring_does_not_undo_a_sign_out(vault: TokenVault) -> None:
    vault.put_in_force(ACME.name, TOKEN)
    assert vault.take(ACME.name) == TOKEN
    vault.store(ACME, TOKEN)
    with pytest.raises(TokenRejected):
        vault.get(ACME.name)


def test_what_rests_is_found_by_the_next_run(vault: TokenVault) -> None:
    vault.store(ACME, TOKEN)
    assert vault.load(ACME) == TOKEN
    vault.take(ACME.name)
    vault.forget(ACME, TOKEN, is_asked=True)
    assert vault.load(ACME) is None


def ended(_: SsoToken) -> SsoToken:
    raise SessionEnded("The session is over.")


def test_a_second_program_of_ours_that_refreshed_first_does_not_end_the_session(
    vault: TokenVault,
) -> None:
    newer = replace(NEWER, access_token=Secret("newer"))
    vault.store(ACME, newer)
    assert vault.refreshed(ACME, TOKEN, ended) == newer


@pytest.mark.parametrize("rests", [None, TOKEN], ids=["nothing", "the very same"])
def test_a_session_that_nobody_refreshed_ends(vault: TokenVault, rests: SsoToken | None) -> None:
    if rests is not None:
        vault.store(ACME, rests)
    with pytest.raises(SessionEnded):
        vault.refreshed(ACME, TOKEN, ended)


def test_an_end_takes_nothing_from_the_keyring_that_another_program_put_there(
    vault: TokenVault,
) -> None:
    newer = replace(NEWER, access_token=Secret("newer"))
    vault.store(ACME, newer)
    vault.forget(ACME, TOKEN, is_asked=False)
    assert vault.load(ACME) == newer
    vault.take(ACME.name)
    vault.forget(ACME, TOKEN, is_asked=True)
    assert vault.load(ACME) is None, "a person who signs out means all of it"


# ---- shared with the AWS CLI ---------------------------------------------------------


def test_a_shared_token_rests_in_one_place_only(vault: TokenVault, own_home: Path) -> None:
    vault.put_in_force(ACME.name, TOKEN)
    vault.store(ACME, TOKEN)
    vault.move_to_aws_cli(ACME)
    (file,) = (own_home / "cache").glob("*.json")
    assert os.name != "posix" or file.stat().st_mode & 0o777 == 0o600
    vault.share([])
    vault.take(ACME.name)
    assert vault.load(ACME) is None
    vault.share([ACME.name])
    found = vault.load(ACME)
    assert found is not None
    assert found.access_token == TOKEN.access_token
    vault.forget(ACME, TOKEN, is_asked=True)
    assert not file.exists()


def test_what_another_tool_wrote_is_news_once(vault: TokenVault, own_home: Path) -> None:
    vault.share([ACME.name])
    vault.put_in_force(ACME.name, TOKEN)
    vault.store(ACME, TOKEN)
    assert vault.news(ACME) == (False, TOKEN)
    theirs = CliTokenCache(own_home / "cache", own_home, ManualClock())
    theirs.save(ACME, replace(TOKEN, access_token=Secret("theirs")))
    is_news, found = vault.news(ACME)
    assert is_news
    assert found is not None
    assert found.access_token == Secret("theirs")
    assert found.session_started_at == TOKEN.session_started_at
    assert vault.news(ACME)[0] is False
    theirs.remove(ACME)
    assert vault.news(ACME) == (True, None)
    with pytest.raises(TokenRejected):
        vault.get(ACME.name)


def test_somebody_else_s_refresh_is_taken_instead_of_a_second(
    vault: TokenVault, own_home: Path
) -> None:
    vault.share([ACME.name])
    theirs = CliTokenCache(own_home / "cache", own_home, ManualClock())
    newer = replace(TOKEN, access_token=Secret("theirs"), expires_at=TOKEN.expires_at + HOUR)
    theirs.save(ACME, newer)
    assert vault.refreshed(ACME, TOKEN, never).access_token == Secret("theirs")


def test_a_lost_race_is_not_the_session_s_end(vault: TokenVault, own_home: Path) -> None:
    vault.share([ACME.name])
    theirs = CliTokenCache(own_home / "cache", own_home, ManualClock())
    theirs.save(ACME, TOKEN)

    def too_late(_: SsoToken) -> SsoToken:
        newer = replace(TOKEN, access_token=Secret("theirs"), expires_at=TOKEN.expires_at + HOUR)
        theirs.save(ACME, newer)
        raise SessionEnded("used twice")

    assert vault.refreshed(ACME, TOKEN, too_late).access_token == Secret("theirs")


def test_a_sign_out_leaves_a_newer_sign_in_of_another_tool(
    vault: TokenVault, own_home: Path
) -> None:
    vault.share([ACME.name])
    vault.put_in_force(ACME.name, TOKEN)
    vault.store(ACME, TOKEN)
    theirs = CliTokenCache(own_home / "cache", own_home, ManualClock())
    theirs.save(ACME, THEIR_SIGN_IN)
    vault.forget(ACME, TOKEN, is_asked=True)
    assert theirs.load(ACME) is not None


def test_a_sign_out_takes_what_another_tool_refreshed_of_this_session(
    vault: TokenVault, own_home: Path
) -> None:
    """AWS ends it, and nothing that reads the file would know."""
    vault.share([ACME.name])
    vault.put_in_force(ACME.name, TOKEN)
    vault.store(ACME, TOKEN)
    theirs = CliTokenCache(own_home / "cache", own_home, ManualClock())
    theirs.save(ACME, replace(TOKEN, access_token=Secret("theirs")))
    vault.forget(ACME, TOKEN, is_asked=False)
    assert theirs.load(ACME) is not None, "what AWS refused was another token"
    vault.forget(ACME, TOKEN, is_asked=True)
    assert theirs.load(ACME) is None


@pytest.mark.parametrize("seconds", [-1, -0.4, 0, 1])
def test_another_token_of_the_file_is_newer_whatever_its_second(
    vault: TokenVault, own_home: Path, seconds: float
) -> None:
    """Tokens that end with their session all have the same end, and files know no fractions."""
    vault.share([ACME.name])
    vault.put_in_force(ACME.name, TOKEN)
    vault.store(ACME, TOKEN)
    theirs = CliTokenCache(own_home / "cache", own_home, ManualClock())
    end = TOKEN.expires_at + timedelta(seconds=seconds)
    theirs.save(ACME, replace(TOKEN, access_token=Secret("theirs"), expires_at=end))
    found = vault.refreshed(ACME, TOKEN, never)
    assert found.access_token == Secret("theirs")


def test_a_refresh_near_the_session_s_end_is_written(vault: TokenVault, own_home: Path) -> None:
    """The newer token ends when the older does."""
    vault.share([ACME.name])
    vault.put_in_force(ACME.name, TOKEN)
    vault.store(ACME, TOKEN)
    newer = replace(TOKEN, access_token=Secret("newer"))
    assert vault.refreshed(ACME, TOKEN, lambda _: newer) == newer
    theirs = CliTokenCache(own_home / "cache", own_home, ManualClock()).load(ACME)
    assert theirs is not None
    assert theirs.access_token == Secret("newer")


def test_a_token_that_was_replaced_comes_back_by_no_file(vault: TokenVault, own_home: Path) -> None:
    vault.share([ACME.name])
    vault.put_in_force(ACME.name, TOKEN)
    vault.store(ACME, TOKEN)
    vault.put_in_force(ACME.name, replace(TOKEN, access_token=Secret("newer")))
    file = CliTokenCache(own_home / "cache", own_home, ManualClock())
    file.save(ACME, TOKEN)  # as from a backup
    assert vault.news(ACME)[0] is False
    vault.store(ACME, TOKEN)  # a job that comes late
    assert vault.get(ACME.name).access_token == Secret("newer")


def test_a_sign_in_that_replaces_another_tells_of_the_one_that_nobody_holds(
    vault: TokenVault, own_home: Path
) -> None:
    replaced: list[SsoToken] = []
    vault.on_replaced(lambda _, token: replaced.append(token))
    vault.share([ACME.name])
    theirs = CliTokenCache(own_home / "cache", own_home, ManualClock())
    theirs.save(ACME, replace(THEIR_SIGN_IN, expires_at=TOKEN.issued_at))
    os.utime(next((own_home / "cache").glob("*.json")), (0, 0))
    vault.put_in_force(ACME.name, TOKEN)
    vault.store(ACME, TOKEN)
    assert [token.access_token for token in replaced] == [THEIR_SIGN_IN.access_token]
    another = replace(THEIR_SIGN_IN, access_token=Secret("another"))
    theirs.save(ACME, another)
    assert vault.news(ACME)[0]
    assert replaced[1:] == [TOKEN]
    refreshed = replace(THEIR_SIGN_IN, access_token=Secret("refreshed"))
    theirs.save(ACME, refreshed)
    assert vault.news(ACME)[0]
    assert len(replaced) == 2, "a refresh goes on with the same session"


def test_a_shared_token_is_where_each_spelling_of_the_start_url_looks(own_home: Path) -> None:
    spellings = (f"{ACME.start_url}/#", ACME.start_url.upper())
    for origin in (Origin.LEGACY_PROFILE, Origin.CONFIG_FILE):
        session = replace(ACME, origin=origin, spellings=spellings)
        cache = CliTokenCache(own_home / origin.name, own_home, ManualClock())
        cache.save(session, TOKEN)
        assert len(cache.paths(session)) == 3
        for alone in (
            replace(ACME, origin=Origin.CONFIG_FILE),
            *(replace(ACME, origin=Origin.LEGACY_PROFILE, start_url=url) for url in spellings),
        ):
            found = cache.load(alone)
            assert found is not None
            assert found.access_token == TOKEN.access_token
        newer = replace(TOKEN, access_token=Secret("newer"), expires_at=TOKEN.expires_at + HOUR)
        cache.save(replace(ACME, origin=Origin.CONFIG_FILE), newer)
        found = cache.load(session)
        assert found is not None
        assert found.access_token == Secret("newer")
        cache.remove(session)
        found = cache.load(session)
        assert found is not None
        assert found.access_token == TOKEN.access_token, "another sign-in is nobody's to end"
        cache.remove(session)
        assert cache.load(session) is None
        assert cache.stamp(session) is None


def test_half_a_file_is_an_error_and_never_a_sign_out(vault: TokenVault, own_home: Path) -> None:
    vault.share([ACME.name])
    vault.put_in_force(ACME.name, TOKEN)
    vault.store(ACME, TOKEN)
    (file,) = (own_home / "cache").glob("*.json")
    file.write_bytes(file.read_bytes()[:40])
    with pytest.raises(FileError, match="isn't an AWS CLI token"):
        vault.news(ACME)
    assert vault.get(ACME.name) == TOKEN


# ---- a keyring that asks -----------------------------------------------------------


class LockedStore(MemorySecretStore):
    """A keyring whose window the person dismisses as often as it comes."""

    def __init__(self) -> None:
        super().__init__()
        self.windows = 0
        self.is_locked = True

    def _ask(self) -> None:
        if self.is_locked:
            self.windows += 1
            raise SecretStoreError("Locked.")

    def get(self, name: str) -> Secret | None:
        self._ask()
        return super().get(name)

    def set(self, name: str, value: Secret) -> None:
        self._ask()
        super().set(name, value)

    def delete(self, name: str) -> None:
        self._ask()
        super().delete(name)


@pytest.fixture
def locked() -> LockedStore:
    return LockedStore()


def test_a_window_that_was_dismissed_does_not_come_again_by_itself(locked: LockedStore) -> None:
    vault = TokenVault(lambda _: locked, TokenStorage.KEYRING, NOBODY)
    refreshed = replace(NEWER, session_started_at=TOKEN.issued_at)
    attempts: tuple[Callable[[], object], ...] = (
        lambda: vault.load(ACME),
        lambda: vault.load(GLOBEX),
        lambda: vault.store(ACME, refreshed),
        lambda: vault.forget(ACME, TOKEN, is_asked=False),
    )
    for attempt in attempts:
        with pytest.raises(SecretStoreError, match="Locked"):
            attempt()
    assert locked.windows == 1


def test_what_the_person_does_asks_for_the_keyring_again(locked: LockedStore) -> None:
    vault = TokenVault(lambda _: locked, TokenStorage.KEYRING, NOBODY)
    attempts: tuple[Callable[[], object], ...] = (
        lambda: vault.load(ACME),
        lambda: vault.store(ACME, TOKEN),
        lambda: vault.forget(ACME, TOKEN, is_asked=True),
    )
    for attempt in attempts:
        with pytest.raises(SecretStoreError):
            attempt()
    assert locked.windows == 3
    locked.is_locked = False
    vault.store(ACME, TOKEN)
    assert vault.load(ACME) == TOKEN, "and then it is trusted again"


@pytest.mark.parametrize("how", ["at the next start", "when the keyring opens"])
def test_a_removal_that_the_keyring_refused_is_made_up_for(
    locked: LockedStore, tmp_path: Path, how: str
) -> None:
    def started() -> TokenVault:
        notes = DiskRemovalNotes(tmp_path)
        return TokenVault(lambda _: locked, TokenStorage.KEYRING, NOBODY, lambda: True, notes)

    locked.is_locked = False
    vault = started()
    vault.store(ACME, TOKEN)
    vault.store(GLOBEX, TOKEN)
    locked.is_locked = True
    with pytest.raises(SecretStoreError):
        vault.forget(ACME, TOKEN, is_asked=True)
    if how == "at the next start":
        vault = started()
        with pytest.raises(SecretStoreError, match="Locked"):
            vault.load(ACME)
        vault = started()
    locked.is_locked = False
    vault.is_open_again()
    assert vault.load(ACME) is None, "who signed out is not signed in by that"
    assert locked.get(secret_name(ACME)) is None
    assert vault.load(GLOBEX) == TOKEN
    vault.store(ACME, NEWER)
    assert started().load(ACME) == NEWER, "a later sign-in is none of its business"


def test_a_sign_in_behind_a_refused_removal_stays(locked: LockedStore, tmp_path: Path) -> None:
    vault = TokenVault(
        lambda _: locked, TokenStorage.KEYRING, NOBODY, notes=DiskRemovalNotes(tmp_path)
    )
    with pytest.raises(SecretStoreError):
        vault.forget(ACME, TOKEN, is_asked=True)
    locked.is_locked = False
    vault.store(ACME, TOKEN)
    again = TokenVault(
        lambda _: locked, TokenStorage.KEYRING, NOBODY, notes=DiskRemovalNotes(tmp_path)
    )
    assert again.load(ACME) == TOKEN


def test_a_keyring_that_is_open_again_is_asked_without_a_window(locked: LockedStore) -> None:
    answers = [False, True]
    vault = TokenVault(lambda _: locked, TokenStorage.KEYRING, NOBODY, lambda: answers.pop(0))
    assert not vault.is_open_again(), "it has refused nothing yet"
    with pytest.raises(SecretStoreError):
        vault.load(ACME)
    assert not vault.is_open_again()
    with pytest.raises(SecretStoreError):
        vault.load(ACME)
    locked.is_locked = False
    assert vault.is_open_again()
    assert vault.load(ACME) is None
    assert locked.windows == 1


def test_memory_only_ends_the_matter(locked: LockedStore) -> None:
    stores = {TokenStorage.KEYRING: locked, TokenStorage.MEMORY: MemorySecretStore()}
    vault = TokenVault(lambda storage: stores[storage], TokenStorage.KEYRING, NOBODY)
    with pytest.raises(SecretStoreError):
        vault.load(ACME)
    vault.put_in_force(ACME.name, TOKEN)
    vault.use(TokenStorage.MEMORY)
    vault.use(TokenStorage.MEMORY)
    vault.store(ACME, TOKEN)
    assert vault.get(ACME.name) == TOKEN
    assert locked.windows == 1


def test_a_choice_made_while_the_keyring_asks_wins(locked: LockedStore) -> None:
    """The window is open, the person chooses memory in ours, and then dismisses the window."""
    memory = MemorySecretStore()
    opened: list[TokenStorage] = []

    def open_store(storage: TokenStorage) -> MemorySecretStore:
        opened.append(storage)
        asked.use(TokenStorage.MEMORY)
        return locked if storage is TokenStorage.KEYRING else memory

    asked = TokenVault(open_store, TokenStorage.KEYRING, NOBODY)
    assert asked.load(ACME) is None
    assert opened == [TokenStorage.KEYRING, TokenStorage.MEMORY]
    asked.store(ACME, TOKEN)
    assert locked.windows == 1
    assert asked.load(ACME) == TOKEN


def test_only_the_very_token_that_was_refused_is_answered(vault: TokenVault) -> None:
    vault.put_in_force(ACME.name, NEWER)
    with pytest.raises(TokenRejected):
        vault.get(ACME.name, TOKEN.issued_at)
    assert vault.get(ACME.name, NEWER.issued_at) == NEWER
