"""The way to AWS: which proxy and which certificates are used, by whose word, and what fails there.

Whoever reads the sentence is to find the variable or the setting at fault in it.
"""

import os
import re
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from tray.core.doctor.checks.proxies import is_proxy_address
from tray.core.doctor.masking import without_password
from tray.core.settings.settings import NetworkSettings
from tray.core.vocabulary.errors import TrayError, Unreachable
from tray.core.vocabulary.translatable import said, together

_TUNNEL_STATUS = re.compile(r"Tunnel connection failed: (\d{3})")


@dataclass(frozen=True, slots=True)
class NamedValue:
    """A value, and the variable or setting that it comes from."""

    name: str
    value: str


def is_loopback(url: str | None) -> bool:
    """Whether an address is this machine's own."""
    host = urlsplit(url or "").hostname or ""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def proxies_of(network: NetworkSettings, endpoint: str | None) -> dict[str, str] | None:
    """For botocore; None leaves it to the environment. No proxy leads back to this machine."""
    if is_loopback(endpoint):
        return {}
    return {"http": network.proxy, "https": network.proxy} if network.proxy else None


def proxy_in_use(
    network: NetworkSettings, url: str, environ: Mapping[str, str] = os.environ
) -> NamedValue | None:
    """The proxy for an address, read as botocore reads it: by `urllib`'s rules."""
    from urllib.request import proxy_bypass  # noqa: PLC0415 - only when something fails

    if is_loopback(url):
        return None
    if network.proxy:
        return NamedValue(said("the settings"), network.proxy)
    scheme = urlsplit(url).scheme or "https"
    for name in (f"{scheme}_proxy", f"{scheme}_proxy".upper()):
        if environ.get(name):
            is_past = proxy_bypass(urlsplit(url).hostname or "")
            return None if is_past else NamedValue(name, environ[name])
    return None


def proxy_fault(proxy: NamedValue, what: str, cause: str) -> TrayError | None:
    """What is wrong with a proxy; None where `cause`, the library's words, is not about it."""
    name, scheme = proxy.name, proxy.value.partition("://")[0].lower()
    if not is_proxy_address(proxy.value):
        hint = said("In the user name and password, write # as %23, / as %2F and @ as %40.")
        return _unreachable(
            said("Couldn't reach AWS: the proxy address in {name} isn't valid.", name=name),
            hint,
        )
    if "://" in proxy.value and scheme not in {"http", "https"}:
        return _unreachable(
            said("{name} has a {kind}:// proxy, which isn't supported.", name=name, kind=scheme),
            said("Set {name} to http://HOST:PORT.", name=name),
        )
    address = without_password(proxy.value)
    if "appears to only use HTTP" in cause:
        return _unreachable(
            said(
                "Proxy {address} ({name}) doesn't accept HTTPS connections.",
                address=address,
                name=name,
            ),
            said("Change https:// to http://."),
        )
    refused = _TUNNEL_STATUS.search(cause)
    if refused is None:
        return None
    if refused[1] == "407":
        return _wants_password(proxy, address)
    return _unreachable(
        said(
            "Proxy {address} ({name}) blocked the request to {what} ({status}).",
            address=address,
            name=name,
            what=what,
            status=refused[1],
        ),
        said("Ask your network team to allow AWS's addresses, or exclude them with NO_PROXY."),
    )


def _wants_password(proxy: NamedValue, address: str) -> TrayError:
    name = proxy.name
    if "@" in proxy.value:
        return _unreachable(
            said(
                "Proxy {address} rejected the user name and password in {name}.",
                address=address,
                name=name,
            ),
            said("Check both. Write # as %23, / as %2F and @ as %40."),
        )
    return _unreachable(
        said("Proxy {address} requires a user name and password.", address=address),
        said("Set {name} to http://USER:PASSWORD@HOST:PORT.", name=name),
    )


def proxy_out_of_reach(proxy: NamedValue, what: str) -> TrayError:
    """The proxy itself does not answer."""
    address = without_password(proxy.value)
    return _unreachable(
        said(
            "Couldn't reach proxy {address} ({name}) to {what}.",
            address=address,
            name=proxy.name,
            what=what,
        ),
        together(said("Check that address, or ask your network team."), _odd_exception()),
    )


def _odd_exception(environ: Mapping[str, str] = os.environ) -> str:
    """NO_PROXY has no wildcards for botocore, as for the AWS CLI."""
    for name in ("no_proxy", "NO_PROXY"):
        entries = [entry.strip() for entry in environ.get(name, "").split(",")]
        odd = next((entry for entry in entries if "*" in entry and entry != "*"), None)
        if odd is not None:
            wanted = odd.lstrip("*") or odd
            return said(
                "{name} doesn't allow {odd}: use {wanted}.", name=name, odd=odd, wanted=wanted
            )
    return ""


def bundle_in_use(
    network: NetworkSettings, environ: Mapping[str, str] = os.environ
) -> NamedValue | None:
    """The file of certificate authorities, and who named it; None for the system's own."""
    if network.ca_bundle:
        return NamedValue(said("the settings"), network.ca_bundle)
    for name in ("AWS_CA_BUNDLE", "REQUESTS_CA_BUNDLE"):
        if name in environ:
            return NamedValue(name, environ[name])
    return None


def bundle_fault(bundle: NamedValue) -> TrayError | None:
    """Why a file of certificates cannot be used; None where it can."""
    path, name, reason = bundle.value, bundle.name, ""
    try:
        if not path.strip():
            reason = said("it's empty")
        elif Path(path).is_dir():
            reason = said("it's a folder")
        else:
            ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(path)
            return None
    except ssl.SSLError:
        reason = said("it contains no PEM certificates")
    except OSError as error:
        reason = error.strerror or type(error).__name__
    hint = said("Point {name} to a file of certificates, or unset it.", name=name)
    if path.startswith("~"):
        hint = said("Use the full path in {name}: ~ isn't expanded there.", name=name)
    return _unreachable(
        said(
            "Couldn't read certificates from {path} ({name}): {reason}.",
            path=path or '""',
            name=name,
            reason=reason,
        ),
        hint,
    )


def _unreachable(title: str, hint: str) -> TrayError:
    return Unreachable(title, hint)
