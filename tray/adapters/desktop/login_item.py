"""Starting at login: XDG autostart, a LaunchAgent of macOS, or the Run key of Windows.

Sources: launchd.plist(5); Microsoft, "Run and RunOnce Registry Keys".
"""

import importlib
import os
import plistlib
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Protocol
from xml.parsers.expat import ExpatError

from tray.adapters.desktop.xdg_autostart import XdgAutostart
from tray.adapters.storage.atomic_file import replace_file
from tray.core.ports.desktop import LoginItem, LoginState
from tray.core.vocabulary.errors import FileError
from tray.core.vocabulary.translatable import said

_RUN = r"Software\Microsoft\Windows\CurrentVersion\Run"
_APPROVED = r"Software\Microsoft\Windows\CurrentVersion\Explorer\StartupApproved\Run"
_NAME = "SSO Tray"
_LABEL = "io.github.sso-tray"


class LaunchAgent:
    """A property list that launchd reads at login."""

    def __init__(self, home: Path, program: Sequence[str]) -> None:
        self._path = home / f"Library/LaunchAgents/{_LABEL}.plist"
        self._program = program

    def state(self) -> LoginState:
        """What the list says; macOS tells nobody what its own settings say beside it."""
        if not self._path.exists():
            return LoginState(is_on=False)
        why = self._why_not()
        return LoginState(is_on=not why, why_not=why)

    def _why_not(self) -> str:
        try:
            found: Any = plistlib.loads(self._path.read_bytes())
        except (OSError, ValueError, ExpatError):
            found = None
        if not isinstance(found, dict):
            return said("Couldn't read {path}.", path=self._path)
        if not found.get("RunAtLoad") or found.get("Disabled"):
            return said("Turned off in {path}.", path=self._path)
        words = found.get("ProgramArguments")
        return _missing(str(words[0]) if isinstance(words, list) and words else "")

    def turn(self, *, on: bool) -> None:
        """Writes or removes it; launchd looks at the next login."""
        if on:
            found = {
                "Label": _LABEL,
                "ProgramArguments": list(self._program),
                "RunAtLoad": True,
                "ProcessType": "Interactive",
            }
            replace_file(self._path, plistlib.dumps(found))
            return
        try:
            self._path.unlink(missing_ok=True)
        except OSError as error:
            raise FileError(
                said(
                    "Couldn't remove {path}: {reason}.",
                    path=self._path,
                    reason=error.strerror,
                )
            ) from error


class Registry(Protocol):
    """What is used of HKEY_CURRENT_USER."""

    def get(self, key: str, name: str) -> str | bytes | None:
        """A value; None where there is none."""

    def set(self, key: str, name: str, value: str) -> None:
        """Writes a string. Raises `OSError`."""

    def delete(self, key: str, name: str) -> None:
        """Removes a value, if it is there. Raises `OSError`."""


class RunKey:
    """A value of the Run key; the Task Manager switches it off in a key beside it."""

    def __init__(self, registry: Registry, program: Sequence[str]) -> None:
        self._registry, self._program = registry, program

    def state(self) -> LoginState:
        """Odd first bytes in StartupApproved stand for: switched off by the person."""
        command = self._registry.get(_RUN, _NAME)
        if not isinstance(command, str):
            return LoginState(is_on=False)
        approved = self._registry.get(_APPROVED, _NAME)
        is_off = isinstance(approved, bytes) and bool(approved[:1]) and approved[0] % 2 == 1
        quoted = re.match(r'"([^"]*)"|(\S*)', command)
        program = (quoted[1] or quoted[2] or "") if quoted else ""
        why = said("Turned off in Task Manager.") if is_off else _missing(program)
        return LoginState(is_on=not why, why_not=why)

    def turn(self, *, on: bool) -> None:
        """Writes or removes it, and what the Task Manager said about it."""
        try:
            if on:
                self._registry.set(_RUN, _NAME, subprocess.list2cmdline(self._program))
            else:
                self._registry.delete(_RUN, _NAME)
            self._registry.delete(_APPROVED, _NAME)
        except OSError as error:
            raise FileError(
                said("Couldn't write the Run registry key: {reason}.", reason=error.strerror)
            ) from error


class CurrentUser:
    """`Registry` over winreg."""

    def __init__(self) -> None:
        self._winreg: Any = importlib.import_module("winreg")  # there is none elsewhere

    def get(self, key: str, name: str) -> str | bytes | None:
        """See the protocol."""
        winreg = self._winreg
        try:
            with winreg.OpenKey(winreg.HKEY_CURRENT_USER, key) as opened:
                value = winreg.QueryValueEx(opened, name)[0]
        except OSError:
            return None
        return value if isinstance(value, str | bytes) else None

    def set(self, key: str, name: str, value: str) -> None:
        """See the protocol."""
        winreg = self._winreg
        with winreg.CreateKey(winreg.HKEY_CURRENT_USER, key) as opened:
            winreg.SetValueEx(opened, name, 0, winreg.REG_SZ, value)

    def delete(self, key: str, name: str) -> None:
        """See the protocol."""
        winreg = self._winreg
        access = winreg.KEY_SET_VALUE
        with (
            suppress(FileNotFoundError),
            winreg.OpenKey(winreg.HKEY_CURRENT_USER, key, 0, access) as opened,
        ):
            winreg.DeleteValue(opened, name)


def login_item(program: Sequence[str]) -> LoginItem:
    """This system's. `program` starts the tray."""
    match sys.platform:
        case "win32":
            return RunKey(CurrentUser(), program)
        case "darwin":
            return LaunchAgent(Path.home(), program)
        case _:
            return XdgAutostart(os.environ, Path.home(), program)


def _missing(program: str) -> str:
    return (
        ""
        if shutil.which(program)
        else said("The program it would start doesn't exist: {program}.", program=program)
    )
