"""One suite for the three places of a policy: a file, managed preferences, the registry."""

import os
import plistlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import msgspec
import pytest
import tomlkit

from tests.checks import PROJECT
from tray.adapters.policy.macos import managed_preferences
from tray.adapters.policy.reader import system_policy, toml_policy
from tray.adapters.policy.windows import Key, policy_of_key
from tray.adapters.settings.file import TomlSettingsStore
from tray.core.guards.rules import GuardRule
from tray.core.settings.policy import NO_POLICY, Policy
from tray.core.settings.settings import (
    DeliveryKind,
    FlowChoice,
    SessionSettings,
    Settings,
    TokenStorage,
)

Read = Callable[[Mapping[str, Any]], Policy]

FULL: dict[str, Any] = {
    "version": 1,
    "locked": ["delivery", "guards"],
    "delivery": "process",
    "sign_in": "pkce",
    "warn_minutes": [30, 10],
    "calls_per_second": 5,
    "sessions": [
        {"name": "acme", "start_url": "https://acme.example/start", "region": "eu-west-1"},
        {"name": "globex", "start_url": "https://globex.example/start", "region": "us-east-1"},
    ],
    "guards": [{"account": "*prod*", "confirm": True, "minutes": 60}],
    "network": {"proxy": "http://proxy.example:3128", "use_fips_endpoint": True},
}


@dataclass
class FakeKey:
    """A key of a registry: no booleans, lists of words only, tables as keys."""

    table: Mapping[str, Any]

    def values(self) -> dict[str, Any]:
        return {name: _stored(value) for name, value in self.table.items() if not _is_key(value)}

    def below(self) -> Iterator[tuple[str, AbstractContextManager[Key]]]:
        for name, value in self.table.items():
            if _is_key(value):
                inner = value if isinstance(value, Mapping) else _numbered(value)
                yield name, nullcontext(FakeKey(inner))


def _is_key(value: Any) -> bool:
    return isinstance(value, Mapping) or (
        isinstance(value, list) and bool(value) and isinstance(value[0], Mapping)
    )


def _numbered(tables: list[Any]) -> dict[str, Any]:
    return {str(number): table for number, table in reversed(list(enumerate(tables, start=1)))}


def _stored(value: Any) -> Any:
    if isinstance(value, list):
        return [str(each) for each in value]
    return int(value) if isinstance(value, bool) else value


@pytest.fixture(params=["a file", "managed preferences", "a registry"])
def read(request: pytest.FixtureRequest, tmp_path: Path) -> Read:
    def file(found: Mapping[str, Any]) -> Policy:
        path = tmp_path / "policy.toml"
        path.write_text(tomlkit.dumps(found))
        return toml_policy(path)

    def preferences(found: Mapping[str, Any]) -> Policy:
        path = tmp_path / "io.github.sso-tray.plist"
        path.write_bytes(plistlib.dumps(dict(found), fmt=plistlib.FMT_BINARY))
        return managed_preferences(tmp_path, "ada")

    def registry(found: Mapping[str, Any]) -> Policy:
        return policy_of_key(FakeKey(found))

    readers: dict[str, Read] = {
        "a file": file,
        "managed preferences": preferences,
        "a registry": registry,
    }
    return readers[request.param]


def in_force(policy: Policy) -> Settings:
    assert policy.faults == ()
    return msgspec.convert(policy.over({}), Settings)


def test_all_that_can_be_said_is_understood(read: Read) -> None:
    policy = read(FULL)
    settings = in_force(policy)
    assert policy.locked == {"delivery", "guards"}
    assert settings.delivery is DeliveryKind.ON_DEMAND
    assert settings.sign_in is FlowChoice.PKCE
    assert settings.warn_minutes == (30, 10)
    assert settings.calls_per_second == 5
    assert [each.name for each in settings.sessions] == ["acme", "globex"]
    assert settings.guards == (GuardRule(account="*prod*", confirm=True, minutes=60),)
    assert settings.network.use_fips_endpoint
    assert settings.network.proxy == "http://proxy.example:3128"


def test_an_empty_policy_presets_nothing(read: Read) -> None:
    assert in_force(read({})) == Settings()


@pytest.mark.parametrize(
    ("wrong", "words", "is_about_guards"),
    [
        pytest.param({"delivery": "post"}, "delivery", False, id="no such choice"),
        pytest.param({"colour": "red"}, "“colour” isn't a setting", False, id="no such setting"),
        pytest.param({"gaurds": "x"}, "did you mean “guards”", True, id="a misspelt guard"),
        pytest.param({"guards": "all"}, "guards: expected", True, id="guards that are none"),
        pytest.param(
            {"guards": [{"minutes": -5}]}, "must be 0 to 720", True, id="a rule against time"
        ),
        pytest.param(
            {"guards": [{"role": "x"}, {"comfirm": "x"}]}, "“comfirm”", True, id="a misspelt rule"
        ),
        pytest.param(
            {"sessions": [{"name": "a", "start_url": "http://a.example"}]},
            "must begin with https://",
            False,
            id="an open address",
        ),
        pytest.param({"sessions": [{"region": "x"}]}, "name", False, id="a session without name"),
        pytest.param({"network": {"prxy": "x"}}, "“prxy”", False, id="in a table"),
        pytest.param({"locked": ["deliveries"]}, "“deliveries”", False, id="no such lock"),
        pytest.param({"locked": "delivery"}, "must be a list", False, id="locks that are none"),
        pytest.param({"version": 99}, "version is 99", True, id="newer"),
        pytest.param({"version": "one"}, "version is 'one'", True, id="no version"),
    ],
)
def test_what_is_wrong_is_said(
    read: Read, wrong: dict[str, Any], words: str, *, is_about_guards: bool
) -> None:
    policy = read(wrong)
    (fault,) = policy.faults
    assert words in fault.reason
    assert fault.place
    assert fault.is_about_guards is is_about_guards
    assert isinstance(msgspec.convert(policy.over({}), Settings), Settings)


def test_one_mistake_does_not_switch_off_the_rest(read: Read) -> None:
    guards = [*FULL["guards"], {"minutes": "soon"}]
    policy = read({**FULL, "calls_per_second": 0, "guards": guards})
    settings = msgspec.convert(policy.over({}), Settings)
    assert {fault.setting for fault in policy.faults} == {"calls_per_second", "guards"}
    assert settings.delivery is DeliveryKind.ON_DEMAND
    assert len(settings.sessions) == 2
    assert settings.calls_per_second == Settings().calls_per_second
    assert [rule.account for rule in settings.guards] == ["*prod*", "*"]
    assert policy.locked == {"delivery", "guards"}


# ---- the file -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "line"),
    [
        pytest.param(b"version = 1\n[[guards]\n", 2, id="no TOML"),
        pytest.param(b"# fine\n# \xff\n", 2, id="no UTF-8"),
        pytest.param(b"version = 1\n\n[[guards]]\nrole = 1\n", 4, id="a number for a word"),
        pytest.param(b"version = 1\n\n[[guards]]\n[[guards]]\nrol = 'x'\n", 5, id="a misspelt key"),
        pytest.param(b"\nversion = 7\n", 2, id="newer"),
    ],
)
def test_faults_of_the_file_have_their_line(tmp_path: Path, text: bytes, line: int) -> None:
    path = tmp_path / "policy.toml"
    path.write_bytes(text)
    (fault,) = toml_policy(path).faults
    assert fault.words == f"{path}, line {line}"
    assert fault.is_about_guards


def test_without_a_file_there_is_no_policy(tmp_path: Path) -> None:
    assert toml_policy(tmp_path / "none/policy.toml") == NO_POLICY
    assert managed_preferences(tmp_path, "ada") == NO_POLICY


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root reads everything")
def test_a_file_that_may_not_be_read_is_no_absent_one(tmp_path: Path) -> None:
    path = tmp_path / "policy.toml"
    path.write_text("")
    path.chmod(0)
    assert toml_policy(path).faults


def test_a_folder_in_the_place_of_the_file_is_told(tmp_path: Path) -> None:
    (fault,) = toml_policy(tmp_path).faults
    assert "can't be read" in fault.reason


def test_variables_move_no_policy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("XDG_CONFIG_DIRS", "XDG_CONFIG_HOME"):
        monkeypatch.setenv(name, str(tmp_path))
    (tmp_path / "sso-tray").mkdir()
    (tmp_path / "sso-tray/policy.toml").write_text('delivery = "sso"\n')
    assert system_policy().presets == {}


# ---- managed preferences ------------------------------------------------------------


def test_a_user_s_preferences_win_over_the_machine_s(tmp_path: Path) -> None:
    (tmp_path / "ada").mkdir()
    for folder, way in ((tmp_path, "sso"), (tmp_path / "ada", "process")):
        data = plistlib.dumps({"delivery": way, "PayloadUUID": "1"})
        (folder / "io.github.sso-tray.plist").write_bytes(data)
    assert in_force(managed_preferences(tmp_path, "ada")).delivery is DeliveryKind.ON_DEMAND
    assert in_force(managed_preferences(tmp_path, "bob")).delivery is DeliveryKind.AWS_CLI


@pytest.mark.parametrize("data", [b"rubbish", b"", plistlib.dumps([1])], ids=repr)
def test_preferences_that_are_none(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "io.github.sso-tray.plist").write_bytes(data)
    (fault,) = managed_preferences(tmp_path, "ada").faults
    assert fault.is_about_guards


# ---- the document -------------------------------------------------------------------


def test_the_examples_of_the_document_are_understood(tmp_path: Path) -> None:
    text = (PROJECT / "docs/fleet.md").read_text("utf-8")
    (toml,) = text.split("```toml\n")[1:]
    (xml,) = text.split("```xml\n")[1:]
    path = tmp_path / "policy.toml"
    path.write_text(toml.partition("```")[0])
    settings = in_force(toml_policy(path))
    assert settings.guards[0].label == "production"
    (tmp_path / "io.github.sso-tray.plist").write_text(xml.partition("```")[0])
    assert in_force(managed_preferences(tmp_path, "ada")).guards[0].minutes == 60


# ---- with a person's own file -------------------------------------------------------


def test_what_is_preset_never_gets_into_the_person_s_file(tmp_path: Path, read: Read) -> None:
    policy = read({**FULL, "locked": ["delivery"]})
    path = tmp_path / "settings.toml"
    path.write_text('delivery = "keys" # mine\n[[sessions]]\nname = "own"\n[network]\nproxy = ""\n')
    store = TomlSettingsStore(path, lambda: policy)
    loaded = store.load()
    assert loaded.locked == {"delivery"}
    assert loaded.settings.delivery is DeliveryKind.ON_DEMAND
    assert [each.name for each in loaded.settings.sessions] == ["acme", "globex", "own"]
    added = (*loaded.settings.sessions, SessionSettings("new"))
    store.save(replace(loaded.settings, sessions=added))
    assert store.load().settings.sessions == added
    text = path.read_text()
    assert 'delivery = "keys" # mine' in text
    for preset in ("acme", "prod", "pkce", "warn_minutes", "fips"):
        assert preset not in text


def test_a_file_that_is_not_understood_does_not_unlock(tmp_path: Path, read: Read) -> None:
    path = tmp_path / "settings.toml"
    path.write_text("rubbish")
    loaded = TomlSettingsStore(path, lambda: read(FULL)).load()
    preset = in_force(read(FULL))
    assert loaded.settings.guards[:1] == preset.guards, "locked"
    assert loaded.settings.guards[1].ask_programs
    safer = replace(preset, guards=loaded.settings.guards, token_storage=TokenStorage.MEMORY)
    assert loaded.settings == safer
    (problem,) = loaded.problems
    assert "settings.toml" in problem.title


def test_locked_sessions_do_not_cost_the_person_s_own(tmp_path: Path, read: Read) -> None:
    path = tmp_path / "settings.toml"
    path.write_text('[[sessions]]\nname = "own"\n')
    store = TomlSettingsStore(path, lambda: read({**FULL, "locked": ["sessions"]}))
    loaded = store.load()
    assert [each.name for each in loaded.settings.sessions] == ["acme", "globex"]
    store.save(loaded.settings)
    assert [each.name for each in TomlSettingsStore(path).load().settings.sessions] == ["own"]


@pytest.mark.skipif(os.name != "posix", reason="links and pipes")
@pytest.mark.parametrize("kind", ["dangling link", "dangling folder", "pipe", "deep"])
def test_a_policy_that_cannot_be_had_fails_closed(tmp_path: Path, kind: str) -> None:
    """Somebody meant there to be one: its absence is no permission."""
    path = tmp_path / "sso-tray" / "policy.toml"
    if kind == "dangling folder":
        path.parent.symlink_to(tmp_path / "gone")
    else:
        path.parent.mkdir()
    if kind == "dangling link":
        path.symlink_to(tmp_path / "gone")
    elif kind == "pipe":
        os.mkfifo(path)
    elif kind == "deep":
        path.write_text("x = " + "[" * 5000)
    policy = toml_policy(path)
    assert len(policy.problems) == 1
    assert policy.over({})["guards"] == [
        {"label": "policy not understood", "confirm": True, "ask_programs": True}
    ]
