"""The single writer: inbox → the part that handles it → every part's tick → publish.

One thread owns all state. It waits on its inbox until the nearest deadline,
and reads the wall clock at least once a minute, so that sleep and resume are
nothing but a late wake-up. What blocks runs on worker threads and comes back here as a
message.
"""

import queue
import threading
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Protocol

from tray.core.ports.clock import Clock
from tray.core.sessions.schedule import earliest
from tray.services.context.messages import CaughtUp, Message, Stop
from tray.services.routes import Part, Routes

_LONGEST_WAIT_SECONDS = 60.0


class Ending(Protocol):
    """What is done at the end, instead of anything that was still to be handled."""

    def __call__(self, handle_rest: Callable[[type], None], *, keep_keys: bool) -> None:
        """`handle_rest` handles those of one type that have come meanwhile, and drops others."""


class Agent:
    """Everything that happens passes here, one message after the other. Knows no part by name."""

    def __init__(
        self,
        inbox: "queue.SimpleQueue[Message]",
        clock: Clock,
        parts: Sequence[Part],
        publish: Callable[[datetime], None],
        *,
        begin: Callable[[], None],
        end: Ending,
    ) -> None:
        """`begin` is called at the start, on whatever thread that is."""
        self._inbox = inbox
        self._clock = clock
        self._parts = parts
        self._publish = publish
        self._begin = begin
        self._end = end
        self._has_ended = False
        self._routes = Routes()
        for part in parts:
            part.register(self._routes)
        self._routes.on(CaughtUp, lambda message, _: message.done())
        self._routes.on(Stop, self._stop)
        self._routes.check()
        self._thread = threading.Thread(target=self._run, name="agent", daemon=True)

    # ---- from other threads -------------------------------------------------

    def start(self) -> None:
        """Begins to work: reads what there is, and publishes the first snapshot."""
        self._thread.start()
        self._begin()

    def post(self, message: Message) -> None:
        """Hands in a message, from any thread."""
        self._inbox.put(message)

    def stop(self, timeout: float, *, keep_keys: bool = False) -> bool:
        """Removes the keys that were written, unless they are to stay, and ends.

        Answers whether it came to that within `timeout` seconds.
        """
        done = threading.Event()
        self.post(Stop(done.set, keep_keys))
        return done.wait(timeout)

    # ---- the thread ---------------------------------------------------------

    def _run(self) -> None:
        while not self._has_ended:
            self.step(self._next_message())

    def _next_message(self) -> Message | None:
        now = self._clock.now()
        deadline = earliest(part.next_deadline(now) for part in self._parts)
        wait = _LONGEST_WAIT_SECONDS
        if deadline is not None:
            wait = min(wait, max(0.0, self._clock.real_seconds(deadline - now)))
        try:
            return self._inbox.get(timeout=wait)
        except queue.Empty:
            return None

    def step(self, message: Message | None) -> None:
        """Handles one message, or only the passing of time, and publishes what came of it."""
        now = self._clock.now()
        if message is not None:
            self._routes.dispatch(message, now)
        if self._has_ended:
            return
        for part in self._parts:
            part.tick(now)
        self._publish(now)

    def _stop(self, message: Stop, _: datetime) -> None:
        self._has_ended = True
        self._end(self._handle_rest, keep_keys=message.keep_keys)
        message.done()

    def _handle_rest(self, kind: type) -> None:
        while not self._inbox.empty():
            message = self._inbox.get()
            if isinstance(message, kind):
                self._routes.dispatch(message, self._clock.now())
