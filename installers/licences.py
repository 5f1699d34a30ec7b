"""The licences of what the built program brings along, beside our own.

Qt is the LGPL's, version 3: it stays in files of its own in the program's folder, where
anybody may put another build of it. The texts of the GPL and LGPL come from whoever
packages; Python packages bring their own.
"""

import re
import shutil
from importlib.metadata import Distribution, distribution
from pathlib import Path

from installers.facts import PROJECT

_NAME = re.compile(r"^([\w.-]+)==", re.MULTILINE)
_TEXTS = re.compile(r"(^|/)(licen[cs]e|copying|notice|authors)[^/]*$", re.IGNORECASE)


def bundled(lock: str) -> list[Distribution]:
    """The Python packages that the program runs with and that are installed here, by name."""
    found = []
    for name in sorted(set(_NAME.findall(lock))):
        try:
            found.append(distribution(name))
        except ModuleNotFoundError:
            continue  # another system's
    return found


def write_licences(folder: Path) -> None:
    """Writes `third-party.txt`, a line each, and `licences/NAME/…` with their texts."""
    lock = (PROJECT / "requirements.lock").read_text(encoding="utf-8")
    lines = [
        "Python 3: PSF-2.0",
        "PyInstaller's bootloader: GPL-2.0-or-later with an exception",
        "ICU, without data that are not used: Unicode-3.0",
    ]
    for one in bundled(lock):
        lines.append(f"{one.name} {one.version}: {licence_of(one)}")
        for file in one.files or ():
            if ".dist-info/" in str(file) and _TEXTS.search(str(file)):
                target = folder / "licences" / one.name / file.name
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(str(one.locate_file(file)), target)
    (folder / "third-party.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")


def licence_of(one: Distribution) -> str:
    """As the package itself says it, in a few words."""
    about = one.metadata.json
    said = str(about.get("license_expression") or about.get("license") or "").split("\n")[0]
    classified = [
        line.rpartition(":: ")[2]
        for line in about.get("classifier", ())
        if line.startswith("License ::")
    ]
    return said or ", ".join(classified) or "see its text"
