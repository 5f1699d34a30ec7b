"""Tells when the person may be spoken to: what comes meanwhile waits, and is told if still true.

Only the latest of each matter waits, so that nothing comes in a bunch.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from tray.core.notification import Notification
from tray.services.environment import AgentEnvironment
from tray.services.messages import DoNotDisturbSeen, Post

_LOOKS_EVERY_SECONDS = 20.0

Words: TypeAlias = Callable[[datetime], Notification | None]
"""What is to be said at that moment; None where there is nothing to say any more."""


@dataclass(frozen=True, slots=True)
class _Waiting:
    words: Words
    pressed: Callable[[str], None]


class NotificationQueue:
    """Only the agent's thread touches it. The system is asked only while something waits."""

    def __init__(self, world: AgentEnvironment, post: Post) -> None:
        self._world = world
        self._post = post
        self._waiting: dict[str, _Waiting] = {}
        self._is_looking = False
        self._looked_at = 0.0

    def tell(self, key: str, words: Words, pressed: Callable[[str], None]) -> None:
        """Tells `words` now, or when the person can be spoken to again."""
        self._waiting[key] = _Waiting(words, pressed)
        if self._world.attention is None:
            self.take(DoNotDisturbSeen(is_free=True), self._world.clock.now())
        elif not self._is_looking:
            self._look()

    def drop(self, key: str) -> None:
        """The matter is settled."""
        self._waiting.pop(key, None)

    def tick(self) -> None:
        """Looks again now and then, while something waits."""
        since = self._world.clock.monotonic() - self._looked_at
        if self._waiting and not self._is_looking and since >= _LOOKS_EVERY_SECONDS:
            self._look()

    def take(self, seen: DoNotDisturbSeen, now: datetime) -> None:
        """What the system says of the person."""
        self._is_looking = False
        if not seen.is_free:
            return
        waiting, self._waiting = self._waiting, {}
        for each in waiting.values():
            note = each.words(now)
            if note is not None:
                self._world.notifier.show(note, each.pressed)

    def _look(self) -> None:
        attention, post = self._world.attention, self._post
        if attention is None:
            return
        self._is_looking, self._looked_at = True, self._world.clock.monotonic()
        self._world.desktop.submit(lambda: post(DoNotDisturbSeen(attention.is_free())))
