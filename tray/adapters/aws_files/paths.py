"""Where the two AWS files are, by botocore's rules."""

import os
import re
from collections.abc import Mapping
from pathlib import Path

from tray.core.aws_files.files import AwsFile

VARIABLES = {
    AwsFile.CONFIG: "AWS_CONFIG_FILE",
    AwsFile.CREDENTIALS: "AWS_SHARED_CREDENTIALS_FILE",
}
"""The environment variables that move them."""

LARGEST_FILE = 4 * 1024 * 1024
"""Bytes. A file with more is neither read nor written: no person has 4 MB of profiles."""

_VARIABLE = re.compile(r"\$(?P<name>\w+)|\$\{(?P<braced>[^}]*)\}", re.ASCII)
_WINDOWS_VARIABLE = re.compile(r"%(?P<name>[^%]+)%")


def aws_path(file: AwsFile, environ: Mapping[str, str], home: Path) -> Path:
    """The file's path: what its variable says, or `~/.aws/…`; absolute."""
    return expanded(environ.get(VARIABLES[file]) or f"~/.aws/{file.value}", environ, home)


def expanded(named: str, environ: Mapping[str, str], home: Path) -> Path:
    """A path as botocore takes it (`configloader.raw_config_parse`).

    Variables first, then `~` and `~user`; a variable that is not set stays as it
    is written. A relative path is below the current directory.
    """

    def value(match: re.Match[str]) -> str:
        name = next(filter(None, match.groups()), "")
        return environ.get(name, match[0])

    text = _VARIABLE.sub(value, named)
    if os.name == "nt":
        text = _WINDOWS_VARIABLE.sub(value, text)
    if text == "~" or text.startswith(("~/", f"~{os.sep}")):
        return home / text[2:]
    return Path(os.path.expanduser(text)).absolute()  # noqa: PTH111 - pathlib raises for `~nobody`


def unset_variable(path: Path) -> str | None:
    """The variable in a path that was not set, as it is written there."""
    found = _VARIABLE.search(str(path))
    return found[0] if found else None
