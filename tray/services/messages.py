"""What reaches the agent's inbox besides the commands of a person."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from tray.core.activation import ActivationEvent
from tray.core.commands import Command
from tray.core.errors import TrayError
from tray.core.model import (
    Listing,
    Memory,
    ProfileName,
    RoleRef,
    SessionName,
    SsoSession,
)
from tray.core.session_events import SessionEvent
from tray.core.settings import Settings
from tray.core.snapshot import ListingProgress


@dataclass(frozen=True, slots=True)
class Loaded:
    """Settings, memory and sso-sessions were read, with what was wrong about them."""

    settings: Settings
    memory: Memory
    sessions: tuple[SsoSession, ...]
    problems: tuple[TrayError, ...]


@dataclass(frozen=True, slots=True)
class SessionsRead:
    """The sso-sessions were read again."""

    sessions: tuple[SsoSession, ...]
    problems: tuple[TrayError, ...]


@dataclass(frozen=True, slots=True)
class SessionHappened:
    """An event of one sso-session."""

    session: SessionName
    event: SessionEvent


@dataclass(frozen=True, slots=True)
class KeysHappened:
    """An event of one activation, known by profile and serial."""

    profile: ProfileName
    serial: int
    event: ActivationEvent


@dataclass(frozen=True, slots=True)
class Listed:
    """Accounts and roles as far as they are in; the last one has no progress."""

    session: SessionName
    listing: Listing | None
    progress: ListingProgress | None


@dataclass(frozen=True, slots=True)
class ListingFailed:
    """A listing came to nothing; what was found before stays."""

    session: SessionName
    error: TrayError


@dataclass(frozen=True, slots=True)
class ProblemMet:
    """Something concerns the whole program; None settles it."""

    key: str
    error: TrayError | None


@dataclass(frozen=True, slots=True)
class ConsoleFailed:
    """A role's console could not be opened."""

    role: RoleRef
    error: TrayError


@dataclass(frozen=True, slots=True)
class Stop:
    """The end: remove what was written, and `done` when it is."""

    done: Callable[[], None]


Message: TypeAlias = (
    Command
    | Loaded
    | SessionsRead
    | SessionHappened
    | KeysHappened
    | Listed
    | ListingFailed
    | ProblemMet
    | ConsoleFailed
    | Stop
)
Post: TypeAlias = Callable[[Message], None]
