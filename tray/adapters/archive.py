"""Caches and memories on disk: JSON, nothing secret, and what is damaged counts as absent."""

import hashlib
from datetime import timedelta
from pathlib import Path

import msgspec

from tray.adapters.atomic_file import replace_file
from tray.core.model import Listing, Memory, RoleRef, SessionName, SsoSession

_VERSION = 1


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


class DiskArchive:
    """`ports.Archive` over a cache and a state directory."""

    def __init__(self, cache: Path, state: Path) -> None:
        self._cache = cache
        self._memory = state / "memory.json"

    def load_listing(self, session: SsoSession) -> Listing | None:
        """The last listing of this start URL."""
        try:
            stored = msgspec.json.decode(self._path(session).read_bytes(), type=_StoredListing)
        except (OSError, msgspec.DecodeError):
            return None
        is_ours = stored.version == _VERSION and stored.start_url == session.start_url
        return stored.listing if is_ours else None

    def save_listing(self, session: SsoSession, listing: Listing) -> None:
        """Keeps it for the next start."""
        stored = _StoredListing(_VERSION, session.start_url, listing)
        replace_file(self._path(session), msgspec.json.encode(stored))

    def load_memory(self) -> Memory:
        """What was remembered."""
        try:
            stored = msgspec.json.decode(self._memory.read_bytes(), type=_StoredMemory)
        except (OSError, msgspec.DecodeError):
            return Memory()
        if stored.version != _VERSION:
            return Memory()
        try:
            lengths = {
                SessionName(name): tuple(timedelta(seconds=value) for value in values)
                for name, values in stored.session_seconds.items()
            }
        except OverflowError:
            return Memory()
        return Memory(stored.pinned, stored.recent, lengths, dict(stored.uses))

    def save_memory(self, memory: Memory) -> None:
        """Keeps it."""
        seconds = {
            str(name): tuple(length.total_seconds() for length in lengths)
            for name, lengths in memory.session_lengths.items()
        }
        uses = tuple(memory.uses.items())
        stored = _StoredMemory(_VERSION, memory.pinned, memory.recent, seconds, uses)
        replace_file(self._memory, msgspec.json.encode(stored))

    def _path(self, session: SsoSession) -> Path:
        digest = hashlib.sha256(f"{session.name}\n{session.start_url}".encode()).hexdigest()
        return self._cache / f"accounts-{digest[:16]}.json"
