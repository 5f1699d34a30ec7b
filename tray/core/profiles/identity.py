"""Profiles in the AWS files: whose they are, and edits that can be taken back to the byte.

What is ours is a block (`core.aws_files.managed_blocks`) of keys, or of a region. What
gives a profile another identity is never overwritten; with the person's consent it is
*set aside*: its lines become comments with a prefix, and come back when the profile is
released.
"""

from tray.core.aws_files.effective_config import (
    IDENTITY,
    KEYS,
    has_region,
    profile_of,
    region_for_all,
    sections_of,
)
from tray.core.aws_files.files import AwsFile
from tray.core.aws_files.ini_document import IniDocument, MalformedIni, Section
from tray.core.aws_files.managed_blocks import ASIDE_PREFIX, find_blocks, own_lines
from tray.core.aws_files.marks import (
    KEYS_KIND,
    KEYS_MARK,
    POINTER_KIND,
    REGION_KIND,
    REGION_MARK,
)
from tray.core.aws_files.profile_blocks import find_block, find_section, with_block, without_blocks
from tray.core.vocabulary.model import ProfileName, RoleCredentials


def identity_settings(
    document: IniDocument, file: AwsFile, profile: str
) -> tuple[tuple[str, int], ...]:
    """The settings that give a profile an identity that is not ours: (key, line from 1)."""
    section = find_section(document, file, profile)
    if section is None:
        return ()
    ours = own_lines(document, section, KEYS_KIND, POINTER_KIND)
    return tuple(
        (key, section.options[key].start + 1)
        for key in IDENTITY
        if key in section.options and section.options[key].start not in ours
    )


# ---- keys and region -------------------------------------------------------------


def write_keys(
    document: IniDocument, profile: str, keys: RoleCredentials, note: str
) -> IniDocument:
    """The credentials file with `keys` as the profile's, behind our mark with `note`."""
    words, settings = " ".join(note.split()), key_settings(keys)
    return with_block(
        document, AwsFile.CREDENTIALS, profile, kind=KEYS_KIND, subject=words, settings=settings
    )


def key_settings(keys: RoleCredentials) -> dict[str, str]:
    """The settings of the credentials file that hold them."""
    values = (keys.access_key_id, keys.secret_access_key.reveal(), keys.session_token.reveal())
    return dict(zip(KEYS, values, strict=True))


def write_region(document: IniDocument, profile: str, region: str) -> IniDocument:
    """The config file with a region for the profile, unless the person set one."""
    block = find_block(document, AwsFile.CONFIG, profile, REGION_KIND)
    if find_section(document, AwsFile.CONFIG, profile) is None:
        # Where there is no section of the profile's, no tool looks at [DEFAULT].
        region = region_for_all(document) or region
    elif not (block and block.is_whole) and has_region(document, profile):
        return document
    words, settings = "removed with the keys", {"region": region}
    return with_block(
        document, AwsFile.CONFIG, profile, kind=REGION_KIND, subject=words, settings=settings
    )


def remove_keys(document: IniDocument, profile: str) -> IniDocument:
    """The exact inverse of `write_keys`; what the person added stays."""
    return without_blocks(document, AwsFile.CREDENTIALS, profile, KEYS_KIND)


def notes_of_keys(document: IniDocument) -> dict[ProfileName, tuple[str, dict[str, str]]]:
    """The notes behind our mark and the keys, of profiles where they are as we wrote them."""
    return {
        ProfileName(block.section.header): (block.subject, block.settings)
        for block in find_blocks(document, KEYS_KIND)
        if block.is_whole
    }


def remove_region(document: IniDocument, profile: str) -> IniDocument:
    """The exact inverse of `write_region`."""
    return without_blocks(document, AwsFile.CONFIG, profile, REGION_KIND)


# ---- setting aside ---------------------------------------------------------------


def set_aside(document: IniDocument, file: AwsFile, profile: str) -> IniDocument:
    """The profile without its identity: those lines are comments now, the rest is in force."""
    section = find_section(document, file, profile)
    if section is None:
        return document
    identity = identity_settings(document, file, profile)
    if identity:
        document = _uncovered(document, section, "# ")  # only what is set aside last comes back
    for key, _ in identity:
        option = section.options[key]
        for index in range(option.start, option.end):
            text = document.text(index)
            if text.strip() and not text.lstrip().startswith(("#", ";")):
                document = document.replaced(index, ASIDE_PREFIX + text)
    return document


def restore(document: IniDocument, file: AwsFile, profile: str) -> IniDocument:
    """The exact inverse of `set_aside`.

    Where the person has set the profile anew meanwhile, that stays in force, and
    what was set aside remains as plain comments: two identities would mix.
    """
    for section in reversed(sections_of(document, file, profile)):
        document = _restored(document, file, profile, section)
    return document


def _restored(document: IniDocument, file: AwsFile, profile: str, section: Section) -> IniDocument:
    as_remarks = _uncovered(document, section, "# ")
    if identity_settings(document, file, profile):
        return as_remarks
    restored = _uncovered(document, section, "")
    try:
        _ = restored.sections  # refuses a key that would stand twice
    except MalformedIni:
        return as_remarks
    return restored


def _uncovered(document: IniDocument, section: Section, prefix: str) -> IniDocument:
    """With `prefix` where the section's lines were set aside."""
    for index in range(section.start + 1, section.end):
        text = document.text(index)
        if text.startswith(ASIDE_PREFIX):
            document = document.replaced(index, prefix + text.removeprefix(ASIDE_PREFIX))
    return document


def managed_profiles(document: IniDocument, file: AwsFile) -> tuple[ProfileName, ...]:
    """The profiles that carry a mark of ours that no run outlives: what a crash left behind."""
    found = []
    for section in document.sections.values():
        profile = profile_of(section, file)
        texts = [document.text(index) for index in range(section.start + 1, section.end)]
        marks = (KEYS_MARK, REGION_MARK, ASIDE_PREFIX)
        if own_lines(document, section, POINTER_KIND):
            continue  # it is meant to stay
        if profile is not None and any(text.startswith(marks) for text in texts):
            found.append(ProfileName(profile))
    return tuple(found)
