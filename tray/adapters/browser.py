"""The person's own browser, opened without anything secret in a command line."""

import os
import shlex
import shutil
import subprocess
import sys
import threading
from collections.abc import Mapping
from http.server import ThreadingHTTPServer
from secrets import token_urlsafe

from tray.adapters.quiet_handler import QuietHandler
from tray.core.errors import BrowserMissing
from tray.core.secret import Secret

_FAILS_WITHIN_SECONDS = 2.0
_ONE_SHOT_SECONDS = 60
_OPENERS = ("wslview", "xdg-open", "gio")


class SystemBrowser:
    """`ports.Browser` over the system's way of opening a page.

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
        if not isinstance(url, Secret):
            self._open_plain(url)
            return
        page = _OneShot(url, is_waited_for=self._is_for_one_page)
        try:
            self._open_plain(page.address)
        except BrowserMissing:
            page.withdraw()
            raise

    def _open_plain(self, url: str) -> None:
        if sys.platform == "win32":
            os.startfile(url)  # noqa: S606 - an address, opened by the system's own choice
            return
        command = ["open", url] if sys.platform == "darwin" else self._command(url)
        if command is None:
            raise BrowserMissing(
                "No browser was found on this machine.", "Sign in with a code instead."
            )
        self._run(command)

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

    def _run(self, command: list[str]) -> None:
        try:
            process = subprocess.Popen(  # noqa: S603 - no shell; the address is an argument
                command,
                env=self._clean_environment(),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
        except OSError as error:
            raise BrowserMissing(
                f"The browser did not start: {error.strerror}.", "Sign in with a code instead."
            ) from error
        try:
            status = process.wait(_FAILS_WITHIN_SECONDS)
        except subprocess.TimeoutExpired:
            # It is the browser itself that runs; somebody has to fetch its exit status.
            threading.Thread(target=process.wait, name="browser", daemon=True).start()
            return
        if status != 0:
            raise BrowserMissing(
                f"{command[0]} could not open a page (exit {status}).",
                "Sign in with a code instead, or set BROWSER.",
            )

    def _clean_environment(self) -> dict[str, str]:
        """Without the library paths of a frozen program, which break other programs."""
        clean = dict(self._environ)
        for name in ("LD_LIBRARY_PATH", "QT_PLUGIN_PATH", "QT_QPA_PLATFORMTHEME"):
            original = clean.pop(f"{name}_ORIG", None)
            if original is not None:
                clean[name] = original
        return clean


def _words(command: str) -> list[str]:
    try:
        return shlex.split(command)
    except ValueError:
        return []


class _OneShot:
    """An address on loopback that leads to `url` once, within a minute.

    A program that ends after one page waits for the visit.
    """

    def __init__(self, url: Secret, *, is_waited_for: bool) -> None:
        path = f"/{token_urlsafe(24)}"
        self._is_over = is_over = threading.Event()
        left = [url]

        class Handler(QuietHandler):
            def do_GET(self) -> None:
                is_it = self.path == path and self.headers.get("Host") == host
                target = left.pop() if is_it and left else None
                self.send_response(302 if target else 404)
                if target:
                    self.send_header("Location", target.reveal())
                self.send_header("Referrer-Policy", "no-referrer")
                self.send_header("Cache-Control", "no-store")
                self.send_header("Content-Length", "0")
                self.end_headers()
                if target:
                    is_over.set()

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        host = f"127.0.0.1:{self._server.server_port}"
        self.address = f"http://{host}{path}"
        serving = threading.Thread(target=self._server.serve_forever, args=(0.2,), daemon=True)
        serving.start()
        threading.Thread(
            target=self._end, args=(serving,), name="hand-over", daemon=not is_waited_for
        ).start()

    def withdraw(self) -> None:
        """Ends it unvisited."""
        self._is_over.set()

    def _end(self, serving: threading.Thread) -> None:
        self._is_over.wait(_ONE_SHOT_SECONDS)
        self._server.shutdown()
        self._server.server_close()
        serving.join()
