"""Holds notifications back while the person is not to be disturbed, if they are true then still.

Only the latest of each matter waits, so that nothing comes in a bunch.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from tray.core.notification import Notification
from tray.core.ports.clock import Clock
from tray.core.ports.desktop import DoNotDisturb
from tray.core.ports.notifier import Notifier
from tray.services.concurrency.workers import WorkerQueue
from tray.services.context.messages import DoNotDisturbSeen, Post

_LOOKS_EVERY_SECONDS = 20.0

Words: TypeAlias = Callable[[datetime], Notification | None]
"""What is to be said at that moment; None where there is nothing to say any more."""


@dataclass(frozen=True, slots=True)
class _Waiting:
    words: Words
    pressed: Callable[[str], None]


class NotificationQueue:
    """Only the agent's thread touches it. The system is asked only while something waits."""

    def __init__(
        self,
        notifier: Notifier,
        do_not_disturb: DoNotDisturb | None,
        clock: Clock,
        desktop: WorkerQueue,
        post: Post,
    ) -> None:
        self._notifier = notifier
        self._do_not_disturb = do_not_disturb
        self._clock = clock
        self._desktop = desktop
        self._post = post
        self._waiting: dict[str, _Waiting] = {}
        self._is_looking = False
        self._looked_at = 0.0

    def add(self, key: str, words: Words, pressed: Callable[[str], None]) -> None:
        """Shows `words` now, or when the person can be spoken to again."""
        self._waiting[key] = _Waiting(words, pressed)
        if self._do_not_disturb is None:
            self.seen(DoNotDisturbSeen(is_free=True), self._clock.now())
        elif not self._is_looking:
            self._look(self._do_not_disturb)

    def drop(self, key: str) -> None:
        """The matter is settled."""
        self._waiting.pop(key, None)

    def tick(self) -> None:
        """Looks again now and then, while something waits."""
        since = self._clock.monotonic() - self._looked_at
        is_due = self._waiting and not self._is_looking and since >= _LOOKS_EVERY_SECONDS
        if is_due and self._do_not_disturb is not None:
            self._look(self._do_not_disturb)

    def seen(self, seen: DoNotDisturbSeen, now: datetime) -> None:
        """What the system says of the person."""
        self._is_looking = False
        if not seen.is_free:
            return
        waiting, self._waiting = self._waiting, {}
        for each in waiting.values():
            note = each.words(now)
            if note is not None:
                self._notifier.show(note, each.pressed)

    def _look(self, do_not_disturb: DoNotDisturb) -> None:
        self._is_looking, self._looked_at = True, self._clock.monotonic()
        self._desktop.submit(lambda: self._post(DoNotDisturbSeen(do_not_disturb.is_free())))
