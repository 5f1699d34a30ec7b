"""When each system says that the person is not to be disturbed."""

import os
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from tray.adapters.desktop.do_not_disturb import LinuxDoNotDisturb, WindowsDoNotDisturb


@pytest.mark.parametrize(
    ("state", "is_free"),
    [(0, True), (1, False), (2, False), (3, False), (4, False), (5, True), (6, False), (7, True)],
    ids=["not told", "away", "busy", "a game", "presents", "free", "quiet time", "an app"],
)
def test_states_of_windows(state: int, is_free: bool) -> None:
    assert WindowsDoNotDisturb(lambda: state).is_free() == is_free


@pytest.mark.parametrize(
    "environ",
    [{}, {"DBUS_SESSION_BUS_ADDRESS": "unix:path=/nowhere"}, {"DBUS_SESSION_BUS_ADDRESS": "?"}],
    ids=["no bus", "a bus that is gone", "no address"],
)
def test_where_nobody_tells_the_person_is_free(environ: Mapping[str, str]) -> None:
    assert LinuxDoNotDisturb(environ).is_free()


@pytest.mark.skipif(sys.platform == "win32", reason="a program of a script")
@pytest.mark.parametrize(
    ("said", "is_free"),
    [("echo true", True), ("echo false", False), ("exit 1", True), ("exec sleep 30", True)],
    ids=["banners", "no banners", "no such setting", "no answer"],
)
def test_gnome_has_a_setting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: str, is_free: bool
) -> None:
    program = tmp_path / "gsettings"
    program.write_text(f"#!/bin/sh\n{said}\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    assert LinuxDoNotDisturb({"XDG_CURRENT_DESKTOP": "ubuntu:GNOME"}).is_free() == is_free
    assert LinuxDoNotDisturb({"XDG_CURRENT_DESKTOP": "XFCE"}).is_free()
