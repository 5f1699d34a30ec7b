"""What is said of an activity log's lines, in a table and in the timeline. Without Qt."""

from datetime import date, datetime, timedelta

from tray.core.activity.entries import WAY_WORDS, ActivityEntry, ActivityKind, role_words
from tray.core.activity.spans import Span, TimelineRow
from tray.core.vocabulary.durations import duration_words
from tray.core.vocabulary.translatable import said, together

_BY_THE_PERSON = {ActivityKind.CONSOLE, ActivityKind.COPIED, ActivityKind.TERMINAL}
_MOST_PROGRAMS = 4
_WEEKDAYS = (
    said("Mon"), said("Tue"), said("Wed"), said("Thu"), said("Fri"), said("Sat"), said("Sun"),
)  # fmt: skip
_MONTHS = (
    said("Jan"), said("Feb"), said("Mar"), said("Apr"), said("May"), said("Jun"),
    said("Jul"), said("Aug"), said("Sep"), said("Oct"), said("Nov"), said("Dec"),
)  # fmt: skip


def when_words(moment: datetime, now: datetime) -> str:
    """`Today 10:02:11`, `Yesterday 10:02:11`, `Mon 12 Jan 10:02:11`, by the local clock."""
    return together(day_of(moment, now), f"{moment.astimezone():%H:%M:%S}")


def day_of(moment: datetime, now: datetime) -> str:
    """`Today`, `Yesterday`, `Mon 12 Jan`."""
    local, today = moment.astimezone().date(), now.astimezone().date()
    if local == today:
        return said("Today")
    return said("Yesterday") if local == today - timedelta(days=1) else date_words(local)


def date_words(day: date) -> str:
    """`Mon 12 Jan`."""
    weekday, month = _WEEKDAYS[day.weekday()], _MONTHS[day.month - 1]
    return said("{weekday} {day} {month}", weekday=weekday, day=day.day, month=month)


def day_words(day: date) -> str:
    """`Mon 12`."""
    return said("{weekday} {day}", weekday=_WEEKDAYS[day.weekday()], day=day.day)


def subject_words(entry: ActivityEntry) -> str:
    """Which role, or else which session."""
    return role_words(entry) or entry.session


def who_words(entry: ActivityEntry) -> str:
    """Who asked; empty for what the program does by itself."""
    if entry.asker is not None:
        return entry.asker.words if entry.asker.name else said("A program")
    return said("You") if entry.kind in _BY_THE_PERSON else ""


def detail_words(entry: ActivityEntry) -> str:
    """What else is known of it, the reason first."""
    asker = entry.asker
    parts = [entry.note]
    parts.append(said("profile {profile}", profile=entry.profile) if entry.profile else "")
    parts.append(WAY_WORDS[entry.way])
    parts.append(
        said("until {clock}", clock=_clock(entry.until)) if entry.until is not None else ""
    )
    if asker is not None:
        parts.append(asker.executable)
        parts.append(said("in {directory}", directory=asker.directory) if asker.directory else "")
        parts.append(said("started by {parent}", parent=asker.parent) if asker.parent else "")
    return together(*parts, between=" · ")


def detail_rows(entry: ActivityEntry, now: datetime) -> list[tuple[str, str]]:
    """The same as names and values, with all that the table says; none that is empty."""
    asker = entry.asker
    until = said("until {clock}", clock=_clock(entry.until)) if entry.until is not None else ""
    rows: list[tuple[str, str]] = [
        (said("When"), when_words(entry.when, now)),
        (said("Role"), role_words(entry)),
        (said("Access portal"), entry.session),
        (said("Reason"), entry.note),
        (said("Profile"), entry.profile or ""),
        (said("Delivery"), WAY_WORDS[entry.way]),
        (said("Valid"), until),
        (said("Requested by"), who_words(entry)),
        (said("Program"), asker.executable if asker is not None else ""),
        (said("Folder"), asker.directory if asker is not None else ""),
        (said("Started by"), asker.parent if asker is not None else ""),
    ]
    return [(name, value) for name, value in rows if value]


def row_words(row: TimelineRow) -> str:
    """`Prod / Admin`, or the session's name."""
    if row.role is None:
        return row.session
    return f"{row.account_name or row.role.account_id} / {row.role.role_name}"


def span_words(row: TimelineRow, span: Span, now: datetime) -> str:
    """`Prod / Admin as default: in use since today 10:00, for 43 min`."""
    name = (
        said("{name} as {profile}", name=row_words(row), profile=span.profile)
        if span.profile
        else row_words(row)
    )
    begin, length = _moment(span.begin, now), duration_words(span.end - span.begin)
    if span.is_open:
        state = said("signed in") if row.role is None else said("in use")
        return said(
            "{name}: {state} since {begin}, for {length}",
            name=name,
            state=state,
            begin=begin,
            length=length,
        )
    lasted = said(
        "{name}: from {begin} to {end}, for {length}",
        name=name,
        begin=begin,
        end=_clock(span.end),
        length=length,
    )
    return together(lasted, span.stopped_by.note if span.stopped_by else "", between=". ")


def asked_words(entries: tuple[ActivityEntry, ...], now: datetime) -> str:
    """One request with all that is known, or how many in which time, and whose."""
    first, last = entries[0], entries[-1]
    who = dict.fromkeys(_name(entry) for entry in entries)
    if len(entries) == 1:
        deed = together(when_words(first.when, now), _deed(first), between=": ")
        return together(deed, detail_words(first), between="\n")
    names = together(*[*who][:_MOST_PROGRAMS], between=", ")
    if len(who) > _MOST_PROGRAMS:
        names = said("{names} and others", names=names)
    times = said("{begin} to {end}", begin=_moment(first.when, now), end=_clock(last.when))
    return said(
        "{count} times, {times}: {subject}, by {names}",
        count=len(entries),
        times=times,
        subject=subject_words(first),
        names=names,
    )


def _deed(entry: ActivityEntry) -> str:
    who = who_words(entry) or "SSO Tray"
    match entry.kind:
        case ActivityKind.GIVEN:
            return said("{who} got keys for {subject}", who=who, subject=subject_words(entry))
        case ActivityKind.REFUSED:
            return said("{who} was denied {subject}", who=who, subject=subject_words(entry))
        case ActivityKind.FAILED:
            return said("couldn't get keys for {subject}", subject=subject_words(entry))
        case ActivityKind.COPIED:
            return said("{who} copied keys for {subject}", who=who, subject=subject_words(entry))
        case ActivityKind.TERMINAL:
            return said(
                "{who} opened a terminal as {subject}", who=who, subject=subject_words(entry)
            )
        case _:
            return said(
                "{who} opened the console as {subject}", who=who, subject=subject_words(entry)
            )


def _name(entry: ActivityEntry) -> str:
    if entry.asker is not None:
        return entry.asker.name or said("a program")
    return said("you") if entry.kind in _BY_THE_PERSON else "SSO Tray"


def _moment(moment: datetime, now: datetime) -> str:
    """`today 10:02`, within a sentence."""
    local, today = moment.astimezone(), now.astimezone().date()
    if local.date() == today:
        return said("today {clock}", clock=_clock(moment))
    if local.date() == today - timedelta(days=1):
        return said("yesterday {clock}", clock=_clock(moment))
    return together(date_words(local), _clock(moment))


def _clock(moment: datetime) -> str:
    return f"{moment.astimezone():%H:%M}"
