"""Starting at login on Linux: a desktop entry in a folder of the desktop's.

Source: freedesktop.org, Desktop Application Autostart Specification, and the
Desktop Entry Specification, "The Exec key". By hand: pyxdg, which reads such entries, has had
no release since 2022, and quotes no `Exec` line.
"""

import os
import re
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

from tray.adapters.storage.atomic_file import replace_file
from tray.core.ports.desktop import LoginState
from tray.core.vocabulary.errors import FileError
from tray.core.vocabulary.translatable import said

_FILE = "autostart/sso-tray.desktop"
_GROUP = "[Desktop Entry]"
_SWITCH = "X-GNOME-Autostart-enabled"
_FIRST_WORD = re.compile(r'"((?:[^"\\]|\\.)+)"|([^\s"]+)')
_RESERVED = set(" \t\n\"'\\><~|&;$*?#()`")


class XdgAutostart:
    """`desktop_ports.LoginItem`; the person's own entry hides the system's of the same name."""

    def __init__(self, environ: Mapping[str, str], home: Path, program: Sequence[str]) -> None:
        own = environ.get("XDG_CONFIG_HOME") or str(home / ".config")
        system = (environ.get("XDG_CONFIG_DIRS") or "/etc/xdg").split(os.pathsep)
        self._own = Path(own) / _FILE
        self._others = [Path(folder) / _FILE for folder in system if folder]
        self._environ, self._program = environ, program

    def state(self) -> LoginState:
        """What the desktop would make of the entry that counts."""
        entry = self._entry()
        if not entry or entry.get("Hidden") == "true":
            return LoginState(is_on=False)
        why = self._why_not(entry)
        return LoginState(is_on=not why, why_not=why)

    def turn(self, *, on: bool) -> None:
        """Writes our entry or takes it away. What the person wrote into it stays."""
        text = _read(self._own)
        if on:
            self._write(self._switched_on(text))
        elif any(_entry_of(_read(path)) for path in self._others) or self._is_edited(text):
            self._write(_with(text or self._fresh(), {"Hidden": "true"}))
        else:
            self._remove()

    def _entry(self) -> dict[str, str]:
        found = (_entry_of(_read(path)) for path in (self._own, *self._others))
        return next((entry for entry in found if entry), {})

    def _why_not(self, entry: Mapping[str, str]) -> str:
        if entry.get(_SWITCH, "").lower() == "false":
            return said("Turned off in your desktop's settings.")
        here = set(self._environ.get("XDG_CURRENT_DESKTOP", "").split(":"))
        only, never = entry.get("OnlyShowIn"), entry.get("NotShowIn", "")
        if (only is not None and not here & _names(only)) or here & _names(never):
            return said("The autostart entry excludes this desktop.")
        for program in (entry.get("TryExec"), _program_of(entry.get("Exec", ""))):
            if program is not None and not self._is_there(program):
                return said(
                    "The program it would start doesn't exist: {program}.",
                    program=program or "nothing",
                )
        return ""

    def _is_there(self, program: str) -> bool:
        return shutil.which(program, path=self._environ.get("PATH")) is not None

    def _switched_on(self, text: str) -> str:
        entry = _entry_of(text)
        if not entry:
            return self._fresh()
        text = _with(text, {"Hidden": "", _SWITCH: "true"})
        return text if not self._why_not(_entry_of(text)) else self._fresh()

    def _is_edited(self, text: str) -> bool:
        ours, found = _entry_of(self._fresh()), _entry_of(text)
        return any(ours.get(key) != value for key, value in found.items() if key not in _CHANGING)

    def _fresh(self) -> str:
        command = " ".join(_quoted(word) for word in self._program)
        return (
            f"{_GROUP}\nType=Application\nName=SSO Tray\nExec={command}\n"
            f"Icon=sso-tray\n{_SWITCH}=true\n"
        )

    def _write(self, text: str) -> None:
        replace_file(self._own.resolve(), text.encode())  # a link of the person's stays one

    def _remove(self) -> None:
        try:
            self._own.unlink(missing_ok=True)
        except OSError as error:
            raise FileError(
                said(
                    "Couldn't remove {path}: {reason}.",
                    path=self._own,
                    reason=error.strerror,
                )
            ) from error


_CHANGING = {"Hidden", _SWITCH}
"""What desktops change in our entry by themselves."""


def _read(path: Path) -> str:
    try:
        return path.read_text("utf-8", "replace")
    except OSError:
        return ""


def _entry_of(text: str) -> dict[str, str]:
    """The keys of the entry's own group; empty where there is none. Actions have groups, too."""
    found: dict[str, str] = {}
    is_inside = False
    for line in map(str.strip, text.splitlines()):
        if line.startswith("["):
            is_inside = line == _GROUP
        elif is_inside and "=" in line and not line.startswith("#"):
            key, _, value = line.partition("=")
            found.setdefault(key.strip(), value.strip())
    return found


def _with(text: str, changes: Mapping[str, str]) -> str:
    """The entry with some keys set, or gone where they are empty; all else stays."""
    lines: list[str] = []
    is_inside = False
    for line in text.splitlines():
        if line.strip().startswith("["):
            is_inside = line.strip() == _GROUP
        if not (is_inside and line.partition("=")[0].strip() in changes):
            lines.append(line)
        if line.strip() == _GROUP:
            lines += [f"{key}={value}" for key, value in changes.items() if value]
    return "\n".join(lines) + "\n"


def _names(value: str) -> set[str]:
    return {name for name in value.split(";") if name}


def _program_of(command: str) -> str:
    """The first word of an Exec line; empty where it cannot be told."""
    found = _FIRST_WORD.match(command.replace("\\\\", "\\"))
    if found is None:
        return ""
    word = found[2] or re.sub(r"\\(.)", r"\1", found[1])
    return word.replace("%%", "%")


def _quoted(word: str) -> str:
    """A word of an Exec line."""
    escaped = word.replace("%", "%%")
    if not _RESERVED.intersection(word):
        return escaped
    for character in '\\"`$':
        escaped = escaped.replace(character, f"\\{character}")
    return '"' + escaped.replace("\\", "\\\\") + '"'
