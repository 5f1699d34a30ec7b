"""The files that the program reads and writes, as ports.

All errors they raise are `errors.TrayError`.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Protocol

from tray.core.activity.entries import ActivityEntry
from tray.core.aws_files.files import AwsFile
from tray.core.aws_files.ini_document import IniDocument
from tray.core.settings.policy import InForce
from tray.core.settings.settings import Settings
from tray.core.vocabulary.model import (
    Listing,
    Memory,
    SsoSession,
)


class AwsFiles(Protocol):
    """`~/.aws/config` and `~/.aws/credentials`, wherever the environment moved them.

    All but `path`, `stamp` and `tidy` raise `FileError` and then leave the file as it was.
    """

    def path(self, file: AwsFile) -> str:
        """Where the file is, for messages."""

    def stamp(self, file: AwsFile) -> object:
        """What is another after every change of the file."""

    def is_open_to_others(self, file: AwsFile) -> bool:
        """Whether other users of the machine may read it."""

    def read(self, file: AwsFile) -> IniDocument:
        """The file as it stands; an empty document if there is none."""

    def edit(self, file: AwsFile, change: Callable[[IniDocument], IniDocument]) -> bool:
        """Reads, changes and atomically replaces the file under a lock.

        Links, modes and owners stay, one backup is kept of what was there
        before our first touch, and nothing is written when nothing changed, or
        when AWS tools would find another profile altered by it. A credentials
        file with keys of ours becomes private. Returns whether something was.
        What `change` raises passes through.
        """

    def remove(self, file: AwsFile, change: Callable[[IniDocument], IniDocument]) -> bool:
        """As `edit`, for a change that only takes lines of ours away: nothing must hinder that.

        The document may be one that cannot be read: then only its lines may be looked at.
        Where the file cannot be replaced, on a full disk for one, it is written over.
        """

    def peek(self, file: AwsFile) -> IniDocument:
        """The file's lines, whether it can be read or not. Raises `FileError`."""

    def tidy(self, file: AwsFile) -> None:
        """Clears away what a killed run left beside the file, if that can be done now."""


class ActivityStore(Protocol):
    """The activity log. One thread at a time."""

    def append(self, entries: Sequence[ActivityEntry]) -> None:
        """Adds lines at its end. Raises `FileError`."""

    def read(self) -> tuple[ActivityEntry, ...]:
        """All lines that are understood, in the order in which they were added."""

    def forget(self, before: datetime) -> None:
        """Removes lines of earlier moments. Raises `FileError`."""

    def clean(self) -> None:
        """Takes out what only an older version would have kept. Raises `FileError`."""


class SettingsStore(Protocol):
    """The settings: the person's TOML file, under and over it what an administrator says."""

    def load(self) -> InForce:
        """Never raises. A file that is not understood was set aside, and is a problem."""

    def save(self, settings: Settings) -> None:
        """Writes what the person changed, atomically. Raises `SettingsError`."""


class StateStore(Protocol):
    """Caches and memories on disk, nothing secret. What is damaged counts as absent."""

    def load_listing(self, session: SsoSession) -> Listing | None:
        """The last listing of this very start URL, or None."""

    def save_listing(self, session: SsoSession, listing: Listing) -> None:
        """Keeps a listing for the next start. Raises `FileError`."""

    def load_memory(self) -> Memory:
        """What was remembered; an empty memory at first."""

    def save_memory(self, memory: Memory) -> None:
        """Keeps it. Raises `FileError`."""
