"""Lines of ours that became remarks of the same length, where a file could not be replaced.

A full disk, a folder that may not be written, a file that is mounted on its own: there it cannot be
replaced, but it can be written over. Each line is overwritten by itself, from its first
letter on, the last line first: whenever that is cut off, the file reads as before, or with
fewer of those lines. The remarks go when the file can be replaced again.
"""

import re
from collections.abc import Iterator, Sequence

from tray.core.aws_files import final_newline
from tray.core.aws_files.ini_document import IniDocument
from tray.core.aws_files.managed_blocks import Edit, edited

_REMARK = "# sso-tray gone"
_GONE = re.compile(rf"{_REMARK} *")
_SHORT = re.compile("#~*")
"""For a header of ours that is shorter than the remark; it has remarks beside it."""


def overwritten(before: IniDocument, after: IniDocument) -> tuple[tuple[int, bytes], ...]:
    """What is to be written at which byte, in that order, so that what `after` lacks is gone.

    Nothing where that is more than a removal of lines.
    """
    indexes = _removed(before.lines, after.lines)
    starts, place = [], 0
    for line in before.lines:
        starts.append(place)
        place += len(_encoded(line))
    return tuple(
        (starts[index], _remark(len(_encoded(before.text(index)))))
        for index in reversed(indexes)
        if before.text(index).strip() and before.text(index) != final_newline.MARK
    )


def _removed(before: Sequence[str], after: Sequence[str]) -> list[int]:
    """Which lines are missing; none where others came, or changed."""
    wanted, gone = [line.rstrip("\r\n") for line in after], []
    place = 0
    for index, line in enumerate(before):
        if place < len(wanted) and line.rstrip("\r\n") == wanted[place]:
            place += 1
        else:
            gone.append(index)
    return gone if place == len(wanted) else []


def _remark(length: int) -> bytes:
    if length < len(_REMARK):
        return b"#".ljust(length, b"~")
    return _REMARK.encode().ljust(length)


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")


def without_remarks(document: IniDocument) -> IniDocument:
    """The document as it would be had it been replaced at once."""
    return edited(document, (Edit(index, index + 1) for index in set(_remarks(document))))


def _remarks(document: IniDocument) -> Iterator[int]:
    texts = [document.text(index) for index in range(len(document.lines))]
    for index, text in enumerate(texts):
        if _GONE.fullmatch(text):
            yield index
            if index > 0 and _SHORT.fullmatch(texts[index - 1]):
                yield index - 1
