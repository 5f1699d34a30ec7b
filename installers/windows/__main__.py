"""The installer for Windows: `python -m installers.windows`, with NSIS's makensis.

It packs what PyInstaller built on Windows. makensis itself runs anywhere.
"""

import argparse
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path, PureWindowsPath

from installers.facts import PROJECT, Facts, facts
from installers.pictures import ICON
from installers.windows.icon import write_ico
from installers.windows.version import numbers

SCRIPT = Path(__file__).with_name("sso-tray.nsi")
MIB = 1024 * 1024


def build_installer(built: Path, target: Path, about: Facts, stub: str = "") -> Path:
    """Packs the built folder; the installer's path.

    `stub` is NSIS's `Target`, where its usual one of 32 bits does not do. Raises
    `FileNotFoundError` without the program, `CalledProcessError` with makensis' words.
    """
    if not (built / "SSO Tray.exe").is_file():
        raise FileNotFoundError(f"{built} has no program for Windows")
    target.mkdir(parents=True, exist_ok=True)
    installer = target.resolve() / f"{about.name}-{about.version}.exe"
    with tempfile.TemporaryDirectory(prefix="nsis.") as name:
        folder = Path(name)
        write_ico(ICON, folder / "icon.ico")
        (folder / "files.nsh").write_text(deletions(built), encoding="utf-8-sig")
        named = {
            "VERSION": about.version,
            "FILE_VERSION": ".".join(str(number) for number in numbers(about.version)),
            "LICENCE": about.licence,
            "PUBLISHER": "The SSO Tray developers",
            "KILOBYTES": str(size_of(built) // 1024),
            "BUILT": str(built.resolve()),
            "ICON": str(folder / "icon.ico"),
            "FILES": str(folder / "files.nsh"),
            "TARGET_FILE": str(installer),
            **({"TARGET": stub} if stub else {}),
        }
        defined = [f"-D{name}={text}" for name, text in named.items()]
        command = ["makensis", "-V2", "-INPUTCHARSET", "UTF8", *defined, str(SCRIPT)]
        subprocess.run(command, check=True)
    return installer


def deletions(built: Path) -> str:
    """What the uninstaller takes away: the files by name, then folders if they are empty."""
    paths = sorted(path.relative_to(built) for path in built.rglob("*"))
    files = [path for path in paths if not (built / path).is_dir()]
    folders = [path for path in reversed(paths) if (built / path).is_dir()]
    lines = [f'Delete "{_below(path)}"' for path in files]
    lines += [f'RMDir "{_below(path)}"' for path in folders]
    return "\n".join(lines) + "\n"


def _below(path: Path) -> str:
    return (
        f"$INSTDIR\\{PureWindowsPath(path)}".replace("$I", "\0")
        .replace("$", "$$")
        .replace("\0", "$I")
    )


def size_of(built: Path) -> int:
    """Bytes in all."""
    return sum(path.stat().st_size for path in built.rglob("*") if path.is_file())


def main() -> int:
    """Builds it, and says how large it is."""
    parser = argparse.ArgumentParser(prog="python -m installers.windows", description=main.__doc__)
    parser.add_argument("--built", type=Path, default=PROJECT / "dist/sso-tray")
    parser.add_argument("--to", type=Path, default=PROJECT / "dist")
    parser.add_argument("--stub", default="", help="such as amd64-unicode")
    options = parser.parse_args()
    if shutil.which("makensis") is None:
        raise FileNotFoundError("there is no makensis: install NSIS")
    installer = build_installer(options.built, options.to, facts(), options.stub)
    installed = size_of(options.built) / MIB
    sys.stdout.write(
        f"{installer}: {installer.stat().st_size / MIB:.1f} MiB, installed {installed:.0f} MiB\n"
    )
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except (subprocess.CalledProcessError, FileNotFoundError) as error:
        sys.exit(f"installer: failed: {error}")
