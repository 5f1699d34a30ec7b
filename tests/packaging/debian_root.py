"""A Debian root with nothing in it, in which apt installs and programs run on the tests' desktop.

It needs root, debootstrap, and a mirror that apt can reach. Nothing is mounted that
outlives a command: each has a mount namespace of its own.
"""

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.desktop.bed import PROJECT

SUITE = "bookworm"
# What apt and dpkg keep of every package, ours or not.
_NOT_OURS = (
    "var/lib/apt",
    "var/lib/dpkg",
    "var/cache",
    "var/log",
    "srv",
    "tmp",
    "proc",
    "dev",
    "run",
)

# Chroot with what a program needs of the machine; the desktop's folder is the same inside.
_ENTER = """
set -e
root=$1 desktop=$2; shift 2
mount --make-rprivate /
mount -t proc proc "$root/proc"
mount --rbind /dev "$root/dev"
for folder in "$desktop" /tmp/.X11-unix; do
  if [ -d "$folder" ]; then mkdir -p "$root$folder"; mount --bind "$folder" "$root$folder"; fi
done
exec /usr/sbin/chroot "$root" "$@"
"""


@dataclass(frozen=True, slots=True)
class DebianRoot:
    """The root in `folder`."""

    folder: Path

    def apt(self, *words: str) -> None:
        """Runs apt-get in there. Raises `RuntimeError` with what it said."""
        options = ("-qq", "-y", "--no-install-recommends", "--allow-downgrades")
        command = ("env", "DEBIAN_FRONTEND=noninteractive", "LANG=C.UTF-8", "apt-get", *options)
        run(*self.inside(Path("/nowhere")), *command, *words)

    def inside(self, desktop: Path) -> tuple[str, ...]:
        """What runs a command in there, as the same process, with a bed's folder beside it."""
        return ("unshare", "--mount", "sh", "-c", _ENTER, "enter", str(self.folder), str(desktop))

    def files(self) -> set[str]:
        """Every file, by its path below the root."""
        paths = (path for path in self.folder.rglob("*") if not path.is_dir())
        found = (str(path.relative_to(self.folder)) for path in paths)
        return {name for name in found if not name.startswith(_NOT_OURS)}


@contextmanager
def bare_root(base: Path | None) -> Iterator[DebianRoot]:
    """A new one, or a copy of `base`; it is removed at the end."""
    with tempfile.TemporaryDirectory(prefix="bare.", dir="/var/tmp") as folder:
        root = Path(folder, "root")
        if base is None:
            run("debootstrap", "--variant=minbase", SUITE, str(root))
        else:
            run("cp", "-a", str(base), str(root))
        # No service is started in there, and its own sources are the machine's.
        (root / "usr/sbin/policy-rc.d").write_text("#!/bin/sh\nexit 101\n")
        (root / "usr/sbin/policy-rc.d").chmod(0o755)
        shutil.copy("/etc/resolv.conf", root / "etc/resolv.conf")
        for name in Path("/etc/apt/apt.conf.d").glob("*proxy*"):
            shutil.copy(name, root / "etc/apt/apt.conf.d")
        made = DebianRoot(root)
        made.apt("update")
        yield made


def run(*command: str) -> str:
    """Its output. Raises `RuntimeError` with what it said."""
    done = subprocess.run(
        command, cwd=PROJECT, capture_output=True, text=True, timeout=1200, check=False
    )
    if done.returncode != 0:
        raise RuntimeError(f"{' '.join(command[-6:])}: {done.stdout[-2000:]}{done.stderr[-2000:]}")
    return done.stdout
