"""What the program needs of whoever hears of the keyring, and where one is to be had."""

from collections.abc import Callable, Mapping
from typing import Protocol

from tray.core.vocabulary.translatable import said


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


def how_to_have_one(environ: Mapping[str, str]) -> str:
    """What to do for a keyring on this desktop, a sentence without its full stop.

    KWallet is there on every Plasma, and answers other programs only with its Secret Service on.
    """
    if "KDE" in environ.get("XDG_CURRENT_DESKTOP", "").split(":"):
        return said(
            "Turn on “Use KWallet for the Secret Service interface” in Plasma's System Settings, "
            "under KDE Wallet"
        )
    return said("Install or start GNOME Keyring, KeePassXC or another Secret Service")
