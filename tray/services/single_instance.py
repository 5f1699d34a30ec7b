"""One program per person: the first holds a lock and listens; a later one asks it to show itself.

Newline-delimited JSON with a version, so that the agent's socket can grow here.
"""

import json
import logging
import socket
import threading
from collections.abc import Callable
from pathlib import Path

log = logging.getLogger(__name__)

_VERSION = 1
_LONGEST_LINE = 4096
_SECONDS = 3.0
_SHOW = json.dumps({"version": _VERSION, "request": "show"}).encode() + b"\n"
_OK = json.dumps({"version": _VERSION, "ok": True}).encode() + b"\n"


class Instance:
    """The first program's ear. `on_show` is called from its thread."""

    def __init__(self, address: Path, on_show: Callable[[], None]) -> None:
        self._on_show = on_show
        self._port_file = address
        self._listener = _listen(address)
        self._thread = threading.Thread(target=self._serve, name="instance", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stops listening."""
        try:
            # Wakes the accepting thread, which a mere close does not on Linux.
            self._listener.shutdown(socket.SHUT_RDWR)
        except OSError:
            log.debug("the listener was not connected")  # what macOS says; the close is enough
        self._listener.close()
        self._port_file.unlink(missing_ok=True)

    def _serve(self) -> None:
        while True:
            try:
                peer, _ = self._listener.accept()
            except OSError:
                return  # closed
            with peer:
                self._answer(peer)

    def _answer(self, peer: socket.socket) -> None:
        peer.settimeout(_SECONDS)
        try:
            line = peer.makefile("rb").readline(_LONGEST_LINE)
            if _is_show(line):
                self._on_show()
                peer.sendall(_OK)
        except OSError:
            return  # whoever it was has gone


def ask_to_show(address: Path) -> bool:
    """Asks the running program to show itself; whether it answered."""
    try:
        with _connect(address) as peer:
            peer.sendall(_SHOW)
            return peer.makefile("rb").readline(_LONGEST_LINE) == _OK
    except (OSError, ValueError):
        return False


def _is_show(line: bytes) -> bool:
    try:
        asked = json.loads(line)
    except ValueError:
        return False
    return (
        isinstance(asked, dict)
        and asked.get("version") == _VERSION
        and (asked.get("request") == "show")
    )


def _listen(address: Path) -> socket.socket:
    """A Unix socket in the private directory; on Windows a loopback port, noted in that file."""
    address.unlink(missing_ok=True)
    if hasattr(socket, "AF_UNIX"):
        listener = socket.socket(socket.AF_UNIX)
        listener.bind(str(address))
    else:
        listener = socket.create_server(("127.0.0.1", 0))
        address.write_text(str(listener.getsockname()[1]))
    listener.listen(4)
    return listener


def _connect(address: Path) -> socket.socket:
    if hasattr(socket, "AF_UNIX"):
        peer = socket.socket(socket.AF_UNIX)
        peer.settimeout(_SECONDS)
        peer.connect(str(address))
        return peer
    return socket.create_connection(("127.0.0.1", int(address.read_text())), timeout=_SECONDS)
