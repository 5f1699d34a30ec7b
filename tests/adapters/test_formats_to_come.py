"""What a change of a format will be: older files are brought forward, newer ones are left alone."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from tray.adapters.settings.file import TomlSettingsStore
from tray.adapters.storage.state_files import StateFiles
from tray.core.settings.migrations import Step


def renamed(fields: Mapping[str, object]) -> dict[str, object]:
    """Version 1 would have called the profile otherwise."""
    found = dict(fields)
    if "profile" in found:
        found["default_profile"] = found.pop("profile")
    return found


def faster(fields: Mapping[str, object]) -> dict[str, object]:
    """Version 2 would have counted calls per minute."""
    calls = fields.get("calls_per_second", 1200)
    assert isinstance(calls, int)
    return {**fields, "calls_per_second": calls // 60}


STEPS: tuple[Step, ...] = (renamed, faster)
OLD = """# mine
version = 1
profile = "work" # at work
calls_per_second = 300
future = "x" # not ours

[[sessions]]
name = "acme" # the company
"""


@pytest.mark.parametrize(
    ("text", "calls"),
    [
        pytest.param(OLD, 5, id="two steps"),
        pytest.param(OLD.replace("version = 1\n", ""), 5, id="no version is the first"),
        pytest.param(
            OLD.replace("n = 1", "n = 2").replace("profile", "default_profile"), 5, id="one"
        ),
        pytest.param(
            OLD.replace("n = 1", "n = 3").replace("profile", "default_profile").replace("300", "7"),
            7,
            id="none",
        ),
    ],
)
def test_older_settings_are_brought_forward(tmp_path: Path, text: str, calls: int) -> None:
    path = tmp_path / "settings.toml"
    path.write_text(text)
    store = TomlSettingsStore(path, steps=STEPS)
    settings = store.load().settings
    assert (settings.default_profile, settings.calls_per_second) == ("work", calls)
    assert path.read_text() == text, "reading writes nothing"


def test_saving_rewrites_what_is_old_and_keeps_a_copy(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_text(OLD)
    store = TomlSettingsStore(path, steps=STEPS)
    for region in ("eu-west-1", "eu-west-2"):
        store.save(replace(store.load().settings, default_region=region))
    text = path.read_text()
    assert "version = 3" in text
    assert "\nprofile" not in text
    assert store.load().settings.default_profile == "work"
    assert store.load().settings.calls_per_second == 5
    for kept in ("# mine", 'future = "x" # not ours', "# the company"):
        assert kept in text
    assert path.with_name("settings.toml.version-1").read_text() == OLD
    assert len(list(tmp_path.iterdir())) == 2


def test_older_memories_are_brought_forward(tmp_path: Path) -> None:
    def split(fields: Mapping[str, object]) -> dict[str, object]:
        pins = fields["pins"]
        return {"pinned": pins, "recent": pins, "session_seconds": {}}

    path = tmp_path / "memory.json"
    path.write_text(
        '{"version": 1, "pins": [{"session": "a", "account_id": "1", "role_name": "r"}]}'
    )
    archive = StateFiles(tmp_path, tmp_path, memory_steps=(split,))
    memory = archive.load_memory()
    assert [role.role_name for role in memory.pinned] == ["r"]
    archive.save_memory(memory)
    assert archive.load_memory() == memory
    assert b'"version":2' in path.read_bytes()
    path.write_text('{"version": 1}')
    assert archive.load_memory().pinned == (), "what is not of that version counts as damaged"
