"""Connections to AWS: none is used that may have died while nobody looked.

A machine that slept, another VPN or a proxy that was restarted leave connections
that look open and answer nothing until a timeout. Botocore keeps up to ten, and
puts one back even after an answer that broke off.
"""

import threading
import time
from typing import Any

_LISTING_PATH = "/assignment/"
_LISTING_IDLE_SECONDS = 1.0
"""A listing makes hundreds of calls in a row: there a connection is worth keeping, and alive."""


class FreshConnections:
    """Stands in for botocore's `URLLib3Session`, and has it begin with new connections.

    Calls that overlap share connections; the first of a burst opens its own, which
    costs a handshake once in a while. WORKAROUND: botocore (1.44) has no setting for that;
    it ends when idle connections can be given an age.
    """

    def __init__(self, session: Any) -> None:
        self._session = session
        self._lock = threading.Lock()
        self._in_flight = 0
        self._last_used = 0.0

    def send(self, request: Any) -> Any:
        """The answer, wholly. Raises what botocore's own session raises."""
        self._begin(request.url)
        is_whole = False
        try:
            answer = self._session.send(request)
            _check_whole(request, answer)
            is_whole = True
            return answer
        finally:
            self._end(is_whole=is_whole)

    def close(self) -> None:
        """Closes what idles."""
        self._session.close()

    def _begin(self, url: str) -> None:
        with self._lock:
            idle = time.monotonic() - self._last_used
            may_stay = _LISTING_PATH in url and idle < _LISTING_IDLE_SECONDS
            if not self._in_flight and not may_stay:
                self._session.close()
            self._in_flight += 1

    def _end(self, *, is_whole: bool) -> None:
        with self._lock:
            self._in_flight -= 1
            self._last_used = time.monotonic()
            if not is_whole:
                self._session.close()


def _check_whole(request: Any, answer: Any) -> None:
    """Botocore lets a body count that is shorter than announced (RFC 9112, section 6.3)."""
    from botocore.exceptions import ConnectionClosedError  # noqa: PLC0415 - loaded by now

    announced = answer.headers.get("content-length", "")
    if request.method != "HEAD" and announced.isdigit() and len(answer.content) < int(announced):
        raise ConnectionClosedError(request=request, endpoint_url=request.url)
