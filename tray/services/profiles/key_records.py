"""What is remembered of keys in files, so that they are known again after a restart."""

import logging
from collections.abc import Callable

from tray.core.profiles import delivered_keys
from tray.core.profiles.delivered_keys import DeliveryRecords, KeyRecord, Leaving, RecordStore
from tray.core.vocabulary.errors import FileError
from tray.core.vocabulary.model import ProfileName

log = logging.getLogger(__name__)


class KeyRecords:
    """Read once, and written before the files that they are about. Used by one thread only.

    Where they cannot be written, this run knows them nevertheless, and the marks in the files
    tell the next one.
    """

    def __init__(self, store: RecordStore) -> None:
        self._store = store
        self._records: DeliveryRecords | None = None

    def of(self, profile: ProfileName, path: str) -> tuple[KeyRecord, ...]:
        """The keys that were put into that file as the profile's, and may be there still."""
        return tuple(one for one in self._read().keys if (one.profile, one.path) == (profile, path))

    def profiles(self, path: str) -> tuple[ProfileName, ...]:
        """Whose keys were put into that file."""
        return tuple(dict.fromkeys(one.profile for one in self._read().keys if one.path == path))

    def leaving(self, paths: tuple[str, ...]) -> tuple[Leaving, ...]:
        """The profiles that were to go from these files, and are not known to be gone."""
        return tuple(one for one in self._read().leaving if one.paths == paths)

    def add(self, record: KeyRecord, earlier: tuple[KeyRecord, ...]) -> None:
        """Keys are about to be written; of the profile's earlier ones `earlier` are there still."""
        self._change(lambda records: delivered_keys.with_keys(records, record, earlier))

    def leave(self, leaving: Leaving) -> None:
        """A profile is about to be removed."""
        self._change(lambda records: delivered_keys.with_leaving(records, leaving))

    def stay(self, leaving: Leaving) -> None:
        """A profile that was to go is used again."""
        self._change(lambda records: delivered_keys.without_leaving(records, leaving))

    def gone(self, leaving: Leaving) -> None:
        """Nothing of the profile is in the files any more."""
        self._change(lambda records: delivered_keys.without_profile(records, leaving))

    def _read(self) -> DeliveryRecords:
        if self._records is None:
            self._records = self._store.load()
        return self._records

    def _change(self, change: Callable[[DeliveryRecords], DeliveryRecords]) -> None:
        before = self._read()
        self._records = change(before)
        if self._records == before:
            return
        try:
            self._store.save(self._records)
        except FileError as error:
            log.info("what is in the AWS files is known to this run only: %s", error)
