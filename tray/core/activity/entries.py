"""The activity log's lines as values: what happened to sessions and roles, and who asked for keys.

Nothing secret is in them. Moments are the wall's, in UTC, since they outlive the program.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum

from tray.core.guards.requester import Requester
from tray.core.vocabulary.model import ProfileName, RoleRef, SessionName
from tray.core.vocabulary.translatable import said


class ActivityKind(Enum):
    """What happened; the value is how files and exports spell it."""

    SIGNED_IN = "signed-in"
    FOUND = "found"
    """A sign-in of an earlier run, or of another tool, was found."""
    REFRESHED = "refreshed"
    ENDED = "ended"
    SIGNED_OUT = "signed-out"
    SIGN_IN_FAILED = "sign-in-failed"
    IN_USE = "in-use"
    RENEWED = "renewed"
    FAILED = "failed"
    """A profile's keys could not be had."""
    RELEASED = "released"
    GIVEN = "given"
    """A program was given keys."""
    REFUSED = "refused"
    CONSOLE = "console"
    COPIED = "copied"
    TERMINAL = "terminal"


KIND_WORDS = {
    ActivityKind.SIGNED_IN: said("Signed in"),
    ActivityKind.FOUND: said("Sign-in restored"),
    ActivityKind.REFRESHED: said("Refreshed"),
    ActivityKind.ENDED: said("Ended"),
    ActivityKind.SIGNED_OUT: said("Signed out"),
    ActivityKind.SIGN_IN_FAILED: said("Sign-in failed"),
    ActivityKind.IN_USE: said("Role in use"),
    ActivityKind.RENEWED: said("Renewed"),
    ActivityKind.FAILED: said("No keys"),
    ActivityKind.RELEASED: said("Stopped"),
    ActivityKind.GIVEN: said("Keys provided"),
    ActivityKind.REFUSED: said("Denied"),
    ActivityKind.CONSOLE: said("Console opened"),
    ActivityKind.COPIED: said("Keys copied"),
    ActivityKind.TERMINAL: said("Terminal opened"),
}


class Way(Enum):
    """How keys reached whoever uses them."""

    NONE = ""
    CREDENTIALS_FILE = "keys"
    HELPER = "process"
    AWS_CLI = "sso"
    COMMAND = "command"
    ENDPOINT = "endpoint"


WAY_WORDS = {
    Way.NONE: "",
    Way.CREDENTIALS_FILE: said("credentials file"),
    Way.HELPER: said("on demand"),
    Way.AWS_CLI: "AWS CLI's own",
    Way.COMMAND: said("sso-tray command"),
    Way.ENDPOINT: "endpoint",
}


@dataclass(frozen=True, slots=True)
class ActivityEntry:
    """One line. `until` is when what began here ends by itself, as far as that is known.

    `account_name` is what the account was called then; `note` says why, in one sentence.
    """

    when: datetime
    kind: ActivityKind
    session: SessionName
    role: RoleRef | None = None
    account_name: str = ""
    profile: ProfileName | None = None
    way: Way = Way.NONE
    asker: Requester | None = None
    until: datetime | None = None
    note: str = ""


def role_words(entry: ActivityEntry) -> str:
    """`Prod / Admin`; the account's number where its name was not known."""
    if entry.role is None:
        return ""
    return f"{entry.account_name or entry.role.account_id} / {entry.role.role_name}"


@dataclass(frozen=True, slots=True)
class ActivityFilter:
    """Which lines are wanted; an empty one wants all. Every word of `text` has to occur."""

    text: str = ""
    kinds: frozenset[ActivityKind] = field(default_factory=frozenset)
    session: SessionName | None = None
    since: datetime | None = None


def filtered(entries: Iterable[ActivityEntry], wanted: ActivityFilter) -> tuple[ActivityEntry, ...]:
    """Those that are wanted, in their order."""
    words = wanted.text.casefold().split()
    return tuple(entry for entry in entries if _is_wanted(entry, wanted, words))


def _is_wanted(entry: ActivityEntry, wanted: ActivityFilter, words: list[str]) -> bool:
    if wanted.kinds and entry.kind not in wanted.kinds:
        return False
    if wanted.session is not None and entry.session != wanted.session:
        return False
    if wanted.since is not None and entry.when < wanted.since:
        return False
    if not words:
        return True
    told = _told(entry)
    return all(word in told for word in words)


def _told(entry: ActivityEntry) -> str:
    """All that is said of a line, for a search."""
    role, asker = entry.role, entry.asker
    parts = [KIND_WORDS[entry.kind], entry.session, entry.profile or "", entry.note]
    parts += [role_words(entry), role.account_id if role else "", WAY_WORDS[entry.way]]
    if asker is not None:
        parts += [asker.name, asker.executable, asker.directory, asker.parent]
        parts.append(str(asker.pid or ""))
    return " ".join(parts).casefold()
