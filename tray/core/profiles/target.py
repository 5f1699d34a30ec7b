"""Which role tools are to have under which profile, and how."""

from dataclasses import dataclass
from datetime import datetime

from tray.core.settings.settings import DeliveryKind
from tray.core.vocabulary.errors import KeysRemain
from tray.core.vocabulary.model import ProfileName, RoleRef


@dataclass(frozen=True, slots=True)
class ProfileTarget:
    """A profile, and the role that tools are to have under its name; keys until `expires_at`."""

    profile: ProfileName
    role: RoleRef
    kind: DeliveryKind
    region: str = ""
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Leftover:
    """What an earlier run left in a file, and could not be removed now."""

    profile: ProfileName
    was: ProfileTarget | None
    error: KeysRemain
