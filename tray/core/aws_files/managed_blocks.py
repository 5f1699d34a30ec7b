"""Blocks of our settings in sections that we made: found, made, replaced, taken back.

A block is a comment line and the settings after it:

    [profile prod-admin]
    # sso-tray profile: acme:111122223333/Admin [prod-admin 1a2b3c4d]
    credential_process = …

In brackets stand the section's name as we gave it, with a `+` where the section is the
person's, and a digest of the settings: what a person has renamed or changed since is told
from what we wrote. Earlier versions had only the digest behind keys and regions, and a line
above a section of ours; their blocks are found and taken back like ours, and get today's form
when they are written again. Edits are collected and made in one pass, since a file may have
thousands of profiles.
"""

import hashlib
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from tray.core.aws_files.final_newline import MARK, idle_mark, is_open
from tray.core.aws_files.ini_document import NEW, IniDocument, Section
from tray.core.aws_files.marks import KEYS_KIND, REGION_KIND, SECTION_MARK
from tray.core.vocabulary.errors import FileError
from tray.core.vocabulary.translatable import said

ASIDE_PREFIX = "#sso-tray-aside# "
"""What stands before a line that was set aside, and comes back."""

OUR_REMARKS = ("# sso-tray", "#sso-tray-aside#")
"""How every line of ours begins that is no setting."""

IN_THEIRS = "+"
"""Before the name in a mark: the section is the person's, and stays."""

_MARK = re.compile(
    r"# sso-tray (?P<kind>[a-z-]+): (?P<subject>.*) \[(?P<name>[^\[\]]+) (?P<seal>\w{8})\]"
)
_EARLIER = re.compile(
    rf"# sso-tray (?P<kind>{KEYS_KIND}(?=:)|{REGION_KIND})\b[:,]? ?"
    r"(?P<subject>.*?) ?(?P<seal>\w{8})?"
)


@dataclass(frozen=True, slots=True)
class Mark:
    """What a comment line of ours says; in the form of earlier versions it has no name."""

    kind: str
    subject: str
    name: str
    seal: str

    def is_own(self, header: str, above: str) -> bool:
        """Whether the section below that header line, behind the line `above`, is of our making."""
        if not self.name:
            return above == SECTION_MARK
        return not self.name.startswith(IN_THEIRS) or header.endswith(f"{self.name}]")


@dataclass(frozen=True, slots=True)
class Block:
    """A block in lines `start` to `end` (from 0, end excluded) of a document.

    `subject` is what it is for, `name` how we called the section. Where
    somebody changed the settings, `is_whole` is false, and only the comment line is ours.
    `is_own`: we made the section, which begins in line `head`.
    """

    section: Section
    subject: str
    name: str
    start: int
    end: int
    is_whole: bool
    is_own: bool
    head: int

    @property
    def settings(self) -> dict[str, str]:
        """The settings in it."""
        options = self.section.options.items()
        return {key: one.value for key, one in options if self.start < one.start < self.end}


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
    for index, line in enumerate(document.lines):
        mark = mark_in(line.rstrip("\r\n"), kind)
        place = bisect_right(starts, index) - 1
        if mark is not None and place >= 0 and place not in seen:
            seen.add(place)
            yield _block(document, sections[place], index, mark)


def block_in(document: IniDocument, section: Section, kind: str) -> Block | None:
    """The first block of that kind in a section."""
    for index in range(section.start + 1, section.end):
        mark = mark_in(document.text(index), kind)
        if mark is not None:
            return _block(document, section, index, mark)
    return None


def mark_in(text: str, *kinds: str) -> Mark | None:
    """The mark of one of these kinds that a line is; None for every other line."""
    if not text.startswith("# sso-tray "):
        return None
    match = _MARK.fullmatch(text) or _EARLIER.fullmatch(text)
    if match is None or match["kind"] not in kinds:
        return None
    found = match.groupdict()
    return Mark(match["kind"], match["subject"], found.get("name", ""), match["seal"] or "")


def _block(document: IniDocument, section: Section, index: int, mark: Mark) -> Block:
    starts = {option.start for option in section.options.values()}
    end = index + 1
    while end in starts:
        end += 1
    count = sealed([document.text(at) for at in range(index + 1, end)], mark.seal)
    above = document.text(section.start - 1) if section.start else ""
    is_own = mark.is_own(document.text(section.start).strip(), above)
    head = section.start - (is_own and above == SECTION_MARK)
    end = index + 1 + count
    return Block(section, mark.subject, mark.name, index, end, count > 0, is_own, head)


def sealed(texts: Sequence[str], wanted: str) -> int:
    """How many of the lines behind a mark its seal covers; 0 where somebody changed them."""
    counts = range(1, len(texts) + 1) if wanted else ()
    return next((count for count in counts if seal(texts[:count]) == wanted), 0)


def block_lines(kind: str, subject: str, name: str, settings: Mapping[str, str]) -> tuple[str, ...]:
    """A block's lines. Raises `FileError` where a value would bring another setting along."""
    for value in (subject, name, *settings.values()):
        if not value.isprintable():
            raise FileError(
                said(
                    "The value for {name} isn't a single line of text.",
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


def own_lines(document: IniDocument, section: Section, *kinds: str) -> frozenset[int]:
    """The lines of a section that are a whole block of ours of one of these kinds."""
    blocks = (block_in(document, section, kind) for kind in kinds)
    whole = (block for block in blocks if block is not None and block.is_whole)
    return frozenset(line for block in whole for line in range(block.start, block.end))


def removal(document: IniDocument, block: Block) -> tuple[Edit, ...]:
    """What takes a block back: with a section of ours, unless the person has settings in there."""
    section = block.section
    rest = [*range(section.start + 1, block.start), *range(block.end, section.end)]
    is_theirs = not block.is_own or any(counts(document.text(index)) for index in rest)
    if is_theirs or block.start != section.start + 1:
        return (Edit(block.head, section.start), Edit(block.start, block.end))
    has_gap = block.head > 0 and not document.text(block.head - 1)
    return (Edit(block.head - has_gap, block.end),)


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
    edits = sorted(edits, key=lambda edit: edit.start)
    if not edits and not appended:
        return document
    newline, old = document.newline, [*zip(document.lines, document.came_from, strict=True)]
    ends_open = is_open(document.lines)
    if ends_open:
        old[-1] = old[-1][0] + newline, old[-1][1]
    new: list[tuple[str, int]] = []
    done = 0
    for edit in edits:
        new += old[done : edit.start]
        if ends_open and edit.start == len(old):
            new.append((MARK + newline, NEW))
            ends_open = False
        new += [(line + newline, NEW) for line in edit.lines]
        done = edit.end
    new += old[done:]
    if ends_open and new and appended:
        new.append((MARK + newline, NEW))
        ends_open = False
    for section in appended:
        new += [(line + newline, NEW) for line in (*([""] if new else []), *section)]
    idle = idle_mark([line for line, _ in new])
    if idle is not None:
        del new[idle]
    if new and (ends_open or idle == len(new)):
        new[-1] = new[-1][0].rstrip("\r\n"), new[-1][1]
    return IniDocument(tuple(line for line, _ in new), tuple(place for _, place in new))
