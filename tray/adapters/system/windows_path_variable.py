"""The person's search path on Windows, in which a folder is found by every terminal.

The registry has it, with variables in it that have to stay as they are written. Terminals
that are open know the new one after they are started again.
"""

import sys
from typing import Protocol

_KEY, _NAME = "Environment", "Path"


class Variables(Protocol):
    """What is used of HKEY_CURRENT_USER: text with the registry's type of it."""

    def read(self) -> tuple[str, int] | None:
        """The search path; None where the person has none of their own."""

    def write(self, text: str, kind: int) -> None:
        """Writes it, and tells the desktop. Raises `OSError`."""


EXPANDED = 2
"""REG_EXPAND_SZ: text with variables."""


def add_folder(variables: Variables, folder: str) -> bool:
    """Puts a folder behind those that are there; whether it was not among them."""
    text, kind = variables.read() or ("", EXPANDED)
    entries = text.split(";") if text else []
    if _same(folder) in map(_same, entries):
        return False
    kept = entries[:-1] if entries and not entries[-1] else entries
    variables.write(";".join([*kept, folder]), kind)
    return True


def remove_folder(variables: Variables, folder: str) -> bool:
    """Takes a folder out; all others stay as they are written. Whether it was there."""
    found = variables.read()
    if found is None:
        return False
    text, kind = found
    entries = text.split(";")
    kept = [entry for entry in entries if _same(entry) != _same(folder)]
    if len(kept) == len(entries):
        return False
    variables.write(";".join(kept), kind)
    return True


def _same(folder: str) -> str:
    return folder.strip().strip('"').rstrip("\\").casefold()


if sys.platform == "win32":
    import ctypes
    import winreg

    _EVERYBODY, _SETTING_CHANGED, _ABORT_IF_HUNG = 0xFFFF, 0x001A, 0x0002
    _PATIENCE_MS = 2000

    class UserVariables:
        """`Variables` over winreg."""

        def read(self) -> tuple[str, int] | None:
            """See the protocol."""
            try:
                with winreg.OpenKey(winreg.HKEY_CURRENT_USER, _KEY) as key:
                    text, kind = winreg.QueryValueEx(key, _NAME)
            except FileNotFoundError:
                return None
            return str(text), kind

        def write(self, text: str, kind: int) -> None:
            """See the protocol."""
            with winreg.CreateKey(winreg.HKEY_CURRENT_USER, _KEY) as key:
                winreg.SetValueEx(key, _NAME, 0, kind, text)
            ctypes.windll.user32.SendMessageTimeoutW(
                _EVERYBODY, _SETTING_CHANGED, 0, _KEY, _ABORT_IF_HUNG, _PATIENCE_MS, None
            )
