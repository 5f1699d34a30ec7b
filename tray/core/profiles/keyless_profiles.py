"""Profiles that say where keys are to be had: `credential_process`, or an sso-session.

They hold no secret and stay until they are released. Settings of ours are a
block of the kind `uses`, in a section of ours or in the person's.
"""

from collections.abc import Mapping

from tray.core.aws_files.effective_config import has_region
from tray.core.aws_files.files import AwsFile
from tray.core.aws_files.ini_document import IniDocument
from tray.core.aws_files.managed_blocks import (
    Block,
    Edit,
    block_lines,
    edited,
    find_blocks,
    removal,
)
from tray.core.aws_files.marks import POINTER_KIND
from tray.core.profiles.identity import find_section, header_of, margin_of
from tray.core.profiles.own_profiles import profile_of
from tray.core.vocabulary.model import ProfileName

_IN_THEIRS = "+"
"""Before the profile's name in a mark: the section is the person's, and stays."""


def write_pointer(
    config: IniDocument, profile: str, role: str, settings: Mapping[str, str]
) -> IniDocument:
    """The config file with a profile that gets its keys elsewhere; `role` is the full name.

    A region among `settings` gives way to one that the person set. Raises `FileError`.
    """
    config = remove_pointer(config, profile)
    if has_region(config, profile):
        settings = {key: value for key, value in settings.items() if key != "region"}
    section = find_section(config, AwsFile.CONFIG, profile)
    if section is None:
        lines = block_lines(POINTER_KIND, role, profile, settings)
        return edited(config, (), [(header_of(profile, AwsFile.CONFIG), *lines)])
    mark, *texts = block_lines(POINTER_KIND, role, f"{_IN_THEIRS}{profile}", settings)
    margin = margin_of(config, section)
    place = section.start + 1
    return edited(config, [Edit(place, place, (mark, *(margin + text for text in texts)))])


def remove_pointer(config: IniDocument, profile: str) -> IniDocument:
    """The exact inverse of `write_pointer`; what the person changed stays, without our mark."""
    edits = [
        edit
        for block in find_blocks(config, POINTER_KIND)
        if profile_of(block.section) == profile
        for edit in _removal(config, block)
    ]
    return edited(config, edits) if edits else config


def _removal(config: IniDocument, block: Block) -> tuple[Edit, ...]:
    if block.name.startswith(_IN_THEIRS):
        return (Edit(block.start, block.end),)
    return removal(config, block)


def pointers(config: IniDocument) -> dict[ProfileName, tuple[str, dict[str, str]]]:
    """Profiles that point where we say: the role's full name, and the settings that do it."""
    found = {}
    for block in find_blocks(config, POINTER_KIND):
        profile = profile_of(block.section)
        if profile is not None and block.is_whole:
            options = block.section.options.items()
            settings = {
                key: one.value for key, one in options if block.start < one.start < block.end
            }
            found[ProfileName(profile)] = (block.subject, settings)
    return found
