"""The agent's socket on Windows: a named pipe that only its owner reaches.

Written from Microsoft's documentation of CreateNamedPipeW and its kin, and run
under Wine only (docs/platforms.md). The client is a plain `open`, so that the
credential helper needs nothing else.
"""

import errno
import os
import sys
import threading
import time
from collections.abc import Callable
from io import RawIOBase
from pathlib import Path

from tray.core.errors import FileError
from tray.core.said import said
from tray.core.wire import LONGEST_ANSWER, LONGEST_REQUEST, Peer

_PATIENCE_SECONDS = 10.0
_AGAIN_SECONDS = 0.005

if sys.platform == "win32":
    import ctypes
    import msvcrt
    from ctypes import wintypes

    _DUPLEX = 0x00000003
    _FIRST_INSTANCE = 0x00080000
    _REJECT_REMOTE = 0x00000008
    _UNLIMITED = 255
    _CONNECTED = 535
    _WAITING = 8
    """Ends of the pipe that wait for somebody."""
    _OWNER_ONLY = "D:P(A;;GA;;;OW)"
    """SDDL: the owner of the pipe, who is the person, may do everything; nobody else may."""

    class _SecurityAttributes(ctypes.Structure):
        _fields_ = (
            ("length", wintypes.DWORD),
            ("descriptor", wintypes.LPVOID),
            ("inherit", wintypes.BOOL),
        )

    _kernel = ctypes.WinDLL("kernel32", use_last_error=True)
    _advapi = ctypes.WinDLL("advapi32", use_last_error=True)
    _kernel.CreateNamedPipeW.restype = wintypes.HANDLE
    _kernel.CreateNamedPipeW.argtypes = [wintypes.LPCWSTR, *[wintypes.DWORD] * 6, wintypes.LPVOID]
    _kernel.CloseHandle.argtypes = [wintypes.HANDLE]
    _kernel.ConnectNamedPipe.argtypes = [wintypes.HANDLE, wintypes.LPVOID]
    _kernel.GetNamedPipeClientProcessId.argtypes = [
        wintypes.HANDLE,
        ctypes.POINTER(wintypes.DWORD),
    ]

    class PipeServer:
        """Listens from the moment it is made; `answer` is called on a thread per caller."""

        def __init__(self, address: Path, answer: Callable[[Peer, bytes], bytes]) -> None:
            self._address = str(address)
            self._answer = answer
            self._is_open = True
            self._attributes = _owner_only()
            for number in range(_WAITING):
                waiting = self._instance(is_first=number == 0)
                threading.Thread(target=self._accept, args=(waiting,), daemon=True).start()

        def close(self) -> None:
            """Stops listening: connections of our own wake the threads that wait for some."""
            self._is_open = False
            for _ in range(_WAITING):
                try:
                    with open(self._address, "r+b", buffering=0):  # noqa: PTH123 - no path of a disk
                        pass
                except OSError:
                    return  # nobody waits any more

        def _accept(self, handle: int) -> None:
            while True:
                is_there = _kernel.ConnectNamedPipe(handle, None)
                is_there = is_there or ctypes.get_last_error() == _CONNECTED
                if not (self._is_open and is_there):
                    _kernel.CloseHandle(handle)
                    return
                caller, handle = handle, self._instance()
                threading.Thread(target=self._serve, args=(caller,), daemon=True).start()

        def _serve(self, handle: int) -> None:
            process = wintypes.DWORD()
            _kernel.GetNamedPipeClientProcessId(handle, ctypes.byref(process))
            peer = Peer(process.value or None, None)
            try:
                with os.fdopen(msvcrt.open_osfhandle(handle, os.O_BINARY), "r+b", 0) as pipe:
                    while (line := pipe.readline(LONGEST_REQUEST)).endswith(b"\n"):
                        pipe.write(self._answer(peer, line))
            except OSError:
                return  # whoever it was has gone

        def _instance(self, *, is_first: bool = False) -> int:
            mode = _DUPLEX | (_FIRST_INSTANCE if is_first else 0)
            size, attributes = LONGEST_REQUEST, ctypes.byref(self._attributes)
            handle = _kernel.CreateNamedPipeW(
                self._address, mode, _REJECT_REMOTE, _UNLIMITED, size, size, 0, attributes
            )
            if handle in {None, wintypes.HANDLE(-1).value}:
                raise FileError(
                    said("The agent's pipe {address} cannot be made.", address=self._address),
                    said("Another program has that name; sign out of Windows and in again."),
                )
            return int(handle)

    def _owner_only() -> _SecurityAttributes:
        descriptor = wintypes.LPVOID()
        convert = _advapi.ConvertStringSecurityDescriptorToSecurityDescriptorW
        if not convert(_OWNER_ONLY, 1, ctypes.byref(descriptor), None):
            raise FileError(said("The agent's pipe cannot be protected."), said("Try again."))
        return _SecurityAttributes(ctypes.sizeof(_SecurityAttributes), descriptor, 0)


def ask(address: Path, line: bytes) -> bytes:
    """One line to the agent, and its answer. Raises `OSError` where there is none."""
    with _opened(str(address)) as pipe:
        pipe.write(line)
        answer = pipe.readline(LONGEST_ANSWER)
    if not answer.endswith(b"\n"):
        raise ConnectionError("the agent hung up")
    return answer


def _opened(address: str) -> RawIOBase:
    """Many may come at once: whoever finds all ends of the pipe taken tries again."""
    end = time.monotonic() + _PATIENCE_SECONDS
    while True:
        try:
            return open(address, "r+b", buffering=0)  # noqa: PTH123 - no path of a disk
        except FileNotFoundError:
            raise
        except OSError as error:
            # Windows' "all pipe instances are busy" has no errno of its own.
            if error.errno != errno.EINVAL or time.monotonic() > end:
                raise
        time.sleep(_AGAIN_SECONDS)
