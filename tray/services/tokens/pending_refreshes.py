"""Refreshes of access tokens that are under way: whoever was refused waits for their outcome."""

import threading
from concurrent.futures import Future

from tray.core.vocabulary.errors import Busy, TrayError
from tray.core.vocabulary.model import SessionName
from tray.core.vocabulary.translatable import said
from tray.services.context.messages import CaughtUp, Post

_CATCH_UP_SECONDS = 20.0


class PendingRefreshes:
    """`began` and `ended` are called by who refreshes; `outcome` blocks. Safe from any thread."""

    def __init__(self, post: Post) -> None:
        self._post = post
        self._lock = threading.Lock()
        self._under_way: dict[SessionName, Future[TrayError | None]] = {}
        self._failures: dict[SessionName, TrayError] = {}
        self._catching_up: set[threading.Event] = set()
        self._is_closed = False

    def began(self, session: SessionName) -> None:
        """A refresh was asked for."""
        with self._lock:
            self._under_way.setdefault(session, Future())

    def ended(self, session: SessionName, error: TrayError | None) -> None:
        """It came to an end; its event is posted by now."""
        with self._lock:
            self._failures.pop(session, None)
            if error is not None:
                self._failures[session] = error
            asked = self._under_way.pop(session, None)
        if asked is not None:
            asked.set_result(error)

    def outcome(self, session: SessionName, seconds: float) -> TrayError | None:
        """What the refresh under way, or else the last one, failed with; None where it went well.

        What was posted to the agent before counts: a refused token begins a refresh.
        A new token is in force when this comes back.
        """
        if not self._catch_up():
            return _still_renewed()
        with self._lock:
            asked = self._under_way.get(session)
            last = self._failures.get(session)
        if asked is None:
            self._catch_up()  # one may have ended just now, and its token is on the way
            return last
        try:
            error = asked.result(seconds)
        except TimeoutError:
            return _still_renewed()
        self._catch_up()
        return error

    def close(self) -> None:
        """The agent ends: nobody waits any longer."""
        with self._lock:
            self._is_closed = True
            waiting, asked = tuple(self._catching_up), tuple(self._under_way)
        for done in waiting:
            done.set()
        for session in asked:
            self.ended(session, Busy(said("SSO Tray is quitting.")))

    def _catch_up(self) -> bool:
        """Whether the agent has handled, within a while, everything that was posted before."""
        done = threading.Event()
        with self._lock:
            if self._is_closed:
                return True
            self._catching_up.add(done)
        self._post(CaughtUp(done.set))
        is_done = done.wait(_CATCH_UP_SECONDS)
        with self._lock:
            self._catching_up.discard(done)
        return is_done


def _still_renewed() -> Busy:
    return Busy(said("The sign-in is still being renewed."), said("Try again in a moment."))
