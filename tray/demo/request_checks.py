"""What AWS refuses of a request before it looks at anything that it remembers."""

from collections.abc import Mapping
from typing import TypeVar

from tray.core.vocabulary.model import ACCESS_SCOPE, SignInFlow
from tray.demo.records import Client
from tray.demo.rules import Refusal

Item = TypeVar("Item")

PAGE_SIZE = 100
"""Of a listing, at the most."""

REDIRECT_PATH = "/oauth/callback"
_REGISTERED_REDIRECT = f"http://127.0.0.1{REDIRECT_PATH}"


def check_registration(
    asked: Mapping[str, object], start_url: str
) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    """RegisterClient's name, grants and scopes. Raises `Refusal`."""
    name, kind = asked.get("clientName"), asked.get("clientType")
    if not name or kind != "public":
        raise Refusal(400, "InvalidClientMetadataException", "public clients only", "invalid")
    grants = _texts(asked.get("grantTypes")) or (SignInFlow.DEVICE_CODE.value,)
    if SignInFlow.PKCE.value in grants:
        if _texts(asked.get("redirectUris")) != (_REGISTERED_REDIRECT,):
            shape = "InvalidRedirectUriException"
            raise Refusal(400, shape, "redirectUris", "invalid_redirect_uri")
        check_start_url(start_url, str(asked.get("issuerUrl", "")))
    scopes = _texts(asked.get("scopes")) or (ACCESS_SCOPE,)
    if any(not scope.startswith("sso:") for scope in scopes):
        raise Refusal(400, "InvalidScopeException", "scopes", "invalid_scope")
    return str(name), grants, scopes


def check_start_url(known: str, asked: str) -> None:
    """AWS knows its own start URLs, with or without `/` and `#/` at the end. Raises `Refusal`.

    A start URL of another region is answered like one that nobody has.
    """
    if not known or asked.rstrip("/#") != known:
        raise Refusal(400, "InvalidRequestException", "unknown start URL", "invalid_request")


def check_authorization(client: Client, query: Mapping[str, str]) -> None:
    """A PKCE request of the authorize page (RFC 7636, section 4.3). Raises `Refusal`."""
    redirect = query.get("redirect_uri", "")
    if not _is_loopback_redirect(redirect):
        raise Refusal(400, "InvalidRequestException", "redirect_uri", "invalid_request")
    if query.get("response_type") != "code" or query.get("code_challenge_method") != "S256":
        raise Refusal(400, "InvalidRequestException", "S256 codes only", "invalid_request")
    if not query.get("code_challenge") or not query.get("state"):
        raise Refusal(400, "InvalidRequestException", "state, challenge", "invalid_request")
    asked = tuple(query.get("scopes", "").split())
    if not asked or not set(asked) <= set(client.scopes):
        raise Refusal(400, "InvalidScopeException", "scopes", "invalid_scope")


def _texts(value: object) -> tuple[str, ...]:
    return tuple(str(item) for item in value) if isinstance(value, list | tuple) else ()


def _is_loopback_redirect(uri: str) -> bool:
    """The registered address, with the port that the listener got (RFC 8252, section 7.3)."""
    head, _, rest = uri.removeprefix("http://").partition(":")
    port, slash, path = rest.partition("/")
    is_loopback = uri.startswith("http://") and head == "127.0.0.1" and port.isdigit()
    return is_loopback and slash + path == REDIRECT_PATH


def page_of(
    items: tuple[Item, ...], start: str | None, size: int
) -> tuple[tuple[Item, ...], str | None]:
    """A page of a listing from `start` on, and where the next one starts."""
    first = int(start) if start and start.isdigit() else 0
    last = first + max(1, min(size, PAGE_SIZE))
    return items[first:last], str(last) if last < len(items) else None
