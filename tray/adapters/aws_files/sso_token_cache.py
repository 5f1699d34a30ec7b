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

from filelock import Timeout

from tray.adapters.storage.atomic_file import clear_leftovers, read_file, replace_file
from tray.adapters.storage.private_lock import private_lock
from tray.core.ports.clock import Clock
from tray.core.sso_files.token_cache import (
    cache_keys,
    cache_name,
    cache_names,
    decode_cached,
    encode_cached,
    members_of,
)
from tray.core.vocabulary.errors import FileError
from tray.core.vocabulary.model import SsoSession, SsoToken
from tray.core.vocabulary.translatable import said

_TRIES = 5
_PAUSE_SECONDS = 0.1
_LOCK_SECONDS = 40.0
"""Longer than a refresh takes: who waits then finds the newer token."""


class CliTokenCache:
    """`core.ports.secrets.SharedTokens` over `~/.aws/sso/cache`, which no variable moves."""

    def __init__(self, directory: Path, lock_dir: Path, clock: Clock) -> None:
        self._directory = directory
        self._lock_dir = lock_dir
        self._clock = clock
        self._pause = threading.Event()

    def paths(self, session: SsoSession) -> tuple[str, ...]:
        """By the session's name, and by each start URL that a profile carries itself."""
        return tuple(str(path) for path in self._paths(session))

    def stamp(self, session: SsoSession) -> object | None:
        """What is another after every change of a file; None where there is none."""
        stamps = tuple(_stamp(path) for path in self._paths(session))
        return stamps if any(stamps) else None

    def load(self, session: SsoSession) -> SsoToken | None:
        """The newest of them; None without a file. Raises `FileError` for what stays unreadable."""
        found: list[SsoToken] = []
        broken: FileError | None = None
        for path in self._paths(session):
            try:
                token = self._load(path)
            except FileError as error:
                broken = broken or error
            else:
                found += [token] if token is not None else []
        if not found and broken is not None:
            raise broken
        return max(found, key=lambda token: token.expires_at, default=None)

    def save(self, session: SsoSession, token: SsoToken) -> None:
        """Replaces the files; members that others put there stay. Raises `FileError`."""
        for path, key in zip(self._paths(session), cache_keys(session), strict=True):
            clear_leftovers(path, older_than=0)
            others = members_of(read_file(path)) if path.exists() else {}
            written = replace(session, start_url=key) if key in session.spellings else session
            replace_file(path, encode_cached(self._in_wall_time(token), written, others))

    def remove(self, session: SsoSession) -> None:
        """Signs every tool out; what is another sign-in under another spelling stays.

        Raises `FileError`.
        """
        paths = self._paths(session)
        newest = self.load(session) if len(paths) > 1 else None
        for path in paths:
            if newest is not None and not self._has(path, newest):
                continue
            clear_leftovers(path, older_than=0)
            try:
                path.unlink(missing_ok=True)
            except OSError as error:
                raise FileError(
                    said("Couldn't remove {path}: {reason}.", path=path, reason=error.strerror),
                    said("Check that you can write to its folder."),
                ) from error

    def _has(self, path: Path, token: SsoToken) -> bool:
        try:
            found = self._load(path)
        except FileError:
            return False
        return found is not None and found.access_token == token.access_token

    def _load(self, path: Path) -> SsoToken | None:
        clear_leftovers(path)
        for _ in range(_TRIES):
            try:
                data, written_at = read_file(path), path.stat().st_mtime
            except FileNotFoundError:
                return None
            except OSError as error:
                raise FileError(
                    said("Couldn't read {path}: {reason}.", path=path, reason=error.strerror)
                ) from error
            token = decode_cached(data, datetime.fromtimestamp(written_at, UTC))
            if token is not None:
                return self._in_program_time(token)
            self._pause.wait(_PAUSE_SECONDS)
        raise FileError(
            said("{path} isn't an AWS CLI token.", path=path),
            said("Sign in again to replace it."),
        )

    @contextmanager
    def locked(self, session: SsoSession) -> Iterator[None]:
        """One refresh at a time among programs of ours. Raises `FileError`."""
        lock = private_lock(self._lock_dir / f"sso-{cache_name(session)}.lock", _LOCK_SECONDS)
        try:
            with lock:
                yield
        except Timeout as error:
            raise FileError(
                said("Another SSO Tray is refreshing this sign-in."), said("Try again.")
            ) from error

    def _paths(self, session: SsoSession) -> list[Path]:
        return [self._directory / name for name in cache_names(session)]

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


def _stamp(path: Path) -> object | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_ino, found.st_size
