"""Looks every few seconds whether the AWS files still give profiles what was delivered."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from tray.services.messages import ProfilesSeen

if TYPE_CHECKING:
    from tray.services.agent.agent import Agent

_EVERY_SECONDS = 3.0


class ProfileWatch:
    """Runs on the agent's thread, and only while a profile is in use; looks on the files' lane."""

    def __init__(self, agent: "Agent") -> None:
        self._agent = agent
        self._looked_at = agent.world.clock.monotonic()
        self._is_looking = False

    def tick(self) -> None:
        """Looks again when it is time."""
        agent = self._agent
        moment = agent.world.clock.monotonic()
        is_due = moment - self._looked_at >= _EVERY_SECONDS
        if not is_due or self._is_looking or not self._has_work():
            return
        self._looked_at, self._is_looking = moment, True
        agent.world.files.submit(self._look)

    def next_deadline(self, now: datetime) -> datetime | None:
        """When it is time; None where there is nothing to look at."""
        if self._is_looking or not self._has_work():
            return None
        clock = self._agent.world.clock
        left = self._looked_at + _EVERY_SECONDS - clock.monotonic()
        return now + max(timedelta(0), clock.program_time(left))

    def take(self, message: ProfilesSeen) -> None:
        """What was found, if anything has changed."""
        self._is_looking = False
        profiles = self._agent.profiles
        for active in profiles.all():
            if active.is_in_force and active.profile in message.faults:
                fault = message.faults[active.profile]
                if str(fault) != str(active.changed):
                    profiles.note(replace(active, changed=fault))

    def _has_work(self) -> bool:
        return any(active.is_in_force for active in self._agent.profiles.all())

    def _look(self) -> None:
        self._agent.post(ProfilesSeen(self._agent.world.deliveries.watch.look() or {}))
