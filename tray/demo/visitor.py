"""The person at the demo's page where there is no browser: reads it, and presses *Allow access*."""

from html.parser import HTMLParser
from urllib.parse import urlencode, urljoin, urlsplit
from urllib.request import OpenerDirector, ProxyHandler, build_opener

from tray.core.vocabulary.errors import TrayError

_SECONDS = 10.0


class _ConsentForm(HTMLParser):
    """What the page's form sends when its main button is pressed."""

    def __init__(self) -> None:
        super().__init__()
        self.action = ""
        self.fields: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.action = has.get("action", "")
        elif (tag == "input" or has.get("id") == "allow") and "name" in has:
            self.fields[has["name"]] = has.get("value", "")


def allow(page: str, user_code: str) -> None:
    """Allows the sign-in that shows `user_code`, after a look whether the page shows it, too.

    Raises `TrayError` where the page is not this machine's, or doesn't answer.
    """
    if urlsplit(page).hostname != "127.0.0.1":
        raise TrayError(f"{page} isn't a page of the demo.")
    opener = build_opener(ProxyHandler({}))  # the demo is on loopback, whatever http_proxy says
    form = _ConsentForm()
    try:
        text = _read(opener, page)
        form.feed(text)
        if user_code not in text or not form.action:
            raise TrayError("The demo's page shows another code.", "Sign in again.")
        _read(opener, urljoin(page, form.action), urlencode(form.fields).encode())
    except OSError as error:
        raise TrayError(f"Couldn't open the demo's page: {error}", "Sign in again.") from error


def _read(opener: OpenerDirector, address: str, form: bytes | None = None) -> str:
    with opener.open(address, form, timeout=_SECONDS) as answer:
        return str(answer.read().decode())
