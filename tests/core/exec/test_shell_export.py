"""What is copied for a shell is read back by it, value for value, and nothing of it runs."""

import json
import shutil
import subprocess
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import settings as effort
from hypothesis import strategies as st

from tests.fakes import START
from tray.core.exec.shell_export import (
    SHADOWING_VARIABLES,
    NotQuotable,
    Shell,
    as_text,
    detect_shell,
    environment,
)
from tray.core.vocabulary.model import RoleCredentials
from tray.core.vocabulary.secret import Secret

KEYS = RoleCredentials("ASIAX", Secret("se/cr+et=="), Secret("to+ken/=="), START)
SHELLS = {
    "bash": (Shell.BASH, ["bash", "--norc", "-c"]),
    "sh": (Shell.BASH, ["sh", "-c"]),
    "zsh": (Shell.BASH, ["zsh", "-f", "-c"]),
    "zsh with rc_quotes": (Shell.BASH, ["zsh", "-f", "-o", "rc_quotes", "-c"]),
    "fish": (Shell.FISH, ["fish", "--no-config", "-c"]),
    "pwsh": (Shell.POWERSHELL, ["pwsh", "-NoProfile", "-NonInteractive", "-Command"]),
}
ODD = "'\"\\$`!%&|;<>^~*?#=(){}[]\u2018\u2019\u201a\u201b\t\r\n \u00e4-"
values = st.text(st.one_of(st.sampled_from(ODD), st.characters(codec="utf-8", min_codepoint=1)))


def read_back(command: list[str], text: str, *names: str) -> list[str | None]:
    """What a program that the shell starts after `text` finds in its environment."""
    program = shutil.which(command[0])
    if program is None:
        pytest.skip(f"no {command[0]} here")
    ended = subprocess.run(
        [program, *command[1:], f"{text}\nenv -0"],
        env={"PATH": "/usr/bin:/bin", "AWS_PROFILE": "stale", "LANG": "C.UTF-8"},
        capture_output=True,
        timeout=30,
        check=True,
    )
    assert not ended.stderr
    pairs = ended.stdout.decode("utf-8", "surrogateescape").split("\0")
    found = dict(pair.partition("=")[::2] for pair in pairs)
    return [found.get(name) for name in names]


@pytest.mark.parametrize(("shell", "command"), SHELLS.values(), ids=SHELLS.keys())
@effort(max_examples=15)
@given(values=st.lists(values, min_size=4, max_size=4))
def test_a_real_shell_reads_any_value_back(
    shell: Shell, command: list[str], values: list[str]
) -> None:
    names = [f"V{number}" for number in range(len(values))]
    text = as_text(shell, dict(zip(names, values, strict=True))).reveal()
    found = read_back(command, text, *names)
    # PowerShell before 7.5 takes an empty value for none at all.
    assert [value or "" for value in found] == values


@pytest.mark.parametrize("value", ["=0", "=ls", "a:=ls", "=="])
@pytest.mark.parametrize(("shell", "command"), SHELLS.values(), ids=SHELLS.keys())
def test_a_value_that_zsh_would_look_up_is_a_value(
    shell: Shell, command: list[str], value: str
) -> None:
    assert read_back(command, as_text(shell, {"V0": value}).reveal(), "V0") == [value]


@pytest.mark.parametrize(("shell", "command"), SHELLS.values(), ids=SHELLS.keys())
def test_a_real_shell_has_the_role_and_no_profile(shell: Shell, command: list[str]) -> None:
    text = as_text(shell, environment(KEYS, "eu-west-1", START)).reveal()
    names = ("AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_REGION", "AWS_PROFILE")
    assert read_back(command, text, *names) == ["se/cr+et==", "to+ken/==", "eu-west-1", None]


@pytest.mark.parametrize("command", ["bash", "fish"])
def test_an_eval_without_quotes_works_too(command: str) -> None:
    text = as_text(SHELLS[command][0], environment(KEYS, "", START)).reveal()
    one_line = text.replace("\n", " ")
    names = ("AWS_ACCESS_KEY_ID", "AWS_SESSION_TOKEN", "AWS_PROFILE")
    assert read_back(SHELLS[command][1], one_line, *names) == ["ASIAX", "to+ken/==", None]


def test_the_variables_of_a_role() -> None:
    end = datetime(2026, 1, 15, 12, 0, 0, 999, tzinfo=timezone(timedelta(hours=2)))
    assert environment(KEYS, "eu-west-1", end) == {
        "AWS_ACCESS_KEY_ID": "ASIAX",
        "AWS_SECRET_ACCESS_KEY": Secret("se/cr+et=="),
        "AWS_SESSION_TOKEN": Secret("to+ken/=="),
        "AWS_CREDENTIAL_EXPIRATION": "2026-01-15T10:00:00Z",
        "AWS_REGION": "eu-west-1",
        "AWS_DEFAULT_REGION": "eu-west-1",
        "AWS_PROFILE": None,
        "AWS_DEFAULT_PROFILE": None,
        "AWS_SECURITY_TOKEN": None,
    }
    assert "AWS_REGION" not in environment(KEYS, "", end.astimezone(UTC))


@pytest.mark.parametrize("shell", Shell)
def test_the_text_is_a_secret(shell: Shell) -> None:
    text = as_text(shell, environment(KEYS, "eu-west-1", START))
    assert "se/cr" not in f"{text} {text!r}"
    assert "se/cr+et==" in text.reveal()
    assert text.reveal().endswith("\n")


TEXTS = {
    Shell.BASH: "export A='it'\"'\"'s';\nunset B;\n",
    Shell.FISH: "set -gx A 'it\\'s';\nset -gu B;\n",
    Shell.POWERSHELL: "$env:A = 'it''s'\n$env:B = $null\n",
    Shell.CMD: 'set "A=it\'s"\nset "B="\n',
    Shell.JSON: '{\n  "A": "it\'s"\n}\n',
}


@pytest.mark.parametrize(("shell", "text"), TEXTS.items(), ids=lambda value: str(value)[:12])
def test_how_it_is_written(shell: Shell, text: str) -> None:
    assert as_text(shell, {"A": "it's", "B": None}).reveal() == text


def test_powershell_doubles_typographic_quotes() -> None:
    text = as_text(Shell.POWERSHELL, {"A": "a\u2019; calc; \u2018"}).reveal()
    assert text == "$env:A = 'a\u2019\u2019; calc; \u2018\u2018'\n"


@pytest.mark.parametrize(
    ("value", "line"),
    [("a+/=:b", "A=a+/=:b\n"), ("a b#c", "A='a b#c'\n"), ("$HOME", "A='$HOME'\n"), ("", "A=\n")],
)
def test_a_dotenv_file_is_bare_where_it_can_be(value: str, line: str) -> None:
    assert as_text(Shell.DOTENV, {"A": value, "B": None}).reveal() == line


@given(st.dictionaries(st.from_regex(r"[A-Z_][A-Z0-9_]*", fullmatch=True), values))
def test_json_says_what_it_was_given(variables: dict[str, str]) -> None:
    assert json.loads(as_text(Shell.JSON, variables).reveal()) == variables


@given(values)
def test_cmd_and_dotenv_write_a_value_as_it_is_or_refuse(value: str) -> None:
    for shell, before, after in (
        (Shell.CMD, 'set "A=', '"\n'),
        (Shell.DOTENV, "A='", "'\n"),
    ):
        try:
            text = as_text(shell, {"A": value}).reveal()
        except NotQuotable:
            continue
        assert text in {f"{before}{value}{after}", f"A={value}\n"}
        assert text.count("\n") == 1


REFUSED = {
    "cmd, a variable": (Shell.CMD, "A", "%PATH%"),
    "cmd, a quote": (Shell.CMD, "A", '" & calc'),
    "cmd, delayed": (Shell.CMD, "A", "!x!"),
    "cmd, a line": (Shell.CMD, "A", "a\nb"),
    "dotenv, a quote": (Shell.DOTENV, "A", "it's"),
    "dotenv, a line": (Shell.DOTENV, "A", "a\rb"),
    "zero byte": (Shell.BASH, "A", "a\0b"),
    "zero byte in JSON": (Shell.JSON, "A", "a\0b"),
    "name": (Shell.BASH, "A;calc", "x"),
}


@pytest.mark.parametrize(("shell", "name", "value"), REFUSED.values(), ids=REFUSED.keys())
def test_what_cannot_be_quoted_is_refused_unseen(shell: Shell, name: str, value: str) -> None:
    with pytest.raises(NotQuotable) as caught:
        as_text(shell, {name: Secret(value)})
    assert value not in str(caught.value)


def test_everything_that_shadows_is_unset() -> None:
    text = as_text(Shell.BASH, environment(KEYS, "", START)).reveal()
    assert all(f"unset {name};" in text for name in SHADOWING_VARIABLES)


WINDOWS = {
    "ComSpec": r"C:\Windows\system32\cmd.exe",
    "ProgramFiles": r"C:\Program Files",
    "SystemRoot": r"C:\Windows",
    "PSModulePath": r"C:\Program Files\WindowsPowerShell\Modules;"
    r"C:\Windows\system32\WindowsPowerShell\v1.0\Modules;%ProgramFiles%\x",
}
OWN_MODULES = r"C:\Users\me\Documents\PowerShell\Modules;" + WINDOWS["PSModulePath"]
STARTED_FROM = {
    "bash": ({"SHELL": "/bin/bash"}, Shell.BASH),
    "zsh": ({"SHELL": "/usr/bin/zsh"}, Shell.BASH),
    "fish": ({"SHELL": "/usr/bin/fish"}, Shell.FISH),
    "pwsh as login shell": ({"SHELL": "/usr/bin/pwsh"}, Shell.POWERSHELL),
    "pwsh": ({"SHELL": "/bin/bash", "PSModulePath": "/opt/ps/Modules"}, Shell.POWERSHELL),
    "a shell nobody knows": ({"SHELL": "/bin/xonsh"}, Shell.BASH),
    "nothing": ({}, Shell.BASH),
    "cmd": (WINDOWS, Shell.CMD),
    "cmd, bare": ({"COMSPEC": "cmd.exe"}, Shell.CMD),
    "PowerShell": (WINDOWS | {"PSModulePath": OWN_MODULES}, Shell.POWERSHELL),
    "Git Bash": (WINDOWS | {"SHELL": r"C:\Program Files\Git\usr\bin\bash.exe"}, Shell.BASH),
}


@pytest.mark.parametrize(("environ", "shell"), STARTED_FROM.values(), ids=STARTED_FROM.keys())
def test_the_shell_is_told_by_the_environment(environ: dict[str, str], shell: Shell) -> None:
    assert detect_shell(environ) is shell
