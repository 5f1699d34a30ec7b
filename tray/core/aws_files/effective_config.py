"""What botocore, and so the AWS CLI and boto3, sees in the two AWS files.

Its rules without its code (`botocore.configloader`, `botocore.session.full_config`): of
sections that spell one name the last replaces the others, `[DEFAULT]` counts for every
section, a value that begins on the next line is a group of settings, and what the
credentials file says of a profile comes over what the config file says.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from tray.core.aws_files.files import AwsFile
from tray.core.aws_files.ini_document import FOR_ALL, IniDocument, Section
from tray.core.aws_files.managed_blocks import OUR_REMARKS

Value: TypeAlias = str | Mapping[str, str]
"""A setting's value, or the group of settings below it."""

KEYS = ("aws_access_key_id", "aws_secret_access_key", "aws_session_token")
IDENTITY = (
    "sso_session",
    "sso_account_id",
    "sso_role_name",
    "sso_start_url",
    "sso_region",
    "credential_process",
    "role_arn",
    "source_profile",
    "credential_source",
    "web_identity_token_file",
    "login_session",
    *KEYS,
    "aws_security_token",
    "aws_account_id",
)
"""Settings that give a profile its identity (AWS SDKs and Tools Reference Guide, settings)."""

_HEADER_OF_ALL = re.compile(
    r"""\s*\[([\w-]+\s(["']?)[\w@+.%:/-]+\2|[^\s"'\]]+)\]\s*(?:\s[#;].*)?"""
)
_GROUPS = ("profile", "sso-session", "services")


@dataclass(frozen=True, slots=True)
class EffectiveSection:
    """The settings in force under a name. `sections` are all that spell it; the last one counts.

    `lines` has the line of each setting, from 1, wherever it is.
    """

    settings: Mapping[str, Value] = field(repr=False)
    lines: Mapping[str, int]
    sections: tuple[Section, ...]


@dataclass(frozen=True, slots=True)
class EffectiveFile:
    """One file's sections by kind (`profile`, `sso-session`, `services`, or empty) and name."""

    named: Mapping[tuple[str, str], EffectiveSection]

    def profile(self, name: str) -> EffectiveSection | None:
        """The profile of that name."""
        return self.named.get(("profile", name))

    def sso_session(self, name: str) -> EffectiveSection | None:
        """The sso-session of that name."""
        return self.named.get(("sso-session", name))


def effective(document: IniDocument, file: AwsFile) -> EffectiveFile:
    """The file as botocore sees it. Raises `MalformedIni`."""
    for_all = tuple(each for each in document.all_sections if each.header == FOR_ALL)
    named: dict[tuple[str, str], EffectiveSection] = {}
    for section in document.all_sections:
        key = None if section.header == FOR_ALL else name_of(section, file)
        if key is not None:
            spelled = named[key].sections if key in named else ()
            settings, lines = _settings((*for_all, section))
            named[key] = EffectiveSection(settings, lines, (*spelled, section))
    return EffectiveFile(named)


def name_of(section: Section, file: AwsFile) -> tuple[str, str] | None:
    """A section's kind and name; None where botocore finds no name in its header."""
    if file is AwsFile.CREDENTIALS or section.header == "default":
        return "profile", section.header
    for kind in _GROUPS:
        if section.header.startswith(kind):
            name = section.name_after(kind)
            return None if name is None else (kind, name)
    return "", section.header


def profile_of(section: Section, file: AwsFile) -> str | None:
    """The profile that a section is, if it is one."""
    kind, name = name_of(section, file) or ("", "")
    return name if kind == "profile" and section.header != FOR_ALL else None


def sections_of(document: IniDocument, file: AwsFile, profile: str) -> tuple[Section, ...]:
    """All sections that spell a profile, in order: the last one is in force."""
    return tuple(each for each in document.all_sections if profile_of(each, file) == profile)


def _settings(sections: tuple[Section, ...]) -> tuple[dict[str, Value], dict[str, int]]:
    """The settings of several sections; a later one's come over an earlier one's."""
    options = {key: option for each in sections for key, option in each.options.items()}
    settings = {key: nested(option.value) for key, option in options.items()}
    return settings, {key: option.start + 1 for key, option in options.items()}


def nested(value: str) -> Value:
    """A value as botocore reads it: with a first line that is empty it is a group of settings."""
    if not value.startswith("\n"):
        return value
    pairs = (line.split("=", 1) for line in value.splitlines() if line.strip())
    return {key.strip(): text.strip() for key, text in pairs}


def identity_for_all(document: IniDocument) -> tuple[tuple[str, int], ...]:
    """The settings below `[DEFAULT]` that give every profile an identity: (key, line from 1)."""
    found = {
        key: option.start + 1
        for section in document.all_sections
        if section.header == FOR_ALL
        for key, option in section.options.items()
    }
    return tuple((key, found[key]) for key in IDENTITY if key in found)


def has_region(config: IniDocument, profile: str) -> bool:
    """Whether the profile's section has a region: its own, or one that holds for all."""
    own = sections_of(config, AwsFile.CONFIG, profile)[-1:]
    for_all = (each for each in config.all_sections if each.header == FOR_ALL)
    return any("region" in each.options for each in (*own, *for_all))


def region_for_all(config: IniDocument) -> str:
    """The region below `[DEFAULT]`, in force for each profile that has a section; or empty."""
    for_all = (each for each in config.all_sections if each.header == FOR_ALL)
    return next((found for each in reversed([*for_all]) if (found := each.get("region"))), "")


def is_read_by_all(document: IniDocument, section: Section) -> bool:
    """Whether every AWS tool finds the name in this header.

    botocore splits it as a shell does and overlooks what follows the bracket. The SDK for
    JavaScript (`parseIni.js`, `prefixKeyRegex`) wants one blank, quotes of one kind, and nothing
    but a remark after a blank behind the bracket.
    """
    return bool(_HEADER_OF_ALL.fullmatch(document.text(section.start)))


# ---- edits -----------------------------------------------------------------------


def disturbed(before: IniDocument, after: IniDocument, file: AwsFile) -> Section | None:
    """A section of `before` or `after` that an edit alters for AWS tools though it is not ours.

    Ours are those with a line of ours in them, before or after. What botocore
    cannot see any more because it became part of another value is altered, too.
    """
    old, new = effective(before, file).named, effective(after, file).named
    headers: Counter[str] | None = None  # how many of each header the edit removed
    for key, was in old.items():
        now = new.get(key)
        if now is not None and now.settings == was.settings:
            continue
        if not _is_ours(before, was) and (now is None or not _is_ours(after, now)):
            return was.sections[-1]
        if now is None:
            if headers is None:
                headers = Counter(_headers(before))
                headers.subtract(_headers(after))
            if headers[before.text(was.sections[-1].start).strip()] < 1:
                return was.sections[-1]
    for key, made in new.items():
        if key not in old and not _is_ours(after, made):
            return made.sections[-1]
    return None


def _headers(document: IniDocument) -> Iterator[str]:
    """What looks like a header, seen as one or not."""
    texts = (line.strip() for line in document.lines)
    return (text for text in texts if text.startswith("["))


def _is_ours(document: IniDocument, found: EffectiveSection) -> bool:
    return any(
        document.text(index).startswith(OUR_REMARKS)
        for section in found.sections
        for index in range(max(0, section.start - 1), section.end)
    )
