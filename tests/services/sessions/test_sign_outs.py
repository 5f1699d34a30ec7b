"""A sign-out waits for its parts, and says of each that failed: AWS, the token, keys in files."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.contract.places import Place
from tests.safety import LogGuard
from tests.services.guards.test_guarded_roles import US
from tests.services.stage import DEFAULT, Stage, is_working
from tray.adapters.settings.file import TomlSettingsStore
from tray.core import commands
from tray.core.ipc import protocol
from tray.core.profiles.activation import Resting
from tray.core.settings.settings import Settings, TokenStorage
from tray.core.vocabulary.errors import KeysRemain, SecretStoreError, SignOutIncomplete, Unreachable
from tray.services.snapshots.waiter import Refused


class Answering(Stage):
    """A stage that answers requests; `is_passing` as a command without an agent."""

    def __init__(self, place: Place, directory: Path, *, is_passing: bool = False) -> None:
        super().__init__(place, directory)
        self.rebuild(is_passing=is_passing)

    def start(self) -> None:
        self.agent.start()
        self.until(lambda seen: seen.is_ready)

    def ask(self, request: protocol.Request) -> protocol.Answer:
        return self.broker.handle(request, US)


@pytest.fixture
def stage(place: Place, tmp_path: Path) -> Iterator[Answering]:
    stage = Answering(place, tmp_path)
    stage.start()
    stage.sign_in()
    yield stage
    assert stage.agent.stop(10)


def refuse(error: Exception) -> Callable[..., None]:
    def call(*_: object) -> None:
        raise error

    return call


def test_all_parts_are_done_when_it_is_answered(
    stage: Answering, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage.agent.post(commands.UseRole(stage.place.role()))
    stage.until(is_working(Resting))
    asked = list[str]()
    logout = stage.place.center.logout

    def noted(*words: Any) -> None:
        logout(*words)
        asked.append("Logout")

    monkeypatch.setattr(stage.place.center, "logout", noted)
    stage.ask(protocol.SignOut())
    assert stage.credentials() == ""
    assert "Logout" in asked
    assert stage.store.get("token/acme") is None


def test_each_part_that_failed_is_said(
    stage: Answering, monkeypatch: pytest.MonkeyPatch, expected_logs: LogGuard
) -> None:
    expected_logs.expect("keyring: The keyring is locked")
    expected_logs.expect("logout/acme: ")
    stage.agent.post(commands.UseRole(stage.place.role()))
    stage.until(is_working(Resting))
    path = stage.aws / "credentials"
    text = path.read_text()
    path.write_bytes(text.encode("utf-16"))
    monkeypatch.setattr(stage.store, "delete", refuse(SecretStoreError("The keyring is locked.")))
    monkeypatch.setattr(stage.place.center, "logout", refuse(Unreachable("No network.")))
    with pytest.raises(SignOutIncomplete) as caught:
        stage.ask(protocol.SignOut())
    assert caught.value.title == "Signed out of acme, but some things couldn't be removed."
    for words in (
        "AWS couldn't be reached",
        "keyring is locked",
        "Couldn't remove the keys of default",
    ):
        assert words in caught.value.hint
    stage.until(lambda seen: len(seen.problems) == 2)
    path.write_text(text)
    stage.ask(protocol.GetStatus())
    assert stage.credentials() == ""


def test_a_release_waits_and_says_what_is_there_still(stage: Answering) -> None:
    stage.agent.post(commands.UseRole(stage.place.role()))
    stage.until(is_working(Resting))
    path = stage.aws / "credentials"
    text = path.read_text()
    path.write_bytes(text.encode("utf-16"))
    for request in (protocol.Release(), protocol.Release(DEFAULT), protocol.Quit()):
        with pytest.raises(KeysRemain, match="Couldn't remove"):
            stage.ask(request)
    (profile,) = stage.broker.handle(protocol.GetStatus(), US).profiles  # type: ignore[union-attr]
    assert profile.state == "not-removed"
    path.write_text(text)
    stage.ask(protocol.Release())
    assert stage.credentials() == ""
    with pytest.raises(Refused, match="has no active role"):
        stage.ask(protocol.Release())


@pytest.mark.parametrize("is_passing", [True, False], ids=["no agent", "an agent"])
def test_a_sign_in_that_nobody_would_keep_is_not_begun(
    place: Place, tmp_path: Path, *, is_passing: bool
) -> None:
    stage = Answering(place, tmp_path, is_passing=is_passing)
    memory = Settings(token_storage=TokenStorage.MEMORY)
    TomlSettingsStore(tmp_path / "settings.toml").save(memory)
    stage.start()
    if is_passing:
        with pytest.raises(Refused, match="wouldn't be saved") as caught:
            stage.ask(protocol.SignIn())
        assert "sso-tray agent" in caught.value.hint
        assert not stage.snapshot.sessions[0].is_signed_in
    else:
        stage.ask(protocol.SignIn())
        stage.until(lambda seen: seen.sessions[0].is_signed_in)
    assert stage.agent.stop(10)


def test_a_new_sign_in_that_could_not_be_stored_is_known(
    place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, expected_logs: LogGuard
) -> None:
    expected_logs.expect("keyring: The keyring is locked")
    stage = Answering(place, tmp_path, is_passing=True)
    monkeypatch.setattr(stage.store, "set", refuse(SecretStoreError("The keyring is locked.")))
    stage.start()
    stage.ask(protocol.SignIn())
    stage.until(lambda seen: seen.sessions[0].is_signed_in and seen.problems)
    assert stage.agent.stop(10)
    assert "locked" in str(stage.host.unsaved)
