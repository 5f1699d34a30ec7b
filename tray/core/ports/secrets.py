"""Where secrets rest and are handed out, as ports. All errors they raise are `errors.TrayError`."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Protocol

from tray.core.ipc.protocol import CredentialsAnswer, EndpointAnswer
from tray.core.vocabulary.model import (
    SessionName,
    SsoSession,
    SsoToken,
)
from tray.core.vocabulary.secret import Secret


class SecretStore(Protocol):
    """Where tokens rest. Every call raises `SecretStoreError`."""

    @property
    def description(self) -> str:
        """Where that is, in words: `GNOME Keyring`, `memory only`."""

    def get(self, name: str) -> Secret | None:
        """The secret of that name, of any size, or None."""

    def set(self, name: str, value: Secret) -> None:
        """Stores it, wholly or not at all."""

    def delete(self, name: str) -> None:
        """Removes it; nothing happens if there is none."""


class SharedTokens(Protocol):
    """The AWS CLI's token cache: sign-ins that other tools use, refresh and end as well."""

    def paths(self, session: SsoSession) -> tuple[str, ...]:
        """The files that it may be in."""

    def stamp(self, session: SsoSession) -> object | None:
        """What is another after every change; None where there is no token."""

    def load(self, session: SsoSession) -> SsoToken | None:
        """The token; None where there is none. Raises `FileError` for what is none."""

    def save(self, session: SsoSession, token: SsoToken) -> None:
        """Puts it there; only while it is `locked`. Raises `FileError`."""

    def remove(self, session: SsoSession) -> None:
        """Signs every tool out; only while it is `locked`. Raises `FileError`."""

    def locked(self, session: SsoSession) -> AbstractContextManager[None]:
        """One refresh at a time among programs of ours. Raises `FileError`."""


class RemovalNotes(Protocol):
    """Which sessions' tokens are to be removed from the keyring, until they are."""

    def load(self) -> frozenset[SessionName]:
        """Those that are; none at first, and where the note is damaged."""

    def save(self, sessions: frozenset[SessionName]) -> None:
        """Keeps them. Raises `FileError`."""


class CredentialsEndpoint(Protocol):
    """The loopback endpoint that SDKs ask over HTTP; off while nobody holds a grant."""

    def open(
        self, keys: Callable[[], CredentialsAnswer], is_wanted: Callable[[], bool]
    ) -> EndpointAnswer:
        """A new grant. `keys` answers within a second or raises; `is_wanted` ends it at False.

        Raises `FileError` where no port can be had.
        """

    def close(self, uri: str) -> None:
        """Ends a grant; nothing happens if it has ended."""

    def close_all(self) -> None:
        """Ends them all, and the server."""
