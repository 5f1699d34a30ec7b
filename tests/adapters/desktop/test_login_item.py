"""Starting at login on three systems: one contract; Windows with a registry in memory."""

import plistlib
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.adapters.browsers.browser_files import program, words_of
from tray.adapters.desktop.login_item import LaunchAgent, RunKey
from tray.adapters.desktop.xdg_autostart import XdgAutostart
from tray.core.ports.desktop import LoginItem, LoginState
from tray.core.vocabulary.errors import FileError

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="its programs are shell scripts")

MakeItem = Callable[[Path], LoginItem]
ON, OFF = LoginState(is_on=True), LoginState(is_on=False)


class MemoryRegistry:
    def __init__(self) -> None:
        self.values: dict[tuple[str, str], str | bytes] = {}

    def get(self, key: str, name: str) -> str | bytes | None:
        return self.values.get((key, name))

    def set(self, key: str, name: str, value: str) -> None:
        self.values[key, name] = value

    def delete(self, key: str, name: str) -> None:
        self.values.pop((key, name), None)


def words(home: Path) -> list[str]:
    """How the program is started: by a path that is hard to write down."""
    return [str(program(home / "SSO Tray 100% $x/sso-tray")), "--quiet"]


def xdg(home: Path, **environ: str) -> XdgAutostart:
    return XdgAutostart({"XDG_CONFIG_DIRS": str(home / "etc"), **environ}, home, words(home))


ITEMS: dict[str, MakeItem] = {
    "linux": xdg,
    "macos": lambda home: LaunchAgent(home, words(home)),
    "windows": lambda home: RunKey(MemoryRegistry(), words(home)),
}


@pytest.mark.parametrize("make", ITEMS.values(), ids=ITEMS)
def test_it_is_off_on_and_off_again(make: MakeItem, tmp_path: Path) -> None:
    item = make(tmp_path)
    before = {path for path in tmp_path.rglob("*") if path.is_file()}
    assert item.state() == OFF
    for _ in range(2):
        item.turn(on=True)
        assert item.state() == ON
    for _ in range(2):
        item.turn(on=False)
        assert item.state() == OFF
    assert {path for path in tmp_path.rglob("*") if path.is_file()} == before


@pytest.mark.parametrize("make", ITEMS.values(), ids=ITEMS)
def test_a_program_that_is_gone_does_not_start(make: MakeItem, tmp_path: Path) -> None:
    item = make(tmp_path)
    item.turn(on=True)
    Path(words(tmp_path)[0]).unlink()
    state = item.state()
    assert not state.is_on
    assert "doesn't exist: /" in state.why_not
    assert "SSO Tray 100% $x/sso-tray" in state.why_not


# ---- Linux -----------------------------------------------------------------------------


def entry(home: Path) -> Path:
    return home / ".config/autostart/sso-tray.desktop"


def edit(home: Path, *lines: str) -> None:
    """Adds lines to the entry's own group, before others of the same key."""
    text = entry(home).read_text()
    entry(home).write_text(text.replace("]\n", "]\n" + "".join(f"{each}\n" for each in lines), 1))


def test_the_entry_starts_the_program(tmp_path: Path) -> None:
    xdg(tmp_path).turn(on=True)
    lines = dict(line.split("=", 1) for line in entry(tmp_path).read_text().splitlines()[1:])
    unescaped = lines["Exec"].replace("\\\\", "\\").replace("%%", "%")
    # Within double quotes a shell reads it as the specification has it.
    subprocess.run(["/bin/sh", "-c", unescaped], check=True, timeout=10)
    assert words_of(Path(words(tmp_path)[0])) == ["--quiet"]
    assert lines["Type"] == "Application"


HINDRANCES = {
    "the desktop": (["X-GNOME-Autostart-enabled=false"], "desktop's settings"),
    "another desktop's": (["OnlyShowIn=GNOME;KDE;"], "excludes this desktop"),
    "not for this": (["NotShowIn=XFCE;"], "excludes this desktop"),
    "TryExec": (["TryExec=sso-tray-gone"], "doesn't exist: sso-tray-gone"),
    "no command": (["Exec="], "doesn't exist: nothing"),
    "half a command": (['Exec="sso'], "doesn't exist: nothing"),
}


@pytest.mark.parametrize(("lines", "why"), HINDRANCES.values(), ids=HINDRANCES)
def test_what_hinders_it_is_said_and_can_be_overcome(
    tmp_path: Path, lines: list[str], why: str
) -> None:
    item = xdg(tmp_path, XDG_CURRENT_DESKTOP="ubuntu:XFCE")
    item.turn(on=True)
    edit(tmp_path, *lines)
    assert why in item.state().why_not
    assert not item.state().is_on
    item.turn(on=True)
    assert item.state() == ON


def test_hidden_is_off(tmp_path: Path) -> None:
    item = xdg(tmp_path)
    item.turn(on=True)
    edit(tmp_path, "Hidden=true")
    assert item.state() == OFF
    item.turn(on=True)
    assert item.state() == ON


@pytest.mark.parametrize(
    "line", ["OnlyShowIn=KDE;XFCE;", "NotShowIn=GNOME;", "TryExec=/bin/sh", "# Hidden=true"]
)
def test_what_does_not_hinder(tmp_path: Path, line: str) -> None:
    item = xdg(tmp_path, XDG_CURRENT_DESKTOP="XFCE")
    item.turn(on=True)
    edit(tmp_path, line)
    assert item.state() == ON


def test_what_the_person_wrote_into_it_stays(tmp_path: Path) -> None:
    item = xdg(tmp_path)
    item.turn(on=True)
    edit(tmp_path, "X-GNOME-Autostart-Delay=10")
    with entry(tmp_path).open("a") as text:
        text.write("# mine\n\n[Desktop Action x]\nHidden=true\n")
    assert item.state() == ON, "an action's keys are its own"
    for is_on in (False, True, False, True):
        item.turn(on=is_on)
        assert item.state().is_on == is_on
    kept = entry(tmp_path).read_text()
    assert "X-GNOME-Autostart-Delay=10\n" in kept
    assert kept.endswith("# mine\n\n[Desktop Action x]\nHidden=true\n")
    assert kept.count("X-GNOME-Autostart-enabled") == 1


def test_a_command_of_the_person_s_own_stays(tmp_path: Path) -> None:
    item = xdg(tmp_path)
    item.turn(on=True)
    edit(tmp_path, 'Exec=/bin/sh -c "sleep 5; sso-tray"')
    for is_on in (False, True):
        item.turn(on=is_on)
        assert item.state().is_on == is_on
    assert "sleep 5" in entry(tmp_path).read_text()


def test_a_link_stays_one(tmp_path: Path) -> None:
    kept = tmp_path / "dotfiles/sso-tray.desktop"
    kept.parent.mkdir()
    kept.write_text("[Desktop Entry]\nType=Application\nExec=/bin/sh\nHidden=true\n")
    entry(tmp_path).parent.mkdir(parents=True)
    entry(tmp_path).symlink_to(kept)
    item = xdg(tmp_path)
    item.turn(on=True)
    assert entry(tmp_path).is_symlink()
    assert "Hidden" not in kept.read_text()


def test_an_entry_of_the_system_is_hidden_not_removed(tmp_path: Path) -> None:
    system = tmp_path / "etc/autostart/sso-tray.desktop"
    system.parent.mkdir(parents=True)
    system.write_text("[Desktop Entry]\nType=Application\nExec=/bin/sh\n")
    item = xdg(tmp_path)
    assert item.state() == ON
    item.turn(on=False)
    assert item.state() == OFF
    assert system.exists()
    item.turn(on=True)
    assert item.state() == ON


def test_another_config_home_is_honoured(tmp_path: Path) -> None:
    xdg(tmp_path, XDG_CONFIG_HOME=str(tmp_path / "c")).turn(on=True)
    assert (tmp_path / "c/autostart/sso-tray.desktop").exists()


def test_a_folder_that_cannot_be_made_is_an_error_in_words(tmp_path: Path) -> None:
    (tmp_path / ".config").write_bytes(b"")
    with pytest.raises(FileError, match="Couldn't write"):
        xdg(tmp_path).turn(on=True)


def test_an_entry_that_cannot_be_removed_is_an_error_in_words(tmp_path: Path) -> None:
    entry(tmp_path).mkdir(parents=True)
    with pytest.raises(FileError, match="Couldn't remove"):
        xdg(tmp_path).turn(on=False)


# ---- macOS, Windows --------------------------------------------------------------------


def test_the_launch_agent_starts_the_program(tmp_path: Path) -> None:
    item = LaunchAgent(tmp_path, words(tmp_path))
    item.turn(on=True)
    (path,) = (tmp_path / "Library/LaunchAgents").iterdir()
    found = plistlib.loads(path.read_bytes())
    assert (found["ProgramArguments"], found["RunAtLoad"]) == (words(tmp_path), True)
    for broken, why in (
        (plistlib.dumps({**found, "Disabled": True}), "Turned off in"),
        (plistlib.dumps({**found, "ProgramArguments": []}), "doesn't exist"),
        (plistlib.dumps(["list"]), "Couldn't read"),
        (b"broken", "Couldn't read"),
        (b"<?xml version='1.0'?><plist><dict>", "Couldn't read"),
    ):
        path.write_bytes(broken)
        assert not item.state().is_on
        assert why in item.state().why_not
    item.turn(on=True)
    assert item.state() == ON


def test_the_task_manager_s_word_counts(tmp_path: Path) -> None:
    registry = MemoryRegistry()
    item = RunKey(registry, words(tmp_path))
    item.turn(on=True)
    ((key, name),) = registry.values
    assert registry.values[key, name] == f'"{words(tmp_path)[0]}" --quiet'
    approved = r"Software\Microsoft\Windows\CurrentVersion\Explorer\StartupApproved\Run"
    registry.values[approved, name] = b"\x03\0\0\0"
    assert item.state() == LoginState(is_on=False, why_not="Turned off in Task Manager.")
    registry.values[approved, name] = b"\x02\0\0\0"
    assert item.state() == ON
    registry.values[approved, name] = b"\x03\0\0\0"
    item.turn(on=True)
    assert item.state() == ON


def test_a_command_without_quotes_is_understood() -> None:
    registry = MemoryRegistry()
    item = RunKey(registry, ["/bin/sh", "-c"])
    item.turn(on=True)
    assert item.state() == ON
