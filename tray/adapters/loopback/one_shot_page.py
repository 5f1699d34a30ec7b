"""Hands a secret address to a browser, whose command line every program may read."""

import threading
from collections.abc import Callable
from secrets import token_urlsafe

from tray.adapters.loopback.peer_uid import is_of_another_user
from tray.adapters.loopback.quiet_handler import QuietHandler, QuietServer
from tray.core.vocabulary.errors import BrowserMissing
from tray.core.vocabulary.secret import Secret
from tray.core.vocabulary.translatable import said

_SECONDS = 60


def open_unseen(
    url: Secret | str, open_plain: Callable[[str], None], *, is_waited_for: bool = False
) -> None:
    """Opens an address with `open_plain`, a secret one by way of a page on loopback.

    What `open_plain` raises passes through, and the secret is taken back then.
    Raises `BrowserMissing` for what is no address of the web: a browser might
    take it for an option.
    """
    address = url.reveal() if isinstance(url, Secret) else url
    if not address.startswith(("https://", "http://")):
        raise BrowserMissing(said("That is no address of the web."), said("Look at the start URL."))
    if not isinstance(url, Secret):
        open_plain(url)
        return
    page = OneShotPage(url, is_waited_for=is_waited_for)
    try:
        open_plain(page.address)
    except BrowserMissing:
        page.withdraw()
        raise


class OneShotPage:
    """An address on loopback that leads to `url` once, within a minute.

    A program that ends after one page waits for the visit.
    """

    def __init__(self, url: Secret, *, is_waited_for: bool) -> None:
        path = f"/{token_urlsafe(24)}"
        self._is_over = is_over = threading.Event()
        left = [url]

        class Handler(QuietHandler):
            def do_GET(self) -> None:
                # Others may read the command line that names it, and be quicker.
                is_ours = not is_of_another_user(self.client_address[1], self.server.server_port)
                is_it = is_ours and self.path == path and self.headers.get("Host") == host
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

        self._server = QuietServer(Handler)
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
        self._is_over.wait(_SECONDS)
        self._server.shutdown()
        self._server.server_close()
        serving.join()
