"""Profiles in the AWS files: whose they are, and edits that can be taken back to the byte.

What is ours stands behind a comment line that says so: keys, a region, or a
whole section. What gives a profile another identity is never overwritten; with
the person's consent it is *set aside*: its lines become comments with a
prefix, and come back when the profile is released.
"""

import re

from tray.core.aws_files.effective_config import (
    IDENTITY,
    KEYS,
    has_region,
    name_of,
    region_for_all,
    sections_of,
)
from tray.core.aws_files.files import AwsFile
from tray.core.aws_files.ini_document import IniDocument, MalformedIni, Section
from tray.core.aws_files.managed_blocks import ASIDE_PREFIX, counts, own_lines, seal
from tray.core.aws_files.marks import KEYS_MARK, POINTER_KIND, REGION_MARK, SECTION_MARK
from tray.core.vocabulary.errors import FileError
from tray.core.vocabulary.model import ProfileName, RoleCredentials
from tray.core.vocabulary.translatable import said

_SETTINGS = {
    KEYS_MARK: frozenset(KEYS),
    REGION_MARK: frozenset({"region"}),
}
"""Which settings may stand behind each mark."""

_NAME = re.compile(r"[A-Za-z0-9._/@+:-]{1,120}")


def profile_name_problem(name: str) -> str | None:
    """What hinders `name` as a profile that every SDK can read; None if nothing does."""
    if not name:
        return said("A profile needs a name.")
    if name == "DEFAULT":
        return said("Tools take what stands under DEFAULT for every profile. Choose another name.")
    if not _NAME.fullmatch(name):
        return said(
            "Use letters, digits and . _ / @ + : - only, at most 120; some tools read no other."
        )
    return None


def find_section(document: IniDocument, file: AwsFile, profile: str) -> Section | None:
    """The section that gives a profile its settings; the last one, where several spell it."""
    found = sections_of(document, file, profile)
    return found[-1] if found else None


def header_of(profile: str, file: AwsFile) -> str:
    """The header of a profile's section in that file."""
    is_plain = file is AwsFile.CREDENTIALS or profile == "default"
    return f"[{profile}]" if is_plain else f"[profile {profile}]"


def identity_settings(
    document: IniDocument, file: AwsFile, profile: str
) -> tuple[tuple[str, int], ...]:
    """The settings that give a profile an identity that is not ours: (key, line from 1)."""
    section = find_section(document, file, profile)
    if section is None:
        return ()
    ours = _marked(document, section, KEYS_MARK) | own_lines(document, section, POINTER_KIND)
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
    settings = {key: _on_one_line(value) for key, value in key_settings(keys).items()}
    words = f"{KEYS_MARK} {' '.join(note.split())}"
    return _write(document, AwsFile.CREDENTIALS, profile, words, settings)


def key_settings(keys: RoleCredentials) -> dict[str, str]:
    """The settings of the credentials file that hold them."""
    values = (keys.access_key_id, keys.secret_access_key.reveal(), keys.session_token.reveal())
    return dict(zip(KEYS, values, strict=True))


def write_region(document: IniDocument, profile: str, region: str) -> IniDocument:
    """The config file with a region for the profile, unless the person set one."""
    section = find_section(document, AwsFile.CONFIG, profile)
    ours = _marked(document, section, REGION_MARK) if section is not None else ()
    if section is None:  # where there is no section of the profile's, no tool looks at [DEFAULT]
        region = region_for_all(document) or region
    elif len(ours) < 2 and has_region(document, profile):
        return document
    words = f"{REGION_MARK}, removed with the keys"
    return _write(document, AwsFile.CONFIG, profile, words, {"region": _on_one_line(region)})


def remove_keys(document: IniDocument, profile: str) -> IniDocument:
    """The exact inverse of `write_keys`; what the person added stays."""
    return _remove(document, AwsFile.CREDENTIALS, profile, KEYS_MARK)


def notes_of_keys(document: IniDocument) -> dict[ProfileName, tuple[str, dict[str, str]]]:
    """The notes behind our mark and the keys, of profiles where they are as we wrote them."""
    found = {}
    for section in document.sections.values():
        ours = _marked(document, section, KEYS_MARK)
        if len(ours) > len(KEYS):
            text = document.text(min(ours))
            settings = {key: section.options[key].value for key in KEYS}
            note = text.removeprefix(KEYS_MARK).strip()
            found[ProfileName(section.header)] = note, settings
    return found


def remove_region(document: IniDocument, profile: str) -> IniDocument:
    """The exact inverse of `write_region`."""
    return _remove(document, AwsFile.CONFIG, profile, REGION_MARK)


def _write(
    document: IniDocument, file: AwsFile, profile: str, words: str, settings: dict[str, str]
) -> IniDocument:
    section = find_section(document, file, profile)
    if section is None:
        return _appended(document, header_of(profile, file), words, settings)
    lines = _sealed(words, settings, margin_of(document, section))
    mark = next(mark for mark in _SETTINGS if words.startswith(mark))
    ours = sorted(_marked(document, section, mark))
    if len(ours) == len(lines):
        for index, line in zip(ours, lines, strict=True):
            document = document.replaced(index, line)
        return document
    if ours:
        document = document.deleted(ours[0], ours[-1] + 1)
    return document.inserted(section.start + 1, *lines)


def _appended(
    document: IniDocument, header: str, words: str, settings: dict[str, str]
) -> IniDocument:
    """With a section of our own at the end."""
    gap = [""] if document.lines else []
    lines = _sealed(words, settings, "")
    return document.inserted(len(document.lines), *gap, SECTION_MARK, header, *lines)


def _sealed(words: str, settings: dict[str, str], margin: str) -> list[str]:
    """Our mark and our settings. Deeper lines continue a value: ours stand as deep as the rest."""
    texts = [f"{margin}{key} = {value}" for key, value in settings.items()]
    return [f"{words} {seal(texts)}", *texts]


def margin_of(document: IniDocument, section: Section) -> str:
    """How deep our settings have to be below that header, so that nothing continues their values.

    As deep as the section's own settings, its header and the next one: lines
    that are deeper than a setting belong to it.
    """
    first = min((option.start for option in section.options.values()), default=section.start)
    texts = [
        document.text(index)
        for index in {first, section.start, section.end}
        if index < len(document.lines)
    ]
    margins = [text[: len(text) - len(text.lstrip())] for text in texts]
    return max(margins, key=len)


def _on_one_line(value: str) -> str:
    """A value that cannot bring a setting of its own along. Raises `FileError`."""
    if any(character in value for character in "\r\n\0"):
        raise FileError(
            said("A value has more than one line; nothing was written."), said("Try again.")
        )
    return value


def _remove(document: IniDocument, file: AwsFile, profile: str, mark: str) -> IniDocument:
    for section in reversed(sections_of(document, file, profile)):
        document = _remove_ours(document, section, mark)
    return document


def _remove_ours(document: IniDocument, section: Section, mark: str) -> IniDocument:
    ours = sorted(_marked(document, section, mark))
    if not ours:
        return document
    start, end = ours[0], ours[-1] + 1
    has_mark = section.start > 0 and document.text(section.start - 1) == SECTION_MARK
    rest = [*range(section.start + 1, start), *range(end, section.end)]
    if not has_mark:
        return document.deleted(start, end)
    if any(counts(document.text(index)) for index in rest) or start != section.start + 1:
        # The person made the section theirs: it stays, without our marks.
        return document.deleted(start, end).deleted(section.start - 1, section.start)
    first = section.start - 1
    if first > 0 and not document.text(first - 1):
        first -= 1
    return document.deleted(first, end)


def _marked(document: IniDocument, section: Section, mark: str) -> set[int]:
    """The lines of ours behind `mark`: the mark, and the settings after it that it seals.

    Settings that were changed since are the person's; then the mark alone is ours.
    """
    wanted = _SETTINGS[mark]
    for index in range(section.start + 1, section.end):
        if document.text(index).startswith(mark):
            starts = {option.start: option for option in section.options.values()}
            after = index + 1
            while after in starts and starts[after].key in wanted:
                after += 1
            return set(range(index, _sealed_end(document, index, after)))
    return set()


def _sealed_end(document: IniDocument, mark: int, end: int) -> int:
    """Where the lines end that the mark seals: a setting of the person's may follow at once."""
    texts = [document.text(line) for line in range(mark + 1, end)]
    words = document.text(mark)
    counts = range(len(texts), 0, -1)
    return mark + 1 + next((n for n in counts if words.endswith(seal(texts[:n]))), 0)


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
        kind, profile = name_of(section, file) or ("", "")
        texts = [document.text(index) for index in range(section.start + 1, section.end)]
        marks = (KEYS_MARK, REGION_MARK, ASIDE_PREFIX)
        if own_lines(document, section, POINTER_KIND):
            continue  # it is meant to stay
        if kind == "profile" and any(text.startswith(marks) for text in texts):
            found.append(ProfileName(profile))
    return tuple(found)
