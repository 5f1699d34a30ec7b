"""What can be done about a finding without typing: read out of what it says is to do."""

import re
from dataclasses import dataclass

from tray.core.doctor.report import Finding
from tray.core.vocabulary.translatable import Said

_CHMOD = re.compile(r"chmod (600|go-w|u\+w) (.+)")
_COMMANDS = ("chmod ", "sudo ")
_GROUP_AND_OTHERS_WRITE, _OWNER_WRITE, _OWNER_ONLY = 0o022, 0o200, 0o600


@dataclass(frozen=True, slots=True)
class ModeChange:
    """Another mode for a file; `path` may begin with `~`."""

    path: str
    change: str

    def applied(self, mode: int) -> int:
        """The mode that it is to have."""
        match self.change:
            case "go-w":
                return mode & ~_GROUP_AND_OTHERS_WRITE
            case "u+w":
                return mode | _OWNER_WRITE
            case _:
                return _OWNER_ONLY


def mode_change(finding: Finding) -> ModeChange | None:
    """The change of a mode that it asks for.

    Only such as take rights from others, or give the owner theirs.
    """
    found = _CHMOD.fullmatch(finding.action)
    return ModeChange(found[2], found[1]) if found else None


def command(finding: Finding) -> str:
    """The command that it asks for, empty where it asks for something else."""
    return finding.action if finding.action.startswith(_COMMANDS) else ""


def file_of(finding: Finding) -> str:
    """The path of the file whose line it points at, empty where it points at none."""
    place = finding.place
    path = place.values.get("path") if isinstance(place, Said) else None
    return path if isinstance(path, str) else ""
