"""`~/.aws/config` and `~/.aws/credentials` on disk: edited atomically, or not at all."""

import errno
import glob
import os
import stat
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from tray.adapters.atomic_file import put_in_place, written
from tray.core.errors import FileError
from tray.core.ini_document import IniDocument, MalformedIni
from tray.core.ports import AwsFile
from tray.core.profiles import KEYS_MARK
from tray.core.said import said

_VARIABLES = {
    AwsFile.CONFIG: "AWS_CONFIG_FILE",
    AwsFile.CREDENTIALS: "AWS_SHARED_CREDENTIALS_FILE",
}
_LARGEST = 4 * 1024 * 1024
_LOCK_SECONDS = 10
_TRIES = 5
BACKUP_SUFFIX = ".sso-tray-backup"
_TEMPORARY = ".sso-tray-"


class DiskAwsFiles:
    """`ports.AwsFiles` over the file system."""

    def __init__(
        self,
        environ: Mapping[str, str],
        home: Path,
        lock_dir: Path,
        patience: float = _LOCK_SECONDS,
    ) -> None:
        """`patience` is how many seconds an edit waits for another one's end."""
        self._lock_dir = lock_dir
        self._patience = patience
        self._paths = {}
        for file, variable in _VARIABLES.items():
            named = environ.get(variable) or f"~/.aws/{file.value}"
            self._paths[file] = home / named[2:] if named.startswith("~/") else Path(named)

    def path(self, file: AwsFile) -> str:
        """Where the environment puts it, or below the home directory."""
        return str(self._paths[file])

    def read(self, file: AwsFile) -> IniDocument:
        """The file as it stands. Raises `FileError`."""
        path = self._paths[file]
        with _file_errors(path):
            return _parsed(path, _bytes_of(path))

    def edit(self, file: AwsFile, change: Callable[[IniDocument], IniDocument]) -> bool:
        """Reads, changes and replaces it; tools without locks are met by looking twice."""
        path = self._paths[file]
        with self._lock(file):
            for _ in range(_TRIES):
                with _file_errors(path):
                    target = path.resolve(strict=False)
                    before = _bytes_of(target)
                after = change(_parsed(path, before)).to_bytes()
                if after == (before or b""):
                    return False
                _parsed(path, after)  # never write what we could not read again
                with _file_errors(path):
                    if _replace(target, before, after):
                        return True
        raise FileError(
            said("{path} changes all the time.", path=path),
            said("Another program writes it; try again."),
        )

    @contextmanager
    def _lock(self, file: AwsFile) -> Iterator[None]:
        place = self._lock_dir / f"aws-{file.value}.lock"
        lock = FileLock(place, timeout=self._patience)
        with _file_errors(place):
            self._lock_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
            try:
                lock.acquire()
            except Timeout as error:
                raise FileError(
                    said("{path} is being edited by another SSO Tray.", path=self._paths[file]),
                    said("Try again."),
                ) from error
        try:
            yield
        finally:
            lock.release()


def _parsed(path: Path, data: bytes | None) -> IniDocument:
    try:
        return IniDocument.parse(data or b"")
    except MalformedIni as error:
        raise FileError(
            said("{path}, line {line}: {reason}.", path=path, line=error.line, reason=error.reason),
            said("The file was left as it is. Mend that line; no AWS tool reads it like this."),
        ) from error


def _bytes_of(path: Path) -> bytes | None:
    try:
        kind = path.stat().st_mode
        if not stat.S_ISREG(kind) and not stat.S_ISDIR(kind):
            return None  # /dev/null is how people say "no file"
        with path.open("rb") as stream:
            data = stream.read(_LARGEST + 1)
    except FileNotFoundError:
        return None
    if len(data) > _LARGEST:
        raise FileError(
            said("{path} is larger than 4 MB.", path=path),
            said("That is no AWS file; it was left alone."),
        )
    return data


def _replace(target: Path, before: bytes | None, after: bytes) -> bool:
    """Puts `after` in the file's place, if it still holds `before`; whether it did.

    NOTE: also where the file has other hard links, which then keep what they had.
    Those are snapshots or repositories of dotfiles: keys have no business there,
    and only a rename cannot be seen half done.
    """
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    prefix = f"{_TEMPORARY}{target.name}-"
    _remove_leftovers(target.parent, prefix)
    if before is None and target.exists():
        hint = said(
            "It was left as it is. Name a file in AWS_CONFIG_FILE and the like, or nothing."
        )
        raise FileError(said("{target} is not a regular file.", target=target), hint)
    old = target.stat() if before is not None else None
    if old is not None and not os.access(target, os.W_OK):
        raise PermissionError(errno.EACCES, "read-only")
    if before is not None:
        _back_up(target, before, prefix)
    with written(target.parent, after, prefix) as temporary:
        _take_over(temporary, old)
        if _bytes_of(target) != before:
            return False
        put_in_place(temporary, target)
    _sync_directory(target.parent)
    return True


def _take_over(temporary: Path, old: os.stat_result | None) -> None:
    """Mode and owner of the file that is replaced; private if there was none."""
    if old is None:
        temporary.chmod(0o600)
        return
    temporary.chmod(stat.S_IMODE(old.st_mode))
    if hasattr(os, "chown") and (old.st_uid, old.st_gid) != (os.geteuid(), os.getegid()):
        os.chown(temporary, old.st_uid, old.st_gid)


def _back_up(target: Path, data: bytes, prefix: str) -> None:
    """Keeps, once and for all, what was there before our first touch; never keys of ours."""
    backup = target.with_name(target.name + BACKUP_SUFFIX)
    if backup.exists() or KEYS_MARK.encode() in data:
        return
    with written(target.parent, data, prefix) as temporary:
        put_in_place(temporary, backup)


def _remove_leftovers(directory: Path, prefix: str) -> None:
    """What a killed run left of this very file; the lock says that nobody else writes it."""
    for stale in directory.glob(f"{glob.escape(prefix)}*.tmp"):
        stale.unlink(missing_ok=True)


def _sync_directory(directory: Path) -> None:
    if os.name != "posix":
        return  # Windows has no such call, and its rename is durable enough
    handle = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def _file_errors(path: Path) -> Iterator[None]:
    """What the system says about a file, in words."""
    try:
        yield
    except (IsADirectoryError, PermissionError) as error:
        if path.is_dir():  # on Windows that is a matter of permission, too
            raise FileError(
                said("{path} is a directory.", path=path), said("AWS tools expect a file there.")
            ) from error
        hint = said("Give yourself the right to read and write it, and to its directory.")
        raise FileError(said("{path} may not be read or written.", path=path), hint) from error
    except OSError as error:
        if error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}:
            hint = said("The file is as it was. Make room and try again.")
            raise FileError(
                said("The disk is full: {path} was not written.", path=path), hint
            ) from error
        if error.errno == errno.ELOOP:
            raise FileError(
                said("{path} is a link that leads to itself.", path=path), said("Mend the link.")
            ) from error
        if error.errno == errno.EROFS:
            hint = said("Its file system is mounted so. Nothing was changed.")
            raise FileError(said("{path} is read-only.", path=path), hint) from error
        raise FileError(
            f"{path}: {error.strerror or error}.", said("The file was left as it is.")
        ) from error
    except RuntimeError as error:  # pathlib's word for a loop of links before Python 3.13
        raise FileError(
            said("{path} is a link that leads to itself.", path=path), said("Mend the link.")
        ) from error
