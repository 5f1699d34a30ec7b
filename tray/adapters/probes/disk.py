"""The AWS files, their permissions and the AWS CLI's sign-ins, as facts; nothing is written."""

import json
import os
import re
import ssl
import stat
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tray.adapters.aws_files.paths import LARGEST_FILE, VARIABLES, expanded
from tray.core.aws_files.files import AwsFile
from tray.core.aws_files.ini_document import IniDocument, MalformedIni
from tray.core.doctor.facts import (
    AwsFileFacts,
    BundleFacts,
    BundleState,
    CachedToken,
    FileFacts,
    FileState,
    PathFacts,
    Permissions,
    shown_path,
)
from tray.core.doctor.masking import without_password
from tray.core.doctor.sections import config_profiles
from tray.core.vocabulary.translatable import said

_BUNDLES = ("AWS_CA_BUNDLE", "REQUESTS_CA_BUNDLE", "SSL_CERT_FILE", "NODE_EXTRA_CA_CERTS")
_TOKEN_FILE = re.compile(r"[0-9a-f]{40}\.json")
_MOST_TOKENS = 100
_AGAIN = 0.05
"""Real seconds after which a half-written sign-in is read again: the AWS CLI writes in place."""


class DiskProbe:
    """Reads what stands below one home directory and where the variables point."""

    def __init__(
        self, environ: Mapping[str, str], home: Path, pause: Callable[[float], object]
    ) -> None:
        self._environ = environ
        self._home = home
        self._pause = pause

    def files(self) -> FileFacts:
        """Everything at once; what cannot be read is said in its state."""
        cache = self._home / ".aws/sso/cache"
        tokens = self._token_files(cache)
        others = [self._path_facts(path) for path in (self._home / ".aws", cache, *tokens)]
        return FileFacts(
            self._aws_file(AwsFile.CONFIG),
            self._aws_file(AwsFile.CREDENTIALS),
            tuple(each for each in others if each is not None),
            tuple(found for path in tokens if (found := self._token(path)) is not None),
            frozenset(
                name
                for name in VARIABLES.values()
                if (named := self._environ.get(name)) and os.path.lexists(self._at(named))
            ),
        )

    def _at(self, named: str) -> Path:
        return expanded(named, self._environ, self._home)

    def _shown(self, path: Path) -> str:
        return shown_path(str(path), str(self._home))

    # ---- the two files ------------------------------------------------------

    def _aws_file(self, file: AwsFile) -> AwsFileFacts:
        path = self._at(self._environ.get(VARIABLES[file]) or f"~/.aws/{file.value}")
        shown = self._shown(path)
        try:
            status = path.stat()
            if not stat.S_ISREG(status.st_mode):
                # /dev/null is how people say "no file"
                is_none = stat.S_ISCHR(status.st_mode)
                state = FileState.MISSING if is_none else FileState.NOT_A_FILE
                return AwsFileFacts(file, shown, state)
            with path.open("rb") as stream:
                data = stream.read(LARGEST_FILE + 1)
        except FileNotFoundError:
            return AwsFileFacts(file, shown, FileState.MISSING)
        except OSError as error:
            reason = (error.strerror or said("it can't be read")).lower()
            return AwsFileFacts(
                file, shown, FileState.UNREADABLE, reason=reason, permissions=_found(path)
            )
        if len(data) > LARGEST_FILE:
            return AwsFileFacts(file, shown, FileState.TOO_LARGE)
        permissions = _permissions(status)
        try:
            document = IniDocument.parse(data, is_utf8=os.name == "posix")
        except MalformedIni as error:
            return AwsFileFacts(
                file,
                shown,
                FileState.MALFORMED,
                line=error.line,
                reason=error.reason,
                remedy=error.remedy,
                permissions=permissions,
            )
        changed = datetime.fromtimestamp(status.st_mtime, UTC)
        return AwsFileFacts(
            file, shown, document=document, permissions=permissions, changed_at=changed
        )

    # ---- the AWS CLI's sign-ins -----------------------------------------------

    @staticmethod
    def _token_files(cache: Path) -> list[Path]:
        try:
            found = sorted(each for each in cache.iterdir() if _TOKEN_FILE.fullmatch(each.name))
        except OSError:
            return []
        return found[:_MOST_TOKENS]

    def _token(self, path: Path) -> CachedToken | None:
        """None for a registration, which lies beside the sign-ins and holds none."""
        fields = _object(path)
        if fields is None:
            self._pause(_AGAIN)
            fields = _object(path)
        if fields is None:
            return CachedToken(self._shown(path), is_readable=False)
        if "accessToken" not in fields:
            return None
        return CachedToken(
            self._shown(path),
            without_password(str(fields.get("startUrl", ""))),
            _moment(fields.get("expiresAt")),
            _moment(fields.get("registrationExpiresAt")),
            bool(fields.get("refreshToken")),
        )

    def _path_facts(self, path: Path) -> PathFacts | None:
        try:
            status = path.stat()
        except OSError:
            return None
        permissions = _permissions(status)
        if permissions is None:
            return None
        return PathFacts(self._shown(path), permissions, stat.S_ISDIR(status.st_mode))

    # ---- certificate authorities ---------------------------------------------

    def bundles(self) -> tuple[BundleFacts, ...]:
        """Every file that a variable, or a profile's `ca_bundle`, names; each once."""
        named: dict[str, str] = {}
        for source, path in self._named_bundles():
            named.setdefault(path, source)
        return tuple(
            BundleFacts(source, self._shown(self._at(path)), _bundle_state(self._at(path)))
            for path, source in named.items()
        )

    def _named_bundles(self) -> Iterator[tuple[str, str]]:
        for variable in _BUNDLES:
            if path := self._environ.get(variable):
                yield variable, path
        for name, section in config_profiles(self._aws_file(AwsFile.CONFIG)):
            if path := section.get("ca_bundle"):
                yield said("ca_bundle of profile “{name}”", name=name), path


def _found(path: Path) -> Permissions | None:
    """Of a file that cannot be opened, but looked at."""
    try:
        return _permissions(path.stat())
    except OSError:
        return None


def _permissions(status: os.stat_result) -> Permissions | None:
    if os.name != "posix":
        return None
    return Permissions(stat.S_IMODE(status.st_mode), status.st_uid == os.geteuid())


def _object(path: Path) -> dict[str, Any] | None:
    try:
        with path.open("rb") as stream:
            fields = json.loads(stream.read(LARGEST_FILE))
    except (OSError, ValueError):
        return None
    return fields if isinstance(fields, dict) else None


def _moment(text: object) -> datetime | None:
    """`…Z`, `…UTC`, with or without fractions; None for what is neither."""
    try:
        moment = datetime.fromisoformat(str(text).strip().replace("UTC", "+00:00"))
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _bundle_state(path: Path) -> BundleState:
    try:
        if path.is_dir():
            return BundleState.DIRECTORY
        with path.open("rb") as stream:
            stream.read(1)
        ssl.create_default_context(cafile=str(path))
    except FileNotFoundError:
        return BundleState.MISSING
    except ssl.SSLError:
        return BundleState.NOT_PEM
    except OSError:
        return BundleState.UNREADABLE
    return BundleState.GOOD
