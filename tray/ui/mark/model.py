"""What the icon is to show."""

from dataclasses import dataclass

from tray.core.guards.colours import GuardColour
from tray.core.tray_status import TrayStatus


@dataclass(frozen=True, slots=True)
class IconModel:
    """What the icon says. `share` is the part of the session left, 0 to 1, in steps."""

    status: TrayStatus
    share: float = 0.0
    has_trouble: bool = False
    is_demo: bool = False
    guard: GuardColour | None = None
    """That of a guarded role that is in use."""
