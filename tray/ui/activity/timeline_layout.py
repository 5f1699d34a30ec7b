"""Where the timeline's marks stand and what they say, in shares of its width. Without Qt."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from tray.core.activity.entries import ActivityEntry, ActivityKind
from tray.core.activity.spans import TimelineRow
from tray.core.vocabulary.translatable import said
from tray.ui.activity.texts import asked_words, day_words, span_words

_STEPS = tuple(
    timedelta(minutes=minutes)
    for minutes in (1, 2, 5, 10, 15, 30, 60, 2 * 60, 3 * 60, 6 * 60, 12 * 60, 24 * 60, 48 * 60)
)


_MARGIN = 0.04
_LEAST_MARGIN = timedelta(minutes=1)


class MarkKind(Enum):
    """What a mark stands for; each has a shape of its own, not only a colour."""

    SESSION = said("signed in")
    ROLE = said("role in use")
    GIVEN = said("keys provided")
    REFUSED = said("denied")
    BY_HAND = said("console, copy or terminal")


_MARKS = {
    ActivityKind.GIVEN: MarkKind.GIVEN,
    ActivityKind.REFUSED: MarkKind.REFUSED,
    ActivityKind.FAILED: MarkKind.REFUSED,
}


@dataclass(frozen=True, slots=True)
class Mark:
    """A span, or requests that are too near each other to be told apart.

    `left` and `right` are shares of the width, 0 to 1; of requests both are the middle.
    """

    kind: MarkKind
    left: float
    right: float
    words: str
    is_open: bool = False
    entries: tuple[ActivityEntry, ...] = ()


@dataclass(frozen=True, slots=True)
class Scale:
    """The time that is shown."""

    since: datetime
    now: datetime

    def share(self, moment: datetime) -> float:
        """Where a moment is, 0 at the left to 1 at the right; kept within."""
        return min(1.0, max(0.0, (moment - self.since) / (self.now - self.since)))


def fitted(scale: Scale, rows: Iterable[TimelineRow]) -> Scale:
    """As much of the time as has something in it: two minutes are no dot in a whole day."""
    begun = [
        moment
        for row in rows
        for moment in (
            *(span.begin for span in row.spans if span.end >= scale.since),
            *(tick.when for tick in row.ticks if tick.when >= scale.since),
        )
    ]
    if not begun:
        return scale
    first = min(begun)
    margin = max((scale.now - first) * _MARGIN, _LEAST_MARGIN)
    return Scale(max(scale.since, first - margin), scale.now)


def marks_of(row: TimelineRow, scale: Scale, places: int) -> tuple[Mark, ...]:
    """A row's marks from left to right; at most so many `places` for requests side by side."""
    spans = tuple(_spans(row, scale))
    asked = tuple(_asked(row, scale, max(1, places)))
    return (*spans, *sorted(asked, key=lambda mark: mark.left))


def _spans(row: TimelineRow, scale: Scale) -> Iterator[Mark]:
    kind = MarkKind.SESSION if row.role is None else MarkKind.ROLE
    for span in row.spans:
        if span.end >= scale.since:
            left, right = scale.share(span.begin), scale.share(span.end)
            yield Mark(kind, left, right, span_words(row, span, scale.now), span.is_open)


def _asked(row: TimelineRow, scale: Scale, places: int) -> Iterator[Mark]:
    groups: dict[tuple[MarkKind, int], list[ActivityEntry]] = {}
    for entry in row.ticks:
        if entry.when >= scale.since:
            place = int(scale.share(entry.when) * places)
            kind = _MARKS.get(entry.kind, MarkKind.BY_HAND)
            groups.setdefault((kind, place), []).append(entry)
    for (kind, _), group in groups.items():
        middle = (scale.share(group[0].when) + scale.share(group[-1].when)) / 2
        entries = tuple(group)
        yield Mark(kind, middle, middle, asked_words(entries, scale.now), entries=entries)


@dataclass(frozen=True, slots=True)
class AxisLabel:
    """A line through all rows, and what stands above it."""

    share: float
    words: str
    is_midnight: bool


def axis(scale: Scale, most: int) -> tuple[AxisLabel, ...]:
    """Round moments of the local clock, at most so many."""
    length = scale.now - scale.since
    step = next((one for one in _STEPS if length <= one * max(1, most)), _STEPS[-1])
    return tuple(_labels(scale, step))


def _labels(scale: Scale, step: timedelta) -> Iterator[AxisLabel]:
    # By the clock on the wall: a day of 23 hours has its noon at twelve, too.
    local = scale.since.astimezone().replace(tzinfo=None)
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    at = midnight + ((local - midnight) // step) * step
    while (moment := at.astimezone()) <= scale.now:
        if moment >= scale.since:
            is_midnight = not (at.hour or at.minute)
            words = day_words(at) if is_midnight else f"{at:%H:%M}"
            yield AxisLabel(scale.share(moment), words, is_midnight)
        at += step
