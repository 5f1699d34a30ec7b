"""Caches and memories on disk: JSON, nothing secret, and what is damaged counts as absent.

What a newer program wrote is left as it is: who goes back to an older one for a
day finds everything again.
"""

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from tray.adapters.storage.atomic_file import clear_leftovers, read_file, replace_file
from tray.core.profiles.delivered_keys import DeliveryRecords, KeyRecord, Leaving
from tray.core.settings import migrations
from tray.core.settings.migrations import Step, current, migrated, version_of
from tray.core.vocabulary.errors import FileError
from tray.core.vocabulary.model import Listing, Memory, RoleRef, SessionName, SsoSession
from tray.core.vocabulary.translatable import said

Stored = TypeVar("Stored", bound=msgspec.Struct)


class _StoredListing(msgspec.Struct):
    version: int
    start_url: str
    listing: Listing


class _StoredMemory(msgspec.Struct):
    version: int
    pinned: tuple[RoleRef, ...]
    recent: tuple[RoleRef, ...]
    session_seconds: dict[str, tuple[float, ...]]
    uses: tuple[tuple[RoleRef, int], ...] = ()
    newest_version: str = ""
    asked_at: datetime | None = None


class _StoredDeliveries(msgspec.Struct):
    version: int
    keys: tuple[KeyRecord, ...]
    leaving: tuple[Leaving, ...]


class _StoredRemovals(msgspec.Struct):
    version: int
    sessions: tuple[str, ...]


class StateFiles:
    """`core.ports.files.StateStore` over a cache and a state directory."""

    def __init__(
        self,
        cache: Path,
        state: Path,
        listing_steps: Sequence[Step] = migrations.LISTING,
        memory_steps: Sequence[Step] = migrations.MEMORY,
    ) -> None:
        self._cache = cache
        self._memory = state / "memory.json"
        self._listing_steps = listing_steps
        self._memory_steps = memory_steps

    def load_listing(self, session: SsoSession) -> Listing | None:
        """The last listing of this start URL."""
        stored = _load(self._path(session), _StoredListing, self._listing_steps)
        is_ours = stored is not None and stored.start_url == session.start_url
        return stored.listing if stored is not None and is_ours else None

    def save_listing(self, session: SsoSession, listing: Listing) -> None:
        """Keeps it for the next start."""
        version = current(self._listing_steps)
        stored = _StoredListing(version, session.start_url, listing)
        _save(self._path(session), stored, self._listing_steps)

    def load_memory(self) -> Memory:
        """What was remembered."""
        stored = _load(self._memory, _StoredMemory, self._memory_steps)
        if stored is None:
            return Memory()
        try:
            lengths = {
                SessionName(name): tuple(timedelta(seconds=value) for value in values)
                for name, values in stored.session_seconds.items()
            }
        except OverflowError:
            return Memory()
        return Memory(
            stored.pinned,
            stored.recent,
            lengths,
            dict(stored.uses),
            stored.newest_version,
            stored.asked_at,
        )

    def save_memory(self, memory: Memory) -> None:
        """Keeps it."""
        seconds = {
            str(name): tuple(length.total_seconds() for length in lengths)
            for name, lengths in memory.session_lengths.items()
        }
        uses, version = tuple(memory.uses.items()), current(self._memory_steps)
        stored = _StoredMemory(
            version,
            memory.pinned,
            memory.recent,
            seconds,
            uses,
            memory.newest_version,
            memory.asked_at,
        )
        _save(self._memory, stored, self._memory_steps)

    def _path(self, session: SsoSession) -> Path:
        digest = hashlib.sha256(f"{session.name}\n{session.start_url}".encode()).hexdigest()
        return self._cache / f"accounts-{digest[:16]}.json"


class DiskRemovalNotes:
    """`core.ports.secrets.RemovalNotes` in the state directory."""

    def __init__(self, state: Path, steps: Sequence[Step] = migrations.REMOVALS) -> None:
        self._path = state / "keyring-removals.json"
        self._steps = steps

    def load(self) -> frozenset[SessionName]:
        """The sessions that were noted."""
        stored = _load(self._path, _StoredRemovals, self._steps)
        return frozenset() if stored is None else frozenset(map(SessionName, stored.sessions))

    def save(self, sessions: frozenset[SessionName]) -> None:
        """Keeps them."""
        if sessions or self._path.exists():
            stored = _StoredRemovals(current(self._steps), tuple(sorted(sessions)))
            _save(self._path, stored, self._steps)


class DiskRecords:
    """`delivered_keys.RecordStore` in the state directory."""

    def __init__(self, state: Path, steps: Sequence[Step] = migrations.DELIVERIES) -> None:
        self._path = state / "deliveries.json"
        self._steps = steps

    def load(self) -> DeliveryRecords:
        """What was remembered."""
        stored = _load(self._path, _StoredDeliveries, self._steps)
        return DeliveryRecords() if stored is None else DeliveryRecords(stored.keys, stored.leaving)

    def save(self, records: DeliveryRecords) -> None:
        """Keeps it."""
        stored = _StoredDeliveries(current(self._steps), records.keys, records.leaving)
        _save(self._path, stored, self._steps)


def _load(path: Path, kind: type[Stored], steps: Sequence[Step]) -> Stored | None:
    """What stands there in today's format; None for what is damaged, absent or newer."""
    clear_leftovers(path)
    try:
        return msgspec.convert(migrated(_fields(path), steps), kind)
    except (OSError, ValueError, RecursionError):  # of JSON, msgspec, and the versions
        return None


def _save(path: Path, stored: msgspec.Struct, steps: Sequence[Step]) -> None:
    if _is_newer(path, steps):
        raise FileError(
            said(
                "{path} was written by a newer version of SSO Tray, so it was left unchanged.",
                path=path,
            ),
            said("Start the newer version, or delete the file."),
        )
    replace_file(path, msgspec.json.encode(stored))


def _is_newer(path: Path, steps: Sequence[Step]) -> bool:
    try:
        return version_of(_fields(path)) > current(steps)
    except (OSError, ValueError, RecursionError):
        return False  # there is nothing that could be lost


def _fields(path: Path) -> dict[str, Any]:
    return msgspec.json.decode(read_file(path), type=dict[str, Any])
