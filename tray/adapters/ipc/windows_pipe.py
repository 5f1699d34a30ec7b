"""The agent's socket on Windows: a named pipe that only its owner reaches.

Each end knows the other's user: the pipe's rights let only its owner in, and who calls asks
who owns it. Written from Microsoft's documentation of CreateNamedPipeW, CreateFileW and
GetSecurityInfo; an earlier form of it ran under Wine, this one nowhere (docs/platforms.md).
"""

import os
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

from tray.core.ipc.protocol import LONGEST_ANSWER, LONGEST_REQUEST, Peer
from tray.core.vocabulary.errors import AgentSilent, FileError
from tray.core.vocabulary.translatable import said
from tray.credential_helper_windows import HungUpError, NotOursError, System
from tray.credential_helper_windows import ask as ask_pipe


def ask(address: Path, line: bytes, seconds: float, system: System | None = None) -> bytes:
    """One line to the agent, and its answer within that time. Raises `OSError` where there is none.

    Raises `FileError` where another user owns the pipe, `AgentSilent` where it hung up, and
    `TimeoutError`. The credential helper asks in the same way.
    """
    try:
        end = time.monotonic() + seconds if system is None else system.now() + seconds
        return ask_pipe(str(address), line, end, system, LONGEST_ANSWER)
    except NotOursError as error:
        raise FileError(
            said("The pipe {address} belongs to another user.", address=address),
            said("SSO Tray doesn't talk to it. Stop the program that created it."),
        ) from error
    except HungUpError as error:
        raise AgentSilent from error


if sys.platform == "win32":
    import ctypes
    import msvcrt
    from ctypes import wintypes

    from tray.adapters.ipc.windows_owner import SystemOwners

    _DUPLEX = 0x00000003
    _FIRST_INSTANCE = 0x00080000
    _REJECT_REMOTE = 0x00000008
    _UNLIMITED = 255
    _CONNECTED = 535
    _WAITING = 8
    """Ends of the pipe that wait for somebody."""
    _OWNER_ONLY = "O:{sid}D:P(A;;GA;;;{sid})"
    """SDDL: the person owns the pipe, also where an administrator's things would be those of
    all administrators, and may do everything; nobody else may."""

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
            self._changed = threading.Condition()
            self._answering = 0
            self._attributes = _owner_only()
            for number in range(_WAITING):
                waiting = self._instance(is_first=number == 0)
                threading.Thread(target=self._accept, args=(waiting,), daemon=True).start()

        def close(self, patience: float = 0.0) -> None:
            """Stops listening; returns when what was asked is answered, or after `patience` s."""
            self._is_open = False
            # Connections of our own wake the threads that wait for some.
            for _ in range(_WAITING):
                try:
                    with open(self._address, "r+b", buffering=0):  # noqa: PTH123 - no path of a disk
                        pass
                except OSError:
                    break  # nobody waits any more
            with self._changed:
                self._changed.wait_for(lambda: not self._answering, patience)

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
                        self._count(1)
                        try:
                            pipe.write(self._answer(peer, line))
                        finally:
                            self._count(-1)
            except OSError:
                return  # whoever it was has gone

        def _count(self, change: int) -> None:
            with self._changed:
                self._answering += change
                self._changed.notify_all()

        def _instance(self, *, is_first: bool = False) -> int:
            mode = _DUPLEX | (_FIRST_INSTANCE if is_first else 0)
            size, attributes = LONGEST_REQUEST, ctypes.byref(self._attributes)
            handle = _kernel.CreateNamedPipeW(
                self._address, mode, _REJECT_REMOTE, _UNLIMITED, size, size, 0, attributes
            )
            if handle in {None, wintypes.HANDLE(-1).value}:
                raise FileError(
                    said("Couldn't create the agent's pipe {address}.", address=self._address),
                    said("Another program is using that name. Sign out of Windows and back in."),
                )
            return int(handle)

    def _owner_only() -> _SecurityAttributes:
        descriptor = wintypes.LPVOID()
        convert = _advapi.ConvertStringSecurityDescriptorToSecurityDescriptorW
        rights = _OWNER_ONLY.format(sid=SystemOwners().own())
        if not convert(rights, 1, ctypes.byref(descriptor), None):
            raise FileError(said("Couldn't secure the agent's pipe."), said("Try again."))
        return _SecurityAttributes(ctypes.sizeof(_SecurityAttributes), descriptor, 0)
