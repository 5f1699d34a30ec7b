"""The command line's words: what is refused, how it ends, and where its output goes."""

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import datetime
from importlib.metadata import version
from io import BytesIO, TextIOWrapper
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from tests.checks import PROJECT
from tray.__main__ import is_for_command_line
from tray.cli.commands import activity, roles
from tray.cli.commands.execute import ShellName
from tray.cli.help.examples import EXAMPLES
from tray.cli.main import app, command_names
from tray.cli.terminal.choosing import moved, window
from tray.cli.terminal.marks import Mark
from tray.cli.terminal.output import plain_line, print_columns
from tray.core.activity.entries import ActivityEntry, ActivityKind
from tray.core.exec.shell_export import Shell
from tray.core.vocabulary.model import SessionName

POSIX = pytest.mark.skipif(os.name != "posix", reason="descriptors and devices of POSIX")
LINES = {
    "use": ("use", "Büro/Admin"),
    "env": ("env", "Büro/Admin"),
    "exec": ("exec", "Büro/Admin", "--", "true"),
    "credentials": ("credentials", "Büro/Admin"),
    "console": ("console", "Büro/Admin", "--print"),
    "profiles": ("profiles", "plan"),
}
RUN = sorted(command_names() - {"agent", "search-path", "doctor"})


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


# ---- help ------------------------------------------------------------------------------------


def commands_of(group: Any, words: str = "") -> Iterator[tuple[str, Any]]:
    """Each command with its words after the program's."""
    for name, command in group.commands.items():
        yield f"{words} {name}".strip(), command
        if hasattr(command, "commands"):
            yield from commands_of(command, f"{words} {name}".strip())


def test_no_summary_is_cut_in_the_list_of_commands() -> None:
    said = CliRunner().invoke(app, ["--help"]).output
    assert "..." not in said.partition("Demo (")[0].partition("Roles:")[2]
    for words, command in commands_of(typer.main.get_command(app)):
        assert len(command.get_short_help_str(limit=200)) <= 55, words


def test_help_has_groups_and_the_options_of_the_demo() -> None:
    said = CliRunner().invoke(app, ["--help"]).output
    headings = [line for line in said.splitlines() if line.endswith(":") and line[0] != " "]
    assert headings[:5] == ["Options:", "Roles:", "Sign-in:", "Profiles:", "Tray:"]
    for term in ("--version", "--demo-speed N", "--demo-accounts N", "Examples:"):
        assert term in said


@pytest.mark.parametrize("words", [words for words in EXAMPLES if words], ids=str)
def test_each_example_is_a_line_that_the_command_takes(words: str) -> None:
    root = typer.main.get_command(app)
    assert words in dict(commands_of(root))
    for line, purpose in EXAMPLES[words]:
        assert purpose.endswith(".")
        own = re.sub(r'^eval "\$\((.*)\)"$', r"\1", line)
        own = re.split(r" [|>] ", own)[0]
        arguments = shlex.split(own)
        assert arguments.pop(0) == "sso-tray"
        command, context = root, typer.Context(root, info_name="sso-tray")
        arguments = [each for each in arguments if each != "--demo"]
        while hasattr(command, "commands"):
            name = arguments.pop(0)
            command = command.commands[name]
            if not hasattr(command, "commands"):
                command.make_context(name, arguments, parent=context)  # raises what is wrong


def test_every_command_has_examples() -> None:
    assert {words for words, one in commands_of(typer.main.get_command(app)) if not one.hidden} == (
        set(EXAMPLES) - {""}
    )


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (["statsu"], "No such command 'statsu'. Did you mean 'status'?"),
        (["--demo", "relaese"], "Did you mean 'release'?"),
        (["status", "--jsn"], "No such option: --jsn. Did you mean --json?"),
        (["profiles", "plna"], "Did you mean 'plan'?"),
        (["--dmo"], "no such option: --dmo. Did you mean --demo?"),
        (["--demo-sped", "3"], "Did you mean --demo-speed?"),
        (["--nonsense"], "See: sso-tray --help"),
    ],
    ids=" ".join,
)
def test_a_typing_error_is_answered_with_what_was_meant(
    line: list[str], words: str, tmp_path: Path
) -> None:
    tmp_path.chmod(0o700)
    code, out, errors = run(tmp_path, *line)
    assert (code, out) == (2, "")
    assert words in errors


@pytest.mark.parametrize(
    ("arguments", "is_command"),
    [
        ([], False),
        (["--demo"], False),
        (["--demo", "--demo-speed", "60"], False),
        (["--demo-fault=x:503", "--demo"], False),
        (["status"], True),
        (["--demo", "status"], True),
        (["--demo-speed", "60", "agent"], True),
        (["statsu"], True),
        ([""], True),
        (["--help"], True),
        (["--version"], True),
    ],
    ids=str,
)
def test_the_tray_starts_with_options_only(arguments: list[str], is_command: bool) -> None:
    assert is_for_command_line(arguments) is is_command


def test_the_version_is_told_on_stdout(tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    assert run(tmp_path, "--version") == (0, f"SSO Tray {version('sso-tray')}\n", "")


# ---- one of several roles ----------------------------------------------------------------------


def test_keys_move_the_choice_round_its_ends() -> None:
    place = 0
    for key, expected in (
        (b"\x1b[B", 1),
        (b"\x1bOA", 0),
        (b"k", 2),
        (b"j", 0),
        (b"\x1b[F", 2),
        (b"\x1b[H", 0),
        (b"x", 0),
    ):
        place = moved(place, key, 3)
        assert place == expected


def test_the_chosen_line_of_many_is_among_those_shown() -> None:
    for chosen in range(40):
        shown = window(chosen, 40, 12)
        assert chosen in shown
        assert len(shown) == 12
    assert list(window(1, 3, 12)) == [0, 1, 2]


CHOOSE = """
from tray.cli.terminal.choosing import can_choose, choose
assert can_choose()
print("took", choose("Which one?", ["a/b", "c/d", "e/f"]))
"""


@POSIX
@pytest.mark.parametrize(
    ("keys", "taken"),
    [(b"\x1b[B\r", "took 1"), (b"\r", "took 0"), (b"\x1b", "took None"), (b"\x03", "took None")],
)
def test_a_line_is_chosen_on_a_terminal(keys: bytes, taken: str) -> None:
    import pty  # noqa: PLC0415 - not on Windows

    ours, theirs = pty.openpty()
    environ = {**os.environ, "TERM": "xterm", "PYTHONPATH": str(PROJECT)}
    words = [sys.executable, "-c", CHOOSE]
    program = subprocess.Popen(words, env=environ, stdin=theirs, stdout=theirs, stderr=theirs)
    os.close(theirs)
    said = b""
    while b"Esc to cancel" not in said:
        said += os.read(ours, 4096)
    os.write(ours, keys)
    with suppress(OSError):  # the end of a terminal
        while piece := os.read(ours, 4096):
            said += piece
    assert program.wait(20) == 0
    os.close(ours)
    assert taken in said.decode()


# ---- what is shown, and how ----------------------------------------------------------------------


def test_marks_are_plain_letters_where_the_encoding_lacks_them() -> None:
    ascii_only = TextIOWrapper(BytesIO(), encoding="ascii")
    utf_8 = TextIOWrapper(BytesIO(), encoding="utf-8")
    assert [each.on(ascii_only).plain for each in Mark] == ["+", "!", "x", "*", " "]
    assert [each.on(utf_8).plain for each in Mark] == ["✓", "!", "✗", "●", " "]


def test_rows_are_never_broken(capsys: pytest.CaptureFixture[str]) -> None:
    long = "word " * 60
    print_columns(("a", "b"), [(long, long)], [Mark.GOOD])
    print_columns(("a", "b"), [(long, long)])
    assert len(capsys.readouterr().out.splitlines()) == 4


def test_activity_has_each_date_once() -> None:
    def at(day: int, hour: int) -> ActivityEntry:
        return ActivityEntry(
            datetime(2026, 1, day, hour).astimezone(), ActivityKind.SIGNED_IN, SessionName("acme")
        )

    rows = list(activity._rows([at(14, 12), at(14, 13), at(16, 12)]))
    assert [row[0] for row in rows if not row[1]] == ["2026-01-14", "2026-01-16"]
    assert all(re.fullmatch(r"\d\d:\d\d:\d\d", row[0]) for row in rows if row[1])


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
