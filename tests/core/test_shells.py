"""Environment text: read back by real shells, whatever stands in it."""

import json
import shutil
import subprocess
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tray.core.errors import TrayError
from tray.core.model import RoleCredentials
from tray.core.secret import Secret
from tray.core.shells import SHADOWING, Shell, as_text, environment, shell_of

END = datetime(2026, 1, 15, 10, 0, tzinfo=UTC)
NASTY = "a'b\"c\\d$e`f%g&h|i;j<k>l(m)n!o#p*q?r~s{t}u[v]w x\ty^"

printable = st.text(st.characters(min_codepoint=1, exclude_categories=["Cs"]), max_size=40)


def test_the_variables_that_every_sdk_reads() -> None:
    keys = RoleCredentials("ASIA", Secret("s"), Secret("t"), END)
    assert environment(keys, END, "eu-west-1") == {
        "AWS_ACCESS_KEY_ID": "ASIA",
        "AWS_SECRET_ACCESS_KEY": "s",
        "AWS_SESSION_TOKEN": "t",
        "AWS_CREDENTIAL_EXPIRATION": "2026-01-15T10:00:00Z",
        "AWS_REGION": "eu-west-1",
        "AWS_DEFAULT_REGION": "eu-west-1",
    }
    assert "AWS_REGION" not in environment(keys, END, "")


@given(printable)
@settings(max_examples=40, deadline=None)
def test_sh_reads_back_any_value(value: str) -> None:
    script = as_text(Shell.POSIX, {"X": value}) + 'printf %s. "$X"'
    heard = subprocess.run(["sh", "-c", script], capture_output=True, check=True).stdout
    assert heard.decode() == value + "."


def test_sh_forgets_what_would_shadow() -> None:
    script = as_text(Shell.POSIX, {"X": "1"}) + "env"
    environ = dict.fromkeys(SHADOWING, "old") | {"PATH": "/usr/bin:/bin"}
    heard = subprocess.run(
        ["sh", "-c", script], capture_output=True, check=True, env=environ, text=True
    ).stdout
    assert "old" not in heard
    assert "X=1" in heard


@pytest.mark.parametrize(
    ("shell", "program", "echo"),
    [
        (Shell.FISH, ["fish", "-c"], "printf %s $X"),
        (Shell.POWERSHELL, ["pwsh", "-NoProfile", "-c"], "Write-Host -NoNewline $Env:X"),
    ],
    ids=["fish", "PowerShell"],
)
def test_other_shells_that_are_here_read_it_back(
    shell: Shell, program: list[str], echo: str
) -> None:
    if shutil.which(program[0]) is None:
        pytest.skip(f"{program[0]} is not installed")
    script = as_text(shell, {"X": NASTY}) + echo
    heard = subprocess.run([*program, script], capture_output=True, check=True, text=True).stdout
    assert heard == NASTY


@pytest.mark.parametrize(
    ("shell", "value", "line"),
    [
        (Shell.FISH, "a'b\\", "set -gx X 'a\\'b\\\\'"),
        (Shell.POWERSHELL, "it's", "$Env:X = 'it''s'"),
        (Shell.CMD, "50% & more", 'set "X=50%% & more"'),
        (Shell.DOTENV, "a$b", "X='a$b'"),
        (Shell.DOTENV, "it's $5\n", 'X="it\'s \\$5\\n"'),
        (Shell.DOTENV, "", "X=''"),
    ],
    ids=["fish", "PowerShell", "cmd", "dotenv", "dotenv with a quote", "dotenv empty"],
)
def test_how_each_quotes(shell: Shell, value: str, line: str) -> None:
    assert as_text(shell, {"X": value}).splitlines()[-1] == line


def test_cmd_refuses_what_it_cannot_write() -> None:
    with pytest.raises(TrayError, match="cmd cannot"):
        as_text(Shell.CMD, {"X": 'a"b'})


@given(printable)
def test_json_is_json(value: str) -> None:
    assert json.loads(as_text(Shell.JSON, {"X": value})) == {"X": value}


@pytest.mark.parametrize(
    ("environ", "is_windows", "shell"),
    [
        ({"SHELL": "/usr/bin/fish"}, False, Shell.FISH),
        ({"SHELL": "/bin/zsh"}, False, Shell.POSIX),
        ({}, False, Shell.POSIX),
        ({"PSModulePath": "x"}, True, Shell.POWERSHELL),
        ({"ComSpec": "cmd.exe"}, True, Shell.CMD),
    ],
    ids=["fish", "zsh", "none", "PowerShell", "cmd"],
)
def test_which_shell_it_is(environ: dict[str, str], is_windows: bool, shell: Shell) -> None:
    assert shell_of(environ, is_windows=is_windows) is shell
