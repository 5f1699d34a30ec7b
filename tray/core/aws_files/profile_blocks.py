"""Blocks of ours in the sections of a profile: written, found again, taken back to the byte."""

from collections.abc import Mapping

from tray.core.aws_files.effective_config import sections_of
from tray.core.aws_files.files import AwsFile
from tray.core.aws_files.ini_document import IniDocument, Section
from tray.core.aws_files.managed_blocks import (
    IN_THEIRS,
    Block,
    Edit,
    block_in,
    block_lines,
    edited,
    removal,
)


def find_section(document: IniDocument, file: AwsFile, profile: str) -> Section | None:
    """The section that gives a profile its settings; the last one, where several spell it."""
    found = sections_of(document, file, profile)
    return found[-1] if found else None


def find_block(document: IniDocument, file: AwsFile, profile: str, kind: str) -> Block | None:
    """The block of that kind that is in force for a profile."""
    section = find_section(document, file, profile)
    return block_in(document, section, kind) if section is not None else None


def with_block(
    document: IniDocument,
    file: AwsFile,
    profile: str,
    *,
    kind: str,
    subject: str,
    settings: Mapping[str, str],
) -> IniDocument:
    """The document with a block of that kind, in the place of an earlier one. Raises `FileError`.

    A profile that is not there yet gets a section of ours at the end.
    """
    section = find_section(document, file, profile)
    if section is None:
        lines = block_lines(kind, subject, profile, settings)
        return edited(document, (), [(header_of(profile, file), *lines)])
    block = block_in(document, section, kind)
    is_own = block is not None and block.is_own
    name = profile if is_own else f"{IN_THEIRS}{profile}"
    mark, *texts = block_lines(kind, subject, name, settings)
    margin = margin_of(document, section)
    lines = (mark, *(margin + text for text in texts))
    top = section.start + 1
    if block is None:
        return edited(document, [Edit(top, top, lines)])
    above = Edit(block.head, section.start)
    if block.is_whole:
        return edited(document, [above, Edit(block.start, block.end, lines)])
    return edited(document, [above, Edit(top, top, lines), Edit(block.start, block.end)])


def without_blocks(document: IniDocument, file: AwsFile, profile: str, kind: str) -> IniDocument:
    """The exact inverse of `with_block`; what the person changed or added stays, without marks."""
    blocks = (block_in(document, each, kind) for each in sections_of(document, file, profile))
    edits = [edit for block in blocks if block is not None for edit in removal(document, block)]
    return edited(document, edits)


def header_of(profile: str, file: AwsFile) -> str:
    """The header of a profile's section in that file."""
    is_plain = file is AwsFile.CREDENTIALS or profile == "default"
    return f"[{profile}]" if is_plain else f"[profile {profile}]"


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
