"""Where windows were, on disk: nothing that could hinder a window from opening."""

from pathlib import Path

import pytest

from tray.adapters.storage.window_places import WindowPlacesFile


def test_what_is_written_is_read_by_the_next_program(tmp_path: Path) -> None:
    places = WindowPlacesFile(tmp_path)
    places.write("settings", b"\1\2")
    places.write("activity", b"\3")
    again = WindowPlacesFile(tmp_path)
    assert (again.read("settings"), again.read("activity")) == (b"\1\2", b"\3")
    assert again.read("other") == b""


@pytest.mark.parametrize(
    "damaged",
    [b"", b"{", b"[]", b'{"settings": 3}', b'{"settings": "%"}', b"\xff", b" " * 100_000],
    ids=["empty", "cut", "a list", "a number", "no base64", "no UTF-8", "huge"],
)
def test_what_is_damaged_counts_as_absent(tmp_path: Path, damaged: bytes) -> None:
    (tmp_path / "windows.json").write_bytes(damaged)
    places = WindowPlacesFile(tmp_path)
    assert places.read("settings") == b""
    places.write("settings", b"\1")
    assert places.read("settings") == b"\1"


def test_a_folder_that_takes_nothing_hinders_nobody(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("no folder")
    places = WindowPlacesFile(tmp_path / "state")
    places.write("settings", b"\1")
    assert places.read("settings") == b""
