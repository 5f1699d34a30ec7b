"""What the system says about an AWS file, in words: the reason, and what to do about it."""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tray.core.aws_files.files import AwsFile
from tray.core.vocabulary.errors import FileError
from tray.core.vocabulary.translatable import said

_WAY_OUT = {
    AwsFile.CONFIG: said("A role can be used without this file: --as keys."),
    AwsFile.CREDENTIALS: said("A role can be used without this file: --as process."),
}


@contextmanager
def file_errors(path: Path, file: AwsFile) -> Iterator[None]:
    """Raises `FileError` for what goes wrong with the file inside."""
    try:
        yield
    except (IsADirectoryError, PermissionError) as error:
        if path.is_dir():  # on Windows that is a matter of permission, too
            raise FileError(
                said("{path} is a folder.", path=path), said("AWS tools expect a file there.")
            ) from error
        raise refusal(path, file) from error
    except OSError as error:
        raise _of_system(path, file, error) from error
    except RuntimeError as error:  # pathlib's word for a loop of links before Python 3.13
        raise _loop(path) from error


def _of_system(path: Path, file: AwsFile, error: OSError) -> FileError:
    if error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}:
        hint = said("The file is unchanged. Free some space and try again.")
        return FileError(said("The disk is full. {path} was not written.", path=path), hint)
    if error.errno == errno.ELOOP:
        return _loop(path)
    if error.errno == errno.EROFS:
        return _mounted_read_only(path) if _end_of(path) == path else _sealed(path, file)
    if error.errno == errno.EBUSY:
        return FileError(
            said("{path} is mounted as a single file, so it can't be replaced.", path=path),
            said(
                "Mount its folder instead of the file, or run the program with: "
                "sso-tray exec --endpoint"
            ),
        )
    return FileError(f"{path}: {error.strerror or error}.", said("The file was left unchanged."))


def _loop(path: Path) -> FileError:
    return FileError(
        said("{path} is a symbolic link that points to itself.", path=path), said("Fix the link.")
    )


def _mounted_read_only(path: Path) -> FileError:
    return FileError(
        said("{path} is on a file system that is mounted read-only.", path=path),
        said("Nothing was changed. Mount it writable, and try again."),
    )


def _sealed(path: Path, file: AwsFile) -> FileError:
    target = _end_of(path)
    title = said("{path} is read-only.", path=path)
    if target != path:
        title = said("{path} is a link to {target}, which is read-only.", path=path, target=target)
    return FileError(
        title,
        said(
            "Nothing was changed. If a tool such as home-manager makes this file, change it there. "
            "{way_out}",
            way_out=_WAY_OUT[file],
        ),
    )


def refusal(path: Path, file: AwsFile) -> FileError:
    """Why this file may not be read or written, as far as it can be told."""
    target = _end_of(path)
    try:
        status = target.stat()
    except OSError:
        return _plain(path, file)
    owner = _owner(status.st_uid)
    if owner:
        return FileError(
            said("{path} belongs to {owner}.", path=target, owner=owner),
            said(
                "This happens when a tool was run with sudo. Take the file back: sudo "
                "chown $USER {path}",
                path=target,
            ),
        )
    if target != path and os.access(target, os.R_OK):
        return _sealed(path, file)
    if os.access(target, os.R_OK) and not os.access(target, os.W_OK):
        return FileError(
            said("{path} is read-only.", path=path),
            said(
                "Make it writable: chmod u+w {path}. {way_out}",
                path=path,
                way_out=_WAY_OUT[file],
            ),
        )
    if os.access(target, os.R_OK) and not os.access(target.parent, os.W_OK):
        return FileError(
            said("The folder {folder} is read-only.", folder=target.parent),
            said(
                "SSO Tray replaces the whole file, so its folder must be writable. {way_out}",
                way_out=_WAY_OUT[file],
            ),
        )
    return _plain(path, file)


def _plain(path: Path, file: AwsFile) -> FileError:
    return FileError(
        said("No permission to read or write {path}.", path=path),
        said(
            "Give yourself read and write permission for it and its folder. {way_out}",
            way_out=_WAY_OUT[file],
        ),
    )


def _end_of(path: Path) -> Path:
    try:
        return path.resolve(strict=False)
    except (OSError, RuntimeError):
        return path


def _owner(uid: int) -> str:
    """The name of another user whose file it is; empty where it is the person's own."""
    if os.name != "posix" or uid == os.geteuid():
        return ""
    import pwd  # noqa: PLC0415 - POSIX has it

    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return said("user {uid}", uid=uid)
