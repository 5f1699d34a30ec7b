"""How this very program is started again, and how it is updated."""

import os
import sys
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from tray.adapters.network.release_feed import HttpReleaseFeed
from tray.adapters.storage.paths import ProgramPaths
from tray.core.directory.full_name import full_name
from tray.core.profiles.credential_process import command_line
from tray.core.vocabulary.model import RoleRef
from tray.resource_files import has_resource


def release_feed() -> HttpReleaseFeed | None:
    """None where the system updates the program (`packaged-by`), and in a checkout."""
    package = Path(__file__).parents[1]
    is_checkout = (package.parent / "pyproject.toml").exists()
    if is_checkout or has_resource("packaged-by"):
        return None
    try:
        return HttpReleaseFeed(version("sso-tray"))
    except PackageNotFoundError:
        return None  # nobody can say what would be newer


def helper_command(places: ProgramPaths, *, is_demo: bool) -> Callable[[RoleRef], str]:
    """The `credential_process` line of a role: our helper, and where it finds the agent."""
    is_windows = os.name == "nt"
    sandbox = os.environ.get("FLATPAK_ID")
    image = _image()
    if sandbox:
        # AWS tools run outside, where our own paths mean nothing.
        program = ["/usr/bin/flatpak", "run", "--command=sso-tray-credentials", sandbox]
    elif image:
        program = [image, "--credential-helper"]
    elif getattr(sys, "frozen", False):
        name = "sso-tray-credentials.exe" if is_windows else "sso-tray-credentials"
        program = [str(Path(sys.executable).with_name(name))]
    else:
        # NOTE: run as a file, without site: that is three quarters of its speed.
        program = [
            sys.executable,
            "-I",
            "-S",
            str(Path(__file__).parents[1] / "credential_helper.py"),
        ]
    options = ["--demo"] if is_demo else []

    def command(role: RoleRef) -> str:
        words = [*program, str(places.socket), full_name(role), *options]
        return command_line(words, is_windows=is_windows)

    return command


def program_command(*, is_demo: bool) -> list[str]:
    """How the tray of this very program is started."""
    if image := _image():
        program = [image]
    elif getattr(sys, "frozen", False):
        # Elsewhere the command would bring a window for its output along.
        name = {"win32": "SSO Tray.exe", "darwin": "SSO Tray"}.get(sys.platform, "sso-tray")
        program = [str(Path(sys.executable).with_name(name))]
    else:
        program = [sys.executable, "-I", "-m", "tray"]
    return [*program, "--demo"] if is_demo else program


def _image() -> str:
    """The AppImage that this program runs from, or nothing.

    Where it is unpacked, it is at each start another folder. What another AppImage left
    in the environment of a shell is not meant.
    """
    folder = os.environ.get("APPDIR")
    is_ours = folder and Path(sys.executable).is_relative_to(Path(folder).resolve())
    return os.environ.get("APPIMAGE", "") if is_ours else ""
