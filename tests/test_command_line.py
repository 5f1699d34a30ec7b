"""The command line's words: what is refused, how it ends, and where its output goes."""

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tests.checks import PROJECT
from tray.__main__ import COMMANDS
from tray.cli.commands import roles
from tray.cli.commands.execute import ShellName
from tray.cli.main import app
from tray.cli.terminal.output import plain_line, print_columns
from tray.core.exec.shell_export import Shell

POSIX = pytest.mark.skipif(os.name != "posix", reason="descriptors and devices of POSIX")
LINES = {
    "use": ("use", "Büro/Admin"),
    "env": ("env", "Büro/Admin"),
    "exec": ("exec", "Büro/Admin", "--", "true"),
    "credentials": ("credentials", "Büro/Admin"),
    "console": ("console", "Büro/Admin", "--print"),
    "profiles": ("profiles", "plan"),
}
RUN = sorted(COMMANDS - {"agent", "search-path", "doctor"})


def run(
    home: Path, *arguments: str, variables: Mapping[str, str] | None = None, stdout: int = -1
) -> tuple[int, str, str]:
    """Exit code, stdout and stderr of a command in an empty home."""
    environ = {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "XDG_RUNTIME_DIR": str(home),
        "PYTHONPATH": str(PROJECT),
        "DBUS_SESSION_BUS_ADDRESS": "unix:path=/nonexistent",
        **(variables or {}),
    }
    done = subprocess.run(
        [sys.executable, "-m", "tray", *arguments],
        env=environ,
        cwd=home,
        stdin=subprocess.DEVNULL,
        stdout=stdout,
        stderr=subprocess.PIPE,
        check=False,
        timeout=60,
    )
    out = done.stdout.decode(errors="replace") if done.stdout else ""
    return done.returncode, out, done.stderr.decode(errors="replace")


# ---- wherever it goes ----------------------------------------------------------------------


@POSIX
@pytest.mark.parametrize("command", RUN)
def test_no_output_ends_a_command_with_a_traceback(tmp_path: Path, command: str) -> None:
    """An encoding that lacks letters, and a pipe that nobody reads."""
    tmp_path.chmod(0o700)
    line = LINES.get(command, (command,))
    ascii_only = {"LC_ALL": "C", "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    told = [run(tmp_path, *line, variables=ascii_only)]
    reading, writing = os.pipe()
    os.close(reading)
    told.append(run(tmp_path, *line, variables={"PYTHONIOENCODING": "cp1252"}, stdout=writing))
    os.close(writing)
    for code, _, errors in told:
        assert "Traceback" not in errors
        assert "Exception ignored" not in errors
        assert code in {0, 1, 3, 4, 141}


@POSIX
def test_what_cannot_be_written_is_said(tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    with open("/dev/full", "wb") as full:  # noqa: PTH123 - a device
        code, _, errors = run(tmp_path, "status", stdout=full.fileno())
    assert (code, "output couldn't be written" in errors) == (1, True)


@POSIX
def test_without_a_stdout_nobody_reads(tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    shell = f'"{sys.executable}" -m tray status >&- 2>&-'
    environ = {**os.environ, "HOME": str(tmp_path), "XDG_RUNTIME_DIR": str(tmp_path)}
    environ["PYTHONPATH"] = str(PROJECT)
    done = subprocess.run(["/bin/sh", "-c", shell], env=environ, check=False, timeout=60)
    assert done.returncode == 0


def test_foreign_names_do_nothing_to_a_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    name = "Prod\x1b]0;title\x07\x1b[2K\r\n\u202eforged"
    print_columns(("account",), [(name,)])
    said = capsys.readouterr().out
    assert said.splitlines()[1:] == ["Prod?]0;title??[2K???forged"]
    assert plain_line(name).plain.isprintable()
    assert plain_line("a\tb").plain == "a\tb"


# ---- what is refused, and in which words ------------------------------------------------------


@pytest.mark.parametrize(
    "line",
    [
        ["use", "Dev/Admin", "--profile", ""],
        ["use", "Dev/Admin", "-p", " "],
        ["use", ""],
        ["release", ""],
        ["logout", ""],
        ["env", ""],
        ["exec", "", "--", "true"],
    ],
)
def test_an_empty_name_is_refused(line: list[str]) -> None:
    """A variable that is not set must not become the default profile."""
    done = CliRunner().invoke(app, line)
    assert done.exit_code == 2
    assert "an empty name" in done.output


def test_exec_says_where_the_dashes_belong() -> None:
    done = CliRunner().invoke(app, ["exec", "Dev/Admin", "aws", "s3", "ls", "--output", "text"])
    assert done.exit_code == 2
    assert "exec has no option --output" in done.output
    assert "Put -- before the command" in " ".join(done.output.split())
    done = CliRunner().invoke(app, ["exec", "--nonsense", "Dev/Admin", "--", "aws"])
    assert "Put --" not in done.output


def test_each_shell_is_known_by_its_name() -> None:
    assert {name.value for name in ShellName} >= {"zsh", "sh", *(each.value for each in Shell)}
    assert ShellName.ZSH.shell is ShellName.SH.shell is Shell.BASH
    assert ShellName.PWSH.shell is Shell.POWERSHELL
    assert all(ShellName(each.value).shell is each for each in Shell)


@pytest.mark.parametrize(
    ("variables", "words"),
    [
        ({"AWS_PROFILE": ""}, "AWS_PROFILE is set but empty"),
        ({"AWS_DEFAULT_PROFILE": ""}, "AWS_DEFAULT_PROFILE is set but empty"),
        ({"AWS_PROFILE": "work"}, "This shell uses the profile work"),
        ({"AWS_DEFAULT_PROFILE": "work"}, "This shell uses the profile work"),
        ({"AWS_PROFILE": "default"}, ""),
    ],
)
def test_use_says_what_this_shell_takes_instead(
    variables: dict[str, str],
    words: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for name in ("AWS_PROFILE", "AWS_DEFAULT_PROFILE", "AWS_ACCESS_KEY_ID"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    roles._warn_of_shadows("default")
    said = capsys.readouterr().err
    assert words in said
    assert bool(said) == bool(words)
