"""The half of `credential_helper` that only Windows loads: the agent's pipe, and whose it is.

Imports nothing of ours, as that one. `System` is Windows' own part; what is done with it is
tried everywhere (`tests/contract/test_pipe_clients.py`). Written from Microsoft's documentation
of CreateFileW, PeekNamedPipe and GetSecurityInfo, and not run yet (docs/platforms.md).
"""

import time

_AGAIN_SECONDS = 0.01
_LONGEST_ANSWER = 1 << 20

_READ_WRITE, _EXISTING, _IDENTIFY_ONLY = 0xC0000000, 3, 0x00110000
_ALL_TAKEN = 231
"""CreateFileW: both ways; what is there; SECURITY_SQOS_PRESENT | SECURITY_IDENTIFICATION, so
that whoever listens cannot act as the caller; and ERROR_PIPE_BUSY."""
_QUERY, _USER, _KERNEL_OBJECT, _OF_OWNER = 8, 1, 6, 1


class NotOursError(Exception):
    """The pipe is another user's."""


class TakenError(OSError):
    """All ends of the pipe are taken just now."""


class HungUpError(OSError):
    """There was an agent, and no whole answer came of it."""


def ask(
    address: str,
    line: bytes,
    end: float,
    system: "System | None" = None,
    longest: int = _LONGEST_ANSWER,
) -> bytes:
    """One line to the agent and one back, until `end` of the monotonic clock.

    Raises `OSError` where there is no agent, `HungUpError` or `TimeoutError` where it brings no
    answer, and `NotOursError`.
    """
    system = system or System()
    handle = _opened(system, address, end)
    try:
        if not system.is_ours(handle):
            raise NotOursError(f"The pipe {address} belongs to another user.")
        return _answer(system, handle, line, end, longest)
    except TimeoutError:
        raise
    except OSError as error:
        raise HungUpError(*error.args) from error
    finally:
        system.close(handle)


def _answer(system: "System", handle: int, line: bytes, end: float, longest: int) -> bytes:
    system.write(handle, line)
    answer = b""
    while not answer.endswith(b"\n"):
        waiting = system.waiting(handle)  # a read that has begun cannot be given up
        if waiting:
            answer += system.read(handle, waiting)
        elif system.now() > end:
            raise TimeoutError
        else:
            system.pause(_AGAIN_SECONDS)
        if len(answer) > longest:
            raise HungUpError("the agent says too much")
    return answer


def _opened(system: "System", address: str, end: float) -> int:
    """Many may come at once: whoever finds all ends of the pipe taken tries again."""
    while True:
        try:
            return system.open(address)
        except TakenError:
            if system.now() > end:
                raise
            system.pause(_AGAIN_SECONDS)


class System:
    """Windows. All raise `OSError`; `waiting` does where the other end hung up."""

    now = staticmethod(time.monotonic)
    pause = staticmethod(time.sleep)

    def __init__(self) -> None:
        """Declares what is called."""
        import ctypes  # noqa: PLC0415 - where it is missing this file is of no use
        from ctypes import wintypes  # noqa: PLC0415

        self._ctypes, self._types = ctypes, wintypes
        self._kernel = ctypes.WinDLL("kernel32", use_last_error=True)  # type: ignore[attr-defined, unused-ignore]
        self._security = ctypes.WinDLL("advapi32", use_last_error=True)  # type: ignore[attr-defined, unused-ignore]
        pointer, handle, word = wintypes.LPVOID, wintypes.HANDLE, wintypes.DWORD
        kernel, security = self._kernel, self._security
        kernel.CreateFileW.restype = handle
        kernel.CreateFileW.argtypes = [wintypes.LPCWSTR, word, word, pointer, word, word, handle]
        kernel.CloseHandle.argtypes = [handle]
        kernel.PeekNamedPipe.argtypes = [handle, pointer, word, pointer, pointer, pointer]
        kernel.ReadFile.argtypes = [handle, pointer, word, pointer, pointer]
        kernel.WriteFile.argtypes = [handle, pointer, word, pointer, pointer]
        kernel.GetCurrentProcess.restype = handle
        security.OpenProcessToken.argtypes = [handle, word, pointer]
        security.GetTokenInformation.argtypes = [handle, ctypes.c_int, pointer, word, pointer]
        security.GetSecurityInfo.argtypes = [handle, ctypes.c_int, word, *[pointer] * 5]
        security.EqualSid.argtypes = [pointer, pointer]

    def open(self, address: str) -> int:
        """Its end for us."""
        found = self._kernel.CreateFileW(
            address, _READ_WRITE, 0, None, _EXISTING, _IDENTIFY_ONLY, None
        )
        if found in {None, self._types.HANDLE(-1).value}:
            code = self._ctypes.get_last_error()  # type: ignore[attr-defined, unused-ignore]
            raise TakenError(code, "taken") if code == _ALL_TAKEN else self._error()
        return int(found)

    def close(self, handle: int) -> None:
        """Hangs up."""
        self._kernel.CloseHandle(handle)

    def waiting(self, handle: int) -> int:
        """How many bytes can be read at once."""
        count = self._types.DWORD()
        room = self._ctypes.byref(count)
        if not self._kernel.PeekNamedPipe(handle, None, 0, None, room, None):
            raise self._error()
        return int(count.value)

    def read(self, handle: int, size: int) -> bytes:
        """So many bytes."""
        text, count = self._ctypes.create_string_buffer(size), self._types.DWORD()
        if not self._kernel.ReadFile(handle, text, size, self._ctypes.byref(count), None):
            raise self._error()
        return text.raw[: count.value]

    def write(self, handle: int, line: bytes) -> None:
        """A line, which is shorter than the pipe's buffer."""
        count = self._types.DWORD()
        if not self._kernel.WriteFile(handle, line, len(line), self._ctypes.byref(count), None):
            raise self._error()

    def is_ours(self, handle: int) -> bool:
        """Whether the caller owns it: the user of its process owns the pipe."""
        ctypes, types, security = self._ctypes, self._types, self._security
        token, size, facts = types.HANDLE(), types.DWORD(), ctypes.create_string_buffer(256)
        owner, descriptor, reference = types.LPVOID(), types.LPVOID(), ctypes.byref
        ours = self._kernel.GetCurrentProcess()
        if not security.OpenProcessToken(ours, _QUERY, reference(token)):
            return False
        known = security.GetTokenInformation(token, _USER, facts, len(facts), reference(size))
        self._kernel.CloseHandle(token)
        asked = (handle, _KERNEL_OBJECT, _OF_OWNER, reference(owner), None, None, None)
        if not known or security.GetSecurityInfo(*asked, reference(descriptor)) != 0:
            return False
        # TOKEN_USER begins with a pointer to the user's SID.
        return bool(security.EqualSid(owner, types.LPVOID.from_buffer(facts)))

    def _error(self) -> OSError:
        return self._ctypes.WinError(self._ctypes.get_last_error())  # type: ignore[attr-defined, no-any-return, unused-ignore]
