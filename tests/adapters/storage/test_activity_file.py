"""The activity log on disk: appended, bounded, and readable whatever happened to it."""

import json
import os
import stat
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tests.core.activity.activity_samples import asked, at, of_session
from tray.adapters.storage.activity_file import ActivityFile
from tray.core.activity.entries import ActivityKind
from tray.core.vocabulary.errors import FileError

SIGNED_IN = of_session(0, ActivityKind.SIGNED_IN, until=8)
GIVEN = asked(1)


def lines(directory: Path, name: str = "activity.jsonl") -> list[str]:
    return (directory / name).read_text("utf-8").splitlines()


def test_lines_are_added_and_read(tmp_path: Path) -> None:
    directory = tmp_path / "state" / "sso-tray"
    log = ActivityFile(directory)
    assert log.read() == ()
    log.append([SIGNED_IN])
    log.append([GIVEN, GIVEN])
    assert log.read() == (SIGNED_IN, GIVEN, GIVEN)
    assert ActivityFile(directory).read() == log.read()
    assert [json.loads(line)["version"] for line in lines(directory)] == [2, 2, 2]


@pytest.mark.skipif(os.name != "posix", reason="modes")
def test_nobody_else_may_read_it(tmp_path: Path) -> None:
    log = ActivityFile(tmp_path / "state")
    log.append([SIGNED_IN])
    assert stat.S_IMODE((tmp_path / "state" / "activity.jsonl").stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "state").stat().st_mode) == 0o700
    log.append([replace(SIGNED_IN, when=at(40 * 24))])
    log.forget(at(24))
    assert stat.S_IMODE((tmp_path / "state" / "activity.jsonl").stat().st_mode) == 0o600


@pytest.mark.parametrize(
    "damage",
    [
        b'{"version": 1, "when": "2026-01-15T09:0',
        b'{"version": 2, "when": "2026-01-15T09:00:00.000Z", "kind": "dreamt"}\n',
        b"\n\n",
        b"\xff\xfe garbage\n",
        b"[]\n",
        b"7\n",
        b"\0" * 100,
    ],
    ids=["half a line", "a newer kind", "empty lines", "no text", "a list", "a number", "zeros"],
)
def test_what_is_damaged_costs_nothing_else(tmp_path: Path, damage: bytes) -> None:
    log = ActivityFile(tmp_path)
    log.append([SIGNED_IN])
    with (tmp_path / "activity.jsonl").open("ab") as file:
        file.write(damage)
    assert log.read() == (SIGNED_IN,)
    log.append([GIVEN])
    assert log.read() == (SIGNED_IN, GIVEN)


def test_a_full_file_becomes_the_older_one(tmp_path: Path) -> None:
    log = ActivityFile(tmp_path, largest=1000)
    for hour in range(40):
        log.append([of_session(hour, ActivityKind.REFRESHED)])
    found = log.read()
    assert found[-1].when == at(39)
    assert 8 < len(found) < 40
    assert [one.when for one in found] == sorted(one.when for one in found)
    assert sum(path.stat().st_size for path in tmp_path.iterdir()) < 2 * 1200
    assert len(list(tmp_path.iterdir())) == 2


def test_what_is_too_old_goes(tmp_path: Path) -> None:
    log = ActivityFile(tmp_path, largest=1)
    log.append([of_session(0, ActivityKind.SIGNED_IN)])  # at once the older file
    log = ActivityFile(tmp_path)
    log.append([of_session(1, ActivityKind.REFRESHED), of_session(30, ActivityKind.REFRESHED)])
    with (tmp_path / "activity.jsonl").open("ab") as file:
        file.write(b'{"version": 9, "when": "2026-02-15T09:00:00Z", "kind": "dreamt"}\n')
    log.forget(at(24))
    assert [one.when for one in log.read()] == [at(30)]
    assert not (tmp_path / "activity-older.jsonl").exists()
    assert "dreamt" in lines(tmp_path)[-1], "a newer version will want it"
    before = (tmp_path / "activity.jsonl").stat().st_ino
    log.forget(at(24))
    assert (tmp_path / "activity.jsonl").stat().st_ino == before, "nothing to do"
    log.forget(at(0) + timedelta(days=400))
    assert log.read() == ()
    assert not list(tmp_path.iterdir())


def test_a_log_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    (tmp_path / "activity.jsonl").mkdir()
    with pytest.raises(FileError, match="activity log"):
        ActivityFile(tmp_path).append([SIGNED_IN])
    assert ActivityFile(tmp_path).read() == ()


OLD: list[dict[str, object]] = [
    {"program": "hunter2", "pid": 7, "executable": "/usr/bin/python3.11", "directory": "/srv",
     "parent": "hunter3"},
    {"program": "aws", "executable": "/usr/bin/python3.11", "parent": "zsh"},
    {"program": "worker", "executable": "/opt/worker"},
    {"program": "hunter2"},
]  # fmt: skip


def old_line(asker: dict[str, object]) -> str:
    note = f"Prod / Admin is guarded, and was not given to {asker['program']}."
    when = "2026-01-15T10:30:00.000Z"
    line = {"version": 1, "when": when, "kind": "refused", "note": note, "asker": asker}
    return json.dumps(line)


def test_names_that_may_be_passwords_are_taken_out_of_old_logs(tmp_path: Path) -> None:
    for name in ("activity-older.jsonl", "activity.jsonl"):
        newer = '{"version": 9, "when": "2026-02-15T09:00:00Z", "kind": "dreamt"}'
        (tmp_path / name).write_text("\n".join([*(old_line(one) for one in OLD), newer]) + "\n")
    log = ActivityFile(tmp_path)
    before = log.read()
    askers = [entry.asker for entry in before[:4] if entry.asker is not None]
    assert [one.name for one in askers] == ["python3.11", "aws", "worker", ""]
    assert [one.parent for one in askers] == ["", "zsh", "", ""]
    assert [bool(entry.note) for entry in before[:4]] == [False, True, True, False]
    assert askers[0].directory == "/srv"
    log.clean()
    assert log.read() == before
    for name in ("activity-older.jsonl", "activity.jsonl"):
        text = (tmp_path / name).read_text()
        assert "hunter" not in text
        assert "dreamt" in text
    written = (tmp_path / "activity.jsonl").stat().st_ino
    log.clean()
    assert (tmp_path / "activity.jsonl").stat().st_ino == written, "once"
