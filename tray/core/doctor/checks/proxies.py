"""Checks of the proxy variables, as botocore reads them (`urllib.request.getproxies`)."""

import re
from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit

from tray.core.doctor.facts import Facts
from tray.core.doctor.masking import without_password
from tray.core.doctor.report import Finding, fine, note, trouble
from tray.core.vocabulary.translatable import said

_HOST = re.compile(r"[A-Za-z0-9._-]+|[0-9A-Fa-f:.]+")
_RANGE = re.compile(r"[\d.:a-fA-F]+/\d+")


def proxy(facts: Facts) -> Iterable[Finding]:
    """Proxy variables that say something else than they were meant to."""
    found = list(_findings(facts))
    address = _value(facts, "https_proxy")
    if not found and address:
        yield fine(
            "proxy",
            said("Calls to AWS go through the proxy {address}.", address=without_password(address)),
        )
    elif not found:
        yield fine("proxy", said("No proxy is set in the environment."))
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
            said("HTTP_PROXY is set, HTTPS_PROXY is not."),
            said("All calls to AWS are HTTPS: they go past the proxy."),
            said("Set HTTPS_PROXY to the same address, if AWS is reached through the proxy."),
        )
    yield from _exceptions(_spelling(facts, "no_proxy"), _value(facts, "no_proxy"))


def _two_spellings(facts: Facts, name: str) -> Iterator[Finding]:
    lower, upper = facts.environment.get(name), facts.environment.get(name.upper())
    if lower and upper and lower != upper:
        yield note(
            "proxy",
            said("{name} and {upper} differ.", name=name, upper=name.upper()),
            said("Some tools take the one, some the other."),
            said("Set both to the same, or remove {name}.", name=name.upper()),
        )


def _address(name: str, value: str) -> Iterator[Finding]:
    """Nothing of a malformed value is shown: nobody knows which part is the password."""
    scheme = value.partition("://")[0].lower() if "://" in value else "http"
    if not is_proxy_address(value):
        has_password = "@" in value
        yield trouble(
            "proxy",
            said("{name} is not an address.", name=name),
            said("Tools expect http://HOST:PORT, or http://USER:PASSWORD@HOST:PORT."),
            said("Write special characters of user and password as %40 and the like.")
            if has_password
            else said("Write {name} in that form.", name=name),
        )
    elif scheme.startswith("socks"):
        yield trouble(
            "proxy",
            said(
                "{name} names a SOCKS proxy: {address}.", name=name, address=without_password(value)
            ),
            said("The AWS CLI and most SDKs speak to HTTP proxies only."),
            said("Name an HTTP proxy, if there is one."),
        )
    elif scheme not in {"http", "https"}:
        yield trouble(
            "proxy",
            said("{name} begins with {scheme}://.", name=name, scheme=scheme),
            said("Tools know http:// and https:// proxies only."),
            said("Write http://HOST:PORT."),
        )
    elif scheme == "https":
        yield note(
            "proxy",
            said(
                "{name} begins with https://: {address}.",
                name=name,
                address=without_password(value),
            ),
            said(
                "That is how the proxy itself is spoken to, not what goes through it; few "
                "proxies want it."
            ),
            said("If nothing gets through, write http:// there."),
        )


def is_proxy_address(value: str) -> bool:
    """Whether a proxy variable has an address that all tools understand."""
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
            said(
                "{name} has an entry that tools read differently: {shown}.",
                name=name,
                shown=_shown(odd[0]),
            ),
            said("Entries are host names or suffixes, as in .example.com, with commas between."),
            said("Write {name} in that form.", name=name),
        )
    if any(_RANGE.fullmatch(entry) for entry in entries):
        yield note(
            "proxy",
            said("{name} has a range of addresses.", name=name),
            said("Python programs, the AWS CLI among them, do not understand ranges."),
            said("Name the hosts one by one, if they are reached through the proxy by mistake."),
        )
    if any(entry.lstrip("*.").endswith(("amazonaws.com", "aws.com")) for entry in entries):
        yield note(
            "proxy",
            said("{name} lets calls to AWS go past the proxy.", name=name),
            said("That fails where the proxy is the only way out."),
            said("If AWS cannot be reached, remove amazonaws.com from {name}.", name=name),
        )


def _shown(entry: str) -> str:
    return without_password(entry) if "@" in entry else entry


def _value(facts: Facts, name: str) -> str:
    """Lower case goes first, as in `urllib`."""
    return facts.environment.get(_spelling(facts, name), "")


def _spelling(facts: Facts, name: str) -> str:
    return name if facts.environment.get(name) else name.upper()
