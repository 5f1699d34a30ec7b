"""The small pictures beside menu entries, as values: what a menu has for colours."""

from dataclasses import dataclass
from math import ceil
from typing import TypeAlias

from tray.core.guards.colours import GuardColour
from tray.core.tray_status import TrayStatus

_STEPS = 12
"""The ring moves in so many steps: a panel is sent the picture anew each time."""


@dataclass(frozen=True, slots=True)
class RingMark:
    """A session's mark, as in the tray; `share` is what is left of it, 0 to 1."""

    status: TrayStatus
    share: float = 0.0


@dataclass(frozen=True, slots=True)
class DotMark:
    """A dot for what is in use, a circle for a protected role that is not."""

    is_in_use: bool
    guard: GuardColour | None = None


MenuMark: TypeAlias = RingMark | DotMark


def ring_mark(status: TrayStatus, share: float) -> RingMark:
    """The ring in steps; other states have no share."""
    if status is not TrayStatus.SIGNED_IN:
        return RingMark(status)
    return RingMark(status, ceil(share * _STEPS) / _STEPS)
