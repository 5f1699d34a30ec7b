"""The files of a Linux package, laid out below a folder as they will be below `/`."""

import gzip
import os
import re
import shutil
from pathlib import Path

from installers.facts import PROJECT, Facts
from installers.licences import write_licences
from installers.linux.completions import FILES, completions
from installers.linux.elf import forget_build_machine
from installers.linux.icons import write_icons
from installers.linux.manual import pages

APP_ID = "io.github.sso_tray.sso_tray"
HERE = Path(__file__).parent
PROGRAM = "usr/lib/sso-tray"
"""Ours alone; the command in `usr/bin` is a link into it."""
_ADDRESSES = re.compile(r" *<(url|screenshots)\b.*?</\1>\n", re.DOTALL)


def write_tree(built: Path, root: Path, facts: Facts) -> None:
    """Fills `root` from `built`, which is `dist/sso-tray`.

    Raises `FileNotFoundError` without it.
    """
    if not (built / "sso-tray").is_file():
        raise FileNotFoundError(f"{built} has no program: run ./dev build first")
    shutil.copytree(built, root / PROGRAM, symlinks=True)
    forget_build_machine(root / PROGRAM)
    # The system brings new versions: the program does not look for them.
    write(root / PROGRAM / "_internal/resources/packaged-by", "the system's packages\n")
    command = root / "usr/bin/sso-tray"
    command.parent.mkdir(parents=True)
    command.symlink_to("../lib/sso-tray/sso-tray")
    _write_desktop(root, facts)
    _write_manual(root, facts)
    for shell, text in completions().items():
        write(root / FILES[shell], text)
    write_licences(root / f"usr/share/doc/{facts.name}")
    _settle(root, facts)


def _write_desktop(root: Path, facts: Facts) -> None:
    """Entry, metainfo, icons and the agent's unit."""
    share = root / "usr/share"
    entry = f"{APP_ID}.desktop"
    write(share / "applications" / entry, (HERE / entry).read_text(encoding="utf-8"))
    write(share / f"metainfo/{APP_ID}.metainfo.xml", metainfo(facts))
    write_icons(PROJECT / "resources/icons/sso-tray.svg", share / "icons/hicolor", APP_ID)
    unit = (HERE / "sso-tray.service").read_text(encoding="utf-8")
    write(root / "usr/lib/systemd/user/sso-tray.service", unit)


def metainfo(facts: Facts) -> str:
    """The AppStream file with this version in it; without a homepage, without its addresses."""
    text = (HERE / f"{APP_ID}.metainfo.xml").read_text(encoding="utf-8")
    if not facts.homepage:
        text = _ADDRESSES.sub("", text)
    values = {
        "HOMEPAGE": facts.homepage,
        "VERSION": facts.version,
        "DATE": f"{facts.built:%Y-%m-%d}",
    }
    for name, value in values.items():
        text = text.replace(f"@{name}@", value)
    return text


def _write_manual(root: Path, facts: Facts) -> None:
    for name, text in pages(facts.version, facts.built).items():
        write_compressed(root / f"usr/share/man/man{name[-1]}/{name}.gz", text)


def write(path: Path, text: str) -> None:
    """Writes a file and the folders it stands in."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def write_compressed(path: Path, text: str) -> None:
    """The same, compressed, without a time or a name in it: equal texts give equal files."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(gzip.compress(text.encode(), 9, mtime=0))


def _settle(root: Path, facts: Facts) -> None:
    """Everybody reads, only executables are executable, and all is as old as the build."""
    when = facts.built.timestamp()
    for path in [root, *root.rglob("*")]:
        if path.is_symlink():
            continue
        if path.is_dir() or path.parent == root / PROGRAM:
            path.chmod(0o755)
        else:
            path.chmod(0o644)
        os.utime(path, (when, when))


def size_of(root: Path) -> int:
    """Bytes of all files below a folder."""
    return sum(path.lstat().st_size for path in root.rglob("*") if not path.is_dir())
