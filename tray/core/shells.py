"""Role credentials as environment variables, in the words of each shell.

Values are quoted for whatever they may hold. Variables that would shadow the
keys in some SDK are unset along with them.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from enum import Enum
from pathlib import PurePath

from tray.core.errors import TrayError
from tray.core.model import RoleCredentials

SHADOWING = (
    "AWS_PROFILE",
    "AWS_DEFAULT_PROFILE",
    "AWS_SECURITY_TOKEN",
    "AWS_CONTAINER_CREDENTIALS_FULL_URI",
    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
    "AWS_CONTAINER_AUTHORIZATION_TOKEN",
    "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE",
    "AWS_WEB_IDENTITY_TOKEN_FILE",
)
"""What some SDK looks at before, or instead of, keys in the environment."""

KEYS = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN")


class Shell(Enum):
    """Who is to read the text."""

    POSIX = "sh"
    FISH = "fish"
    POWERSHELL = "powershell"
    CMD = "cmd"
    DOTENV = "dotenv"
    JSON = "json"


def environment(credentials: RoleCredentials, expiration: datetime, region: str) -> dict[str, str]:
    """The variables that every SDK reads, values in the clear; `expiration` is the wall's time."""
    named = {
        "AWS_ACCESS_KEY_ID": credentials.access_key_id,
        "AWS_SECRET_ACCESS_KEY": credentials.secret_access_key.reveal(),
        "AWS_SESSION_TOKEN": credentials.session_token.reveal(),
        "AWS_CREDENTIAL_EXPIRATION": f"{expiration:%Y-%m-%dT%H:%M:%SZ}",
    }
    if region:
        named |= {"AWS_REGION": region, "AWS_DEFAULT_REGION": region}
    return named


def as_text(shell: Shell, named: Mapping[str, str]) -> str:
    """The variables for a shell to evaluate, with a newline at the end.

    Raises `TrayError` for a value that the shell has no way to write.
    """
    match shell:
        case Shell.JSON:
            return json.dumps(dict(named), indent=2) + "\n"
        case Shell.DOTENV:
            return "".join(f"{name}={_dotenv(value)}\n" for name, value in named.items())
        case _:
            unset, set_to = _FORMS[shell]
            lines = [unset.format(name=name) for name in SHADOWING]
            quote = _QUOTES[shell]
            lines += [set_to.format(name=name, value=quote(value)) for name, value in named.items()]
            return "".join(f"{line}\n" for line in lines)


def shell_of(environ: Mapping[str, str], *, is_windows: bool) -> Shell:
    """The shell that started us, as far as the environment tells."""
    if is_windows:
        # cmd does not set it; every PowerShell does.
        return Shell.POWERSHELL if "PSModulePath" in environ else Shell.CMD
    return Shell.FISH if PurePath(environ.get("SHELL", "")).name == "fish" else Shell.POSIX


def _posix(value: str) -> str:
    return "'" + value.replace("'", "'\\''") + "'"


def _fish(value: str) -> str:
    return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"


def _powershell(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def _cmd(value: str) -> str:
    """Inside `set "NAME=value"` only `%` and the line end mean anything (and `"` may end it)."""
    if any(letter in value for letter in '\r\n"'):
        raise TrayError("cmd cannot take this value.", "Use PowerShell, or --shell json.")
    return value.replace("%", "%%")


def _dotenv(value: str) -> str:
    """Single quotes are taken literally by every reader of .env files; double ones are not."""
    if "'" not in value and "\n" not in value:
        return f"'{value}'" if value else "''"
    escaped = value.replace("\\", "\\\\").replace('"', '\\"').replace("$", "\\$")
    return '"' + escaped.replace("\n", "\\n") + '"'


_FORMS = {
    Shell.POSIX: ("unset {name}", "export {name}={value}"),
    Shell.FISH: ("set -e {name}", "set -gx {name} {value}"),
    Shell.POWERSHELL: ("Remove-Item Env:{name} -ErrorAction Ignore", "$Env:{name} = {value}"),
    Shell.CMD: ("set {name}=", 'set "{name}={value}"'),
}
_QUOTES = {
    Shell.POSIX: _posix,
    Shell.FISH: _fish,
    Shell.POWERSHELL: _powershell,
    Shell.CMD: _cmd,
}
