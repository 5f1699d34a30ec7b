"""Asks now and then whether there is a newer version, and tells the person once.

Nothing is downloaded or installed; a failure is nobody's business and is
forgotten until tomorrow.
"""

import logging
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from tray.core.releases import FEED, is_newer
from tray.core.vocabulary.errors import TrayError
from tray.services.messages import NewestKnown
from tray.services.notifications import texts

if TYPE_CHECKING:
    from tray.services.agent.agent import Agent

log = logging.getLogger(__name__)

_EVERY = timedelta(days=1)
_QUIET_SECONDS = 60.0
"""A start has better things to do, and the network may be on its way up."""


class Updates:
    """Runs on the agent's thread; the question itself on the network's."""

    def __init__(self, agent: "Agent") -> None:
        self._agent = agent
        self._started_at = agent.world.clock.monotonic()

    @property
    def newer(self) -> str:
        """The newer version that there is; empty where there is none to tell of."""
        feed = self._agent.world.releases
        if feed is None or not self._agent.settings.updates.check:
            return ""
        newest = self._agent.memory.newest_version
        return newest if is_newer(newest, feed.installed) else ""

    def tick(self, now: datetime) -> None:
        """Asks when a day has passed."""
        agent = self._agent
        world = agent.world
        if world.releases is None or world.is_passing or not self._is_due(now):
            return
        # Before the answer: a program that starts every minute asks once all the same.
        agent.remember(replace(agent.memory, asked_at=now))
        self._ask()

    def take(self, version: str) -> None:
        """What the project said."""
        agent, before = self._agent, self.newer
        if version == agent.memory.newest_version:
            return
        agent.remember(replace(agent.memory, newest_version=version))
        if self.newer and self.newer != before:
            agent.teller.tell_in_time("update", lambda _: texts.newer_version(version))

    def _is_due(self, now: datetime) -> bool:
        agent = self._agent
        world, asked_at = agent.world, agent.memory.asked_at
        is_settled = world.clock.monotonic() - self._started_at >= _QUIET_SECONDS
        if not agent.is_ready or not is_settled or not agent.settings.updates.check:
            return False
        # A clock that was set back has not asked in the future.
        return asked_at is None or not timedelta(0) <= now - asked_at < _EVERY

    def _ask(self) -> None:
        agent, feed = self._agent, self._agent.world.releases
        if feed is None:
            return
        address, network = agent.settings.updates.feed or FEED, agent.settings.network

        def job() -> None:
            try:
                agent.post(NewestKnown(feed.newest(address, network)))
            except TrayError as error:
                log.info("newer versions: %s", error)

        agent.world.network.submit(job)
