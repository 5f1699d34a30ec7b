"""What the program needs of whoever hears of the keyring, as a protocol."""

from collections.abc import Callable
from typing import Protocol


class KeyringSignals(Protocol):
    """Tells when it is worth while to look whether the keyring is open."""

    def start(self, changed: Callable[[], None]) -> None:
        """From now on `changed` hears, from another thread; a second call does nothing."""

    def close(self) -> None:
        """Ends it. May be called without a start."""


class NoKeyringSignals:
    """Hears nothing."""

    def start(self, changed: Callable[[], None]) -> None:
        """Nobody will hear."""

    def close(self) -> None:
        """Nothing happens."""
