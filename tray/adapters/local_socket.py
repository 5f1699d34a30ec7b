"""The agent's socket: a Unix socket that only its owner reaches, one line each way.

Windows has `adapters.windows_pipe` instead; both know nothing of what is said.
"""

import logging
import os
import socket
import stat
import struct
import threading
import time
from collections.abc import Callable
from pathlib import Path

from tray.core.errors import FileError
from tray.core.said import said
from tray.core.wire import LONGEST_ANSWER, LONGEST_REQUEST, Peer

log = logging.getLogger(__name__)

_REQUEST_SECONDS = 5.0
"""How long one request may take to arrive; a caller that stays silent is let go."""
_IDLE_SECONDS = 60.0
_MOST_CALLERS = 128
_LOCAL_PEERPID = 2


class LocalSocketServer:
    """Listens from the moment it is made; `answer` is called on a thread per caller."""

    def __init__(self, address: Path, answer: Callable[[Peer, bytes], bytes]) -> None:
        self._address = address
        self._answer = answer
        self._callers = threading.BoundedSemaphore(_MOST_CALLERS)
        _make_private(address.parent)
        self._listener = _listen(address)
        threading.Thread(target=self._accept, name="agent socket", daemon=True).start()

    def close(self) -> None:
        """Stops listening; answers that are under way still go out."""
        try:
            # Wakes the accepting thread, which a mere close does not on Linux.
            self._listener.shutdown(socket.SHUT_RDWR)
        except OSError:
            log.debug("the listener was not connected")  # what macOS says; the close is enough
        self._listener.close()
        self._address.unlink(missing_ok=True)

    def _accept(self) -> None:
        while True:
            try:
                peer, _ = self._listener.accept()
            except OSError:
                return  # closed
            if not self._callers.acquire(blocking=False):
                peer.close()  # who opens so many at once is no AWS tool
                continue
            threading.Thread(target=self._serve, args=(peer,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        try:
            with connection:
                caller = _peer(connection)
                if caller.uid is not None and caller.uid != os.getuid():
                    return
                reader = _LineReader(connection)
                while (line := reader.next_line()) is not None:
                    connection.settimeout(_IDLE_SECONDS)
                    connection.sendall(self._answer(caller, line))
        except OSError:
            return  # whoever it was has gone
        finally:
            self._callers.release()


class _LineReader:
    """Lines of one caller, within limits of size and time."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._rest = b""

    def next_line(self) -> bytes | None:
        """The next whole line; None when the caller has gone or asks too much."""
        deadline = time.monotonic() + (_REQUEST_SECONDS if self._rest else _IDLE_SECONDS)
        while b"\n" not in self._rest:
            if len(self._rest) > LONGEST_REQUEST:
                return None
            self._connection.settimeout(max(0.001, deadline - time.monotonic()))
            more = self._connection.recv(65536)
            if not more:
                return None
            if not self._rest:
                deadline = time.monotonic() + _REQUEST_SECONDS
            self._rest += more
        line, self._rest = self._rest.split(b"\n", 1)
        return line if len(line) <= LONGEST_REQUEST else None


def ask(address: Path, line: bytes, seconds: float) -> bytes:
    """One line to the agent, and its answer. Raises `OSError` where there is no agent.

    `TimeoutError` says that there is one and it did not answer in time.
    """
    with socket.socket(socket.AF_UNIX) as peer:
        peer.settimeout(seconds)
        peer.connect(str(address))
        peer.sendall(line)
        reader = peer.makefile("rb")
        answer = reader.readline(LONGEST_ANSWER)
    if not answer.endswith(b"\n"):
        raise ConnectionError("the agent hung up")
    return answer


def _make_private(directory: Path) -> None:
    """0700 and one's own: who else could make the socket could answer in our place."""
    directory.mkdir(parents=True, exist_ok=True, mode=0o700)
    found = directory.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid():
        raise FileError(
            said("{directory} belongs to somebody else.", directory=directory),
            said("Remove it, or set XDG_RUNTIME_DIR to a directory of your own."),
        )
    if stat.S_IMODE(found.st_mode) & 0o077:
        directory.chmod(0o700)


def _listen(address: Path) -> socket.socket:
    address.unlink(missing_ok=True)
    listener = socket.socket(socket.AF_UNIX)
    try:
        listener.bind(str(address))
        address.chmod(0o600)
        listener.listen(64)
    except OSError as error:
        listener.close()
        hint = (
            said("Choose a shorter XDG_RUNTIME_DIR.")
            if "too long" in str(error)
            else said("Try again.")
        )
        raise FileError(
            said(
                "The agent's socket {address} cannot be made: {error}.",
                address=address,
                error=error,
            ),
            hint,
        ) from error
    return listener


def _peer(connection: socket.socket) -> Peer:
    """Who calls, as the kernel says it."""
    if hasattr(socket, "SO_PEERCRED"):
        size = struct.calcsize("3i")
        raw = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, size)
        pid, uid, _ = struct.unpack("3i", raw)
        return Peer(pid, uid)
    if hasattr(socket, "LOCAL_PEERCRED"):  # macOS: struct xucred of <sys/ucred.h>
        raw = connection.getsockopt(0, socket.LOCAL_PEERCRED, 76)
        _, uid = struct.unpack_from("2I", raw)
        # NOTE: LOCAL_PEERPID of <sys/un.h>, not run yet (docs/platforms.md).
        (pid,) = struct.unpack("i", connection.getsockopt(0, _LOCAL_PEERPID, 4))
        return Peer(pid or None, uid)
    return Peer(None, None)
