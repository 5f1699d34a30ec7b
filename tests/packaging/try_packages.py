"""The packages in `dist/`, as far as they can be tried without installing: `./dev package` ends so.

The .deb and the .rpm are looked at by their own tools; the AppDir is started on the tests'
desktop, once as it lies there and once behind a stand-in for the image made of it.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from installers.facts import facts
from tests.desktop.bed import PROJECT, Bed
from tests.packaging.smoke import keep_to_itself, quit_demo, start_demo, use_on_demand

DIST = PROJECT / "dist"
_NAMELESS = "bogus-mail-host,bogus-mail-host-in-debian-changelog"
"""Whoever makes the package for others says who they are; one for oneself needs no address."""
_IMAGE = """#!/bin/sh
APPIMAGE=$0 APPDIR={folder} exec {folder}/AppRun "$@"
"""


def main() -> int:
    """Tries those that are of this version; raises for what does not work."""
    version = facts().package_version
    for path in sorted(DIST.glob(f"sso-tray_{version}_*.deb")):
        _look_at_deb(path)
    for path in sorted(DIST.glob(f"sso-tray-{version}-*.rpm")):
        _look_at_rpm(path)
    folder = DIST / "sso-tray.AppDir"
    if folder.is_dir():
        _start_folder(folder)
    for path in sorted(DIST.glob(f"sso-tray-{facts().version}-*.AppImage")):
        _start((str(path),), str(path))
    return 0


def _look_at_deb(path: Path) -> None:
    files = _run("dpkg-deb", "--contents", path)
    assert "./usr/bin/sso-tray -> ../lib/sso-tray/sso-tray" in files
    if shutil.which("lintian") is None:
        _say(f"{path.name}: no lintian here")
        return
    nameless = [] if "DEBEMAIL" in os.environ else ["--suppress-tags", _NAMELESS]
    command = ("lintian", "--allow-root", "--fail-on", "error", *nameless)
    said = _run(*command, path).splitlines()
    _say(f"{path.name}: lintian finds no errors, {len(said)} remarks")


def _look_at_rpm(path: Path) -> None:
    asked = _run("rpm", "-qp", "--requires", path).split("\n")
    inside = {Path(name).name for name in _run("rpm", "-qlp", path).splitlines()}
    ours = [line for line in asked if line.split("(")[0] in inside and ".so" in line]
    assert not ours, f"{path.name} asks for what it brings: {ours}"
    assert "sso-tray" in inside
    _say(f"{path.name}: {len(inside)} files, {len(set(asked))} things asked of the system")


def _start_folder(folder: Path) -> None:
    """The AppDir by hand, and as the AppImage's start would do it."""
    _start((str(folder / "AppRun"),), str(folder / "usr/lib/sso-tray/sso-tray-credentials"))
    with tempfile.TemporaryDirectory(prefix="image.") as place:
        image = Path(place, "SSO Tray.AppImage")
        image.write_text(_IMAGE.format(folder=folder))
        image.chmod(0o755)
        _start((str(image),), str(image))


def _start(command: tuple[str, ...], helper: str) -> None:
    """The demo with its icon; a sign-in; a role on demand."""
    with Bed() as bed, bed.bus() as bus:
        program = start_demo(bed, bus, command)
        words = use_on_demand(bed, command)
        assert words[0] == helper, words
        keep_to_itself(bed, command, Path(helper).parent)
        assert '"Version"' in bed.run(*words)
        quit_demo(bed, program, command)
    _say(f"{Path(command[0]).name} starts, and its helper answers")


def _run(*command: str | Path) -> str:
    """Its output. Raises `RuntimeError` with all that it said."""
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    if done.returncode != 0:
        raise RuntimeError(f"{command[0]}: {done.stdout[-3000:]}{done.stderr[-1000:]}")
    return done.stdout


def _say(words: str) -> None:
    sys.stdout.write(words + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
