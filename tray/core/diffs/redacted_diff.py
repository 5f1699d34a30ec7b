"""The difference between two versions of an AWS file, fit to be shown: without its secrets."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from tray.core.aws_files.ini_document import IniDocument

MASK = "••••"
_CONTEXT = 3

_SECRET = re.compile(
    r"aws_access_key_id|.*(?:secret|token|password|passwd|passphrase|api_?key).*", re.IGNORECASE
)
_HARMLESS = re.compile(r".*_file|sso_.*", re.IGNORECASE)
_SETTING = re.compile(
    r"(?P<before>\s*(?:[#;][^=:]*?)?(?P<key>[^\s=:#;]+)\s*[=:]\s*)\S.*"  # also in a remark
)
_USER = re.compile(r"(?<=://)[^/\s@]+(?=@)")
_KEY_ID = re.compile(r"\b(?:AKIA|ASIA)[A-Z0-9]{12,}\b")
_OPTION = re.compile(r"(?P<name>--?[\w-]*(?:secret|token|password)[\w-]*[ =])\S+", re.IGNORECASE)


def diff(before: IniDocument, after: IniDocument, name: str = "config") -> str:
    """What edits made of a file as it was read: a unified diff without secrets, empty if nothing.

    A secret that changes is shown as the same mask on both sides, and so not at all.
    """
    lines = _unified(_masked(before), _masked(after), after.came_from, name)
    return "".join(f"{line}\n" for line in lines)


def _unified(
    old: Sequence[str], new: Sequence[str], came_from: Sequence[int], name: str
) -> Iterator[str]:
    hunks = list(_hunks(_changes(old, new, came_from)))
    if hunks:
        yield f"--- {name}"
        yield f"+++ {name}"
    for hunk in hunks:
        start, end = max(0, hunk[0].start - _CONTEXT), min(len(old), hunk[-1].end + _CONTEXT)
        new_start, new_end = hunk[0].new_start, hunk[-1].new_end
        new_start, new_end = new_start - hunk[0].start + start, new_end + end - hunk[-1].end
        yield f"@@ -{_range(start, end)} +{_range(new_start, new_end)} @@"
        for change in hunk:
            yield from (f" {line}" for line in old[start : change.start])
            yield from (f"-{line}" for line in old[change.start : change.end])
            yield from (f"+{line}" for line in new[change.new_start : change.new_end])
            start = change.end
        yield from (f" {line}" for line in old[start:end])


class _Change(NamedTuple):
    """Lines of the old text (from 0, end excluded), and the new ones in their place."""

    start: int
    end: int
    new_start: int
    new_end: int


def _changes(old: Sequence[str], new: Sequence[str], came_from: Sequence[int]) -> Iterator[_Change]:
    done = new_done = 0
    for place, origin in enumerate((*came_from, len(old))):
        is_end = place == len(new)
        if not is_end and (not 0 <= origin < len(old) or old[origin] != new[place]):
            continue
        change = _trimmed(old, new, _Change(done, origin, new_done, place))
        if change.end > change.start or change.new_end > change.new_start:
            yield change
        done, new_done = origin + 1, place + 1


def _trimmed(old: Sequence[str], new: Sequence[str], change: _Change) -> _Change:
    """Without the lines at both ends that were written again as they had been."""
    start, end, new_start, new_end = change
    while start < end and new_start < new_end and old[start] == new[new_start]:
        start, new_start = start + 1, new_start + 1
    while start < end and new_start < new_end and old[end - 1] == new[new_end - 1]:
        end, new_end = end - 1, new_end - 1
    return _Change(start, end, new_start, new_end)


def _hunks(changes: Iterable[_Change]) -> Iterator[list[_Change]]:
    """Changes whose surroundings meet."""
    hunk: list[_Change] = []
    for change in changes:
        if hunk and change.start - hunk[-1].end > 2 * _CONTEXT:
            yield hunk
            hunk = []
        hunk.append(change)
    if hunk:
        yield hunk


def _range(start: int, end: int) -> str:
    """Lines as the format counts them: from 1, and an empty range by the line before it."""
    length = end - start
    if length == 1:
        return str(start + 1)
    return f"{start + (length > 0)},{length}"


def _masked(document: IniDocument) -> list[str]:
    """The lines without line ends, secrets masked, and what is no text replaced."""
    continued = {
        line
        for section in document.all_sections
        for option in section.options.values()
        if is_secret(option.key)
        for line in range(option.start + 1, option.end)
    }
    return [
        MASK if index in continued else _without_secrets(document.text(index))
        for index in range(len(document.lines))
    ]


def is_secret(key: str) -> bool:
    """Whether a setting's value is nobody's business."""
    return bool(_SECRET.fullmatch(key)) and not _HARMLESS.fullmatch(key)


def _without_secrets(text: str) -> str:
    shown = text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    setting = _SETTING.fullmatch(shown)
    if setting and is_secret(setting["key"]):
        return f"{setting['before']}{MASK}"
    shown = _OPTION.sub(rf"\g<name>{MASK}", _USER.sub(MASK, shown))
    return _KEY_ID.sub(MASK, shown)
