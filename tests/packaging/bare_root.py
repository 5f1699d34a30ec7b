"""The .deb in a bare Debian: installed, used, removed; and what it leaves behind.

    python -m tests.packaging.bare_root FOLDER

FOLDER holds a root made with `debootstrap --variant=minbase bookworm FOLDER`, where apt
reaches its mirror. Takes root. Nothing outside FOLDER is changed.
"""

import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlencode, urlsplit
from urllib.request import urlopen

from tests.checks import PROJECT

HOME = "root"
OURS = re.compile(r"sso-tray")


def main(folder: Path) -> int:
    """Prints each step; raises at the first that fails."""
    (package,) = (PROJECT / "dist").glob("*.deb")
    place = f"/opt/{package.name}"
    shutil.copy(package, folder / "opt")
    _inside(folder, "apt-get", "update", "-qq")
    before = _files(folder)  # the package itself lies among them
    install = ("apt-get", "install", "-y", "-qq", "--no-install-recommends")
    _inside(folder, *install, place)
    _say("installed", _inside(folder, "sso-tray", "--version"))
    _try_demo(folder)
    _inside(folder, *install, "--reinstall", place)
    _say("installed again over itself", "")
    _inside(folder, "apt-get", "purge", "-y", "-qq", "sso-tray")
    left = sorted(path for path in _files(folder) - before if OURS.search(path))
    own = [path for path in left if path.startswith(f"{HOME}/")]
    _say("removed; left behind", ", ".join(path for path in left if path not in own) or "nothing")
    _say("the person's own", ", ".join(own) or "nothing")
    return 0 if left == own else 1


def _try_demo(folder: Path) -> None:
    """Without a screen of its own: Qt paints nowhere, and the page is allowed from outside."""
    opener = folder / "usr/local/bin/opener"
    opener.write_text('#!/bin/sh\necho "$1" > /opt/page\n')
    opener.chmod(0o755)
    environ = ["env", "QT_QPA_PLATFORM=offscreen", "BROWSER=opener", "DISPLAY=:99", "HOME=/root"]
    demo = [*_chroot(folder), *environ, "sso-tray", "--demo", "--demo-speed", "1"]
    with subprocess.Popen(demo) as program:
        try:
            status = _until(lambda: _inside(folder, "sso-tray", "--demo", "status"))
            _say("the demo runs", status.splitlines()[0])
            with subprocess.Popen(
                [*_chroot(folder), *environ, "sso-tray", "--demo", "login"]
            ) as login:
                _allow(_until(lambda: (folder / "opt/page").read_text().strip()))
                assert login.wait(30) == 0
            _inside(folder, "sso-tray", "--demo", "use", "Prod/ReadOnly", "--as", "process")
            config = (folder / HOME / ".local/share/sso-tray/demo/aws/config").read_text()
            (line,) = re.findall(r"credential_process = (.+)", config)
            keys = _inside(folder, *line.split())
            assert '"Version"' in keys, keys
            _say("a role's keys by the helper", line.split()[0])
        finally:
            program.terminate()
    assert program.returncode == 0, program.returncode


def _allow(page: str) -> None:
    with urlopen(page, timeout=10) as answer:  # noqa: S310 - loopback
        ticket = re.search(r'name="ticket" value="([^"]+)"', answer.read().decode())
    assert ticket, page
    form = urlencode({"ticket": ticket[1], "verdict": "allowed"}).encode()
    parts = urlsplit(page)
    decide = f"{parts.scheme}://{parts.netloc}/decide"
    urlopen(decide, form, timeout=10).close()  # noqa: S310


def _until(look: Callable[[], str]) -> str:
    end = time.monotonic() + 30
    while True:
        try:
            return look()
        except (subprocess.CalledProcessError, OSError):
            if time.monotonic() > end:
                raise
            time.sleep(0.5)


def _chroot(folder: Path) -> list[str]:
    return ["chroot", str(folder)]


def _inside(folder: Path, *command: str) -> str:
    done = subprocess.run(
        [*_chroot(folder), "env", "DEBIAN_FRONTEND=noninteractive", "HOME=/root", *command],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        sys.stderr.write(done.stderr)
        raise subprocess.CalledProcessError(done.returncode, command)
    return done.stdout.strip()


def _files(folder: Path) -> set[str]:
    skipped = {"proc", "sys", "dev", "var", "tmp"}
    found = (path.relative_to(folder) for path in folder.rglob("*") if not path.is_dir())
    return {str(path) for path in found if path.parts[0] not in skipped}


def _say(step: str, words: str) -> None:
    sys.stdout.write(f"{step}: {words}\n" if words else f"{step}\n")


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
