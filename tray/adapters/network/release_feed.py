"""Asks the project over HTTPS which version is the newest.

The request says nothing about the person or the machine: no version, no system,
no cookie, no parameter. A redirect is not followed, for the feed has no need of one.
Over urllib, whose word on proxies botocore takes, too.
"""

import json
import time
import urllib.request
from email.message import Message
from http.client import HTTPException, HTTPResponse
from typing import IO, Any

from tray.adapters.network.https_opener import https_opener
from tray.core.settings.settings import NetworkSettings
from tray.core.vocabulary.errors import ServiceError, Unreachable
from tray.core.vocabulary.translatable import said

_SECONDS = 15.0
_MOST_BYTES = 65536
_LONGEST_VERSION = 40


class HttpReleaseFeed:
    """`desktop_ports.ReleaseFeed`; `seconds` is how long one question may take in all."""

    def __init__(self, installed: str, seconds: float = _SECONDS) -> None:
        self._installed = installed
        self._seconds = seconds

    @property
    def installed(self) -> str:
        """As it was told."""
        return self._installed

    def newest(self, address: str, network: NetworkSettings) -> str:
        """One GET."""
        try:
            request = urllib.request.Request(  # noqa: S310 - the settings allow https or loopback
                address, headers={"User-Agent": "sso-tray", "Accept": "application/json"}
            )
            with https_opener(network, address, _NoRedirects).open(
                request, timeout=self._seconds
            ) as response:
                data = _read(response, time.monotonic() + self._seconds)
        except (OSError, HTTPException, ValueError) as error:
            raise Unreachable(said("Couldn't check for a newer version.")) from error
        return _version(data)


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """An answer that sends elsewhere is none."""

    def redirect_request(  # noqa: PLR0917 - the library's
        self,
        req: urllib.request.Request,  # noqa: ARG002
        fp: IO[bytes],  # noqa: ARG002
        code: int,  # noqa: ARG002
        msg: str,  # noqa: ARG002
        headers: Message,  # noqa: ARG002
        newurl: str,  # noqa: ARG002
    ) -> None:
        """Makes the library raise `HTTPError`, an `OSError`."""
        return


def _read(response: HTTPResponse, deadline: float) -> bytes:
    """All of a small answer. Raises `TimeoutError` for one that trickles, `ValueError`."""
    data = b""
    while part := response.read1(_MOST_BYTES):
        data += part
        if len(data) > _MOST_BYTES:
            raise ValueError("too long")
        if time.monotonic() > deadline:
            raise TimeoutError("too slow")
    return data


def _version(data: bytes) -> str:
    try:
        found: Any = json.loads(data)
    except (ValueError, RecursionError):
        found = None
    version = found.get("version") if isinstance(found, dict) else None
    if not isinstance(version, str) or not 0 < len(version) <= _LONGEST_VERSION:
        raise ServiceError(said("Couldn't read the list of releases."))
    return version
