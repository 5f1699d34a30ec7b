"""`~/.aws/config` and `~/.aws/credentials` on disk: edited atomically, or not at all."""

import logging
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from filelock import Timeout

from tray.adapters.aws_files.file_errors import file_errors
from tray.adapters.aws_files.parsing import lines_of, parsed
from tray.adapters.aws_files.paths import LARGEST_FILE, aws_path, unset_variable
from tray.adapters.aws_files.replacement import (
    bytes_of,
    remove_leftovers,
    replace,
    replace_or_overwrite,
)
from tray.adapters.storage.private_lock import private_lock
from tray.core.aws_files.blanked_lines import without_remarks
from tray.core.aws_files.effective_config import disturbed
from tray.core.aws_files.files import AwsFile
from tray.core.aws_files.ini_document import IniDocument
from tray.core.aws_files.unread_file import is_readable
from tray.core.vocabulary.errors import FileError
from tray.core.vocabulary.translatable import said

log = logging.getLogger(__name__)

_LOCK_SECONDS = 10
_TRIES = 5


class DiskAwsFiles:
    """`core.ports.files.AwsFiles` over the file system."""

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
            return parsed(path, bytes_of(path))

    def peek(self, file: AwsFile) -> IniDocument:
        """Its lines as they stand. Raises `FileError` where there is no telling what they say."""
        path = self._paths[file]
        with file_errors(path, file):
            return lines_of(path, bytes_of(path))

    def edit(self, file: AwsFile, change: Callable[[IniDocument], IniDocument]) -> bool:
        """Reads, changes and replaces it; tools without locks are met by looking twice."""
        path = self._paths[file]

        def written(document: IniDocument, before: bytes | None, after: IniDocument) -> bool:
            data = after.to_bytes()
            _refuse_growth(path, before, data)
            # Never write what we could not read again, or what alters other profiles.
            _refuse_disturbance(path, document, parsed(path, data), file)
            with file_errors(path, file):
                return replace(path, before, without_remarks(after).to_bytes(), file)

        return self._change(file, parsed, change, written)

    def remove(self, file: AwsFile, change: Callable[[IniDocument], IniDocument]) -> bool:
        """As `edit`, from whatever there is; written over where it cannot be replaced."""
        path = self._paths[file]

        def written(document: IniDocument, before: bytes | None, after: IniDocument) -> bool:
            if is_readable(document):
                parsed(path, after.to_bytes())
            with file_errors(path, file):
                return replace_or_overwrite(path, before, after, file)

        return self._change(file, lines_of, change, written)

    def tidy(self, file: AwsFile) -> None:
        """What a killed run left beside it, and remarks in place of lines of ours."""
        path = self._paths[file]
        try:
            with self._lock(file), file_errors(path, file):
                remove_leftovers(path.resolve(strict=False))
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
                    remove_leftovers(target)
                    before = bytes_of(target)
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
