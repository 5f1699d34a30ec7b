"""The .deb in a bare Debian root: installed by apt, used, upgraded while it runs, removed.

    python -m tests.packaging.bare_root [--base FOLDER]

It needs root, debootstrap, and a mirror that apt can reach; it takes some minutes, so no
test run starts it. `--base` is a root that debootstrap made before: it is copied, not changed.
Nothing is mounted that outlives a command: each has a mount namespace of its own.
"""

import argparse
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from installers.linux.tree import PROGRAM
from tests.desktop.bed import PROJECT, Bed
from tests.packaging.smoke import quit_demo, start_demo, use_on_demand

SUITE = "bookworm"
UPGRADE = "99.0"
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


def main() -> int:
    """Tries it; raises for what does not work, and lists what was left behind."""
    parser = argparse.ArgumentParser(description="The .deb in a bare Debian root.")
    parser.add_argument("--base", type=Path)
    options = parser.parse_args()
    with _bare_root(options.base) as root:
        before = _files(root)
        for version in ("", UPGRADE):
            _package(root, version)
        old, new = (path.name for path in sorted((root / "srv").glob("*.deb")))
        _apt(root, "install", f"/srv/{old}")
        _say(f"installed {old}; {len(_files(root) - before):,} files with what it depends on")
        _use_and_upgrade(root, new)
        _apt(root, "purge", "sso-tray")
        _apt(root, "autoremove", "--purge")
        left = sorted(_files(root) - before)
        _say("left behind by apt, with the packages that came along:")
        _say("".join(f"  /{name}\n" for name in left) or "  nothing\n")
        ours = [name for name in left if "sso-tray" in name or "sso_tray" in name]
        assert not ours, ours
    return 0


def _use_and_upgrade(root: Path, package: str) -> None:
    """The demo on a desktop; an upgrade under its feet; the new one."""
    folder = Path("/") / PROGRAM
    with Bed() as bed, bed.bus() as bus:
        command = (*_inside(root, bed.root), "sso-tray")
        program = start_demo(bed, bus, command)
        use_on_demand(bed, command, folder)
        _apt(root, "install", f"/srv/{package}")
        program.must_run()
        assert "Prod" in bed.run(*command, "--demo", "status")
        _say("upgraded while it ran, and it went on")
        quit_demo(bed, program, command)
        again = start_demo(bed, bus, command)
        helper = use_on_demand(bed, command, folder)
        assert '"Version"' in bed.run(*_inside(root, bed.root), *helper)
        quit_demo(bed, again, command)
        kept = sorted(path.name for path in (bed.home / ".local/share/sso-tray").iterdir())
        _say(f"the person's own, which stays: ~/.local/share/sso-tray/: {', '.join(kept)}")


@contextmanager
def _bare_root(base: Path | None) -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="bare.", dir="/var/tmp") as folder:
        root = Path(folder, "root")
        if base is None:
            _run("debootstrap", "--variant=minbase", SUITE, str(root))
        else:
            _run("cp", "-a", str(base), str(root))
        # No service is started in there, and its own sources are the machine's.
        (root / "usr/sbin/policy-rc.d").write_text("#!/bin/sh\nexit 101\n")
        (root / "usr/sbin/policy-rc.d").chmod(0o755)
        shutil.copy("/etc/resolv.conf", root / "etc/resolv.conf")
        for name in Path("/etc/apt/apt.conf.d").glob("*proxy*"):
            shutil.copy(name, root / "etc/apt/apt.conf.d")
        _apt(root, "update")
        yield root


def _package(root: Path, version: str) -> None:
    """Builds the .deb of what is in `dist/` into the root's `/srv`."""
    named = ["--version", version] if version else []
    _run(sys.executable, "-m", "installers.linux", "deb", "--to", str(root / "srv"), *named)


def _apt(root: Path, *words: str) -> None:
    options = ("-qq", "-y", "--no-install-recommends")
    command = ("env", "DEBIAN_FRONTEND=noninteractive", "LANG=C.UTF-8", "apt-get", *options)
    _run(*_inside(root, Path("/nowhere")), *command, *words)


def _inside(root: Path, desktop: Path) -> tuple[str, ...]:
    """What runs a command in the root, as the same process, with the bed's folder in it."""
    return ("unshare", "--mount", "sh", "-c", _ENTER, "enter", str(root), str(desktop))


def _run(*command: str) -> None:
    done = subprocess.run(
        command, cwd=PROJECT, capture_output=True, text=True, timeout=1200, check=False
    )
    if done.returncode != 0:
        raise RuntimeError(f"{' '.join(command[-6:])}: {done.stdout[-2000:]}{done.stderr[-2000:]}")


def _files(root: Path) -> set[str]:
    found = (path.relative_to(root) for path in root.rglob("*") if not path.is_dir())
    return {str(path) for path in found if not str(path).startswith(_NOT_OURS)}


def _say(words: str) -> None:
    sys.stdout.write(words.rstrip("\n") + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
