"""Lines of ours in an AWS file that cannot be read: found by our marks, and nothing else judged.

A mark seals the settings behind it, so what is byte for byte ours can be told from the rest
however broken that is. What was set aside stays aside: what it would meet is not known.
"""

import re
from collections.abc import Iterator, Sequence

from tray.core.aws_files.files import AwsFile
from tray.core.aws_files.ini_document import IniDocument, MalformedIni
from tray.core.aws_files.managed_blocks import ASIDE_PREFIX, counts, mark_in, sealed
from tray.core.aws_files.marks import KEYS_KIND, POINTER_KIND, REGION_KIND, SECTION_MARK

_HEADER = re.compile(r"\s*\[(?P<header>.+)\]")
_KINDS = (KEYS_KIND, REGION_KIND, POINTER_KIND)
_MOST_SETTINGS = 8


def is_readable(document: IniDocument) -> bool:
    """Whether AWS tools could read it."""
    try:
        _ = document.sections
    except MalformedIni:
        return False
    return True


def own_line_numbers(lines: Sequence[str], file: AwsFile, profile: str) -> tuple[int, ...]:
    """The lines (from 0) of a profile that are ours, with a header and a gap of ours."""
    texts = [line.rstrip("\r\n") for line in lines]
    spellings = _spellings(profile, file)
    found: list[int] = []
    header = None
    for index, text in enumerate(texts):
        match = _HEADER.match(text)
        if match:
            header = index if match["header"] in spellings else None
        elif header is not None:
            block = _block(texts, index)
            found += block
            if block:
                found += _section(texts, header, block)
    return tuple(dict.fromkeys(found))


def _spellings(profile: str, file: AwsFile) -> frozenset[str]:
    if file is AwsFile.CREDENTIALS:
        return frozenset({profile})
    named = {f"profile {profile}", f'profile "{profile}"', f"profile '{profile}'"}
    return frozenset({*named, *(["default"] if profile == "default" else [])})


def _block(texts: Sequence[str], start: int) -> range:
    """The mark at `start`, if there is one, and the settings that it seals."""
    mark = mark_in(texts[start], *_KINDS)
    if mark is None:
        return range(0)
    after = texts[start + 1 : start + 1 + _MOST_SETTINGS]
    return range(start, start + 1 + sealed(after, mark.seal))


def _section(texts: Sequence[str], header: int, block: Sequence[int]) -> Iterator[int]:
    """The section's own lines, where we made it and nobody put anything of theirs in there."""
    end = next((at for at in range(header + 1, len(texts)) if _HEADER.match(texts[at])), len(texts))
    rest = set(range(header + 1, end)) - set(block)
    above = texts[header - 1] if header else ""
    has_mark = above == SECTION_MARK
    mark = mark_in(texts[block[0]], *_KINDS)
    is_ours = mark is not None and mark.is_own(texts[header].strip(), above)
    if not is_ours or block[0] != header + 1 or any(counts(texts[at]) for at in rest):
        return
    first = header - has_mark
    yield from range(first, header + 1)
    if first > 0 and not texts[first - 1]:
        yield first - 1


def has_set_aside(lines: Sequence[str], file: AwsFile, profile: str) -> bool:
    """Whether lines of the profile are set aside, and are to come back."""
    spellings, is_there = _spellings(profile, file), False
    for line in lines:
        match = _HEADER.match(line)
        if match:
            is_there = match["header"] in spellings
        elif is_there and line.startswith(ASIDE_PREFIX):
            return True
    return False
