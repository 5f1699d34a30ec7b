"""Tokens in the AWS CLI's own cache: shared with every tool that signs in there.

The CLI and the SDKs write in place and without a lock, so a file is read again
where it makes no sense, is replaced atomically by us, and the newest token wins.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from tray.adapters.atomic_file import read_file, replace_file
from tray.core.errors import FileError
from tray.core.model import SsoSession, SsoToken
from tray.core.ports import Clock
from tray.core.said import said
from tray.core.sso_cache import cache_name, decode_cached, encode_cached, members_of

_TRIES = 5
_PAUSE_SECONDS = 0.1
_LOCK_SECONDS = 40.0
"""Longer than a refresh takes: who waits then finds the newer token."""


class CliTokenCache:
    """`ports.SharedTokens` over `~/.aws/sso/cache`, which no variable moves."""

    def __init__(self, directory: Path, lock_dir: Path, clock: Clock) -> None:
        self._directory = directory
        self._lock_dir = lock_dir
        self._clock = clock
        self._pause = threading.Event()

    def paths(self, session: SsoSession) -> tuple[str, ...]:
        """One, by the session's name or start URL."""
        return (str(self._path(session)),)

    def stamp(self, session: SsoSession) -> object | None:
        """What is another after every change of the file; None without one."""
        try:
            found = self._path(session).stat()
        except OSError:
            return None
        return found.st_mtime_ns, found.st_ino, found.st_size

    def load(self, session: SsoSession) -> SsoToken | None:
        """The token; None without a file. Raises `FileError` for one that stays unreadable."""
        path = self._path(session)
        for _ in range(_TRIES):
            try:
                data, written_at = read_file(path), path.stat().st_mtime
            except FileNotFoundError:
                return None
            except OSError as error:
                raise FileError(
                    said("{path} cannot be read: {reason}.", path=path, reason=error.strerror)
                ) from error
            token = decode_cached(data, datetime.fromtimestamp(written_at, UTC))
            if token is not None:
                return self._in_program_time(token)
            self._pause.wait(_PAUSE_SECONDS)
        raise FileError(
            said("{path} is not a token of the AWS CLI.", path=path),
            said("Sign in again to replace it."),
        )

    def save(self, session: SsoSession, token: SsoToken) -> None:
        """Replaces the file; members that others put there stay. Raises `FileError`."""
        path = self._path(session)
        others = members_of(read_file(path)) if path.exists() else {}
        replace_file(path, encode_cached(self._in_wall_time(token), session, others))

    def remove(self, session: SsoSession) -> None:
        """Signs every tool out."""
        self._path(session).unlink(missing_ok=True)

    @contextmanager
    def locked(self, session: SsoSession) -> Iterator[None]:
        """One refresh at a time among programs of ours. Raises `FileError`."""
        self._lock_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
        lock = FileLock(self._lock_dir / f"sso-{cache_name(session)}.lock", timeout=_LOCK_SECONDS)
        try:
            with lock:
                yield
        except Timeout as error:
            raise FileError(
                said("Another SSO Tray refreshes this sign-in."), said("Try again.")
            ) from error

    def _path(self, session: SsoSession) -> Path:
        return self._directory / cache_name(session)

    def _in_program_time(self, token: SsoToken) -> SsoToken:
        convert = self._clock.from_wall
        registration = token.registration
        return replace(
            token,
            issued_at=convert(token.issued_at),
            expires_at=convert(token.expires_at),
            session_started_at=convert(token.session_started_at),
            registration=replace(registration, expires_at=convert(registration.expires_at)),
        )

    def _in_wall_time(self, token: SsoToken) -> SsoToken:
        convert = self._clock.to_wall
        registration = token.registration
        return replace(
            token,
            expires_at=convert(token.expires_at),
            session_started_at=convert(token.session_started_at),
            registration=replace(registration, expires_at=convert(registration.expires_at)),
        )
