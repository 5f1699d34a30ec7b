"""Asks now and then whether there is a newer version, and notifies the person once.

Nothing is downloaded or installed; a failure is nobody's business and is
forgotten until tomorrow.
"""

import logging
from dataclasses import replace
from datetime import datetime, timedelta

from tray.core import commands
from tray.core.ports.clock import Clock
from tray.core.ports.desktop import ReleaseFeed
from tray.core.releases import FEED, PAGE
from tray.core.vocabulary.errors import TrayError
from tray.services.concurrency.workers import WorkerQueue
from tray.services.context.messages import NewestKnown, Post
from tray.services.notifications import texts
from tray.services.notifications.notifications import Notifications
from tray.services.pages import Pages
from tray.services.routes import Part, Routes
from tray.services.state.agent_state import AgentState
from tray.services.state.saved_memory import SavedMemory
from tray.services.updates.newer_version import is_newer

log = logging.getLogger(__name__)

_EVERY = timedelta(days=1)
_QUIET_SECONDS = 60.0
"""A start has better things to do, and the network may be on its way up."""


class Updates(Part):
    """The question itself is asked on the network's threads."""

    def __init__(
        self,
        state: AgentState,
        feed: ReleaseFeed | None,
        memory: SavedMemory,
        notifications: Notifications,
        *,
        pages: Pages,
        clock: Clock,
        network: WorkerQueue,
        post: Post,
        is_passing: bool,
    ) -> None:
        """`feed` is None where newer versions come by themselves, or must not be asked for."""
        self._state = state
        self._feed = feed
        self._memory = memory
        self._notifications = notifications
        self._pages = pages
        self._clock = clock
        self._network = network
        self._post = post
        self._is_passing = is_passing
        self._started_at = clock.monotonic()

    def register(self, routes: Routes) -> None:
        """The answer, and the page where a version is to be had."""
        routes.on(NewestKnown, self._known)
        routes.on(commands.OpenReleases, lambda *_: self._pages.open(PAGE))

    def tick(self, now: datetime) -> None:
        """Asks when a day has passed."""
        feed, state = self._feed, self._state
        if feed is not None and not self._is_passing and self._is_due(now):
            # Before the answer: a program that starts every minute asks once all the same.
            self._memory.change(replace(state.memory, asked_at=now))
            self._ask(feed)
        state.newer_version = self._newer()

    def _newer(self) -> str:
        """The newer version that there is; empty where there is none to tell of."""
        if self._feed is None or not self._state.settings.updates.check:
            return ""
        newest = self._state.memory.newest_version
        return newest if is_newer(newest, self._feed.installed) else ""

    def _known(self, message: NewestKnown, _: datetime) -> None:
        """What the project said."""
        version, memory, before = message.version, self._state.memory, self._newer()
        if version == memory.newest_version:
            return
        self._memory.change(replace(memory, newest_version=version))
        newer = self._newer()
        if newer and newer != before:
            self._notifications.show_in_time(texts.newer_version(version))

    def _is_due(self, now: datetime) -> bool:
        asked_at = self._state.memory.asked_at
        is_settled = self._clock.monotonic() - self._started_at >= _QUIET_SECONDS
        if not self._state.is_ready or not is_settled or not self._state.settings.updates.check:
            return False
        # A clock that was set back has not asked in the future.
        return asked_at is None or not timedelta(0) <= now - asked_at < _EVERY

    def _ask(self, feed: ReleaseFeed) -> None:
        settings = self._state.settings
        address, network = settings.updates.feed or FEED, settings.network

        def job() -> None:
            try:
                self._post(NewestKnown(feed.newest(address, network)))
            except TrayError as error:
                log.info("newer versions: %s", error)

        self._network.submit(job)
