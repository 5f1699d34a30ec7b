"""The consent page: how it is known, and a person who allows everything where no test needs to
see the browser."""

import re
import threading
from urllib.parse import urlencode
from urllib.request import build_opener

from tests.desktop.bed import Bed
from tests.desktop.tray_items import TrayItem
from tests.desktop.waiting import wait_until


def is_consent(url: str) -> bool:
    """Whether this is AWS's page, not the one of the program's own that sends the browser there."""
    return "/authorize" in url or "/device" in url


def sign_in_unseen(bed: Bed, item: TrayItem, known: int | None = None, says: str = " left") -> None:
    """Clicks the icon and allows the page that is opened then; returns when the tooltip `says` so.

    `known` counts the pages before: with one more of them, a sign-in has begun by itself.
    """
    known = len(bed.opened_pages()) if known is None else known
    if len(bed.opened_pages()) == known:
        item.activate()
    wait_until(lambda: len(bed.opened_pages()) > known, 30, "the consent page")
    address = bed.opened_pages()[-1]
    # Beside this one: its last answer comes only when the program has redeemed the code.
    person = threading.Thread(target=_allow, args=(address,), daemon=True)
    person.start()
    wait_until(lambda: says in item.tooltip(), 30, "the tooltip counts down")
    person.join(10)


def _allow(address: str) -> None:
    with build_opener().open(address, timeout=10) as page:
        ticket = re.search(r'name="ticket" value="([^"]+)"', page.read().decode())
        asked_by = page.url  # the browser is sent there from a page of the program's own
    assert ticket
    form = urlencode({"ticket": ticket[1], "verdict": "allowed"}).encode()
    decide = "/".join(asked_by.split("/")[:3]) + "/decide"
    with build_opener().open(decide, form, timeout=20) as answer:
        answer.read()
