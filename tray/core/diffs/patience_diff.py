"""A unified diff that is quick for files of many thousand similar lines.

difflib alone takes half a minute for 5,000 changed profiles. Lines that stand
once in both versions are anchors ("patience diff"); difflib only sees the short
stretches between them.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import Match, SequenceMatcher

_CONTEXT = 3
_LONG = 400
"""Lines of a stretch without any anchor that are not worth a closer look."""


def unified(old: Sequence[str], new: Sequence[str], name: str) -> Iterator[str]:
    """The lines of a unified diff, without line ends; none if nothing differs."""
    hunks = list(_Anchored(old, new).get_grouped_opcodes(_CONTEXT))
    if hunks:
        yield f"--- {name}"
        yield f"+++ {name}"
    for hunk in hunks:
        first, last = hunk[0], hunk[-1]
        yield f"@@ -{_range(first[1], last[2])} +{_range(first[3], last[4])} @@"
        for tag, old_start, old_end, new_start, new_end in hunk:
            if tag == "equal":
                yield from (f" {line}" for line in old[old_start:old_end])
            else:
                yield from (f"-{line}" for line in old[old_start:old_end])
                yield from (f"+{line}" for line in new[new_start:new_end])


def _range(start: int, end: int) -> str:
    """Lines as the format counts them: from 1, and an empty range by the line before it."""
    length = end - start
    if length == 1:
        return str(start + 1)
    return f"{start + (length > 0)},{length}"


class _Anchored(SequenceMatcher[str]):
    """difflib's matcher with other matches."""

    def __init__(self, old: Sequence[str], new: Sequence[str]) -> None:
        super().__init__(None, old, new, autojunk=False)
        self._old, self._new = old, new

    def get_matching_blocks(self) -> list[Match]:
        """The anchors, and what matches between them; adjacent ones joined, as difflib has it."""
        blocks: list[Match] = []
        for match in _matches(self._old, self._new):
            last = blocks[-1] if blocks else None
            if last and last.a + last.size == match.a and last.b + last.size == match.b:
                blocks[-1] = Match(last.a, last.b, last.size + match.size)
            elif match.size:
                blocks.append(match)
        return [*blocks, Match(len(self._old), len(self._new), 0)]


def _matches(old: Sequence[str], new: Sequence[str]) -> Iterator[Match]:
    start, other_start = 0, 0
    for anchor, other in [*_anchors(old, new), (len(old), len(new))]:
        between, other_between = old[start:anchor], new[other_start:other]
        if between and other_between and len(between) + len(other_between) <= _LONG:
            inner = SequenceMatcher(None, between, other_between, autojunk=False)
            for match in inner.get_matching_blocks():
                yield Match(start + match.a, other_start + match.b, match.size)
        if anchor < len(old):
            yield Match(anchor, other, 1)
        start, other_start = anchor + 1, other + 1


def _anchors(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int]]:
    """Places in both of the lines that stand once in each: the longest rising row of them."""
    counts, other_counts = Counter(old), Counter(new)
    places = {line: place for place, line in enumerate(new) if other_counts[line] == 1}
    pairs = [
        (place, places[line])
        for place, line in enumerate(old)
        if counts[line] == 1 and line in places
    ]
    lowest: list[int] = []  # by length of a row: the least place that such a row can end with
    ends: list[int] = []  # the pair it ends with
    before: list[int] = []  # by pair: the one before it in its row
    for number, (_, other) in enumerate(pairs):
        length = bisect_left(lowest, other)
        before.append(ends[length - 1] if length else -1)
        lowest[length : length + 1] = [other]
        ends[length : length + 1] = [number]
    row = []
    number = ends[-1] if ends else -1
    while number >= 0:
        row.append(pairs[number])
        number = before[number]
    return row[::-1]
