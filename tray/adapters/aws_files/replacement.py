"""One of the AWS files replaced whole or not at all, with what was there kept beside it."""

import errno
import glob
import logging
import os
import stat
from contextlib import suppress
from pathlib import Path

from tray.adapters.aws_files.parsing import lines_of
from tray.adapters.aws_files.paths import LARGEST_FILE
from tray.adapters.storage.atomic_file import put_in_place, temporary_prefix, written
from tray.adapters.storage.private_directory import make_folders
from tray.core.aws_files.blanked_lines import overwritten, without_remarks
from tray.core.aws_files.files import AwsFile
from tray.core.aws_files.ini_document import IniDocument
from tray.core.aws_files.managed_blocks import holds_ours
from tray.core.aws_files.marks import KEYS_MARK
from tray.core.vocabulary.errors import FileError
from tray.core.vocabulary.translatable import said

log = logging.getLogger(__name__)

BACKUP_SUFFIX = ".sso-tray-backup"
_CANNOT_BE_REPLACED = frozenset(
    {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EBUSY, errno.EXDEV, errno.EACCES, errno.EPERM}
)


def bytes_of(path: Path) -> bytes | None:
    """What the file holds; None where there is none. Raises `FileError` for more than 4 MB."""
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


def replace_or_overwrite(
    path: Path, before: bytes | None, after: IniDocument, file: AwsFile
) -> bool:
    """As `replace`; where that cannot be, the lines that `after` lacks become remarks.

    On a full disk there is no room for a second file, a file that is mounted on its own cannot
    be renamed over, and a folder may be closed to us though the file is not.
    """
    try:
        return replace(path, before, without_remarks(after).to_bytes(), file)
    except OSError as error:
        places = overwritten(lines_of(path, before), after)
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


def replace(path: Path, before: bytes | None, after: bytes, file: AwsFile) -> bool:
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
        if bytes_of(target) != before:
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
    kept = bytes_of(backup)
    if kept is not None and not holds_ours(kept):
        return
    with written(path.parent, data, temporary_prefix(path)) as temporary:
        put_in_place(temporary, backup)


def remove_leftovers(target: Path) -> None:
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
