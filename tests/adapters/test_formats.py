"""Files of every released version are read as if today's program had written them.

`formats/NAME-VERSION.…` are files as the last program of that version wrote them. They
are never changed; a change of a format adds one, and a step in `core.migrations`.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from tests.adapters.test_archive import ACME, LISTING, MEMORY
from tray.adapters.archive import DiskArchive
from tray.adapters.settings_file import TomlSettingsStore
from tray.core import migrations
from tray.core.guard import GuardRule
from tray.core.guard_marks import GuardColour
from tray.core.migrations import Step, current
from tray.core.settings import (
    Appearance,
    ConsoleLink,
    DeliveryKind,
    FlowChoice,
    NetworkSettings,
    SessionSettings,
    Settings,
    TokenStorage,
)

SETTINGS = Settings(
    sessions=(SessionSettings("Globex", "https://globex.awsapps.com/start", "eu-west-1"),),
    sign_in=FlowChoice.DEVICE_CODE,
    token_storage=TokenStorage.MEMORY,
    shared_with_aws_cli=("acme",),
    default_profile="work",
    delivery=DeliveryKind.ON_DEMAND,
    default_region="eu-west-3",
    console_link=ConsoleLink.FEDERATION,
    warn_minutes=(30, 10),
    calls_per_second=5,
    network=NetworkSettings(
        "http://proxy:1", "/ca.pem", use_fips_endpoint=True, use_dualstack_endpoint=True
    ),
    appearance=Appearance.DARK,
    guards=(
        GuardRule("Prod*", label="production", confirm=True, minutes=30),
        GuardRule("stag*", "*Admin*", "staging", GuardColour.AMBER, ask_programs=True),
    ),
)
FORMATS = Path(__file__).parent / "formats"
KNOWN = {
    "settings": migrations.SETTINGS,
    "listing": migrations.LISTING,
    "memory": migrations.MEMORY,
}


def released(name: str) -> list[Path]:
    return sorted(FORMATS.glob(f"{name}-*"))


@pytest.mark.parametrize("name", KNOWN)
def test_each_version_left_a_file(name: str) -> None:
    versions = {int(path.stem.rpartition("-")[2]) for path in released(name)}
    assert versions == set(range(1, current(KNOWN[name]) + 1))


@pytest.mark.parametrize("path", released("settings"), ids=lambda path: path.stem)
def test_settings(path: Path, tmp_path: Path) -> None:
    own = tmp_path / "settings.toml"
    own.write_bytes(path.read_bytes())
    store = TomlSettingsStore(own)
    loaded = store.load()
    assert loaded.problems == ()
    assert loaded.settings == SETTINGS
    store.save(replace(loaded.settings, default_profile="other"))
    assert store.load().settings.default_profile == "other"
    assert "# set by hand" in own.read_text()


@pytest.mark.parametrize("path", released("listing"), ids=lambda path: path.stem)
def test_listings(path: Path, tmp_path: Path) -> None:
    digest = hashlib.sha256(f"{ACME.name}\n{ACME.start_url}".encode()).hexdigest()
    (tmp_path / f"accounts-{digest[:16]}.json").write_bytes(path.read_bytes())
    assert DiskArchive(tmp_path, tmp_path).load_listing(ACME) == LISTING


@pytest.mark.parametrize("path", released("memory"), ids=lambda path: path.stem)
def test_memories(path: Path, tmp_path: Path) -> None:
    (tmp_path / "memory.json").write_bytes(path.read_bytes())
    assert DiskArchive(tmp_path, tmp_path).load_memory() == MEMORY


# ---- a format to come -----------------------------------------------------------------


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
    archive = DiskArchive(tmp_path, tmp_path, memory_steps=(split,))
    memory = archive.load_memory()
    assert [role.role_name for role in memory.pinned] == ["r"]
    archive.save_memory(memory)
    assert archive.load_memory() == memory
    assert b'"version":2' in path.read_bytes()
    path.write_text('{"version": 1}')
    assert archive.load_memory().pinned == (), "what is not of that version counts as damaged"
