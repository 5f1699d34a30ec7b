"""The profiles in the config file that this program made for roles."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from tray.core.ini_document import IniDocument, Section
from tray.core.model import AccountId, ProfileName, RoleRef, SessionName
from tray.core.own_blocks import Block, find_blocks

PROFILE_KIND = "profile"

_SUBJECT = re.compile(r"(?P<session>.+):(?P<account>[^:/]+)/(?P<role>.+)")
_PLAIN = re.compile(r"profile ([A-Za-z0-9._/@+:-]+)")


@dataclass(frozen=True, slots=True)
class OwnProfile:
    """A section of ours. `is_changed`: the person changed our settings, which are theirs now.

    `is_renamed`: the person gave the section, or a copy of it, another name, which stays.
    """

    role: RoleRef
    name: ProfileName
    block: Block
    is_changed: bool
    is_renamed: bool


def own_profiles(config: IniDocument) -> tuple[OwnProfile, ...]:
    """The profiles of ours in the config file, in its order."""
    return tuple(_own_profiles(config))


def _own_profiles(config: IniDocument) -> Iterator[OwnProfile]:
    seen = set()
    for block in find_blocks(config, PROFILE_KIND):
        name, role = profile_of(block.section), role_in(block.subject)
        if name is not None and role is not None:
            is_renamed = name != block.name or role in seen
            yield OwnProfile(role, ProfileName(name), block, not block.is_whole, is_renamed)
            if block.is_whole and not is_renamed:
                seen.add(role)


def profile_of(section: Section) -> str | None:
    """The profile of a section of the config file, as botocore recognises it.

    The usual headers are told without `shlex`, which is slow for thousands.
    """
    plain = _PLAIN.fullmatch(section.header)
    if plain:
        return plain[1]
    return "default" if section.header == "default" else section.name_after("profile")


def subject_of(role: RoleRef) -> str:
    """How a mark names a role: `SESSION:ACCOUNT_ID/ROLE`."""
    return f"{role.session}:{role.account_id}/{role.role_name}"


def role_in(subject: str) -> RoleRef | None:
    """The inverse of `subject_of`; None where a mark was tampered with."""
    match = _SUBJECT.fullmatch(subject)
    if match is None:
        return None
    return RoleRef(SessionName(match["session"]), AccountId(match["account"]), match["role"])
