"""The profiles in the config file that this program made for roles."""

from collections.abc import Iterator
from dataclasses import dataclass

from tray.core.aws_files.effective_config import profile_of
from tray.core.aws_files.files import AwsFile
from tray.core.aws_files.ini_document import IniDocument
from tray.core.aws_files.managed_blocks import Block, find_blocks
from tray.core.directory.full_name import parse_full_name
from tray.core.vocabulary.model import ProfileName, RoleRef

PROFILE_KIND = "profile"


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
        name, role = profile_of(block.section, AwsFile.CONFIG), parse_full_name(block.subject)
        if name is not None and role is not None:
            is_renamed = name != block.name or role in seen
            yield OwnProfile(role, ProfileName(name), block, not block.is_whole, is_renamed)
            if block.is_whole and not is_renamed:
                seen.add(role)
