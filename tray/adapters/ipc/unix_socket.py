"""The agent's socket: a Unix socket that only its owner reaches, one line each way.

Each end asks the kernel whose the other one is. Windows has `adapters.ipc.windows_pipe`
instead; both know nothing of what is said.
"""

import logging
import os
import socket
import struct
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tray.adapters.storage.private_directory import make_private
from tray.core.ipc.protocol import LONGEST_ANSWER, LONGEST_REQUEST, Peer
from tray.core.vocabulary.errors import AgentSilent, FileError
from tray.core.vocabulary.translatable import said

log = logging.getLogger(__name__)

_REQUEST_SECONDS = 5.0
"""How long one request may take to arrive; a caller that stays silent is let go."""
_IDLE_SECONDS = 60.0
_MOST_CALLERS = 512
_BACKLOG = 512
"""How many may wait to be let in: a build starts more AWS tools at once than one thinks."""
_AGAIN_SECONDS = 0.01
_LONGEST_ADDRESS = 103
"""Bytes: 104 on macOS and 108 on Linux, with the zero at its end."""
_LOCAL_PEERPID = 2


class LocalSocketServer:
    """Listens from the moment it is made; `answer` is called on a thread per caller."""

    def __init__(self, address: Path, answer: Callable[[Peer, bytes], bytes]) -> None:
        self._address = address
        self._answer = answer
        self._callers = threading.BoundedSemaphore(_MOST_CALLERS)
        self._changed = threading.Condition()
        self._answering = 0
        self._is_closed = False
        make_private(address.parent)
        self._listener = _listen(address)
        threading.Thread(target=self._accept, name="agent socket", daemon=True).start()

    def close(self, patience: float = 0.0) -> None:
        """Stops listening; returns when what was asked is answered, or after `patience` s."""
        try:
            # Wakes the accepting thread, which a mere close does not on Linux.
            self._listener.shutdown(socket.SHUT_RDWR)
        except OSError:
            log.debug("the listener was not connected")  # what macOS says; the close is enough
        self._listener.close()
        self._address.unlink(missing_ok=True)
        with self._changed:
            self._is_closed = True
            self._changed.wait_for(lambda: not self._answering, patience)

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
                caller = peer_of(connection)
                if _is_foreign(caller):
                    return
                reader = _LineReader(connection)
                while (line := reader.next_line()) is not None and self._begin():
                    try:
                        connection.settimeout(_IDLE_SECONDS)
                        connection.sendall(self._answer(caller, line))
                    finally:
                        self._end()
        except OSError:
            return  # whoever it was has gone
        finally:
            self._callers.release()

    def _begin(self) -> bool:
        """Whether one more may be answered; who comes behind the end asks another agent."""
        with self._changed:
            self._answering += not self._is_closed
            return not self._is_closed

    def _end(self) -> None:
        with self._changed:
            self._answering -= 1
            self._changed.notify_all()


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
    """One line to the agent, and its answer, within that time.

    Raises `OSError` where there is no agent, `FileError` where another user listens,
    `AgentSilent` where it hung up, and `TimeoutError` where it did not answer in time.
    """
    end = time.monotonic() + seconds
    with socket.socket(socket.AF_UNIX) as peer:
        _connect(peer, address, end)
        found = peer_of(peer)
        if _is_foreign(found):
            raise FileError(
                said(
                    "Another user's program (uid {uid}) is listening at {address}.",
                    address=address,
                    uid=found.uid,
                ),
                said("SSO Tray doesn't talk to it. Remove that socket, or stop the program."),
            )
        try:
            peer.sendall(line)
            return _answer_from(peer, end)
        except (BrokenPipeError, ConnectionResetError) as error:
            raise AgentSilent from error


def _connect(peer: socket.socket, address: Path, end: float) -> None:
    with _within_length(address) as short:
        while True:
            peer.settimeout(max(0.001, end - time.monotonic()))
            try:
                peer.connect(short)
            except BlockingIOError:  # Linux: as many wait to be let in as may
                if time.monotonic() > end:
                    raise TimeoutError from None
                time.sleep(_AGAIN_SECONDS)
            else:
                return


def _answer_from(peer: socket.socket, end: float) -> bytes:
    answer = b""
    while not answer.endswith(b"\n"):
        peer.settimeout(max(0.001, end - time.monotonic()))
        more = peer.recv(1 << 20)
        if not more or len(answer) > LONGEST_ANSWER:
            raise AgentSilent
        answer += more
    return answer


@contextmanager
def _within_length(address: Path) -> Iterator[str]:
    """An address that a socket takes, in the same directory, however deep that lies."""
    if len(os.fsencode(address)) <= _LONGEST_ADDRESS or sys.platform != "linux":
        yield str(address)
        return
    directory = os.open(address.parent, os.O_PATH | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        yield f"/proc/self/fd/{directory}/{address.name}"
    finally:
        os.close(directory)


def _listen(address: Path) -> socket.socket:
    listener = socket.socket(socket.AF_UNIX)
    try:
        address.unlink(missing_ok=True)
        with _within_length(address) as short:
            listener.bind(short)
        address.chmod(0o600)
        listener.listen(_BACKLOG)
    except OSError as error:
        listener.close()
        hint = (
            said("Choose a shorter XDG_RUNTIME_DIR.")
            if "too long" in str(error)
            else said("Try again.")
        )
        raise FileError(
            said(
                "Couldn't create the agent's socket {address}: {error}.",
                address=address,
                error=error,
            ),
            hint,
        ) from error
    return listener


def _is_foreign(peer: Peer) -> bool:
    return peer.uid is not None and peer.uid != os.geteuid()


def peer_of(connection: socket.socket) -> Peer:
    """Whose the other end is, as the kernel says it."""
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
