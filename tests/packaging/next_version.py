"""A next version of the program, with settings of another format: what an upgrade is tried with.

As a developer would make it: a setting gets another name all over the program, and
`core.settings.migrations` gets the step that brings older files forward.
"""

import shutil
import subprocess
import sys
from pathlib import Path

from installers.facts import PROJECT

VERSION = "99.0"
OLD, NEW = "default_profile", "usual_profile"

_STEP = f'''

def _renamed(found: Fields) -> dict[str, object]:
    """Version 1 called the usual profile otherwise."""
    fields = dict(found)
    if "{OLD}" in fields:
        fields["{NEW}"] = fields.pop("{OLD}")
    return fields


SETTINGS = (_renamed,)
'''


def build_next(folder: Path) -> Path:
    """Makes it in an empty folder; answers the built program's. Raises `CalledProcessError`."""
    for name in ("tray", "resources", "installers"):
        shutil.copytree(PROJECT / name, folder / name)
    shutil.copy(PROJECT / "build.spec", folder)
    for path in (folder / "tray").rglob("*.py"):
        text = path.read_text("utf-8")
        if OLD in text:
            path.write_text(text.replace(OLD, NEW), "utf-8")
    migrations = folder / "tray/core/settings/migrations.py"
    migrations.write_text(migrations.read_text("utf-8") + _STEP, "utf-8")
    command = (sys.executable, "-m", "PyInstaller", "--noconfirm", "--log-level", "ERROR")
    subprocess.run([*command, "build.spec"], cwd=folder, check=True, timeout=900)
    return folder / "dist/sso-tray"
