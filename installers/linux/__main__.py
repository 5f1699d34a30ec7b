"""`./dev package`: the built folder as .deb, .rpm and AppImage, each with its size."""

import argparse
import shutil
import sys
import tempfile
from pathlib import Path
from subprocess import CalledProcessError

from installers.facts import PROJECT, facts
from installers.linux.appimage import build_appimage
from installers.linux.deb import build_deb
from installers.linux.rpm import build_rpm
from installers.linux.tree import size_of, write_tree

MIB = 1024 * 1024
MAKERS = {
    "deb": (build_deb, "dpkg-deb"),
    "rpm": (build_rpm, "rpmbuild"),
    "appimage": (build_appimage, "sh"),  # without its own tool it is a folder
}
"""What makes a format, and the program that has to be there for it."""


def main() -> int:
    """Builds what this machine has the tools for; says what was left out."""
    parser = argparse.ArgumentParser(prog="./dev package", description=main.__doc__)
    parser.add_argument("formats", nargs="*", metavar="deb|rpm|appimage", help="all, if none")
    parser.add_argument("--built", type=Path, default=PROJECT / "dist/sso-tray")
    parser.add_argument("--to", type=Path, default=PROJECT / "dist")
    parser.add_argument("--version", default="", help="another than the project's, to try upgrades")
    options = parser.parse_args()
    about = facts(version=options.version)
    with tempfile.TemporaryDirectory(prefix="package.") as folder:
        root = Path(folder, "root")
        write_tree(options.built, root, about)
        for name in options.formats or MAKERS:
            make, tool = MAKERS[name]
            if shutil.which(tool) is None:
                _say(f"{name}: left out, there is no {tool} here")
                continue
            own = Path(folder, name)
            shutil.copytree(root, own, symlinks=True)
            installed = size_of(own)
            package = make(own, options.to, about)
            size = size_of(package) if package.is_dir() else package.stat().st_size
            _say(f"{package}: {size / MIB:.1f} MiB, installed {installed / MIB:.0f} MiB")
    return 0


def _say(words: str) -> None:
    sys.stdout.write(words + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    try:
        sys.exit(main())
    except (CalledProcessError, FileNotFoundError) as error:
        # What a tool said stands above; its arguments fill a screen.
        named = error.cmd[0] if isinstance(error, CalledProcessError) else error
        sys.exit(f"package: failed: {named}")
