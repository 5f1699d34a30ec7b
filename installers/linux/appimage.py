"""The AppDir, and of it an AppImage where appimagetool is installed."""

import os
import platform
import shutil
import subprocess
from pathlib import Path

from installers.facts import Facts
from installers.linux.tree import APP_ID

# Inside an AppImage nothing has a path that lasts: what AWS tools are to run is the image itself.
_START = """\
#!/bin/sh
program=$(dirname "$(readlink -f "$0")")/usr/lib/sso-tray
if [ "$1" = --credential-helper ]; then
  shift
  exec "$program/sso-tray-credentials" "$@"
fi
exec "$program/sso-tray" "$@"
"""


def build_appimage(root: Path, target: Path, facts: Facts) -> Path:
    """The AppImage, or the AppDir without the tool. Raises `CalledProcessError`."""
    folder = target / f"{facts.name}.AppDir"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(root, folder, symlinks=True)
    start = folder / "AppRun"
    start.write_text(_START, encoding="utf-8")
    start.chmod(0o755)
    icons = "usr/share/icons/hicolor"
    (folder / f"{APP_ID}.desktop").symlink_to(f"usr/share/applications/{APP_ID}.desktop")
    (folder / f"{APP_ID}.svg").symlink_to(f"{icons}/scalable/apps/{APP_ID}.svg")
    (folder / ".DirIcon").symlink_to(f"{icons}/256x256/apps/{APP_ID}.png")
    tool = shutil.which("appimagetool")
    if tool is None:
        return folder
    image = target / f"{facts.name}-{facts.version}-{platform.machine()}.AppImage"
    environment = {**os.environ, "VERSION": facts.version, "ARCH": platform.machine()}
    subprocess.run([tool, "--no-appstream", folder, image], check=True, env=environment)
    shutil.rmtree(folder)
    return image
