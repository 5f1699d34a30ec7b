"""Makes the .deb and the .rpm: `./dev package`."""

import gzip
import hashlib
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import textwrap
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import format_datetime
from importlib.metadata import version
from pathlib import Path

from installers.linux.tree import PROJECT, make_tree

OUT = PROJECT / "dist"
VERSION = version("sso-tray")
SUMMARY = "AWS IAM Identity Center in the system tray"
WORDS = (
    "Sign in to AWS with a click, always see how long that lasts, pick a role from a menu, and "
    "every tool on the machine has it. A demo that needs no AWS is part of it."
)
_NAME = os.environ.get("DEBFULLNAME", "The SSO Tray developers")
MAKER = f"{_NAME} <{os.environ.get('DEBEMAIL', 'packages@localhost')}>"
"""Whoever makes a package for others names themselves, as Debian's own tools have it."""
DEB_NEEDS = (
    "libc6 (>= 2.34)",
    "libgl1",
    "libegl1",
    "libdbus-1-3",
    "libfontconfig1",
    "libxkbcommon0",
    "libxkbcommon-x11-0",
    "libxcb-cursor0",
    "libxcb-icccm4",
    "libxcb-keysyms1",
    "libxcb-shape0",
)
DEB_SUGGESTS = ("gnome-keyring | kwalletmanager", "xdg-utils", "awscli")
RPM_NEEDS = ("libglvnd-glx", "libglvnd-egl", "dbus-libs", "fontconfig", "libxkbcommon-x11",
             "xcb-util-cursor", "xcb-util-wm", "xcb-util-keysyms")  # fmt: skip
_MACHINES = {"x86_64": "amd64", "aarch64": "arm64"}


def make_deb(tree: Path, folder: Path) -> Path:
    """With dpkg-deb. The files' sums and the licence are what lintian wants to see."""
    root = folder / "deb"
    shutil.copytree(tree, root, symlinks=True)
    docs = root / "usr/share/doc/sso-tray"
    docs.mkdir(parents=True)
    licence = (PROJECT / "LICENSE").read_text("utf-8")
    (docs / "copyright").write_text(licence, "utf-8")
    _gzip((PROJECT / "CHANGELOG.md").read_text("utf-8"), docs / "NEWS.gz")
    _gzip(_debian_changelog(), docs / "changelog.gz")
    control = root / "DEBIAN"
    control.mkdir()
    size = sum(path.lstat().st_size for path in root.rglob("*") if path.is_file()) // 1024
    fields = {
        "Package": "sso-tray",
        "Version": VERSION,
        "Architecture": _MACHINES.get(platform.machine(), platform.machine()),
        "Maintainer": MAKER,
        "Installed-Size": str(size),
        "Depends": ", ".join(DEB_NEEDS),
        "Suggests": ", ".join(DEB_SUGGESTS),
        "Section": "utils",
        "Priority": "optional",
        "Description": f"{SUMMARY}\n" + textwrap.indent(textwrap.fill(WORDS, 76), " "),
    }
    text = "".join(f"{name}: {value}\n" for name, value in fields.items())
    (control / "control").write_text(text, "utf-8")
    overrides = root / "usr/share/lintian/overrides/sso-tray"
    overrides.parent.mkdir(parents=True)
    shutil.copyfile(Path(__file__).with_name("lintian-overrides"), overrides)
    _sums(root, control / "md5sums")
    path = OUT / f"sso-tray_{VERSION}_{fields['Architecture']}.deb"
    _run("dpkg-deb", "--root-owner-group", "-Zxz", "--build", str(root), str(path))
    return path


def make_rpm(tree: Path, folder: Path) -> Path:
    """With rpmbuild, of the same files."""
    files = sorted(f"/{path.relative_to(tree)}" for path in tree.rglob("*") if not path.is_dir())
    spec = folder / "sso-tray.spec"
    lines = [
        "%global __os_install_post %{nil}",  # what is built is stripped and compressed already
        "%global _binary_payload w7.xzdio",
        "%global debug_package %{nil}",
        "%global _build_id_links none",
        "Name: sso-tray",
        f"Version: {VERSION}",
        "Release: 1",
        f"Summary: {SUMMARY}",
        "License: MIT",
        "AutoReqProv: no",
        *(f"Requires: {need}" for need in RPM_NEEDS),
        "%description",
        WORDS,
        "%install",
        f"cp -a {tree}/. %{{buildroot}}/",
        "%files",
        *(f'"{path}"' for path in files),
    ]
    spec.write_text("\n".join(lines) + "\n", "utf-8")
    _run("rpmbuild", "-bb", "--quiet", "--define", f"_topdir {folder}/rpm", str(spec))
    (made,) = (folder / "rpm/RPMS").rglob("*.rpm")
    return Path(shutil.copy(made, OUT))


def _sums(root: Path, target: Path) -> None:
    lines = []
    for path in sorted(root.rglob("*")):
        if path.is_file() and not path.is_symlink() and "DEBIAN" not in path.parts:
            digest = hashlib.md5(path.read_bytes(), usedforsecurity=False).hexdigest()
            lines.append(f"{digest}  {path.relative_to(root)}\n")
    target.write_text("".join(lines), "utf-8")


def _debian_changelog() -> str:
    """In Debian's own form; what is new stands in NEWS.gz."""
    when = format_datetime(datetime.now(UTC))
    return (
        f"sso-tray ({VERSION}) unstable; urgency=medium\n\n"
        f"  * Version {VERSION}.\n\n -- {MAKER}  {when}\n"
    )


def _gzip(text: str, target: Path) -> None:
    target.write_bytes(gzip.compress(text.encode(), 9, mtime=0))


def _run(*command: str) -> None:
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)  # noqa: S603 - Debian's tools


KINDS: dict[str, tuple[str, Callable[[Path, Path], Path]]] = {
    "deb": ("dpkg-deb", make_deb),
    "rpm": ("rpmbuild", make_rpm),
}


def main(wanted: list[str]) -> int:
    """Makes those that are wanted, or all whose tool is here."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        tree = folder / "tree"
        make_tree(tree)
        for kind in wanted or list(KINDS):
            tool, make = KINDS[kind]
            if shutil.which(tool) is None:
                sys.stdout.write(f"no {kind}: {tool} is not here\n")
                if kind in wanted:
                    return 1
                continue
            path = make(tree, folder)
            size = path.stat().st_size / 2**20
            sys.stdout.write(f"{path.relative_to(PROJECT)}: {size:.1f} MiB\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
