"""The files of a package, as they lie on the person's machine."""

import gzip
import os
import shutil
import subprocess
import sys
from pathlib import Path

from installers.linux.manual import manual

HERE = Path(__file__).parent
PROJECT = HERE.parents[1]
BUILT = PROJECT / "dist/sso-tray"
SIZES = (16, 22, 24, 32, 48, 64, 128, 256, 512)
_COMPLETIONS = {
    "bash": "usr/share/bash-completion/completions/sso-tray",
    "zsh": "usr/share/zsh/vendor-completions/_sso-tray",
    "fish": "usr/share/fish/vendor_completions.d/sso-tray.fish",
}


def make_tree(root: Path) -> None:
    """Fills `root` with all that is installed."""
    if not (BUILT / "sso-tray").exists():
        raise SystemExit("There is no built program yet. Make it with: ./dev build")
    shutil.copytree(BUILT, root / "usr/lib/sso-tray", symlinks=True)
    # The system's package manager brings new versions: the program does not look for them.
    _write(root / "usr/lib/sso-tray/_internal/resources/packaged-by", "the system's packages\n")
    (root / "usr/bin").mkdir(parents=True)
    (root / "usr/bin/sso-tray").symlink_to("../lib/sso-tray/sso-tray")
    share = root / "usr/share"
    _copy(HERE / "sso-tray.desktop", share / "applications/sso-tray.desktop")
    name = "io.github.sso-tray.metainfo.xml"
    _copy(HERE / name, share / "metainfo" / name)
    _copy(HERE / "sso-tray.service", root / "usr/lib/systemd/user/sso-tray.service")
    page = gzip.compress(manual().encode(), mtime=0)
    _write(share / "man/man1/sso-tray.1.gz", page)
    _icons(share / "icons/hicolor")
    _completions(root)
    _settle(root)


def _icons(theme: Path) -> None:
    """The drawing for all sizes, and pictures for desktops that take none."""
    drawing = PROJECT / "resources/icons/sso-tray.svg"
    _copy(drawing, theme / "scalable/apps/sso-tray.svg")
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtCore import QSize  # noqa: PLC0415 - reads the platform just set
    from PySide6.QtGui import QGuiApplication, QIcon  # noqa: PLC0415

    application = QGuiApplication.instance() or QGuiApplication([])
    icon = QIcon(str(drawing))
    for size in SIZES:
        path = theme / f"{size}x{size}/apps/sso-tray.png"
        path.parent.mkdir(parents=True)
        if not icon.pixmap(QSize(size, size)).save(str(path)):
            raise SystemExit(f"{path} could not be drawn.")
    del application


def _completions(root: Path) -> None:
    """What `--install-completion` would put into the person's own files."""
    for shell, path in _COMPLETIONS.items():
        done = subprocess.run(  # noqa: S603 - ourselves
            [sys.executable, "-m", "tray", "--show-completion", shell],
            env={**os.environ, "_TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION": "1"},
            capture_output=True,
            text=True,
            check=True,
            cwd=PROJECT,
        )
        script = done.stdout.replace("python -m tray", "sso-tray")
        _write(root / path, script)


def _settle(root: Path) -> None:
    """Modes as packages have them, whatever the umask was."""
    for path in root.rglob("*"):
        if not path.is_symlink():
            is_program = path.is_dir() or path.name in {"sso-tray", "sso-tray-credentials"}
            is_program = is_program and "completions" not in path.parts
            path.chmod(0o755 if path.is_dir() or is_program else 0o644)


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)


def _write(target: Path, content: bytes | str) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content.encode() if isinstance(content, str) else content)
