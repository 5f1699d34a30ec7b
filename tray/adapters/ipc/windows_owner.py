"""Who runs this program on Windows, by the SID.

Written from Microsoft's documentation (OpenProcessToken, GetTokenInformation,
ConvertSidToStringSidW), and not run yet (docs/platforms.md).
"""

import sys

if sys.platform == "win32":
    import ctypes
    from ctypes import wintypes

    _POINTER = wintypes.LPVOID
    _QUERY = 8
    _USER = 1

    _kernel = ctypes.WinDLL("kernel32", use_last_error=True)
    _advapi = ctypes.WinDLL("advapi32", use_last_error=True)
    _kernel.GetCurrentProcess.restype = wintypes.HANDLE
    _kernel.CloseHandle.argtypes = [wintypes.HANDLE]
    _kernel.LocalFree.argtypes = [_POINTER]
    _advapi.OpenProcessToken.argtypes = [wintypes.HANDLE, wintypes.DWORD, _POINTER]
    _advapi.GetTokenInformation.argtypes = [
        *(wintypes.HANDLE, ctypes.c_int, _POINTER, wintypes.DWORD, _POINTER)
    ]
    _advapi.ConvertSidToStringSidW.argtypes = [_POINTER, ctypes.POINTER(wintypes.LPWSTR)]

    class SystemOwners:
        """As Windows says it."""

        def own(self) -> str:
            """The user of this process's token."""
            token, size = wintypes.HANDLE(), wintypes.DWORD()
            facts = ctypes.create_string_buffer(256)
            process = _kernel.GetCurrentProcess()
            if not _advapi.OpenProcessToken(process, _QUERY, ctypes.byref(token)):
                raise ctypes.WinError(ctypes.get_last_error())
            try:
                room = ctypes.byref(size)
                if not _advapi.GetTokenInformation(token, _USER, facts, len(facts), room):
                    raise ctypes.WinError(ctypes.get_last_error())
            finally:
                _kernel.CloseHandle(token)
            # TOKEN_USER begins with a pointer to the user's SID.
            return _words(_POINTER.from_buffer(facts))

    def _words(sid: _POINTER) -> str:
        text = wintypes.LPWSTR()
        if not _advapi.ConvertSidToStringSidW(sid, ctypes.byref(text)):
            raise ctypes.WinError(ctypes.get_last_error())
        try:
            return str(text.value)
        finally:
            _kernel.LocalFree(text)
