"""The activity log on disk: a line of JSON per entry, mode 0600, appended and never changed.

Two files at most: when the first is full it takes the place of the second. A
line that is half written, or that only a newer version understands, is passed over.
"""

import os
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

import msgspec

from tray.adapters.storage.atomic_file import clear_leftovers, read_file, replace_file
from tray.core.activity.codec import ACTIVITY_VERSION, cleaned, entry_fields, entry_of
from tray.core.activity.entries import ActivityEntry
from tray.core.vocabulary.errors import FileError
from tray.core.vocabulary.moments import moment_of
from tray.core.vocabulary.translatable import plain, said

LARGEST = 2_500_000
"""Bytes of one file: about 8,000 lines."""


class ActivityFile:
    """`core.ports.files.ActivityStore` over a directory. One thread at a time."""

    def __init__(self, directory: Path, largest: int = LARGEST) -> None:
        self._newer = directory / "activity.jsonl"
        self._older = directory / "activity-older.jsonl"
        self._largest = largest

    def append(self, entries: Sequence[ActivityEntry]) -> None:
        """Adds the lines, in one write."""
        text = b"".join(_line(entry) for entry in entries)
        try:
            self._newer.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            flags = os.O_RDWR | os.O_APPEND | os.O_CREAT
            with os.fdopen(os.open(self._newer, flags, 0o600), "rb+", 0) as file:
                size = file.seek(0, os.SEEK_END)
                if size and not _ends_in_a_line(file.fileno(), size):
                    text = b"\n" + text  # a crash left half a line there
                file.write(text)
            if size + len(text) > self._largest:
                self._newer.replace(self._older)
        except OSError as error:
            hint = said("Check that you can write to the folder and that the disk isn't full.")
            title = said(
                "Couldn't write the activity log {path}: {reason}.",
                path=self._newer,
                reason=error.strerror,
            )
            raise FileError(title, hint) from error

    def read(self) -> tuple[ActivityEntry, ...]:
        """All that is understood, oldest first; what cannot be read counts as absent."""
        found = (entry_of(one) for path in (self._older, self._newer) for _, one in _lines(path))
        return tuple(entry for entry in found if entry is not None)

    def clean(self) -> None:
        """Removes from the files what an older version should not have written there."""
        for path in (self._older, self._newer):
            lines = list(_lines(path))
            changed = [_cleaned(members) for _, members in lines]
            if any(changed):
                pairs = zip(lines, changed, strict=True)
                kept = (new or line for (line, _), new in pairs)
                replace_file(path, b"".join(line + b"\n" for line in kept))

    def forget(self, before: datetime) -> None:
        """Removes lines that are older. Lines of newer versions stay as they are."""
        for path in (self._older, self._newer):
            clear_leftovers(path)
            lines = list(_lines(path))
            kept = [line for line, members in lines if _is_since(members, before)]
            if len(kept) == len(lines):
                continue
            if kept:
                replace_file(path, b"".join(line + b"\n" for line in kept))
            else:
                _remove(path)


def _remove(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        hint = said("Check that you can write to its folder.")
        raise FileError(
            said("Couldn't remove {path}: {reason}.", path=path, reason=error.strerror),
            hint,
        ) from error


def _line(entry: ActivityEntry) -> bytes:
    line = {"version": ACTIVITY_VERSION, **entry_fields(entry)}
    return msgspec.json.encode(line, enc_hook=plain) + b"\n"


def _cleaned(members: object) -> bytes | None:
    fields = cleaned(members) if isinstance(members, dict) else None
    return msgspec.json.encode(fields) if fields is not None else None


def _lines(path: Path) -> Iterator[tuple[bytes, object]]:
    """Each line that is JSON, and what it holds."""
    try:
        text = read_file(path)
    except OSError:
        return
    for line in text.splitlines():
        try:
            yield line, msgspec.json.decode(line)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            continue


def _is_since(members: object, moment: datetime) -> bool:
    when = members.get("when") if isinstance(members, dict) else None
    try:
        return isinstance(when, str) and moment_of(when) >= moment
    except ValueError:
        return False


def _ends_in_a_line(file: int, size: int) -> bool:
    os.lseek(file, size - 1, os.SEEK_SET)
    return os.read(file, 1) == b"\n"
