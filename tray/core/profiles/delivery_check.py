"""Whether the AWS files give a profile what was delivered to it, and nothing that beats it.

Values are remembered as digests: what was delivered may be keys.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from tray.core.aws_files.effective_config import IDENTITY, EffectiveFile, EffectiveSection, Value
from tray.core.aws_files.files import AwsFile


class Fault(Enum):
    """How what tools see differs from what was delivered."""

    GONE = "gone"
    CHANGED = "changed"
    ADDED = "added"


@dataclass(frozen=True, slots=True)
class Deviation:
    """The first setting that is not as delivered. `line` is from 1; 0 where there is none."""

    fault: Fault
    file: AwsFile
    setting: str
    line: int


@dataclass(frozen=True, slots=True)
class Expected:
    """The identity that tools are to find under a profile's name: digests of its settings."""

    by_file: Mapping[AwsFile, Mapping[str, str]] = field(default_factory=dict)
    session: str = ""
    session_settings: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        settings: Mapping[AwsFile, Mapping[str, str]],
        session: str = "",
        session_settings: Mapping[str, str] | None = None,
    ) -> "Expected":
        """Of the settings as they were written; `session` is the sso-session that they name."""
        return cls(
            {
                file: {key: digest(key, value) for key, value in found.items() if key in IDENTITY}
                for file, found in settings.items()
            },
            session,
            {key: digest(key, value) for key, value in (session_settings or {}).items()},
        )


def digest(key: str, value: Value) -> str:
    """A setting as what it can be recognised by, and not read."""
    return hashlib.sha256(f"{key}\0{value}".encode("utf-8", "surrogateescape")).hexdigest()


def deviation(
    expected: Expected, profile: str, seen: Mapping[AwsFile, EffectiveFile]
) -> Deviation | None:
    """Where the files give the profile something else; None where all is as delivered."""
    for file, found in seen.items():
        wanted = expected.by_file.get(file, {})
        section = found.profile(profile)
        if fault := _differs(file, section, wanted, IDENTITY):
            return fault
    if expected.session:
        config = seen[AwsFile.CONFIG]
        session = config.sso_session(expected.session)
        wanted = expected.session_settings
        return _differs(AwsFile.CONFIG, session, wanted, tuple(wanted))
    return None


def _differs(
    file: AwsFile,
    section: EffectiveSection | None,
    wanted: Mapping[str, str],
    counted: tuple[str, ...],
) -> Deviation | None:
    settings: Mapping[str, Value] = section.settings if section else {}
    lines: Mapping[str, int] = section.lines if section else {}
    for key in counted:
        if key in settings and key not in wanted:
            return Deviation(Fault.ADDED, file, key, lines[key])
        if key in wanted and key not in settings:
            return Deviation(Fault.GONE, file, key, 0)
        if key in wanted and digest(key, settings[key]) != wanted[key]:
            return Deviation(Fault.CHANGED, file, key, lines[key])
    return None
