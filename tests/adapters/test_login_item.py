"""Starting at login on three systems: one contract; Windows with a registry in memory."""

import plistlib
import shlex
from collections.abc import Callable
from pathlib import Path

import pytest

from tray.adapters.login_item import LaunchAgent, RunKey, XdgAutostart
from tray.core.desktop_ports import LoginItem
from tray.core.errors import FileError

PROGRAM = ("/opt/SSO Tray/sso-tray", "--quiet")
MakeItem = Callable[[Path], LoginItem]


class MemoryRegistry:
    def __init__(self) -> None:
        self.values: dict[tuple[str, str], str | bytes] = {}

    def get(self, key: str, name: str) -> str | bytes | None:
        return self.values.get((key, name))

    def set(self, key: str, name: str, value: str) -> None:
        self.values[key, name] = value

    def delete(self, key: str, name: str) -> None:
        self.values.pop((key, name), None)


def xdg(home: Path, **environ: str) -> XdgAutostart:
    return XdgAutostart({"XDG_CONFIG_DIRS": str(home / "etc"), **environ}, home, PROGRAM)


ITEMS: dict[str, MakeItem] = {
    "linux": xdg,
    "macos": lambda home: LaunchAgent(home, PROGRAM),
    "windows": lambda _: RunKey(MemoryRegistry(), PROGRAM),
}


@pytest.mark.parametrize("make", ITEMS.values(), ids=ITEMS)
def test_it_is_off_on_and_off_again(make: MakeItem, tmp_path: Path) -> None:
    item = make(tmp_path)
    assert not item.is_on()
    for _ in range(2):
        item.turn(on=True)
        assert item.is_on()
    for _ in range(2):
        item.turn(on=False)
        assert not item.is_on()
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def entry(home: Path) -> Path:
    return home / ".config/autostart/sso-tray.desktop"


def test_the_entry_starts_the_program(tmp_path: Path) -> None:
    xdg(tmp_path).turn(on=True)
    lines = dict(line.split("=", 1) for line in entry(tmp_path).read_text().splitlines()[1:])
    assert shlex.split(lines["Exec"]) == list(PROGRAM)
    assert lines["Type"] == "Application"


@pytest.mark.parametrize("line", ["Hidden=true", "X-GNOME-Autostart-enabled=false"])
def test_what_the_desktop_switched_off_is_off_and_can_be_switched_on(
    tmp_path: Path, line: str
) -> None:
    item = xdg(tmp_path)
    item.turn(on=True)
    text = entry(tmp_path).read_text().replace("X-GNOME-Autostart-enabled=true", line)
    entry(tmp_path).write_text(text)
    assert not item.is_on()
    item.turn(on=True)
    assert item.is_on()


def test_an_entry_of_the_system_is_hidden_not_removed(tmp_path: Path) -> None:
    system = tmp_path / "etc/autostart/sso-tray.desktop"
    system.parent.mkdir(parents=True)
    system.write_text("[Desktop Entry]\nType=Application\nExec=sso-tray\n")
    item = xdg(tmp_path)
    assert item.is_on()
    item.turn(on=False)
    assert not item.is_on()
    assert system.exists()
    item.turn(on=True)
    assert item.is_on()


def test_another_config_home_is_honoured(tmp_path: Path) -> None:
    xdg(tmp_path, XDG_CONFIG_HOME=str(tmp_path / "c")).turn(on=True)
    assert (tmp_path / "c/autostart/sso-tray.desktop").exists()


def test_a_folder_that_cannot_be_made_is_an_error_in_words(tmp_path: Path) -> None:
    (tmp_path / ".config").write_bytes(b"")
    with pytest.raises(FileError, match="could not be written"):
        xdg(tmp_path).turn(on=True)


def test_the_launch_agent_starts_the_program(tmp_path: Path) -> None:
    item = LaunchAgent(tmp_path, PROGRAM)
    item.turn(on=True)
    (path,) = (tmp_path / "Library/LaunchAgents").iterdir()
    found = plistlib.loads(path.read_bytes())
    assert (found["ProgramArguments"], found["RunAtLoad"]) == (list(PROGRAM), True)
    path.write_bytes(plistlib.dumps({**found, "Disabled": True}))
    assert not item.is_on()
    path.write_bytes(b"broken")
    assert not item.is_on()


def test_the_task_manager_s_word_counts(tmp_path: Path) -> None:
    registry = MemoryRegistry()
    item = RunKey(registry, PROGRAM)
    item.turn(on=True)
    ((key, name),) = registry.values
    assert registry.values[key, name] == '"/opt/SSO Tray/sso-tray" --quiet'
    approved = r"Software\Microsoft\Windows\CurrentVersion\Explorer\StartupApproved\Run"
    registry.values[approved, name] = b"\x03\0\0\0"
    assert not item.is_on()
    registry.values[approved, name] = b"\x02\0\0\0"
    assert item.is_on()
