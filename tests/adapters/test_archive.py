"""What is remembered comes back after a restart, also from a file of an earlier version."""

import json
from datetime import timedelta
from pathlib import Path

from tests.ui.samples import ACME, role
from tray.adapters.archive import DiskArchive
from tray.core.model import Memory


def test_a_memory_comes_back(tmp_path: Path) -> None:
    memory = Memory((role(1),), (role(2), role(1)), {ACME: (timedelta(hours=8),)}, {role(2): 3})
    DiskArchive(tmp_path, tmp_path).save_memory(memory)
    assert DiskArchive(tmp_path, tmp_path).load_memory() == memory


def test_a_memory_without_counts_still_counts(tmp_path: Path) -> None:
    DiskArchive(tmp_path, tmp_path).save_memory(Memory(pinned=(role(1),)))
    stored = json.loads((tmp_path / "memory.json").read_text())
    del stored["uses"]
    (tmp_path / "memory.json").write_text(json.dumps(stored))
    assert DiskArchive(tmp_path, tmp_path).load_memory() == Memory(pinned=(role(1),))
