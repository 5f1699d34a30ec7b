"""Checks of the proxy variables, as botocore reads them (`urllib.request.getproxies`)."""

import re
from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit

from tray.core.diagnosis.facts import Facts
from tray.core.diagnosis.masking import without_password
from tray.core.diagnosis.report import Finding, fine, note, trouble

_HOST = re.compile(r"[A-Za-z0-9._-]+|[0-9A-Fa-f:.]+")
_RANGE = re.compile(r"[\d.:a-fA-F]+/\d+")


def proxy(facts: Facts) -> Iterable[Finding]:
    """Proxy variables that say something else than they were meant to."""
    found = list(_findings(facts))
    address = _value(facts, "https_proxy")
    if not found and address:
        yield fine("proxy", f"Calls to AWS go through the proxy {without_password(address)}.")
    elif not found:
        yield fine("proxy", "No proxy is set in the environment.")
    yield from found


def _findings(facts: Facts) -> Iterator[Finding]:
    for name in ("https_proxy", "http_proxy", "no_proxy"):
        yield from _two_spellings(facts, name)
    for name in ("https_proxy", "http_proxy"):
        if value := _value(facts, name):
            yield from _address(_spelling(facts, name), value)
    if _value(facts, "http_proxy") and not _value(facts, "https_proxy"):
        yield note(
            "proxy",
            "HTTP_PROXY is set, HTTPS_PROXY is not.",
            "All calls to AWS are HTTPS: they go past the proxy.",
            "Set HTTPS_PROXY to the same address, if AWS is reached through the proxy.",
        )
    yield from _exceptions(_spelling(facts, "no_proxy"), _value(facts, "no_proxy"))


def _two_spellings(facts: Facts, name: str) -> Iterator[Finding]:
    lower, upper = facts.environment.get(name), facts.environment.get(name.upper())
    if lower and upper and lower != upper:
        yield note(
            "proxy",
            f"{name} and {name.upper()} differ.",
            "Some tools take the one, some the other.",
            f"Set both to the same, or remove {name.upper()}.",
        )


def _address(name: str, value: str) -> Iterator[Finding]:
    """Nothing of a malformed value is shown: nobody knows which part is the password."""
    scheme = value.partition("://")[0].lower() if "://" in value else "http"
    if not _is_address(value):
        has_password = "@" in value
        yield trouble(
            "proxy",
            f"{name} is not an address.",
            "Tools expect http://HOST:PORT, or http://USER:PASSWORD@HOST:PORT.",
            "Write special characters of user and password as %40 and the like."
            if has_password
            else f"Write {name} in that form.",
        )
    elif scheme.startswith("socks"):
        yield trouble(
            "proxy",
            f"{name} names a SOCKS proxy: {without_password(value)}.",
            "The AWS CLI and most SDKs speak to HTTP proxies only.",
            "Name an HTTP proxy, if there is one.",
        )
    elif scheme not in {"http", "https"}:
        yield trouble(
            "proxy",
            f"{name} begins with {scheme}://.",
            "Tools know http:// and https:// proxies only.",
            "Write http://HOST:PORT.",
        )
    elif scheme == "https":
        yield note(
            "proxy",
            f"{name} begins with https://: {without_password(value)}.",
            "That is how the proxy itself is spoken to, not what goes through it; few proxies "
            "want it.",
            "If nothing gets through, write http:// there.",
        )


def _is_address(value: str) -> bool:
    try:
        parts = urlsplit(value if "://" in value else f"http://{value}")
        host, _ = parts.hostname, parts.port
    except ValueError:
        return False
    return bool(host and _HOST.fullmatch(host) and parts.path in {"", "/"} and not parts.fragment)


def _exceptions(name: str, value: str) -> Iterator[Finding]:
    entries = [entry.strip() for entry in value.split(",") if entry.strip()]
    odd = [
        entry
        for entry in entries
        if "://" in entry or ";" in entry or " " in entry or (entry != "*" and "*" in entry)
    ]
    if odd:
        yield note(
            "proxy",
            f"{name} has an entry that tools read differently: {_shown(odd[0])}.",
            "Entries are host names or suffixes, as in .example.com, with commas between.",
            f"Write {name} in that form.",
        )
    if any(_RANGE.fullmatch(entry) for entry in entries):
        yield note(
            "proxy",
            f"{name} has a range of addresses.",
            "Python programs, the AWS CLI among them, do not understand ranges.",
            "Name the hosts one by one, if they are reached through the proxy by mistake.",
        )
    if any(entry.lstrip("*.").endswith(("amazonaws.com", "aws.com")) for entry in entries):
        yield note(
            "proxy",
            f"{name} lets calls to AWS go past the proxy.",
            "That fails where the proxy is the only way out.",
            f"If AWS cannot be reached, remove amazonaws.com from {name}.",
        )


def _shown(entry: str) -> str:
    return without_password(entry) if "@" in entry else entry


def _value(facts: Facts, name: str) -> str:
    """Lower case goes first, as in `urllib`."""
    return facts.environment.get(_spelling(facts, name), "")


def _spelling(facts: Facts, name: str) -> str:
    return name if facts.environment.get(name) else name.upper()
