"""A lossless document of an AWS INI file.

Every line is kept as it was written: comments, order, blank lines, line ends,
a missing newline at the end, bytes that are not UTF-8. It is read as botocore
reads it (`configparser.RawConfigParser`: `#` and `;` begin whole-line comments,
`=` or `:` end a key, deeper indentation continues a value, keys are lower-cased,
nothing but `[DEFAULT]` may stand twice; botocore then reads a value that begins
on the next line as settings of its own). What botocore would refuse is refused
here too, so that a file that it does not understand is never touched.

By hand, since none of configupdater, configobj and iniparse gives back every byte after an
edit is undone, takes bytes that are no text, or refuses exactly what botocore refuses.
"""

import re
import shlex
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from tray.core.vocabulary.translatable import said

_LINES = re.compile(r"[^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+")
_HEADER = re.compile(r"\[(?P<header>.+)\]")
_OPTION = re.compile(r"(?P<key>.*?)\s*[=:]\s*(?P<value>.*)$", re.DOTALL)
_PLAIN = re.compile(r"(?P<kind>[a-z-]+)[ \t]+(?P<name>[A-Za-z0-9._/@+:-]+)")

FOR_ALL = "DEFAULT"
"""The header of settings that botocore gives to every section of the file."""


NEW = -1
"""The origin of a line that was not there when the file was read."""


class MalformedIni(ValueError):
    """What stands in line `line` (from 1) is nothing that the AWS tools could read.

    `remedy` is what to do about it, a sentence without its full stop.
    """

    def __init__(self, line: int, reason: str, remedy: str = "") -> None:
        super().__init__(f"line {line}: {reason}")
        self.line = line
        self.reason = reason
        self.remedy = remedy or said("Fix that line")


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
        """NAME of a header `kind NAME`, quoted or not; None for other headers.

        As botocore has it (`configloader.build_profile_map`): the header begins
        with the kind, and is two words by a shell's rules. Plain headers are
        told without `shlex`, which is slow for thousands.
        """
        if not self.header.startswith(kind):
            return None
        if plain := _PLAIN.fullmatch(self.header):
            return plain["name"]
        try:
            words = shlex.split(self.header)
        except ValueError:
            return None
        return words[1] if len(words) == 2 else None

    def get(self, key: str) -> str | None:
        """A key's value, stripped, continuation lines joined by newlines; None if absent."""
        option = self.options.get(key)
        return option.value if option else None


@dataclass(frozen=True)
class IniDocument:
    """The lines of a file with their line ends; edits answer a new document.

    `origins` has for each line which one it was when the file was read, or `NEW`: so what
    edits changed is known without comparing all lines. None says that nothing was edited.
    """

    lines: tuple[str, ...] = ()
    origins: tuple[int, ...] | None = field(default=None, compare=False, repr=False)

    @classmethod
    def parse(cls, data: bytes, *, is_utf8: bool = True) -> "IniDocument":
        """The document of a file's bytes. Raises `MalformedIni`.

        Not `is_utf8` where AWS tools read the file in the system's code page, as on Windows.
        """
        _refuse_encoding(data, is_utf8=is_utf8)
        text = data.decode("utf-8", "surrogateescape")
        document = cls(tuple(_LINES.findall(text)))
        _ = document.all_sections  # refuses what cannot be read
        return document

    def to_bytes(self) -> bytes:
        """The very bytes that were parsed, but for the edits."""
        return "".join(self.lines).encode("utf-8", "surrogateescape")

    @cached_property
    def all_sections(self) -> tuple[Section, ...]:
        """All sections in their order; only `[DEFAULT]` may be there more than once."""
        return tuple(_Reader(self.lines).read())

    @cached_property
    def sections(self) -> dict[str, Section]:
        """The sections by their header, as written between the brackets, in order."""
        return {section.header: section for section in self.all_sections}

    @property
    def came_from(self) -> Sequence[int]:
        """Which line each was when the file was read, or `NEW`."""
        return range(len(self.lines)) if self.origins is None else self.origins

    @property
    def newline(self) -> str:
        """The file's own line end."""
        first = self.lines[0] if self.lines else ""
        return first[len(first.rstrip("\r\n")) :] or "\n"

    def replaced(self, index: int, line: str) -> "IniDocument":
        """With another text in line `index`; its line end stays."""
        old = self.lines[index]
        end = old[len(old.rstrip("\r\n")) :]
        lines = (*self.lines[:index], line + end, *self.lines[index + 1 :])
        return IniDocument(lines, self.origins)

    def text(self, index: int) -> str:
        """Line `index` without its line end."""
        return self.lines[index].rstrip("\r\n")


def _refuse_encoding(data: bytes, *, is_utf8: bool) -> None:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in data:
        raise MalformedIni(
            1,
            said("this isn't UTF-8 text (it's UTF-16, or has zero bytes)"),
            said("Save it as UTF-8 without a byte order mark"),
        )
    if data.startswith(b"\xef\xbb\xbf"):
        raise MalformedIni(
            1,
            said("the file starts with an invisible byte order mark, which AWS tools can't read"),
            said("Save it as UTF-8 without that mark (sed -i '1s/^\\xEF\\xBB\\xBF//' FILE)"),
        )
    if is_utf8:
        try:
            data.decode("utf-8")
        except UnicodeDecodeError as error:
            line = len(_LINES.findall(data[: error.start].decode("utf-8", "replace") + "x"))
            raise MalformedIni(
                line,
                said(
                    "byte {byte} isn't UTF-8, so AWS tools reject the whole file",
                    byte=f"0x{data[error.start]:02X}",
                ),
                said("Save the file as UTF-8, or replace that character"),
            ) from error


class _Reader:
    """One pass over the lines, with `configparser`'s rules for what continues a value."""

    def __init__(self, lines: tuple[str, ...]) -> None:
        self._lines = lines
        self._sections: list[tuple[str, int, list[Option]]] = []
        self._seen: dict[str, int] = {}
        self._keys: dict[str, int] = {}
        self._keys_for_all: dict[str, int] = {}
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
        for header_text, _, found in self._sections:
            for each in found:
                if each.value.startswith("\n") and self._is_used(header_text, each.key):
                    self._refuse_unnested(each)
        starts = [start for _, start, _ in self._sections] + [len(self._lines)]
        for (header_text, start, options), end in zip(self._sections, starts[1:], strict=True):
            yield Section(header_text, start, end, {option.key: option for option in options})

    def _begin(self, number: int, header: str) -> None:
        if header in self._seen and header != FOR_ALL:
            first = self._seen[header] + 1
            raise MalformedIni(
                number + 1,
                said(
                    "[{header}] is repeated (first on line {first})",
                    header=header,
                    first=first,
                ),
            )
        self._seen[header] = number
        # Several [DEFAULT] are one section, whose keys may not be there twice either.
        self._keys = self._keys_for_all if header == FOR_ALL else {}
        self._values = None
        self._sections.append((header, number, []))

    def _option(self, number: int, text: str) -> None:
        if not self._sections:
            raise MalformedIni(number + 1, said("this comes before the first [section]"))
        match = _OPTION.match(text)
        if not match or not match["key"]:
            raise MalformedIni(number + 1, said("this isn't a [section], 'key = value' or comment"))
        key = match["key"].rstrip().lower()
        if key in self._keys:
            first = self._keys[key] + 1
            raise MalformedIni(
                number + 1,
                said("{key} is repeated (first on line {first})", key=key, first=first),
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

    def _is_used(self, header: str, key: str) -> bool:
        """Whether botocore looks at a value: those for all sections only where one has no other."""
        if header != FOR_ALL:
            return True
        others = (found for name, _, found in self._sections if name != FOR_ALL)
        return any(key not in {each.key for each in found} for found in others)

    def _refuse_unnested(self, option: Option) -> None:
        """Botocore splits each line of such a value at its first `=`, and stops without one."""
        for number in range(option.start + 1, option.end):
            text = self._lines[number].strip()
            if text.startswith(("#", ";")):
                continue
            if any(line.strip() and "=" not in line for line in text.splitlines()):
                raise MalformedIni(
                    number + 1,
                    said(
                        "lines below “{key} =” must be “name = value”, or AWS tools "
                        "reject the whole file",
                        key=option.key,
                    ),
                    said("Put a = between the name and its value, or remove the line"),
                )
