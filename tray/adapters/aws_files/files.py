"""`~/.aws/config` and `~/.aws/credentials` on disk: edited atomically, or not at all."""

import errno
import glob
import logging
import os
import re
import stat
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import Timeout

from tray.adapters.aws_files.file_errors import file_errors
from tray.adapters.aws_files.paths import LARGEST_FILE, aws_path, unset_variable
from tray.adapters.storage.atomic_file import put_in_place, temporary_prefix, written
from tray.adapters.storage.private_directory import make_folders
from tray.adapters.storage.private_lock import private_lock
from tray.core.aws_files.blanked_lines import overwritten, without_remarks
from tray.core.aws_files.effective_config import disturbed
from tray.core.aws_files.files import AwsFile
from tray.core.aws_files.ini_document import IniDocument, MalformedIni
from tray.core.aws_files.managed_blocks import holds_ours
from tray.core.aws_files.marks import KEYS_MARK
from tray.core.aws_files.unread_file import is_readable
from tray.core.vocabulary.errors import FileError
from tray.core.vocabulary.translatable import said

log = logging.getLogger(__name__)

_LOCK_SECONDS = 10
_TRIES = 5
BACKUP_SUFFIX = ".sso-tray-backup"
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+")
_CANNOT_BE_REPLACED = frozenset(
    {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EBUSY, errno.EXDEV, errno.EACCES, errno.EPERM}
)


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
        self._paths = {file: aws_path(file, environ, home) for file in AwsFile}

    def path(self, file: AwsFile) -> str:
        """Where the environment puts it, or below the home directory."""
        return str(self._paths[file])

    def stamp(self, file: AwsFile) -> object:
        """What is another after every change of the file; None where there is none."""
        try:
            status = self._paths[file].stat()
        except OSError:
            return None
        return status.st_ino, status.st_mtime_ns, status.st_size

    def is_open_to_others(self, file: AwsFile) -> bool:
        """By its mode; on Windows folders have the rights, and nothing is known."""
        try:
            mode = self._paths[file].stat().st_mode
        except OSError:
            return False
        return os.name == "posix" and bool(mode & 0o077)

    def read(self, file: AwsFile) -> IniDocument:
        """The file as it stands. Raises `FileError`."""
        path = self._paths[file]
        with file_errors(path, file):
            return _parsed(path, _bytes_of(path))

    def peek(self, file: AwsFile) -> IniDocument:
        """Its lines as they stand. Raises `FileError` where there is no telling what they say."""
        path = self._paths[file]
        with file_errors(path, file):
            return _lines_of(path, _bytes_of(path))

    def edit(self, file: AwsFile, change: Callable[[IniDocument], IniDocument]) -> bool:
        """Reads, changes and replaces it; tools without locks are met by looking twice."""
        path = self._paths[file]

        def written(document: IniDocument, before: bytes | None, after: IniDocument) -> bool:
            data = after.to_bytes()
            _refuse_growth(path, before, data)
            # Never write what we could not read again, or what alters other profiles.
            _refuse_disturbance(path, document, _parsed(path, data), file)
            with file_errors(path, file):
                return _replace(path, before, without_remarks(after).to_bytes(), file)

        return self._change(file, _parsed, change, written)

    def remove(self, file: AwsFile, change: Callable[[IniDocument], IniDocument]) -> bool:
        """As `edit`, from whatever there is; written over where it cannot be replaced."""
        path = self._paths[file]

        def written(document: IniDocument, before: bytes | None, after: IniDocument) -> bool:
            if is_readable(document):
                _parsed(path, after.to_bytes())
            with file_errors(path, file):
                return _replace_or_overwrite(path, before, after, file)

        return self._change(file, _lines_of, change, written)

    def tidy(self, file: AwsFile) -> None:
        """What a killed run left beside it, and remarks in place of lines of ours."""
        path = self._paths[file]
        try:
            with self._lock(file), file_errors(path, file):
                _remove_leftovers(path.resolve(strict=False))
            self.edit(file, without_remarks)
        except FileError as error:
            log.info("%s was not tidied up: %s", path, error)

    def _change(
        self,
        file: AwsFile,
        read: Callable[[Path, bytes | None], IniDocument],
        change: Callable[[IniDocument], IniDocument],
        write: Callable[[IniDocument, bytes | None, IniDocument], bool],
    ) -> bool:
        path = self._paths[file]
        if variable := unset_variable(path):
            raise FileError(
                said("{path} contains {variable}, which isn't set.", path=path, variable=variable),
                said("Nothing was written. Set the variable, or use a path without it."),
            )
        with self._lock(file):
            for _ in range(_TRIES):
                with file_errors(path, file):
                    target = path.resolve(strict=False)
                    _remove_leftovers(target)
                    before = _bytes_of(target)
                document = read(path, before)
                after = change(document)
                if after.to_bytes() == (before or b""):
                    return False
                if write(document, before, after):
                    return True
        raise FileError(
            said("{path} keeps changing.", path=path),
            said("Another program is writing to it. Try again."),
        )

    @contextmanager
    def _lock(self, file: AwsFile) -> Iterator[None]:
        place = self._lock_dir / f"aws-{file.value}.lock"
        lock = private_lock(place, self._patience)
        with file_errors(place, file):
            try:
                lock.acquire()
            except Timeout as error:
                raise FileError(
                    said("Another SSO Tray is editing {path}.", path=self._paths[file]),
                    said("Try again."),
                ) from error
        try:
            yield
        finally:
            lock.release()


def _parsed(path: Path, data: bytes | None) -> IniDocument:
    try:
        return IniDocument.parse(data or b"", is_utf8=os.name == "posix")
    except MalformedIni as error:
        raise FileError(
            said("{path}, line {line}: {reason}.", path=path, line=error.line, reason=error.reason),
            said("The file was left unchanged. {remedy}.", remedy=error.remedy),
        ) from error


def _lines_of(path: Path, data: bytes | None) -> IniDocument:
    """The lines, of a file that need not be one that can be read."""
    document = IniDocument(tuple(_LINE.findall((data or b"").decode("utf-8", "surrogateescape"))))
    return _parsed(path, data) if b"\0" in (data or b"") else document


def _refuse_growth(path: Path, before: bytes | None, after: bytes) -> None:
    if len(after) > LARGEST_FILE and len(after) > len(before or b""):
        raise FileError(
            said("{path} would become larger than 4 MB.", path=path),
            said(
                "Nothing was written. Make profiles for fewer roles, or remove sections "
                "you no longer use."
            ),
        )


def _refuse_disturbance(path: Path, before: IniDocument, after: IniDocument, file: AwsFile) -> None:
    found = disturbed(before, after, file)
    if found is not None:
        raise FileError(
            said(
                "This change would alter [{header}] in {path}, line {line}, for AWS tools.",
                header=found.header,
                path=path,
                line=found.start + 1,
            ),
            said(
                "Nothing was written. Indented lines continue the setting above them, so "
                "start that section's lines at the left margin."
            ),
        )


def _bytes_of(path: Path) -> bytes | None:
    try:
        kind = path.stat().st_mode
        if not stat.S_ISREG(kind) and not stat.S_ISDIR(kind):
            return None  # /dev/null is how people say "no file"
        with path.open("rb") as stream:
            data = stream.read(LARGEST_FILE + 1)
    except FileNotFoundError:
        return None
    if len(data) > LARGEST_FILE:
        raise FileError(
            said("{path} is larger than 4 MB.", path=path),
            said(
                "AWS tools may read it, but SSO Tray doesn't edit files that large. "
                "Remove sections you no longer use."
            ),
        )
    return data


def _replace_or_overwrite(
    path: Path, before: bytes | None, after: IniDocument, file: AwsFile
) -> bool:
    """As `_replace`; where that cannot be, the lines that `after` lacks become remarks.

    On a full disk there is no room for a second file, a file that is mounted on its own cannot
    be renamed over, and a folder may be closed to us though the file is not.
    """
    try:
        return _replace(path, before, without_remarks(after).to_bytes(), file)
    except OSError as error:
        places = overwritten(_lines_of(path, before), after)
        if error.errno not in _CANNOT_BE_REPLACED or not places:
            raise
        log.info("%s cannot be replaced (%s): it is written over", path, error.strerror)
    with path.open("r+b", buffering=0) as stream:
        if stream.read(LARGEST_FILE + 1) != before:
            return False
        for place, data in places:
            stream.seek(place)
            stream.write(data)
        os.fsync(stream.fileno())
    return True


def _replace(path: Path, before: bytes | None, after: bytes, file: AwsFile) -> bool:
    """Puts `after` in the file's place, if it still holds `before`; whether it did.

    NOTE: also where the file has other hard links, which then keep what they had.
    Those are snapshots or repositories of dotfiles: keys have no business there,
    and only a rename cannot be seen half done.
    """
    target = path.resolve(strict=False)
    make_folders(target.parent)
    prefix = temporary_prefix(target)
    if before is None and target.exists():
        hint = said(
            "It was left unchanged. Point AWS_CONFIG_FILE or AWS_SHARED_CREDENTIALS_FILE "
            "at a file, or unset it."
        )
        raise FileError(said("{target} isn't a regular file.", target=target), hint)
    old = target.stat() if before is not None else None
    if old is not None and not os.access(target, os.W_OK):
        os.close(os.open(target, os.O_WRONLY))  # for the system's own reason: a mount, or a right
        raise PermissionError(errno.EACCES, "read-only")
    if before is not None:
        _back_up(path, before)
    is_secret = file is AwsFile.CREDENTIALS and KEYS_MARK.encode() in after
    with written(target.parent, after, prefix) as temporary:
        _take_over(temporary, old, is_secret=is_secret)
        if _bytes_of(target) != before:
            return False
        if not after and not _backup_of(path).exists():
            target.unlink()  # there was none before us
        else:
            put_in_place(temporary, target)
    _sync_directory(target.parent)
    return True


def _take_over(temporary: Path, old: os.stat_result | None, *, is_secret: bool) -> None:
    """Mode and owner of the file that is replaced; private if there was none, or for keys."""
    if old is None:
        return  # it was made private
    mode = stat.S_IMODE(old.st_mode)
    if is_secret and mode & 0o077:
        log.info("The credentials file was readable by others (mode %o); it isn't any more", mode)
        mode &= 0o700
    if hasattr(os, "chown") and (old.st_uid, old.st_gid) != (os.geteuid(), os.getegid()):
        try:
            os.chown(temporary, old.st_uid, old.st_gid)
        except PermissionError:
            if old.st_uid != os.geteuid():
                raise  # it would be another's from then on
            mode &= 0o707  # a group that we are not in; ours has no business there
    try:
        temporary.chmod(mode)
    except PermissionError:
        log.info("The mode of a file could not be kept; it is private now")


def _backup_of(path: Path) -> Path:
    """Beside the path itself: where that is a link, its end may be in somebody's repository."""
    return path.with_name(path.name + BACKUP_SUFFIX)


def _back_up(path: Path, data: bytes) -> None:
    """Keeps, once and for all, what was there before our first touch; never anything of ours."""
    backup = _backup_of(path)
    if holds_ours(data):
        return
    kept = _bytes_of(backup)
    if kept is not None and not holds_ours(kept):
        return
    with written(path.parent, data, temporary_prefix(path)) as temporary:
        put_in_place(temporary, backup)


def _remove_leftovers(target: Path) -> None:
    """What a killed run left of this very file; the lock says that nobody else writes it."""
    for stale in target.parent.glob(f"{glob.escape(temporary_prefix(target))}*.tmp"):
        with suppress(OSError):  # where it cannot be removed now, it can be at another time
            stale.unlink()


def _sync_directory(directory: Path) -> None:
    if os.name != "posix":
        return  # Windows has no such call, and its rename is durable enough
    handle = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
