"""The agent's socket on Windows: a named pipe that only its owner reaches.

NOTE: written from Microsoft's documentation of CreateNamedPipeW and its kin,
and not run yet (docs/platforms.md). The client is a plain `open`, so that the
credential helper needs nothing else.
"""

import os
import sys
import threading
from collections.abc import Callable
from pathlib import Path

from tray.core.errors import FileError
from tray.core.said import said
from tray.core.wire import LONGEST_ANSWER, LONGEST_REQUEST, Peer

if sys.platform == "win32":
    import ctypes
    import msvcrt
    from ctypes import wintypes

    _DUPLEX = 0x00000003
    _FIRST_INSTANCE = 0x00080000
    _REJECT_REMOTE = 0x00000008
    _UNLIMITED = 255
    _CONNECTED = 535
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
            first = _instance(self._address, is_first=True)
            threading.Thread(target=self._accept, args=(first,), daemon=True).start()

        def close(self) -> None:
            """Stops listening: one last connection wakes the thread that waits for them."""
            self._is_open = False
            try:
                with open(self._address, "r+b", buffering=0):  # noqa: PTH123 - no path of a disk
                    return
            except OSError:
                return  # nobody waited

        def _accept(self, handle: int) -> None:
            while self._is_open:
                ready = _kernel.ConnectNamedPipe(handle, None)
                if not ready and ctypes.get_last_error() != _CONNECTED:
                    return
                caller, handle = handle, _instance(self._address, is_first=False)
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

    def _instance(address: str, *, is_first: bool) -> int:
        descriptor = wintypes.LPVOID()
        convert = _advapi.ConvertStringSecurityDescriptorToSecurityDescriptorW
        if not convert(_OWNER_ONLY, 1, ctypes.byref(descriptor), None):
            raise FileError(said("The agent's pipe cannot be protected."), said("Try again."))
        attributes = _SecurityAttributes(ctypes.sizeof(_SecurityAttributes), descriptor, 0)
        mode = _DUPLEX | (_FIRST_INSTANCE if is_first else 0)
        size = LONGEST_REQUEST
        handle = _kernel.CreateNamedPipeW(
            address, mode, _REJECT_REMOTE, _UNLIMITED, size, size, 0, ctypes.byref(attributes)
        )
        if handle in {None, wintypes.HANDLE(-1).value}:
            raise FileError(
                said("The agent's pipe {address} cannot be made.", address=address),
                said("Another program has that name; sign out of Windows and in again."),
            )
        return int(handle)


def ask(address: Path, line: bytes) -> bytes:
    """One line to the agent, and its answer. Raises `OSError` where there is none."""
    with open(str(address), "r+b", buffering=0) as pipe:  # noqa: PTH123 - no path of a disk
        pipe.write(line)
        answer = pipe.readline(LONGEST_ANSWER)
    if not answer.endswith(b"\n"):
        raise ConnectionError("the agent hung up")
    return answer
