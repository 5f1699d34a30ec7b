"""The person's own browser, opened without anything secret in a command line."""

import os
import shlex
import shutil
import sys
from collections.abc import Mapping

from tray.adapters.loopback.one_shot_page import open_unseen
from tray.adapters.system.child_process import start_browser
from tray.core.vocabulary.errors import BrowserMissing
from tray.core.vocabulary.secret import Secret
from tray.core.vocabulary.translatable import said

_HINT = said("Sign in with a code instead, or set the BROWSER variable.")
_OPENERS = ("wslview", "xdg-open", "gio")


class SystemBrowser:
    """The system's own way of opening a page.

    `is_for_one_page`: the process may end right after `open`, and then waits
    until the browser has fetched a secret address.
    """

    def __init__(self, environ: Mapping[str, str], *, is_for_one_page: bool = False) -> None:
        self._environ = environ
        self._is_for_one_page = is_for_one_page

    def is_available(self) -> bool:
        """On Linux that takes a display and something that opens pages."""
        if sys.platform in {"darwin", "win32"}:
            return not self._environ.get("SSH_CONNECTION")
        has_display = self._environ.get("DISPLAY") or self._environ.get("WAYLAND_DISPLAY")
        return bool(has_display) and self._command("") is not None

    def open(self, url: Secret | str) -> None:
        """Opens a page. A secret one is handed over by a one-shot page on loopback.

        Command lines can be read by every program of the machine, so the
        opener only gets an address with a random path, good for one visit.
        """
        open_unseen(url, self._open_plain, is_waited_for=self._is_for_one_page)

    def _open_plain(self, url: str) -> None:
        if sys.platform == "win32":
            os.startfile(url)  # noqa: S606 - an address, opened by the system's own choice
            return
        command = ["open", url] if sys.platform == "darwin" else self._command(url)
        if command is None:
            raise BrowserMissing(said("No browser found on this computer."), _HINT)
        start_browser(command, self._environ, _HINT)

    def _command(self, url: str) -> list[str] | None:
        path = self._environ.get("PATH")
        for named in self._environ.get("BROWSER", "").split(os.pathsep):
            # Several may be named, with options, and %s where the address is to stand.
            words = _words(named)
            if words and shutil.which(words[0], path=path):
                has_place = any("%s" in word for word in words)
                return [word.replace("%s", url) for word in words] + ([] if has_place else [url])
        for opener in _OPENERS:
            if shutil.which(opener, path=path):
                return [opener, "open", url] if opener == "gio" else [opener, url]
        return None


def _words(command: str) -> list[str]:
    try:
        return shlex.split(command)
    except ValueError:
        return []
