"""Keys that we put into a file, known again by what they are, whatever became of the file.

Other tools rewrite the credentials file without its comments, copy a profile, or put keys of
their own over two of our three lines. A record tells our very lines from all others without
holding a secret: the access key's id, which is none, and salted digests of the other two values.
"""

import hashlib
import hmac
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol, TypeAlias

from tray.core.aws_files.files import AwsFile
from tray.core.aws_files.ini_document import IniDocument
from tray.core.aws_files.managed_blocks import Edit, edited
from tray.core.aws_files.profile_blocks import find_section
from tray.core.profiles.identity import identity_settings
from tray.core.settings.settings import DeliveryKind
from tray.core.vocabulary.model import ProfileName, RoleCredentials, RoleRef

_LINE = re.compile(
    r"\s*aws_(?:access_key_id|secret_access_key|session_token|security_token)\s*[=:]\s*"
    r"(?P<value>\S+)\s*",
    re.IGNORECASE,
)
_HEADER = re.compile(r"\s*\[(?P<header>.+)\]")


@dataclass(frozen=True, slots=True)
class KeyRecord:
    """Keys that were put into the file at `path`, as the profile's; good until `expires_at`."""

    profile: ProfileName
    role: RoleRef
    path: str
    expires_at: datetime
    """As other programs' clocks show it."""
    access_key_id: str
    salt: str
    digests: tuple[str, ...]
    """Of the secret access key and the session token."""

    def holds(self, value: str) -> bool:
        """Whether it is one of the three values."""
        return value == self.access_key_id or _digest(self.salt, value) in self.digests


@dataclass(frozen=True, slots=True)
class Leaving:
    """A profile that was to go and is not known to be gone, from the files at `paths`."""

    profile: ProfileName
    role: RoleRef | None
    delivery: DeliveryKind
    paths: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DeliveryRecords:
    """What is remembered of deliveries, over restarts."""

    keys: tuple[KeyRecord, ...] = ()
    leaving: tuple[Leaving, ...] = ()


Records: TypeAlias = Iterable[KeyRecord]


def record_of(
    profile: ProfileName,
    role: RoleRef,
    path: str,
    keys: RoleCredentials,
    expires_at: datetime,
    *,
    salt: str,
) -> KeyRecord:
    """The record of keys that are about to be written; `salt` is another each time."""
    secrets = (keys.secret_access_key.reveal(), keys.session_token.reveal())
    digests = tuple(_digest(salt, secret) for secret in secrets if secret)
    return KeyRecord(profile, role, path, expires_at, keys.access_key_id, salt, digests)


def _digest(salt: str, value: str) -> str:
    data = value.encode("utf-8", "surrogateescape")
    return hmac.new(salt.encode(), data, hashlib.sha256).hexdigest()


# ---- in a file, which may be one that no tool can read --------------------------------


def known_lines(lines: Sequence[str], records: Records) -> tuple[int, ...]:
    """The lines whose value is one of ours, wherever they are."""
    known = tuple(records)
    found = []
    for index, line in enumerate(lines if known else ()):
        match = _LINE.fullmatch(line.rstrip("\r\n"))
        if match and any(record.holds(match["value"]) for record in known):
            found.append(index)
    return tuple(found)


def sections_of(lines: Sequence[str], indexes: Iterable[int]) -> tuple[str, ...]:
    """The headers that these lines are below, each once."""
    found: dict[str, None] = {}
    for index in indexes:
        above = (_HEADER.match(lines[at]) for at in range(index, -1, -1))
        header = next((match["header"] for match in above if match), None)
        if header is not None:
            found[header] = None
    return tuple(found)


def without_lines(document: IniDocument, indexes: Iterable[int]) -> IniDocument:
    """The document without those lines; it need not be one that can be read."""
    return edited(document, (Edit(index, index + 1) for index in set(indexes)))


def without_known(document: IniDocument, records: Records) -> IniDocument:
    """Without any line that is ours by its value."""
    return without_lines(document, known_lines(document.lines, records))


# ---- in a file that can be read --------------------------------------------------------


def foreign_identity(
    document: IniDocument, file: AwsFile, profile: str, records: Records
) -> tuple[tuple[str, int], ...]:
    """As `identity_settings`, but for keys of ours that lost their mark."""
    found = identity_settings(document, file, profile)
    ours = set(known_lines(document.lines, records)) if found else set()
    return tuple((key, line) for key, line in found if line - 1 not in ours)


def without_unmarked(
    document: IniDocument, file: AwsFile, profile: str, records: Records
) -> IniDocument:
    """The profile without keys of ours that lost their mark: they would stand there twice."""
    if find_section(document, file, profile) is None:
        return document
    unmarked = {line - 1 for _, line in identity_settings(document, file, profile)}
    return without_lines(document, unmarked & set(known_lines(document.lines, records)))


# ---- what is remembered -----------------------------------------------------------------


def with_keys(records: DeliveryRecords, added: KeyRecord, kept: Records) -> DeliveryRecords:
    """With keys that are about to be written, and of the profile's earlier ones only `kept`."""
    others = (one for one in records.keys if not _is_same(one, added))
    return replace(records, keys=(*others, *kept, added))


def _is_same(one: KeyRecord, other: KeyRecord) -> bool:
    return (one.profile, one.path) == (other.profile, other.path)


def with_leaving(records: DeliveryRecords, leaving: Leaving) -> DeliveryRecords:
    """With a profile that is to go."""
    others = (one for one in records.leaving if not _is_of(one, leaving))
    return replace(records, leaving=(*others, leaving))


def without_leaving(records: DeliveryRecords, staying: Leaving) -> DeliveryRecords:
    """Without a profile that was to go, and is used again."""
    kept = tuple(one for one in records.leaving if not _is_of(one, staying))
    return replace(records, leaving=kept)


def without_profile(records: DeliveryRecords, gone: Leaving) -> DeliveryRecords:
    """Without a profile that is gone."""
    keys = tuple(
        one for one in records.keys if one.profile != gone.profile or one.path not in gone.paths
    )
    return replace(without_leaving(records, gone), keys=keys)


def _is_of(one: Leaving, other: Leaving) -> bool:
    return (one.profile, one.paths) == (other.profile, other.paths)


class RecordStore(Protocol):
    """Where that rests."""

    def load(self) -> DeliveryRecords:
        """What was remembered; nothing at first, and where it is damaged."""

    def save(self, records: DeliveryRecords) -> None:
        """Keeps it. Raises `FileError`."""


class RecordsInMemory:
    """A `RecordStore` that forgets with the program."""

    def __init__(self) -> None:
        self._held = DeliveryRecords()

    def load(self) -> DeliveryRecords:
        """What was kept."""
        return self._held

    def save(self, records: DeliveryRecords) -> None:
        """Keeps it for now."""
        self._held = records
