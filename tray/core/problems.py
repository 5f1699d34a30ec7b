"""What may be wrong with the program as a whole, and what tells one such problem from another."""

from dataclasses import dataclass
from enum import Enum


class ProblemKind(Enum):
    """What it is that does not work."""

    ACTIVITY = "activity"
    BROWSER = "browser"
    CONFIG = "config"
    """Something in the AWS config file; the subject is its place in the list."""
    GUARDS = "guards"
    """A rule that cannot be kept; the subject is a session or a profile."""
    KEYRING = "keyring"
    LISTING = "listing"
    LOGOUT = "logout"
    """A sign-out that AWS was not told of."""
    MEMORY = "memory"
    PROFILE = "profile"
    PROGRAM = "program"
    SETTINGS = "settings"
    """The settings file; the subject is a problem's place in the list, or empty for the file."""
    SHARED = "shared"
    """A sign-in in the AWS CLI's cache."""


@dataclass(frozen=True, slots=True)
class ProblemKey:
    """Of problems of one kind with one subject only the last one counts."""

    kind: ProblemKind
    subject: str = ""

    def __str__(self) -> str:
        return f"{self.kind.value}/{self.subject}" if self.subject else self.kind.value


KEYRING = ProblemKey(ProblemKind.KEYRING)
