"""Hands a secret address to a browser, whose command line every program may read."""

import threading
from collections.abc import Callable
from secrets import token_urlsafe

from tray.adapters.loopback.server import LoopbackServer, Reply, Visit
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
        raise BrowserMissing(said("That isn't a web address."), said("Check the start URL."))
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
        self._is_over = threading.Event()
        left = [url]

        def answer(visit: Visit) -> Reply:
            # Others may read the command line that names it, and be quicker.
            is_it = visit.path == path and visit.is_by_our_name and not visit.is_of_another_user
            headers = {"Referrer-Policy": "no-referrer"}
            if not is_it or not left:
                return Reply(404, headers=headers)
            headers["Location"] = left.pop().reveal()
            return Reply(302, headers=headers, then=self._is_over.set)

        self._server = LoopbackServer("hand-over", answer)
        self.address = f"{self._server.address}{path}"
        threading.Thread(target=self._end, name="hand-over's end", daemon=not is_waited_for).start()

    def withdraw(self) -> None:
        """Ends it unvisited."""
        self._is_over.set()

    def _end(self) -> None:
        self._is_over.wait(_SECONDS)
        self._server.close()
