"""Profiles that say where keys are to be had: `credential_process`, or an sso-session.

They hold no secret and stay until they are released. Settings of ours are a
block of the kind `uses`, in a section of ours or in the person's.
"""

from collections.abc import Mapping

from tray.core.aws_files.effective_config import has_region, profile_of
from tray.core.aws_files.files import AwsFile
from tray.core.aws_files.ini_document import IniDocument
from tray.core.aws_files.managed_blocks import find_blocks
from tray.core.aws_files.marks import POINTER_KIND
from tray.core.aws_files.profile_blocks import with_block, without_blocks
from tray.core.vocabulary.model import ProfileName, RoleRef


def sso_settings(role: RoleRef) -> dict[str, str]:
    """The settings with which tools sign in for themselves, by the role's sso-session."""
    return {
        "sso_session": role.session,
        "sso_account_id": role.account_id,
        "sso_role_name": role.role_name,
    }


def write_pointer(
    config: IniDocument, profile: str, role: str, settings: Mapping[str, str]
) -> IniDocument:
    """The config file with a profile that gets its keys elsewhere; `role` is the full name.

    A region among `settings` gives way to one that the person set. Raises `FileError`.
    """
    config = remove_pointer(config, profile)
    if has_region(config, profile):
        settings = {key: value for key, value in settings.items() if key != "region"}
    return with_block(
        config, AwsFile.CONFIG, profile, kind=POINTER_KIND, subject=role, settings=settings
    )


def remove_pointer(config: IniDocument, profile: str) -> IniDocument:
    """The exact inverse of `write_pointer`; what the person changed stays, without our mark."""
    return without_blocks(config, AwsFile.CONFIG, profile, POINTER_KIND)


def pointers(config: IniDocument) -> dict[ProfileName, tuple[str, dict[str, str]]]:
    """Profiles that point where we say: the role's full name, and the settings that do it."""
    found = {}
    for block in find_blocks(config, POINTER_KIND):
        profile = profile_of(block.section, AwsFile.CONFIG)
        if profile is not None and block.is_whole:
            found[ProfileName(profile)] = block.subject, block.settings
    return found
