"""Looks every few seconds whether the AWS files still give profiles what was delivered."""

from dataclasses import replace
from datetime import datetime, timedelta

from tray.core.ports.clock import Clock
from tray.services.concurrency.workers import WorkerQueue
from tray.services.context.messages import Post, ProfilesSeen
from tray.services.profiles.delivery_watch import DeliveryWatch
from tray.services.routes import Part, Routes
from tray.services.state.agent_state import AgentState

_EVERY_SECONDS = 3.0


class ProfileWatch(Part):
    """Only while a profile is in use; looks on the thread of the files."""

    def __init__(
        self,
        state: AgentState,
        watch: DeliveryWatch,
        clock: Clock,
        files: WorkerQueue,
        post: Post,
    ) -> None:
        self._state = state
        self._watch = watch
        self._clock = clock
        self._files = files
        self._post = post
        self._looked_at = clock.monotonic()
        self._is_looking = False

    def register(self, routes: Routes) -> None:
        """What was found."""
        routes.on(ProfilesSeen, self._seen)

    def tick(self, now: datetime) -> None:  # noqa: ARG002 - no matter of the calendar
        """Looks again when it is time."""
        moment = self._clock.monotonic()
        is_due = moment - self._looked_at >= _EVERY_SECONDS
        if not is_due or self._is_looking or not self._has_work():
            return
        self._looked_at, self._is_looking = moment, True
        self._files.submit(self._look)

    def next_deadline(self, now: datetime) -> datetime | None:
        """When it is time; None where there is nothing to look at."""
        if self._is_looking or not self._has_work():
            return None
        left = self._looked_at + _EVERY_SECONDS - self._clock.monotonic()
        return now + max(timedelta(0), self._clock.program_time(left))

    def _seen(self, message: ProfilesSeen, _: datetime) -> None:
        """What was found, if anything has changed."""
        self._is_looking = False
        profiles = self._state.profiles
        for active in profiles.all():
            if active.is_in_force and active.profile in message.faults:
                fault = message.faults[active.profile]
                if str(fault) != str(active.changed):
                    profiles.note(replace(active, changed=fault))

    def _has_work(self) -> bool:
        return any(active.is_in_force for active in self._state.profiles.all())

    def _look(self) -> None:
        self._post(ProfilesSeen(self._watch.look() or {}))
