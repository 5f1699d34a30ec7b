"""Opens a terminal with a role's keys.

The terminal runs `sso-tray exec ROLE -- SHELL`, which asks the agent for the
keys and hands them to that shell alone. So no secret stands on a command line,
and nothing is inherited by the other windows of a terminal that is one process.
"""

import os
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from tray.adapters.system.child_process import start_outside
from tray.core.directory.full_name import full_name
from tray.core.exec.child_environment import outside_environment
from tray.core.vocabulary.errors import TerminalMissing, TrayError
from tray.core.vocabulary.model import RoleRef
from tray.core.vocabulary.translatable import said

_LINUX: Mapping[str, tuple[str, ...]] = {
    "xdg-terminal-exec": (),
    "x-terminal-emulator": ("-e",),
    "gnome-terminal": ("--",),
    "kgx": ("--",),
    "konsole": ("-e",),
    "xfce4-terminal": ("-x",),
    "qterminal": ("-e",),
    "mate-terminal": ("-x",),
    "tilix": ("-e",),
    "kitty": (),
    "alacritty": ("-e",),
    "foot": (),
    "wezterm": ("start", "--"),
    "ghostty": ("-e",),
    "xterm": ("-e",),
}
"""What stands between a terminal's name and the command that it is to run."""

_ANOTHER = said("Set TERMINAL to another terminal program.")
_FAILS_WITHIN_SECONDS = 0.5
_CREATE_NEW_CONSOLE = 0x10
"""`subprocess.CREATE_NEW_CONSOLE`, which other systems do not have."""


class SystemTerminals:
    """`desktop_ports.Terminals`. `program` is how this very program is started from a shell."""

    def __init__(
        self,
        environ: Mapping[str, str],
        program: Sequence[str],
        platform: str = sys.platform,
        popen: Callable[..., object] = subprocess.Popen,
    ) -> None:
        self._environ, self._program, self._platform = environ, program, platform
        self._popen = popen

    def is_available(self) -> bool:
        """On Linux that takes a display and a terminal emulator."""
        if self._platform in {"darwin", "win32"}:
            return True
        has_display = self._environ.get("DISPLAY") or self._environ.get("WAYLAND_DISPLAY")
        return bool(has_display) and self._emulator() is not None

    def open(self, role: RoleRef) -> None:
        """A window of its own. Raises `TerminalMissing`."""
        command = [*self._program, "exec", full_name(role), "--", self._shell()]
        match self._platform:
            case "darwin":
                self._run(["open", "-a", "Terminal", str(_script_of(command))])
            case "win32":
                self._open_console(command)
            case _:
                emulator = self._emulator()
                if emulator is None:
                    hint = said("Install one, or set TERMINAL to its name.")
                    raise TerminalMissing(said("No terminal program found on this computer."), hint)
                self._run([*emulator, *command])

    def _open_console(self, command: Sequence[str]) -> None:
        """On Windows: a console of its own, without `cmd`, which runs what stands behind a `&`."""
        try:
            self._popen(
                command,
                env=outside_environment(self._environ, is_frozen=getattr(sys, "frozen", False)),
                creationflags=_CREATE_NEW_CONSOLE,
            )
        except OSError as error:
            raise TerminalMissing(
                said(
                    "{command} didn't start: {why}.",
                    command=command[0],
                    why=error.strerror or str(error),
                ),
                said("Restart SSO Tray."),
            ) from error

    def _shell(self) -> str:
        if self._platform == "win32":
            # By its whole path: names are looked for in the current directory, too.
            root = self._environ.get("SystemRoot", r"C:\Windows")
            return rf"{root}\System32\WindowsPowerShell\v1.0\powershell.exe"
        return self._environ.get("SHELL") or "/bin/sh"

    def _emulator(self) -> list[str] | None:
        """The person's own choice first, with the options that lead to a command."""
        path = self._environ.get("PATH")
        chosen = shlex.split(self._environ.get("TERMINAL", ""))
        if chosen and shutil.which(chosen[0], path=path):
            before = _LINUX.get(Path(chosen[0]).name, ("-e",))
            return [*chosen, *before]
        for name, before in _LINUX.items():
            if shutil.which(name, path=path):
                return [name, *before]
        return None

    def _run(self, command: list[str]) -> None:
        def failed(why: str) -> TrayError:
            return TerminalMissing(
                said("{command} didn't start: {why}.", command=command[0], why=why), _ANOTHER
            )

        status = start_outside(command, self._environ, _FAILS_WITHIN_SECONDS, failed)
        if status != 0:
            raise TerminalMissing(
                said(
                    "{command} didn't open a window (exit code {status}).",
                    command=command[0],
                    status=status,
                ),
                _ANOTHER,
            )


def _script_of(command: Sequence[str]) -> Path:
    """A script that macOS's Terminal runs: it takes no command line. It removes itself."""
    handle, name = tempfile.mkstemp(prefix="sso-tray-", suffix=".command")
    line = " ".join(shlex.quote(word) for word in command)
    with os.fdopen(handle, "w", encoding="utf-8") as script:
        script.write(f'#!/bin/sh\nrm -f "$0"\nexec {line}\n')
    path = Path(name)
    path.chmod(0o700)
    return path
