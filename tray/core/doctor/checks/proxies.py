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
            said("AWS calls go through proxy {address}.", address=without_password(address)),
        )
    elif not found:
        yield fine("proxy", said("No proxy set in environment variables."))
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
            said("AWS calls use HTTPS, so they bypass the proxy."),
            said(
                "If AWS is only reachable through the proxy, set HTTPS_PROXY to the same address."
            ),
        )
    yield from _exceptions(_spelling(facts, "no_proxy"), _value(facts, "no_proxy"))


def _two_spellings(facts: Facts, name: str) -> Iterator[Finding]:
    lower, upper = facts.environment.get(name), facts.environment.get(name.upper())
    if lower and upper and lower != upper:
        yield note(
            "proxy",
            said("{name} and {upper} differ.", name=name, upper=name.upper()),
            said("Some tools use one, some the other."),
            said("Set both to the same value, or unset {name}.", name=name.upper()),
        )


def _address(name: str, value: str) -> Iterator[Finding]:
    """Nothing of a malformed value is shown: nobody knows which part is the password."""
    scheme = value.partition("://")[0].lower() if "://" in value else "http"
    if not is_proxy_address(value):
        has_password = "@" in value
        yield trouble(
            "proxy",
            said("{name} isn't a valid address.", name=name),
            said("Tools expect http://HOST:PORT, or http://USER:PASSWORD@HOST:PORT."),
            said("Percent-encode special characters in the user name and password (@ becomes %40).")
            if has_password
            else said("Rewrite {name} in that form.", name=name),
        )
    elif scheme.startswith("socks"):
        yield trouble(
            "proxy",
            said("{name} is a SOCKS proxy: {address}.", name=name, address=without_password(value)),
            said("The AWS CLI and most SDKs only support HTTP proxies."),
            said("Use an HTTP proxy if you have one."),
        )
    elif scheme not in {"http", "https"}:
        yield trouble(
            "proxy",
            said("{name} starts with {scheme}://.", name=name, scheme=scheme),
            said("Tools only support http:// and https:// proxies."),
            said("Use http://HOST:PORT."),
        )
    elif scheme == "https":
        yield note(
            "proxy",
            said(
                "{name} starts with https://: {address}.",
                name=name,
                address=without_password(value),
            ),
            said("That is how tools connect to the proxy itself. Few proxies support it."),
            said("If nothing works, change it to http://."),
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
                "{name} has an entry that tools interpret differently: {shown}.",
                name=name,
                shown=_shown(odd[0]),
            ),
            said("Use comma-separated host names or suffixes such as .example.com."),
            said("Rewrite {name} in that form.", name=name),
        )
    if any(_RANGE.fullmatch(entry) for entry in entries):
        yield note(
            "proxy",
            said("{name} contains an address range.", name=name),
            said("Python programs, including the AWS CLI, ignore ranges."),
            said("If those hosts go through the proxy by mistake, list them one by one."),
        )
    if any(entry.lstrip("*.").endswith(("amazonaws.com", "aws.com")) for entry in entries):
        yield note(
            "proxy",
            said("{name} makes AWS calls bypass the proxy.", name=name),
            said("That fails if the proxy is the only way out."),
            said("If AWS can't be reached, remove amazonaws.com from {name}.", name=name),
        )


def _shown(entry: str) -> str:
    return without_password(entry) if "@" in entry else entry


def _value(facts: Facts, name: str) -> str:
    """Lower case goes first, as in `urllib`."""
    return facts.environment.get(_spelling(facts, name), "")


def _spelling(facts: Facts, name: str) -> str:
    return name if facts.environment.get(name) else name.upper()
