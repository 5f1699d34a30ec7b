"""A page in one of Chromium's profiles: with the real one, from profiles that it made itself."""

import shutil
import threading
from collections.abc import Iterator
from contextlib import closing
from http.server import ThreadingHTTPServer

import pytest

from tests.desktop.bed import Bed
from tests.desktop.chromium import FLAGS, SANDBOX
from tests.desktop.desktop_files import write
from tests.desktop.waiting import wait_until
from tray.adapters.browsers.installed import Browsers
from tray.adapters.loopback.quiet_handler import QuietHandler
from tray.core.console.browser_rules import BrowserPlace, InstalledBrowser
from tray.core.vocabulary.secret import Secret


class Site:
    """Pages that give each visitor a cookie, and remember which one came where."""

    def __init__(self) -> None:
        self.visits: dict[str, str] = {}
        site = self

        class Page(QuietHandler):
            timeout = 1  # browsers open connections for which they have no use yet

            def do_GET(self) -> None:
                cookie = self.headers.get("Cookie") or ""
                site.visits.setdefault(self.path, cookie)
                self.send_response(200)
                self.send_header("Content-Type", "text/html")
                if not cookie:
                    self.send_header("Set-Cookie", f"first={self.path}; Path=/; Max-Age=600")
                self.send_header("Content-Length", "0")
                self.end_headers()

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Page)
        self._server.daemon_threads = False  # closing waits for them
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.1,))
        self._thread.start()

    def address(self, path: str) -> str:
        return f"http://127.0.0.1:{self._server.server_port}{path}"

    def cookie(self, path: str) -> str:
        """What the visitor of that page brought; waits for the visit."""
        wait_until(lambda: path in self.visits, 30, f"a visit of {path}")
        return self.visits[path]

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


@pytest.fixture
def site() -> Iterator[Site]:
    with closing(Site()) as site:
        yield site


@pytest.fixture
def environment(bed: Bed) -> dict[str, str]:
    """The bed's, where `chromium` has the options that tests need."""
    folder = bed.root / "browsers"
    real = shutil.which("chromium", path=bed.env["PATH"])
    words = " ".join([*SANDBOX, *FLAGS])
    write(folder / "chromium", f'#!/bin/sh\nexec {real} {words} "$@"\n', 0o700)
    return {**bed.env, "PATH": f"{folder}:{bed.env['PATH']}"}


@pytest.fixture
def browsers(bed: Bed, environment: dict[str, str], site: Site) -> Browsers:
    """With a Chromium that runs, and has made two profiles for itself."""
    chromium = shutil.which("chromium", path=environment["PATH"]) or ""
    for folder in ("Default", "Profile 1"):
        page = site.address(f"/{folder[-1]}")
        bed.start(chromium, f"--profile-directory={folder}", page, env=environment)
        assert site.cookie(f"/{folder[-1]}") == ""
    found = Browsers(environment, bed.home)
    wait_until(lambda: len(chromium_of(found).profiles) == 2, 30, "Chromium's list of profiles")
    return found


def chromium_of(browsers: Browsers) -> InstalledBrowser:
    return next(one for one in browsers.installed() if one.key == "chromium")


def silent_visitors() -> list[threading.Thread]:
    return [each for each in threading.enumerate() if "process_request" in each.name]


def test_a_page_opens_in_the_profile_that_was_named(browsers: Browsers, site: Site) -> None:
    first, second = sorted(chromium_of(browsers).profiles, key=lambda each: each.key)
    assert (first.key, second.key) == ("Default", "Profile 1")
    for name, path, cookie in (
        (second.key, "/a", "first=/1"),
        (first.key, "/b", "first=/t"),
        (second.title, "/c", "first=/1"),
    ):
        browsers.open(site.address(path), BrowserPlace("chromium", name))
        assert site.cookie(path) == cookie
    browsers.open(Secret(site.address("/secret")), BrowserPlace("chromium", first.key))
    assert site.cookie("/secret") == "first=/t"
    # Browsers keep a connection open, which our one-shot page cuts after five seconds.
    wait_until(lambda: not silent_visitors(), 10, "the end of the one-shot page")
