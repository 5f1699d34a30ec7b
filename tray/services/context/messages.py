"""What reaches the agent's inbox besides the commands of a person."""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from tray.core.activity.entries import ActivityKind
from tray.core.commands import Command, RoleAction
from tray.core.ipc.protocol import Peer
from tray.core.problems import ProblemKey
from tray.core.profiles.activation import ActivationEvent
from tray.core.profiles.target import Leftover, ProfileTarget
from tray.core.sessions.events import SessionEvent
from tray.core.sessions.states import RestorePart
from tray.core.settings.policy import InForce
from tray.core.snapshot import ListingProgress, SetUp
from tray.core.vocabulary.errors import TrayError
from tray.core.vocabulary.model import (
    Listing,
    Memory,
    ProfileName,
    RoleRef,
    SessionName,
    SsoSession,
)


@dataclass(frozen=True, slots=True)
class Loaded:
    """Settings, memory, sso-sessions and standing profiles were read, with what was wrong.

    `left` is what an earlier run left in the AWS files, and could not be removed now either.
    """

    in_force: InForce
    memory: Memory
    sessions: tuple[SsoSession, ...]
    standing: tuple[ProfileTarget, ...]
    left: tuple[Leftover, ...]
    problems: tuple[TrayError, ...]


@dataclass(frozen=True, slots=True)
class SessionsRead:
    """The sso-sessions were read again."""

    sessions: tuple[SsoSession, ...]
    problems: tuple[TrayError, ...]


@dataclass(frozen=True, slots=True)
class ReadAgain:
    """The sso-sessions are to be read again; `done` is called when they are in the snapshot."""

    done: Callable[[], None]


@dataclass(frozen=True, slots=True)
class Restored:
    """What an earlier run left was looked for, whatever came of it."""

    session: SessionName
    part: RestorePart


@dataclass(frozen=True, slots=True)
class Shared:
    """A session's token now rests in the AWS CLI's cache."""

    session: SessionName


@dataclass(frozen=True, slots=True)
class SessionHappened:
    """An event of one sso-session."""

    session: SessionName
    event: SessionEvent


@dataclass(frozen=True, slots=True)
class ActivationHappened:
    """An event of one activation, known by profile and serial."""

    profile: ProfileName
    serial: int
    event: ActivationEvent


@dataclass(frozen=True, slots=True)
class WithdrawalHappened:
    """What came of taking a profile out of the AWS files: it is gone, or why not.

    `elsewhere` are the other names under which another tool had put its keys; `stamp` is that of
    the files in which they still are.
    """

    profile: ProfileName
    error: TrayError | None = None
    stamp: object = None
    elsewhere: tuple[str, ...] = ()


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

    key: ProblemKey
    error: TrayError | None


@dataclass(frozen=True, slots=True)
class RoleActionFailed:
    """Something that was asked for a role came to nothing."""

    asked: RoleAction
    error: TrayError


@dataclass(frozen=True, slots=True)
class RoleActionDone:
    """Something that was asked for a role is done; `kind` says what."""

    role: RoleRef
    kind: ActivityKind


@dataclass(frozen=True, slots=True)
class Copied:
    """A role's keys are on the clipboard, and nobody looks at a window that says so."""

    role: RoleRef


@dataclass(frozen=True, slots=True)
class NewestKnown:
    """The project was asked for its newest version."""

    version: str


@dataclass(frozen=True, slots=True)
class DoNotDisturbSeen:
    """Whether the person may be spoken to now."""

    is_free: bool


@dataclass(frozen=True, slots=True)
class ProfilesSeen:
    """What is wrong with profiles in the files; a profile that is not among them is as it was."""

    faults: Mapping[ProfileName, TrayError | None]


@dataclass(frozen=True, slots=True)
class SignInBegun:
    """A command began that attempt, and waits for it."""

    session: SessionName
    attempt: int
    peer: Peer


@dataclass(frozen=True, slots=True)
class QuestionsChanged:
    """The open questions about guarded roles are others now."""


@dataclass(frozen=True, slots=True)
class SetUpMoved:
    """How far the search for a new session's region is; None when it is found."""

    setup: SetUp | None


@dataclass(frozen=True, slots=True)
class FilesChanged:
    """Some of the files that are watched are others now, whoever changed them."""

    paths: frozenset[str]


@dataclass(frozen=True, slots=True)
class KeyringChanged:
    """The keyring may be open now; `done` is called when the snapshot has what came of that."""

    done: Callable[[], None] = lambda: None


@dataclass(frozen=True, slots=True)
class CaughtUp:
    """`done` is called once everything that was posted before is handled."""

    done: Callable[[], None]


@dataclass(frozen=True, slots=True)
class Stop:
    """The end: remove the keys unless they are to stay, and `done` when it is."""

    done: Callable[[], None]
    keep_keys: bool = False


Message: TypeAlias = (
    Command
    | Loaded
    | SessionsRead
    | ReadAgain
    | Restored
    | Shared
    | SessionHappened
    | ActivationHappened
    | WithdrawalHappened
    | Listed
    | ListingFailed
    | ProblemMet
    | RoleActionFailed
    | RoleActionDone
    | Copied
    | NewestKnown
    | DoNotDisturbSeen
    | ProfilesSeen
    | SignInBegun
    | QuestionsChanged
    | SetUpMoved
    | FilesChanged
    | KeyringChanged
    | CaughtUp
    | Stop
)
Post: TypeAlias = Callable[[Message], None]


def post_and_wait(
    post: Post, message: Callable[[Callable[[], None]], Message], seconds: float
) -> bool:
    """Posts a message that calls what it is made with when it is done; whether that was in time."""
    done = threading.Event()
    post(message(done.set))
    return done.wait(seconds)
