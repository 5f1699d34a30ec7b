"""Starts a browser, or what opens one."""

import subprocess
import threading
from collections.abc import Mapping, Sequence

from tray.core.errors import BrowserMissing

_FAILS_WITHIN_SECONDS = 2.0


def start_browser(command: Sequence[str], environ: Mapping[str, str], hint: str) -> None:
    """Runs a command line and looks whether it fails at once.

    Raises `BrowserMissing` with that hint.
    """
    try:
        process = subprocess.Popen(  # noqa: S603 - no shell; the address is an argument
            command,
            env=_clean(environ),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    except OSError as error:
        raise BrowserMissing(f"The browser did not start: {error.strerror}.", hint) from error
    try:
        status = process.wait(_FAILS_WITHIN_SECONDS)
    except subprocess.TimeoutExpired:
        # It is the browser itself that runs; somebody has to fetch its exit status.
        threading.Thread(target=process.wait, name="browser", daemon=True).start()
        return
    if status != 0:
        raise BrowserMissing(f"{command[0]} could not open a page (exit {status}).", hint)


def _clean(environ: Mapping[str, str]) -> dict[str, str]:
    """Without the library paths of a frozen program, which break other programs."""
    clean = dict(environ)
    for name in ("LD_LIBRARY_PATH", "QT_PLUGIN_PATH", "QT_QPA_PLATFORMTHEME"):
        original = clean.pop(f"{name}_ORIG", None)
        if original is not None:
            clean[name] = original
    return clean
