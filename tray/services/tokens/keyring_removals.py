"""Tokens that are to go from the keyring, known over a restart until they are gone."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from tray.core.ports.secrets import RemovalNotes
from tray.core.vocabulary.errors import TrayError
from tray.core.vocabulary.model import SessionName

log = logging.getLogger(__name__)


class NotesInMemory:
    """`core.ports.secrets.RemovalNotes` that are forgotten with the program."""

    def __init__(self) -> None:
        self._noted = frozenset[SessionName]()

    def load(self) -> frozenset[SessionName]:
        """What was noted."""
        return self._noted

    def save(self, sessions: frozenset[SessionName]) -> None:
        """Notes it for now."""
        self._noted = sessions


class KeyringRemovals:
    """Used on the thread of the keyring only."""

    def __init__(self, notes: RemovalNotes) -> None:
        self._notes = notes

    def is_due(self, session: SessionName) -> bool:
        """Whether that session's token was to be removed, and may still be there."""
        return session in self._notes.load()

    @contextmanager
    def due(self, session: SessionName) -> Iterator[None]:
        """Noted before, since the program may end meanwhile, and until it went well."""
        self._save(self._notes.load() | {session})
        yield
        self.settled(session)

    def settled(self, session: SessionName) -> None:
        """It is gone, or another token is in its place."""
        self._save(self._notes.load() - {session})

    def _save(self, sessions: frozenset[SessionName]) -> None:
        if sessions == self._notes.load():
            return
        try:
            self._notes.save(sessions)
        except TrayError as error:
            log.info("What is to go from the keyring could not be noted: %s", error)
