"""An alias in the agent's work: roles are named, found, listed and reported by it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import typer

from tests.contract.places import Place
from tests.services.guards.test_guarded_roles import US
from tests.services.stage import Stage, wait_for
from tray.cli.connection.scope import Scope
from tray.cli.terminal import completion
from tray.core import commands
from tray.core.ipc import protocol
from tray.core.ipc.reports import RoleReport, RolesReport
from tray.core.settings.settings import Settings
from tray.core.vocabulary.model import AccountId
from tray.services.directory.role_resolver import RoleUnclear


class AliasStage(Stage):
    """An agent, signed in; `PROD` is the number of the account Prod."""

    def __init__(self, place: Place, directory: Path) -> None:
        super().__init__(place, directory)
        self.agent.start()
        self.until(lambda seen: seen.is_ready)
        self.sign_in()

    def call(self, alias: str) -> None:
        """The person calls the account of `place.role()` so."""
        aliases = {self.place.role().account_id: alias} if alias else {}
        self.agent.post(commands.ChangeSettings(Settings(aliases=aliases)))
        self.until(lambda seen: seen.settings.aliases == aliases)

    def roles(self, query: str) -> tuple[RoleReport, ...]:
        answer = self.broker.handle(protocol.GetRoles(query), US)
        assert isinstance(answer, RolesReport)
        return answer.roles

    def keys(self, role: str) -> RoleReport:
        answer = self.broker.handle(protocol.GetCredentials(role), US)
        assert isinstance(answer, protocol.CredentialsAnswer)
        return answer.role


@pytest.fixture
def stage(place: Place, tmp_path: Path) -> Iterator[AliasStage]:
    made = AliasStage(place, tmp_path)
    yield made
    assert made.agent.stop(10)


def test_a_role_answers_to_its_account_s_alias_as_long_as_there_is_one(stage: AliasStage) -> None:
    role = stage.place.role()
    typed = f"zebra/{role.role_name}"
    with pytest.raises(RoleUnclear):
        stage.keys(typed)
    stage.call("zebra")
    assert stage.keys(typed).account_id == role.account_id
    assert stage.keys(f"ZEB/{role.role_name}").alias == "zebra"
    stage.call("")
    with pytest.raises(RoleUnclear):
        stage.keys(typed)


def test_a_list_is_searched_by_alias_and_tells_it(stage: AliasStage) -> None:
    assert stage.roles("zebra") == ()
    stage.call("zebra")
    found = stage.roles("zebra")
    assert found
    assert {(one.account_id, one.alias) for one in found} == {
        (stage.place.role().account_id, "zebra")
    }
    others = [one for one in stage.roles("") if one.account_id != stage.place.role().account_id]
    assert others
    assert {one.alias for one in others} == {""}


class Connected:
    """What the shell's completion has of an agent."""

    def __init__(self, stage: AliasStage) -> None:
        self._stage = stage

    def __enter__(self) -> "Connected":
        return self

    def __exit__(self, *_: object) -> None:
        return

    def ask(self, request: protocol.Request, _: type[protocol.Answer]) -> protocol.Answer:
        return self._stage.broker.handle(request, US)


@pytest.mark.parametrize("typed", ["prdo", "prod admn", "bruo", "buro", "NUMBER"])
def test_list_and_the_shell_find_the_same_and_use_says_what_is_meant(
    stage: AliasStage, monkeypatch: pytest.MonkeyPatch, typed: str
) -> None:
    """As the picker does: a slip, accents left out, a number as people write it."""
    stage.call("B\u00fcro")
    number = stage.place.role().account_id
    typed = typed.replace("NUMBER", f"{number[:4]}-{number[4:8]}-{number[8:]}")
    found = stage.roles(typed)
    assert found
    names = [
        f"{name}/{one.role_name}" for one in found for name in (one.account_name, one.alias) if name
    ]
    monkeypatch.setattr(Scope, "agent", lambda _: Connected(stage))
    context = typer.Context(typer.main.get_command(typer.Typer(callback=lambda: None)))
    completed = [name for name, _ in completion.complete_role(context, typed)]
    assert completed == list(dict.fromkeys(names))
    with pytest.raises(RoleUnclear) as caught:
        stage.keys(typed)
    assert any(name in str(caught.value) for name in names)


def test_an_alias_outlives_the_program(stage: AliasStage) -> None:
    number: AccountId = stage.place.role().account_id
    stage.call("zebra")
    wait_for((stage.home / "settings.toml").exists)
    done = stage.files.settings_store.load().settings.aliases
    assert done == {number: "zebra"}
