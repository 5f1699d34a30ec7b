"""Starting at login: XDG autostart, a LaunchAgent of macOS, or the Run key of Windows.

Sources: freedesktop.org, Desktop Application Autostart Specification;
launchd.plist(5); Microsoft, "Run and RunOnce Registry Keys".
"""

import importlib
import os
import plistlib
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Protocol

from tray.adapters.atomic_file import replace_file
from tray.core.desktop_ports import LoginItem
from tray.core.errors import FileError

_RUN = r"Software\Microsoft\Windows\CurrentVersion\Run"
_APPROVED = r"Software\Microsoft\Windows\CurrentVersion\Explorer\StartupApproved\Run"
_NAME = "SSO Tray"
_LABEL = "io.github.sso-tray"
_RESERVED = set(" \t\n\"'\\><~|&;$*?#()`")


class XdgAutostart:
    """A desktop entry; the person's own file hides the system's of the same name."""

    def __init__(self, environ: Mapping[str, str], home: Path, program: Sequence[str]) -> None:
        own = environ.get("XDG_CONFIG_HOME") or str(home / ".config")
        system = environ.get("XDG_CONFIG_DIRS") or "/etc/xdg"
        self._own = Path(own) / "autostart/sso-tray.desktop"
        self._others = [
            Path(folder) / "autostart/sso-tray.desktop" for folder in system.split(os.pathsep)
        ]
        self._program = program

    def is_on(self) -> bool:
        """Hidden, or switched off in the desktop's own settings, counts as off."""
        for path in (self._own, *self._others):
            entry = _entry_of(path)
            if entry:
                is_hidden = entry.get("Hidden", "").lower() == "true"
                is_off = entry.get("X-GNOME-Autostart-enabled", "").lower() == "false"
                return not is_hidden and not is_off
        return False

    def turn(self, *, on: bool) -> None:
        """Writes our entry, or takes it away; where the system has one, hides that."""
        is_of_system = any(_entry_of(path) for path in self._others)
        if on:
            self._write({})
        elif is_of_system:
            self._write({"Hidden": "true"})
        else:
            try:
                self._own.unlink(missing_ok=True)
            except OSError as error:
                raise FileError(f"{self._own} could not be removed: {error.strerror}.") from error

    def _write(self, more: Mapping[str, str]) -> None:
        entry = {
            "Type": "Application",
            "Name": _NAME,
            "Exec": " ".join(_quoted(word) for word in self._program),
            "Icon": "sso-tray",
            "X-GNOME-Autostart-enabled": "true",
            **more,
        }
        lines = ["[Desktop Entry]", *(f"{key}={value}" for key, value in entry.items())]
        replace_file(self._own, ("\n".join(lines) + "\n").encode())


class LaunchAgent:
    """A property list that launchd reads at login."""

    def __init__(self, home: Path, program: Sequence[str]) -> None:
        self._path = home / f"Library/LaunchAgents/{_LABEL}.plist"
        self._program = program

    def is_on(self) -> bool:
        """A list that cannot be read starts nothing."""
        try:
            found: dict[str, Any] = plistlib.loads(self._path.read_bytes())
        except (OSError, ValueError, plistlib.InvalidFileException):
            return False
        return bool(found.get("RunAtLoad")) and not found.get("Disabled", False)

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
            raise FileError(f"{self._path} could not be removed: {error.strerror}.") from error


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

    def is_on(self) -> bool:
        """Odd first bytes in StartupApproved stand for: switched off by the person."""
        approved = self._registry.get(_APPROVED, _NAME)
        is_off = isinstance(approved, bytes) and bool(approved[:1]) and approved[0] % 2 == 1
        return self._registry.get(_RUN, _NAME) is not None and not is_off

    def turn(self, *, on: bool) -> None:
        """Writes or removes it, and what the Task Manager said about it."""
        try:
            if on:
                self._registry.set(_RUN, _NAME, subprocess.list2cmdline(self._program))
            else:
                self._registry.delete(_RUN, _NAME)
            self._registry.delete(_APPROVED, _NAME)
        except OSError as error:
            raise FileError(f"The Run key could not be written: {error.strerror}.") from error


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


def _entry_of(path: Path) -> dict[str, str]:
    """The keys of a desktop entry's first group; empty where there is none."""
    try:
        text = path.read_text("utf-8", "replace")
    except OSError:
        return {}
    pairs = (line.partition("=") for line in text.splitlines() if "=" in line)
    found: dict[str, str] = {}
    for key, _, value in pairs:
        found.setdefault(key.strip(), value.strip())
    return found


def _quoted(word: str) -> str:
    """A word of an Exec line (Desktop Entry Specification, "The Exec key")."""
    escaped = word.replace("%", "%%")
    if not _RESERVED.intersection(word):
        return escaped
    for character in '\\"`$':
        escaped = escaped.replace(character, f"\\{character}")
    return '"' + escaped.replace("\\", "\\\\") + '"'
