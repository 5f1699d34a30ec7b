"""Blocks of our settings in sections that we made: found, made, replaced, taken back.

A block is a comment line and the settings after it:

    [profile prod-admin]
    # sso-tray profile: acme:111122223333/Admin [prod-admin 1a2b3c4d]
    credential_process = …

In brackets stand the section's name as we gave it, and a digest of the settings:
what a person has renamed or changed since is told from what we wrote. Edits are
collected and made in one pass, since a file may have thousands of profiles.
"""

import hashlib
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from tray.core.aws_files.final_newline import MARK, is_open, reopened
from tray.core.aws_files.ini_document import IniDocument, Section
from tray.core.vocabulary.errors import FileError
from tray.core.vocabulary.translatable import said

ASIDE_PREFIX = "#sso-tray-aside# "
"""What stands before a line that was set aside, and comes back."""

OUR_REMARKS = ("# sso-tray", "#sso-tray-aside#")
"""How every line of ours begins that is no setting."""

_MARK = re.compile(
    r"# sso-tray (?P<kind>[a-z-]+): (?P<subject>.+) \[(?P<name>\S+) (?P<seal>\w{8})\]"
)


@dataclass(frozen=True, slots=True)
class Block:
    """A block in lines `start` to `end` (from 0, end excluded) of a document.

    `subject` is what it is for, `name` how we called the section. Where
    somebody changed the settings, `is_whole` is false, and only the comment line is ours.
    """

    section: Section
    subject: str
    name: str
    start: int
    end: int
    is_whole: bool


@dataclass(frozen=True, slots=True)
class Edit:
    """Lines `start` to `end` (from 0, end excluded) become `lines`, given without line ends."""

    start: int
    end: int
    lines: tuple[str, ...] = ()


def holds_ours(data: bytes) -> bool:
    """Whether a file's bytes have anything of ours in them."""
    return any(
        line.startswith(tuple(word.encode() for word in OUR_REMARKS)) for line in data.splitlines()
    )


def find_blocks(document: IniDocument, kind: str) -> Iterator[Block]:
    """The first block of that kind in each section, in order."""
    sections = document.all_sections
    starts = [section.start for section in sections]
    seen = set()
    beginning = f"# sso-tray {kind}: "
    for index, line in enumerate(document.lines):
        if line.startswith(beginning):
            mark = _MARK.fullmatch(line.rstrip("\r\n"))
            place = bisect_right(starts, index) - 1
            if mark is not None and place >= 0 and place not in seen:
                seen.add(place)
                yield _block(document, sections[place], index, mark)


def _block(document: IniDocument, section: Section, index: int, mark: re.Match[str]) -> Block:
    """The block behind a mark: as many settings as its seal covers."""
    starts = {option.start for option in section.options.values()}
    end, texts = index + 1, list[str]()
    is_whole = False
    while end in starts and not is_whole:
        texts.append(document.text(end))
        end += 1
        is_whole = seal(texts) == mark["seal"]
    if not is_whole:
        end = index + 1
    return Block(section, mark["subject"], mark["name"], index, end, is_whole)


def block_lines(kind: str, subject: str, name: str, settings: Mapping[str, str]) -> tuple[str, ...]:
    """A block's lines. Raises `FileError` where a value would bring another setting along."""
    for value in (subject, name, *settings.values()):
        if not value.isprintable():
            raise FileError(
                said(
                    "What was to stand under {name} has more than one line, or is not text.",
                    name=name,
                ),
                said("Nothing was written."),
            )
    texts = [f"{key} = {value}" for key, value in settings.items()]
    return f"# sso-tray {kind}: {subject} [{name} {seal(texts)}]", *texts


def seal(texts: Iterable[str]) -> str:
    """A short digest of settings: what no longer matches it was changed, and is the person's."""
    words = "\n".join(text.strip() for text in texts)
    return hashlib.sha256(words.encode("utf-8", "surrogateescape")).hexdigest()[:8]


def own_lines(document: IniDocument, section: Section, kind: str) -> frozenset[int]:
    """The lines of a section that are a whole block of ours of that kind."""
    beginning = f"# sso-tray {kind}: "
    for index in range(section.start + 1, section.end):
        mark = _MARK.fullmatch(document.text(index))
        if mark is not None and document.text(index).startswith(beginning):
            block = _block(document, section, index, mark)
            return frozenset(range(block.start, block.end) if block.is_whole else ())
    return frozenset()


def removal(document: IniDocument, block: Block) -> tuple[Edit, ...]:
    """What takes a block back: with its section, unless the person has settings in there."""
    section = block.section
    rest = [*range(section.start + 1, block.start), *range(block.end, section.end)]
    is_theirs = any(counts(document.text(index)) for index in rest)
    if not block.is_whole or is_theirs or block.start != section.start + 1:
        return (Edit(block.start, block.end),)
    has_gap = section.start > 0 and not document.text(section.start - 1)
    return (Edit(section.start - has_gap, block.end),)


def counts(text: str) -> bool:
    """Whether a line is more than a blank or a remark: a setting, or one that was set aside."""
    stripped = text.strip()
    return bool(stripped) and (not stripped.startswith(("#", ";")) or text.startswith(ASIDE_PREFIX))


def edited(
    document: IniDocument, edits: Iterable[Edit], appended: Sequence[tuple[str, ...]] = ()
) -> IniDocument:
    """The document with disjoint edits, and with sections at its end, each behind a blank line.

    Where the file ends without a newline, what is put behind it has one, and a word
    about it (`core.aws_files.final_newline`): removing that gives back the same bytes.
    """
    old, newline = list(document.lines), document.newline
    ends_open = is_open(old)
    if ends_open:
        old[-1] += newline
    new: list[str] = []
    done = 0
    for edit in sorted(edits, key=lambda edit: edit.start):
        new += old[done : edit.start]
        if ends_open and edit.start == len(old):
            new.append(MARK + newline)
            ends_open = False
        new += [line + newline for line in edit.lines]
        done = edit.end
    new += old[done:]
    if ends_open and new and appended:
        new.append(MARK + newline)
        ends_open = False
    for section in appended:
        new += [newline] if new else []
        new += [line + newline for line in section]
    if ends_open and new:
        new[-1] = new[-1].rstrip("\r\n")
    return IniDocument(reopened(new))
