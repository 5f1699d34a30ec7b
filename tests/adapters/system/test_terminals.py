"""Terminals: which one, and that no secret is on its command line."""

import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from tests.services.stage import wait_for
from tray.adapters.system.terminals import SystemTerminals
from tray.core.vocabulary.errors import TerminalMissing
from tray.core.vocabulary.model import AccountId, RoleRef, SessionName

ROLE = RoleRef(SessionName("acme"), AccountId("111122223333"), "Admin")
PROGRAM = ("/opt/sso-tray", "--demo")
posix = pytest.mark.skipif(sys.platform == "win32", reason="scripts of sh")


@pytest.fixture
def install(tmp_path: Path) -> Callable[..., Path]:
    def one(name: str, status: int = 0) -> Path:
        path = tmp_path / "bin" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(f'#!/bin/sh\necho "$0 $@" > {tmp_path}/run\nexit {status}\n')
        path.chmod(0o755)
        return path

    return one


def terminals(tmp_path: Path, platform: str = "linux", **environ: str) -> SystemTerminals:
    found = {"PATH": str(tmp_path / "bin"), "SHELL": "/bin/zsh", "DISPLAY": ":0", **environ}
    return SystemTerminals(found, PROGRAM, platform)


def was_run(tmp_path: Path) -> str:
    wait_for((tmp_path / "run").exists)
    return (tmp_path / "run").read_text().strip().removeprefix(f"{tmp_path}/bin/")


COMMAND = "/opt/sso-tray --demo exec acme:111122223333/Admin -- /bin/zsh"


@posix
@pytest.mark.parametrize(
    ("names", "environ", "line"),
    [
        (["xterm"], {}, f"xterm -e {COMMAND}"),
        (["xterm", "gnome-terminal"], {}, f"gnome-terminal -- {COMMAND}"),
        (["kitty"], {}, f"kitty {COMMAND}"),
        (["wezterm", "xterm"], {}, f"wezterm start -- {COMMAND}"),
        (["xterm", "mine"], {"TERMINAL": "mine --dark"}, f"mine --dark -e {COMMAND}"),
        (["xterm", "konsole"], {"TERMINAL": "xterm -bg black"}, f"xterm -bg black -e {COMMAND}"),
        (["xterm"], {"TERMINAL": "gone"}, f"xterm -e {COMMAND}"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_a_window_runs_our_own_command(
    tmp_path: Path,
    install: Callable[..., Path],
    names: list[str],
    environ: dict[str, str],
    line: str,
) -> None:
    for name in names:
        install(name)
    opener = terminals(tmp_path, **environ)
    assert opener.is_available()
    opener.open(ROLE)
    assert was_run(tmp_path) == line


@posix
def test_without_a_terminal_or_a_screen_there_is_none(
    tmp_path: Path, install: Callable[..., Path]
) -> None:
    assert not terminals(tmp_path).is_available()
    with pytest.raises(TerminalMissing, match="No terminal"):
        terminals(tmp_path).open(ROLE)
    install("xterm")
    assert not terminals(tmp_path, DISPLAY="").is_available()


@posix
def test_one_that_fails_is_told(tmp_path: Path, install: Callable[..., Path]) -> None:
    install("xterm", status=3)
    with pytest.raises(TerminalMissing, match=r"xterm didn't open a window \(exit code 3\)"):
        terminals(tmp_path).open(ROLE)


@posix
def test_macos_gets_a_script_of_the_person_s_own(
    tmp_path: Path, install: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    install("open")
    monkeypatch.setenv("PATH", str(tmp_path / "bin"), prepend=":")
    terminals(tmp_path, "darwin").open(ROLE)
    words = was_run(tmp_path).split()
    script = Path(words[-1])
    assert words[:3] == ["open", "-a", "Terminal"]
    assert script.stat().st_mode & 0o777 == 0o700
    assert f"exec {COMMAND}" in script.read_text()
    script.unlink()


def test_windows_gets_a_console_that_no_name_can_make_run_something(tmp_path: Path) -> None:
    """The command goes as it is, never through `cmd`, and no program is looked for by its name."""
    started: list[tuple[list[str], int]] = []

    def popen(command: list[str], *, env: dict[str, str], creationflags: int) -> None:
        assert env["SystemRoot"] == r"D:\Win"
        started.append((command, creationflags))

    environ = {"SystemRoot": r"D:\Win"}
    opener = SystemTerminals(environ, PROGRAM, "win32", popen)
    opener.open(replace(ROLE, session=SessionName("R&D | calc ^ %PATH%")))
    shell = r"D:\Win\System32\WindowsPowerShell\v1.0\powershell.exe"
    role = "R&D | calc ^ %PATH%:111122223333/Admin"
    assert started == [(["/opt/sso-tray", "--demo", "exec", role, "--", shell], 0x10)]

    def missing(*_: object, **__: object) -> None:
        raise FileNotFoundError(2, "not there")

    with pytest.raises(TerminalMissing, match="didn't start: not there"):
        SystemTerminals(environ, PROGRAM, "win32", missing).open(ROLE)
