"""The timeline's rows out of the log's lines: how long sessions and roles lived, who asked when.

A log may begin in the middle, and a program may end without a word. So a span
without an end goes on until what is known of it has run out, and no further
than now.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from tray.core.activity.entries import ActivityEntry, ActivityKind
from tray.core.vocabulary.model import ProfileName, RoleRef, SessionName

_BEGINS = {ActivityKind.SIGNED_IN, ActivityKind.IN_USE}
_FINDS = {ActivityKind.FOUND}
_GOES_ON = {ActivityKind.REFRESHED, ActivityKind.RENEWED}
_STOPS = {ActivityKind.ENDED, ActivityKind.SIGNED_OUT, ActivityKind.RELEASED}
_TICKS = {
    ActivityKind.GIVEN,
    ActivityKind.REFUSED,
    ActivityKind.CONSOLE,
    ActivityKind.COPIED,
    ActivityKind.TERMINAL,
    ActivityKind.FAILED,
}


@dataclass(frozen=True, slots=True)
class Span:
    """From when to when. `stopped_by` is None where it goes on, or ran out unseen.

    `until` is the end that was expected, as last heard of.
    """

    begin: datetime
    end: datetime
    is_open: bool = False
    profile: ProfileName | None = None
    until: datetime | None = None
    stopped_by: ActivityEntry | None = None


@dataclass(frozen=True, slots=True)
class TimelineRow:
    """One session, or one role of it, with its spans and who asked, oldest first."""

    session: SessionName
    role: RoleRef | None
    account_name: str
    spans: tuple[Span, ...]
    ticks: tuple[ActivityEntry, ...]


def timeline(
    entries: Iterable[ActivityEntry], since: datetime, now: datetime
) -> tuple[TimelineRow, ...]:
    """The rows with anything in that time: each session, and below it its roles, latest first."""
    known = sorted((one for one in entries if one.when <= now), key=lambda one: one.when)
    sessions: dict[SessionName, list[ActivityEntry]] = {}
    for entry in known:
        sessions.setdefault(entry.session, []).append(entry)
    rows: list[TimelineRow] = []
    for session, lines in sessions.items():
        roles = [row for row in _role_rows(session, lines, now) if _reaches(row, since)]
        own = _row(session, None, [line for line in lines if line.role is None], now)
        if roles or _reaches(own, since):
            rows += [own, *sorted(roles, key=_latest, reverse=True)]
    return tuple(rows)


def _role_rows(
    session: SessionName, lines: Iterable[ActivityEntry], now: datetime
) -> list[TimelineRow]:
    roles: dict[RoleRef, list[ActivityEntry]] = {}
    for line in lines:
        if line.role is not None:
            roles.setdefault(line.role, []).append(line)
    return [_row(session, role, found, now) for role, found in roles.items()]


def _row(
    session: SessionName, role: RoleRef | None, lines: Sequence[ActivityEntry], now: datetime
) -> TimelineRow:
    by_profile: dict[ProfileName | None, list[ActivityEntry]] = {}
    for line in lines:
        by_profile.setdefault(line.profile, []).append(line)
    found = [span for own in by_profile.values() for span in spans(own, now)]
    name = next((line.account_name for line in reversed(lines) if line.account_name), "")
    ticks = tuple(line for line in lines if line.kind in _TICKS)
    return TimelineRow(session, role, name, tuple(sorted(found, key=lambda one: one.begin)), ticks)


def spans(lines: Iterable[ActivityEntry], now: datetime) -> list[Span]:
    """The spans of one session, or of one role as one profile. `lines` are in their order."""
    done: list[Span] = []
    running: Span | None = None
    for line in lines:
        if line.kind in _STOPS:
            if running is not None:
                done.append(replace(running, end=line.when, stopped_by=line))
            running = None
        elif running is not None and _goes_on(running, line):
            running = replace(running, until=line.until or running.until)
        elif line.kind in _BEGINS | _FINDS | _GOES_ON:
            if running is not None:
                done.append(_run_out(running, line.when))
            running = Span(line.when, line.when, profile=line.profile, until=line.until)
    if running is not None:
        last = _run_out(running, now)
        is_open = last.until is None or last.until > now
        done.append(replace(last, is_open=is_open))
    return done


def _goes_on(running: Span, line: ActivityEntry) -> bool:
    """Whether the line tells more of the same. What was found may be another, if that had ended."""
    if line.kind in _GOES_ON:
        return True
    return line.kind in _FINDS and (running.until is None or line.when <= running.until)


def _run_out(running: Span, at: datetime) -> Span:
    """The span up to that moment, or up to its end if that came before."""
    end = at if running.until is None else min(at, max(running.begin, running.until))
    return replace(running, end=end)


def _reaches(row: TimelineRow, since: datetime) -> bool:
    return any(span.end >= since for span in row.spans) or any(
        tick.when >= since for tick in row.ticks
    )


def _latest(row: TimelineRow) -> datetime:
    moments = [*(span.end for span in row.spans), *(tick.when for tick in row.ticks)]
    return max(moments)
