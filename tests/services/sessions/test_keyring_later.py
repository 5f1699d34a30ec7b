"""A keyring that comes, or is unlocked, after the program has started."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.contract.places import Place
from tests.safety import LogGuard
from tests.services.stage import Stage
from tests.services.tokens.test_token_vault import NOBODY, LockedStore
from tray.core import commands
from tray.core.sessions.token_codec import encode_token
from tray.core.settings.settings import TokenStorage
from tray.core.vocabulary.model import SsoToken
from tray.services.snapshots.refreshing import Refreshing
from tray.services.snapshots.waiter import SignInNeeded, SnapshotWaiter
from tray.services.tokens.keyring_tokens import secret_name
from tray.services.tokens.token_vault import TokenVault


class Bus:
    """D-Bus, on which the test tells what happens."""

    def __init__(self) -> None:
        self.changed: Callable[[], None] = lambda: None

    def start(self, changed: Callable[[], None]) -> None:
        self.changed = changed

    def close(self) -> None:
        self.changed = lambda: None


def refreshing(stage: Stage) -> Refreshing:
    return Refreshing(stage.agent.post, stage.environment.tokens.vault)


class LockedStage(Stage):
    """A stage whose keyring is locked at the start."""

    def __init__(self, place: Place, home: Path) -> None:
        super().__init__(place, home)
        self.locked, self.bus = LockedStore(), Bus()
        vault = TokenVault(
            lambda _: self.locked,
            TokenStorage.KEYRING,
            NOBODY,
            lambda: not self.locked.is_locked,
        )
        self.rebuild(vault=vault, keyring_signals=self.bus)

    def start(self) -> None:
        self.agent.start()
        self.until(lambda seen: seen.is_ready and seen.sessions[0].is_restored)


@pytest.fixture
def stage(place: Place, tmp_path: Path, expected_logs: LogGuard) -> Iterator[LockedStage]:
    expected_logs.expect("keyring: Locked")
    stage = LockedStage(place, tmp_path)
    yield stage
    assert stage.agent.stop(10)


def store_sign_in(stage: LockedStage) -> None:
    """As an earlier run has left it."""
    stage.locked.is_locked = False
    vault = TokenVault(lambda _: stage.locked, TokenStorage.KEYRING, NOBODY)
    registration, issued = stage.place.sign_in()
    now = stage.clock.now()
    token = SsoToken(
        issued.access_token, now, issued.expires_at, issued.refresh_token, registration, now
    )
    vault.store(stage.place.session, token)
    stage.locked.is_locked = True


WAYS: dict[str, Callable[[LockedStage], None]] = {
    "a signal": lambda stage: stage.bus.changed(),
    "the menu opens": lambda stage: stage.agent.post(commands.ReloadSessions()),
    "a command": lambda stage: refreshing(stage).recover_keyring(10),
}


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_what_rests_in_it_is_found_without_the_person(
    stage: LockedStage, way: Callable[[LockedStage], None]
) -> None:
    store_sign_in(stage)
    stage.start()
    stage.until(lambda seen: seen.problems)
    way(stage)
    assert not stage.snapshot.sessions[0].is_signed_in
    assert stage.locked.windows == 1, "nobody is asked again for that"
    stage.locked.is_locked = False
    way(stage)
    seen = stage.until(lambda seen: seen.sessions[0].is_signed_in and not seen.problems)
    assert seen.sessions[0].is_signed_in
    assert stage.locked.windows == 1


def test_a_sign_in_that_was_in_memory_alone_is_stored(stage: LockedStage) -> None:
    stage.start()
    stage.sign_in()
    stage.until(lambda seen: seen.problems)
    stage.locked.is_locked = False
    stage.bus.changed()
    stage.until(lambda seen: not seen.problems)
    token = stage.environment.tokens.vault.get(stage.place.session.name)
    kept = stage.locked.get(secret_name(stage.place.session))
    assert kept is not None
    assert kept.reveal() == encode_token(token).reveal()


def test_before_a_command_says_sign_in_the_keyring_is_looked_at(stage: LockedStage) -> None:
    store_sign_in(stage)
    stage.start()
    stage.until(lambda seen: seen.problems)
    recover = refreshing(stage).recover_keyring
    snapshots = SnapshotWaiter(stage.host.feed, is_patient=False, recover=recover)
    with pytest.raises(SignInNeeded):
        snapshots.signed_in("acme")
    stage.locked.is_locked = False
    assert snapshots.signed_in("acme").is_signed_in
