"""What the desktop is asked to show."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum


class Urgency(Enum):
    """How loudly a notification is shown."""

    NORMAL = "normal"
    CRITICAL = "critical"


class Sign(Enum):
    """What the picture beside a notification says at a glance, as the tray's icon does."""

    PROGRAM = "program"
    ENDS_SOON = "ends-soon"
    ENDED = "ended"
    TROUBLE = "trouble"


@dataclass(frozen=True, slots=True)
class Notification:
    """What the desktop shows. `key` names the matter: the same key replaces what is shown.

    `buttons` maps an id to its label; the first is also what a click on the
    notification itself does.
    """

    key: str
    title: str
    body: str
    buttons: Mapping[str, str] = field(default_factory=dict)
    urgency: Urgency = Urgency.NORMAL
    sign: Sign = Sign.PROGRAM
