"""The AWS CLI on the PATH, the keyring, the desktop's tray, and versions."""

import importlib.metadata
import os
import platform
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from tray.adapters.storage.keyring_store import SAFE_BACKENDS, innermost
from tray.core.doctor.facts import AwsCliFacts, KeyringFacts, KeyringState
from tray.core.exec.child_environment import outside_environment

_CLI_SECONDS = 6.0
"""A cold `aws --version` takes a second; with a virus scanner, three."""
_BUS_SECONDS = 2.0
_WATCHER = "org.kde.StatusNotifierWatcher"
_PACKAGES = ("sso-tray", "PySide6-Essentials", "boto3", "keyring", "desktop-notifier")


def aws_cli(environ: Mapping[str, str], seconds: float = _CLI_SECONDS) -> AwsCliFacts:
    """The first `aws` of the PATH, and what it says of itself within so many real seconds."""
    # Only where a whole path leads: an empty or relative part is the folder one happens to be in.
    folders = [
        each for each in environ.get("PATH", "").split(os.pathsep) if Path(each).is_absolute()
    ]
    path = shutil.which("aws", path=os.pathsep.join(folders)) if folders else None
    if path is None or not Path(path).is_absolute():
        return AwsCliFacts(None)
    try:
        # In a session of its own, so that a wrapper's children end with it.
        process = subprocess.Popen(  # noqa: S603 - the very program that the person would run
            [path, "--version"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=outside_environment(environ, is_frozen=getattr(sys, "frozen", False)),
            start_new_session=os.name == "posix",
        )
    except OSError:
        return AwsCliFacts(path)
    with process:
        try:
            output, _ = process.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            _end(process)
            return AwsCliFacts(path)
    return AwsCliFacts(path, output.decode(errors="replace") if process.returncode == 0 else None)


def _end(process: subprocess.Popen[bytes]) -> None:
    if os.name == "posix":
        os.killpg(process.pid, signal.SIGKILL)
    else:
        process.kill()


def keyring(find: Callable[[], Any] | None = None) -> KeyringFacts:
    """The backend that would hold sign-ins. Never asks the person to unlock it."""
    try:
        import keyring as library  # noqa: PLC0415 - a quarter of a second

        backend = innermost((find or library.get_keyring)())
        module = type(backend).__module__
        if module.startswith(("keyring.backends.fail", "keyring.backends.null")):
            return KeyringFacts(KeyringState.NONE, module=module)
        if not module.startswith(SAFE_BACKENDS):
            return KeyringFacts(KeyringState.UNSAFE, module=module)
        is_locked = "SecretService" in module and _is_locked()
        state = KeyringState.LOCKED if is_locked else KeyringState.SAFE
        return KeyringFacts(state, str(backend.name), module)
    except Exception:  # noqa: BLE001 - every backend has exceptions of its own, D-Bus's among them
        return KeyringFacts(KeyringState.FAILED)


def _is_locked() -> bool:
    """Of the Secret Service's default collection; one that is yet to be made is not."""
    import secretstorage  # noqa: PLC0415 - Linux only, as its backend

    connection = secretstorage.dbus_init()
    try:
        return bool(secretstorage.Collection(connection).is_locked())
    except secretstorage.ItemNotFoundException:
        return False
    finally:
        connection.close()


def tray_host(environ: Mapping[str, str]) -> bool | None:
    """Whether the desktop has a place for icons; None where nobody can be asked.

    On Linux that is who owns `org.kde.StatusNotifierWatcher` (the StatusNotifierItem
    specification). On X11 an older kind of tray may be there instead, unless it is GNOME.
    """
    if sys.platform in {"darwin", "win32"}:
        return True
    if not environ.get("DBUS_SESSION_BUS_ADDRESS"):
        return None
    try:
        is_there = _is_on_the_bus(_WATCHER)
    except Exception:  # noqa: BLE001 - no bus, a bus that refuses, one that is slow: all the same
        return None
    has_old_trays = environ.get("XDG_SESSION_TYPE") != "wayland"
    is_gnome = "GNOME" in environ.get("XDG_CURRENT_DESKTOP", "")
    return None if not is_there and has_old_trays and not is_gnome else is_there


def _is_on_the_bus(name: str) -> bool:
    from jeepney.bus_messages import message_bus  # noqa: PLC0415 - Linux only
    from jeepney.io.blocking import open_dbus_connection  # noqa: PLC0415

    with open_dbus_connection("SESSION") as connection:
        answer: Any = connection.send_and_get_reply(
            message_bus.NameHasOwner(name), timeout=_BUS_SECONDS
        )
    return bool(answer.body[0])


def versions() -> dict[str, str]:
    """Of Python, the system, this package and those it stands on; for bug reports."""
    found = {"Python": platform.python_version(), "System": platform.platform()}
    for package in _PACKAGES:
        try:
            found[package] = importlib.metadata.version(package)
        except importlib.metadata.PackageNotFoundError:
            found[package] = "not installed as a package"
    for variable in ("XDG_CURRENT_DESKTOP", "XDG_SESSION_TYPE"):
        if value := os.environ.get(variable):
            found[variable] = value
    return found
