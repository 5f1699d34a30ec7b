"""Reads which sso-sessions there are, from the AWS config file and the settings."""

from collections.abc import Callable
from typing import TypeAlias

from tray.core.settings.settings import Settings
from tray.core.vocabulary.errors import TrayError
from tray.core.vocabulary.model import SsoSession
from tray.services.concurrency.workers import WorkerQueue
from tray.services.context.messages import CaughtUp, Post, SessionsRead

ReadSessions: TypeAlias = Callable[[Settings], tuple[tuple[SsoSession, ...], tuple[TrayError, ...]]]
"""Answers the sessions, and what is wrong with others. Blocks."""


class SessionReader:
    """Reads on the thread of the files; the answer is `SessionsRead`."""

    def __init__(self, read: ReadSessions, files: WorkerQueue, post: Post) -> None:
        self._read = read
        self._files = files
        self._post = post

    def read(self, settings: Settings, done: Callable[[], None] = lambda: None) -> None:
        """Comes back at once; `done` is called when the sessions are in the snapshot."""

        def job() -> None:
            self._post(SessionsRead(*self._read(settings)))
            self._post(CaughtUp(done))

        self._files.submit(job)
