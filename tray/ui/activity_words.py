"""What is said of an activity log's lines, in a table and in the timeline. Without Qt."""

from datetime import datetime, timedelta

from tray.core.activity import WAY_WORDS, ActivityEntry, ActivityKind, role_words
from tray.core.activity_spans import Span, TimelineRow
from tray.core.words import duration_words

_BY_THE_PERSON = {ActivityKind.CONSOLE, ActivityKind.COPIED, ActivityKind.TERMINAL}
_MOST_PROGRAMS = 4


def when_words(moment: datetime, now: datetime) -> str:
    """`Today 10:02:11`, `Yesterday 10:02:11`, `Mon 12 Jan 10:02:11`, by the local clock."""
    local, today = moment.astimezone(), now.astimezone().date()
    day = f"{local:%a} {local.day} {local:%b}"
    if local.date() == today:
        day = "Today"
    elif local.date() == today - timedelta(days=1):
        day = "Yesterday"
    return f"{day} {local:%H:%M:%S}"


def subject_words(entry: ActivityEntry) -> str:
    """Which role, or else which session."""
    return role_words(entry) or entry.session


def who_words(entry: ActivityEntry) -> str:
    """Who asked; empty for what the program does by itself."""
    if entry.asker is not None:
        return entry.asker.words if entry.asker.name else "A program"
    return "You, in the tray" if entry.kind in _BY_THE_PERSON else ""


def detail_words(entry: ActivityEntry) -> str:
    """What else is known of it, the reason first."""
    asker = entry.asker
    parts = [entry.note]
    parts.append(f"profile {entry.profile}" if entry.profile else "")
    parts.append(WAY_WORDS[entry.way])
    parts.append(f"until {_clock(entry.until)}" if entry.until is not None else "")
    if asker is not None:
        parts.append(f"{asker.executable}" if asker.executable else "")
        parts.append(f"in {asker.directory}" if asker.directory else "")
        parts.append(f"started by {asker.parent}" if asker.parent else "")
    return " · ".join(part for part in parts if part)


def row_words(row: TimelineRow) -> str:
    """`Prod / Admin`, or the session's name."""
    if row.role is None:
        return row.session
    return f"{row.account_name or row.role.account_id} / {row.role.role_name}"


def span_words(row: TimelineRow, span: Span, now: datetime) -> str:
    """`Prod / Admin as default: in use since today 10:00, for 43 min`."""
    name = f"{row_words(row)} as {span.profile}" if span.profile else row_words(row)
    begin, length = _moment(span.begin, now), duration_words(span.end - span.begin)
    if span.is_open:
        state = "signed in" if row.role is None else "in use"
        return f"{name}: {state} since {begin}, for {length}"
    why = (
        f". {span.stopped_by.note}" if span.stopped_by is not None and span.stopped_by.note else ""
    )
    return f"{name}: from {begin} to {_clock(span.end)}, for {length}{why}"


def asked_words(entries: tuple[ActivityEntry, ...], now: datetime) -> str:
    """One request with all that is known, or how many in which time, and whose."""
    first, last = entries[0], entries[-1]
    who = dict.fromkeys(_name(entry) for entry in entries)
    if len(entries) == 1:
        said = [f"{when_words(first.when, now)}: {_deed(first)}", detail_words(first)]
        return "\n".join(part for part in said if part)
    names = ", ".join([*who][:_MOST_PROGRAMS]) + (
        " and others" if len(who) > _MOST_PROGRAMS else ""
    )
    times = f"{_moment(first.when, now)} to {_clock(last.when)}"
    return f"{len(entries)} times, {times}: {subject_words(first)}, by {names}"


def _deed(entry: ActivityEntry) -> str:
    who = who_words(entry) or "SSO Tray"
    match entry.kind:
        case ActivityKind.GIVEN:
            return f"{who} was given {subject_words(entry)}"
        case ActivityKind.REFUSED:
            return f"{who} was refused {subject_words(entry)}"
        case ActivityKind.FAILED:
            return f"no keys for {subject_words(entry)}"
        case ActivityKind.COPIED:
            return f"{who}: keys of {subject_words(entry)} copied"
        case ActivityKind.TERMINAL:
            return f"{who}: a terminal with {subject_words(entry)}"
        case _:
            return f"{who}: console of {subject_words(entry)}"


def _name(entry: ActivityEntry) -> str:
    if entry.asker is not None:
        return entry.asker.name or "a program"
    return "you" if entry.kind in _BY_THE_PERSON else "SSO Tray"


def _moment(moment: datetime, now: datetime) -> str:
    """`today 10:02`, within a sentence."""
    words = when_words(moment, now).rpartition(":")[0]
    is_name = words.startswith(("Today", "Yesterday"))
    return words[0].lower() + words[1:] if is_name else words


def _clock(moment: datetime) -> str:
    return f"{moment.astimezone():%H:%M}"
