"""What Linux desktops are told of the program, without building it."""

import re
import shutil
import subprocess
from configparser import RawConfigParser
from importlib.metadata import version
from pathlib import Path

import pytest

from installers.linux.manual import manual

HERE = Path(__file__).parents[2] / "installers/linux"
ENTRY, METAINFO = HERE / "sso-tray.desktop", HERE / "io.github.sso-tray.metainfo.xml"


def groups(path: Path) -> RawConfigParser:
    parser = RawConfigParser(strict=False, interpolation=None)
    parser.optionxform = str  # type: ignore[method-assign,assignment]
    parser.read_string(path.read_text())
    return parser


def test_the_manual_knows_every_command_and_no_option_is_left_unexplained() -> None:
    page = manual()
    for name in ("status", "login", "use", "exec", "profiles sync", "doctor", "activity", "agent"):
        assert f".SS sso\\-tray {name}" in page, name
    lines = page.splitlines()
    for place, line in enumerate(lines):
        if line == ".TP":
            assert lines[place + 2].strip(), lines[place + 1]
    assert not re.search(r"(?<!\\)-", "\n".join(lines[6:9]).replace("[\\fI", ""))


@pytest.mark.skipif(shutil.which("man") is None, reason="man formats it")
def test_man_reads_the_manual_without_a_warning(tmp_path: Path) -> None:
    (tmp_path / "sso-tray.1").write_text(manual())
    done = subprocess.run(
        ["man", "--warnings", "-l", str(tmp_path / "sso-tray.1")],
        env={"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "MANWIDTH": "200", "MANPAGER": "cat"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stderr == ""
    assert "sso-tray exec ROLE" in done.stdout


def test_the_entry_starts_what_the_package_installs() -> None:
    entry = groups(ENTRY)["Desktop Entry"]
    assert (entry["Exec"], entry["Icon"], entry["Terminal"]) == ("sso-tray", "sso-tray", "false")


def test_the_metainfo_belongs_to_the_entry_and_to_this_version() -> None:
    text = METAINFO.read_text()
    assert f">{ENTRY.name}</launchable>" in text
    assert re.findall(r'<release version="([^"]+)"', text)[0] == version("sso-tray")


def test_the_unit_runs_the_agent() -> None:
    assert groups(HERE / "sso-tray.service")["Service"]["ExecStart"] == "/usr/bin/sso-tray agent"


@pytest.mark.parametrize(
    "command",
    [
        ["desktop-file-validate", str(ENTRY)],
        ["appstreamcli", "validate", "--no-net", str(METAINFO)],
    ],
    ids=lambda command: command[0],
)
def test_the_desktops_own_tools_find_nothing_wrong(command: list[str]) -> None:
    if shutil.which(command[0]) is None:
        pytest.skip(f"no {command[0]} here")
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
