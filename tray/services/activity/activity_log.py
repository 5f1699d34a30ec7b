"""Keeps the activity log: what the agent did and who asked for keys, on a thread of its own.

Whoever notes something never waits for the disk. A log that cannot be
written is a problem that the person sees, and keeps nobody from working.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TypeAlias

from tray.core.activity.entries import ActivityEntry, ActivityKind, Way
from tray.core.activity_changes import entries_between
from tray.core.guards.requester import Requester
from tray.core.ports.clock import Clock
from tray.core.ports.files import ActivityStore
from tray.core.problems import ProblemKey, ProblemKind
from tray.core.snapshot import AppSnapshot
from tray.core.vocabulary.errors import TrayError
from tray.core.vocabulary.model import RoleRef
from tray.services.concurrency.workers import WorkerQueue
from tray.services.context.messages import Post, ProblemMet

KEPT_FOR = timedelta(days=30)
_PROBLEM = ProblemKey(ProblemKind.ACTIVITY)
_SAME_REFUSAL_SECONDS = 60.0

Listener: TypeAlias = Callable[[tuple[ActivityEntry, ...]], None]


class ActivityLog:
    """Every call comes back at once, from any thread. Moments are turned into the wall's here."""

    def __init__(
        self,
        store: ActivityStore,
        clock: Clock,
        worker: WorkerQueue,
        post: Post,
        *,
        is_passing: bool,
    ) -> None:
        self._store = store
        self._clock = clock
        self._worker = worker
        self._post = post
        self._is_passing = is_passing
        self._listener: Listener | None = None
        self._is_failing = False
        self._pruned_on: datetime | None = None
        self._refusal: tuple[float, tuple[object, ...]] = (0.0, ())

    def clean(self) -> None:
        """At the start: an older version wrote more of command lines than it should have."""

        def job() -> None:
            try:
                self._store.clean()
            except TrayError as error:
                self._post(ProblemMet(_PROBLEM, error))

        self._worker.submit(job)

    def note(self, before: AppSnapshot, after: AppSnapshot, now: datetime) -> None:
        """What changed between two snapshots; mostly nothing that is worth a line."""
        entries = entries_between(before, after, now)
        if self._is_passing:
            # A command of its own finds the sign-in each time anew; that is no news.
            entries = tuple(one for one in entries if one.kind is not ActivityKind.FOUND)
        self._record(entries)

    def note_asked(
        self,
        account_name: str,
        kind: ActivityKind,
        role: RoleRef,
        *,
        way: Way = Way.NONE,
        requester: Requester | None = None,
        note: str = "",
    ) -> None:
        """Somebody asked for a role's keys or its console, now. Each that got keys is a line."""
        now = self._clock.now()
        entry = ActivityEntry(
            now, kind, role.session, role, account_name, None, way, requester, None, note
        )
        if kind is not ActivityKind.REFUSED or self._is_news(entry):
            self._record((entry,))

    def watch(self, listener: Listener | None) -> None:
        """Tells `listener` all there is, then each addition, from that thread; None ends that."""

        def job() -> None:
            self._listener = listener
            if listener is not None:
                listener(self._store.read())

        self._worker.submit(job)

    def _is_news(self, entry: ActivityEntry) -> bool:
        """A tool that is refused and asks again every second fills no log with that."""
        refused_at, refused = self._refusal
        requester = entry.asker.key if entry.asker is not None else ()
        now, what = self._clock.monotonic(), (entry.role, requester, entry.way, entry.note)
        if what == refused and now - refused_at < _SAME_REFUSAL_SECONDS:
            return False
        self._refusal = now, what
        return True

    def _record(self, entries: Sequence[ActivityEntry]) -> None:
        if not entries:
            return
        to_wall = self._clock.to_wall
        lines = tuple(
            replace(
                one,
                when=to_wall(one.when),
                until=to_wall(one.until) if one.until is not None else None,
            )
            for one in entries
        )
        self._worker.submit(lambda: self._write(lines))

    def _write(self, lines: tuple[ActivityEntry, ...]) -> None:
        try:
            self._prune(lines[-1].when)
            self._store.append(lines)
        except TrayError as error:
            if not self._is_failing:
                self._post(ProblemMet(_PROBLEM, error))
            self._is_failing = True
        else:
            if self._is_failing:
                self._post(ProblemMet(_PROBLEM, None))
            self._is_failing = False
        if self._listener is not None:
            self._listener(lines)

    def _prune(self, now: datetime) -> None:
        """Once a day what is too old goes."""
        if self._pruned_on is None or now - self._pruned_on >= timedelta(days=1):
            self._store.forget(now - KEPT_FOR)
            self._pruned_on = now
