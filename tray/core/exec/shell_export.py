"""A role's credentials as environment variables, and as text for the shells that set them.

Whatever a value holds, a shell reads back that value and runs nothing of it;
where a shell has no way to quote a value, it is refused.
"""

import json
import ntpath
import posixpath
import re
import shlex
from collections.abc import Callable, Mapping
from datetime import datetime
from enum import Enum

from tray.core.vocabulary.errors import TrayError
from tray.core.vocabulary.model import RoleCredentials
from tray.core.vocabulary.moments import rfc3339
from tray.core.vocabulary.secret import Secret
from tray.core.vocabulary.translatable import said

SHADOWING_VARIABLES = ("AWS_PROFILE", "AWS_DEFAULT_PROFILE", "AWS_SECURITY_TOKEN")
"""What would be taken instead of our keys, and so has to go.

The JavaScript SDKs skip keys in the environment beside a profile; botocore
prefers the old name of the session token to its new one.
"""

Environment = Mapping[str, Secret | str | None]
"""Variables by name; None stands for one that is to be unset."""

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_BARE = re.compile(r"[A-Za-z0-9_+/=:.,@-]*")
_POWERSHELL_QUOTE = re.compile("(['\u2018\u2019\u201a\u201b])")
_TWICE = r"\1\1"
_POSIX_SHELLS = {"sh", "bash", "zsh", "dash", "ash", "ksh", "mksh"}


class Shell(Enum):
    """Who is to read the variables; the values are what people type after `--shell`."""

    BASH = "bash"
    """bash, zsh, and every other sh."""
    FISH = "fish"
    POWERSHELL = "powershell"
    CMD = "cmd"
    DOTENV = "dotenv"
    """A `.env` file, as Docker, compose and the dotenv libraries read it."""
    JSON = "json"


class NotQuotable(TrayError):
    """A shell has no way to write this value."""


def environment(credentials: RoleCredentials, region: str, expires_at: datetime) -> Environment:
    """The variables that every AWS tool reads; `region` is empty where none is known.

    `expires_at` is the keys' end in the wall's time, which the demo's is not.
    Source: AWS SDKs and Tools Reference Guide, environment variables.
    """
    regions = {"AWS_REGION": region, "AWS_DEFAULT_REGION": region} if region else {}
    return {
        "AWS_ACCESS_KEY_ID": credentials.access_key_id,
        "AWS_SECRET_ACCESS_KEY": credentials.secret_access_key,
        "AWS_SESSION_TOKEN": credentials.session_token,
        "AWS_CREDENTIAL_EXPIRATION": rfc3339(expires_at),
        **regions,
        **dict.fromkeys(SHADOWING_VARIABLES),
    }


def as_text(shell: Shell, variables: Environment) -> Secret:
    """What `shell` has to read to have `variables`, one a line. Raises `NotQuotable`.

    A `.env` file and JSON cannot unset anything: there, None is left out.
    """
    plain: dict[str, str | None] = {}
    for name, value in variables.items():
        plain[name] = value.reveal() if isinstance(value, Secret) else value
        if not _NAME.fullmatch(name) or "\0" in (plain[name] or ""):
            raise _not_quotable(name, "an environment")
    if shell is Shell.JSON:
        present = {name: value for name, value in plain.items() if value is not None}
        return Secret(json.dumps(present, indent=2) + "\n")
    line = _LINES[shell]
    lines = (line(name, value) for name, value in plain.items())
    return Secret("".join(f"{text}\n" for text in lines if text))


# The semicolons of bash and fish are for those who leave out the quotes of eval "$(…)".


def _for_bash(name: str, value: str | None) -> str:
    if value is None:
        return f"unset {name};"
    quoted = shlex.quote(value)
    if quoted == value and (value.startswith("=") or ":=" in value):
        quoted = f"'{value}'"  # zsh takes what follows for a command to look up
    return f"export {name}={quoted};"


def _for_fish(name: str, value: str | None) -> str:
    """Nothing is erased: that could reach a universal variable, and so every other shell."""
    if value is None:
        return f"set -gu {name};"
    escaped = value.replace("\\", "\\\\").replace("'", "\\'")
    return f"set -gx {name} '{escaped}';"


def _for_powershell(name: str, value: str | None) -> str:
    """PowerShell takes typographic quotes for plain ones, so they are doubled as well."""
    if value is None:
        return f"$env:{name} = $null"
    return f"$env:{name} = '{_POWERSHELL_QUOTE.sub(_TWICE, value)}'"


def _for_cmd(name: str, value: str | None) -> str:
    """Refuses what means something even in quotes: prompt and batch file escape it differently."""
    if any(character in (value or "") for character in '"%!\r\n'):
        raise _not_quotable(name, "cmd")
    return f'set "{name}={value or ""}"'


def _for_dotenv(name: str, value: str | None) -> str:
    """Bare where that is possible: Docker takes quotes for a part of the value."""
    if value is None:
        return ""
    if _BARE.fullmatch(value):
        return f"{name}={value}"
    if any(character in value for character in "'\\\r\n"):
        raise _not_quotable(name, "a .env file")
    return f"{name}='{value}'"


_LINES: Mapping[Shell, Callable[[str, str | None], str]] = {
    Shell.BASH: _for_bash,
    Shell.FISH: _for_fish,
    Shell.POWERSHELL: _for_powershell,
    Shell.CMD: _for_cmd,
    Shell.DOTENV: _for_dotenv,
}


def _not_quotable(name: str, where: str) -> NotQuotable:
    return NotQuotable(
        said("Can't write {name} for {where}.", name=name, where=where),
        said("Use JSON instead."),
    )


# ---- whose shell it is -----------------------------------------------------------


def detect_shell(environ: Mapping[str, str]) -> Shell:
    """The shell that a program was most likely started from, judged by its environment.

    `SHELL` is the login shell, or that of Git Bash; `ComSpec` stands on Windows
    only; and PowerShell leaves folders of its own in `PSModulePath`.
    """
    given = {name.upper(): value for name, value in environ.items()}
    is_windows = "COMSPEC" in given
    if not is_windows and given.get("PSMODULEPATH"):
        return Shell.POWERSHELL
    named = _by_name(given.get("SHELL", ""))
    if named is not None:
        return named
    if not is_windows:
        return Shell.BASH
    return Shell.POWERSHELL if _has_own_modules(given) else Shell.CMD


def _by_name(path: str) -> Shell | None:
    name = ntpath.splitext(posixpath.basename(path.replace("\\", "/")))[0].lower()
    if name in _POSIX_SHELLS:
        return Shell.BASH
    return {"fish": Shell.FISH, "pwsh": Shell.POWERSHELL}.get(name)


def _has_own_modules(given: Mapping[str, str]) -> bool:
    """Windows sets `PSModulePath` for all to its own folders; PowerShell adds the person's."""
    roots = ("PROGRAMFILES", "PROGRAMFILES(X86)", "SYSTEMROOT")
    shared = tuple(given[root].lower() for root in roots if given.get(root))
    folders = filter(None, given.get("PSMODULEPATH", "").split(";"))
    return any(not folder.lower().startswith((*shared, "%")) for folder in folders)
