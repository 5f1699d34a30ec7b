"""What kind of desktop a bed is to be."""

from dataclasses import dataclass
from enum import Enum


class Panel(Enum):
    """Which program holds the tray."""

    XFCE = "xfce"
    LXQT = "lxqt"
    NONE = "none"


class Notifications(Enum):
    """Which daemon shows notifications; the stub shows none and answers for a person."""

    XFCE = "xfce"
    DUNST = "dunst"
    STUB = "stub"
    NONE = "none"


class Keyring(Enum):
    """The Secret Service: open, locked, not yet made (both ask in a window), or absent."""

    UNLOCKED = "unlocked"
    LOCKED = "locked"
    FRESH = "fresh"
    NONE = "none"


class Font(Enum):
    """The family that everything is written in, by a file of it and its name."""

    DEJAVU = ("DejaVuSans.ttf", "DejaVu Sans")
    OPEN_SANS = ("OpenSans-Regular.ttf", "Open Sans")
    NARROW = ("NimbusSansNarrow-Regular.otf", "Nimbus Sans Narrow")


@dataclass(frozen=True, slots=True)
class BedOptions:
    """What kind of desktop. `panel_late` leaves it to the test to call `start_panel`."""

    panel: Panel = Panel.XFCE
    panel_late: bool = False
    notifications: Notifications = Notifications.XFCE
    keyring: Keyring = Keyring.UNLOCKED
    window_manager: bool = True
    accessibility: bool = False
    screen: str = "1280x800x24"
    font: Font = Font.DEJAVU
