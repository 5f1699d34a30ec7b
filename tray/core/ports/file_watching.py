"""What the program needs of whoever watches files, as a protocol."""

from collections.abc import Callable, Collection
from typing import Protocol


class FileWatcher(Protocol):
    """Tells which files changed, whoever changed them and however.

    Written in place, replaced by another, removed, come, or reached by a link that
    now leads elsewhere. What is half written is not told of before it is steady.
    """

    def start(self, changed: Callable[[frozenset[str]], None]) -> None:
        """From now on `changed` hears, from a thread of the watcher's own."""

    def watch(self, paths: Collection[str]) -> None:
        """From now on these, as they are now, and no others.

        They need not exist, nor do their folders.
        """

    def close(self) -> None:
        """Ends the watch. May be called twice, and without a start."""


class NoFileWatcher:
    """Watches nothing."""

    def start(self, changed: Callable[[frozenset[str]], None]) -> None:
        """Nobody will hear."""

    def watch(self, paths: Collection[str]) -> None:
        """Nothing happens."""

    def close(self) -> None:
        """Nothing happens."""
