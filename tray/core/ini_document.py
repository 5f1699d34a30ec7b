"""A lossless document of an AWS INI file.

Every line is kept as it was written: comments, order, blank lines, line ends,
a missing newline at the end, bytes that are not UTF-8. It is read as botocore
reads it (`configparser.RawConfigParser`: `#` and `;` begin whole-line comments,
`=` or `:` end a key, deeper indentation continues a value, keys are lower-cased,
nothing may stand twice), and what botocore would refuse is refused here too, so
that a file that no tool understands is never touched.
"""

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from tray.core.open_end import MARK, is_open, reopened
from tray.core.said import said

_LINES = re.compile(r"[^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+")
_HEADER = re.compile(r"\[(?P<header>.+)\]")
_OPTION = re.compile(r"(?P<key>.*?)\s*[=:]\s*(?P<value>.*)$", re.DOTALL)


class MalformedIni(ValueError):
    """What stands in line `line` (from 1) is nothing that the AWS tools could read."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(f"line {line}: {reason}")
        self.line = line
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Option:
    """A key with its value, which covers the lines `start` to `end` (from 0, end excluded)."""

    key: str
    value: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Section:
    """What stands under a header; `start` is the header's line, `end` the next one's."""

    header: str
    start: int
    end: int
    options: dict[str, Option] = field(default_factory=dict)

    def name_after(self, kind: str) -> str | None:
        """NAME of a header `kind NAME`, quoted or not; None for other headers."""
        try:
            words = shlex.split(self.header)
        except ValueError:
            return None
        return words[1] if len(words) == 2 and words[0] == kind else None

    def get(self, key: str) -> str | None:
        """A key's value, stripped, continuation lines joined by newlines; None if absent."""
        option = self.options.get(key)
        return option.value if option else None


@dataclass(frozen=True)
class IniDocument:
    """The lines of a file with their line ends; edits answer a new document."""

    lines: tuple[str, ...] = ()

    @classmethod
    def parse(cls, data: bytes) -> "IniDocument":
        """The document of a file's bytes. Raises `MalformedIni`."""
        if data.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in data:
            raise MalformedIni(1, said("this is not plain text (UTF-16, or zero bytes)"))
        if data.startswith(b"\xef\xbb\xbf"):
            raise MalformedIni(
                1, said("a byte order mark stands before the text; AWS tools trip on it")
            )
        text = data.decode("utf-8", "surrogateescape")
        document = cls(tuple(_LINES.findall(text)))
        _ = document.sections  # refuses what cannot be read
        return document

    def to_bytes(self) -> bytes:
        """The very bytes that were parsed, but for the edits."""
        return "".join(self.lines).encode("utf-8", "surrogateescape")

    @cached_property
    def sections(self) -> dict[str, Section]:
        """All sections by their header, as written between the brackets, in order."""
        return {section.header: section for section in _Reader(self.lines).read()}

    @property
    def newline(self) -> str:
        """The file's own line end."""
        first = self.lines[0] if self.lines else ""
        return first[len(first.rstrip("\r\n")) :] or "\n"

    def inserted(self, index: int, *lines: str) -> "IniDocument":
        """With lines (given without line ends) before line `index`.

        Behind a line without a newline they get one, and a word about it (`core.open_end`).
        """
        before, after = list(self.lines[:index]), self.lines[index:]
        if lines and not after and is_open(before):
            before[-1] += self.newline
            lines = (MARK, *lines)
        return IniDocument((*before, *(line + self.newline for line in lines), *after))

    def deleted(self, start: int, end: int) -> "IniDocument":
        """Without lines `start` to `end`: the exact inverse of `inserted`."""
        before, gone, after = self.lines[:start], self.lines[start:end], self.lines[end:]
        if before and not after and is_open(gone):
            before = (*before[:-1], before[-1].rstrip("\r\n"))
        return IniDocument(reopened((*before, *after)))

    def replaced(self, index: int, line: str) -> "IniDocument":
        """With another text in line `index`; its line end stays."""
        old = self.lines[index]
        end = old[len(old.rstrip("\r\n")) :]
        return IniDocument((*self.lines[:index], line + end, *self.lines[index + 1 :]))

    def text(self, index: int) -> str:
        """Line `index` without its line end."""
        return self.lines[index].rstrip("\r\n")


class _Reader:
    """One pass over the lines, with `configparser`'s rules for what continues a value."""

    def __init__(self, lines: tuple[str, ...]) -> None:
        self._lines = lines
        self._sections: list[tuple[str, int, list[Option]]] = []
        self._seen: dict[str, int] = {}
        self._keys: dict[str, int] = {}
        self._indent = 0
        self._values: list[str] | None = None

    def read(self) -> Iterator[Section]:
        for number, raw in enumerate(self._lines):
            text = raw.strip()
            if not text or text.startswith(("#", ";")):
                continue
            indent = len(raw) - len(raw.lstrip())
            if self._values is not None and indent > self._indent:
                self._continue(number, text)
                continue
            self._indent = indent
            header = _HEADER.match(text)
            if header:
                self._begin(number, header["header"])
            else:
                self._option(number, text)
        starts = [start for _, start, _ in self._sections] + [len(self._lines)]
        for (header_text, start, options), end in zip(self._sections, starts[1:], strict=True):
            yield Section(header_text, start, end, {option.key: option for option in options})

    def _begin(self, number: int, header: str) -> None:
        if header in self._seen:
            first = self._seen[header] + 1
            raise MalformedIni(
                number + 1,
                said(
                    "[{header}] stands here again, first in line {first}",
                    header=header,
                    first=first,
                ),
            )
        self._seen[header] = number
        self._keys, self._values = {}, None
        self._sections.append((header, number, []))

    def _option(self, number: int, text: str) -> None:
        if not self._sections:
            raise MalformedIni(number + 1, said("this stands before any [section]"))
        match = _OPTION.match(text)
        if not match or not match["key"]:
            raise MalformedIni(
                number + 1, said("this is no [section], no 'key = value' and no comment")
            )
        key = match["key"].rstrip().lower()
        if key in self._keys:
            first = self._keys[key] + 1
            raise MalformedIni(
                number + 1,
                said("{key} stands here again, first in line {first}", key=key, first=first),
            )
        self._keys[key] = number
        self._values = [match["value"].strip()]
        self._sections[-1][2].append(Option(key, self._values[0], number, number + 1))

    def _continue(self, number: int, text: str) -> None:
        assert self._values is not None  # noqa: S101 - the caller looked
        options = self._sections[-1][2]
        last = options[-1]
        gap = number - last.end
        # An empty line inside a value belongs to it, as configparser has it; a comment does not.
        blanks = ["" for index in range(last.end, last.end + gap) if not self._lines[index].strip()]
        value = "\n".join([last.value, *blanks, text]).rstrip()
        options[-1] = Option(last.key, value, last.start, number + 1)
