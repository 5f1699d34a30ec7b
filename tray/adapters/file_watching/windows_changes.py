"""Windows' change notifications of folders (FindFirstChangeNotificationW).

They say that something happened in a folder and not what, which is all that is needed.
"""

import sys
from collections.abc import Mapping

if sys.platform == "win32":
    import ctypes
    from ctypes import wintypes

    _NAMES, _FOLDERS, _ATTRIBUTES, _SIZE, _LAST_WRITE = 0x1, 0x2, 0x4, 0x8, 0x10
    _FILTER = _NAMES | _FOLDERS | _ATTRIBUTES | _SIZE | _LAST_WRITE
    _INVALID = wintypes.HANDLE(-1).value
    _FOR_EVER = 0xFFFFFFFF
    _MOST = 63  # handles that one wait takes, beside our own

    class WindowsChanges:
        """`file_watcher.Signals`. What is on a network drive may be told late, so it is polled."""

        def __init__(self) -> None:
            self._kernel = ctypes.WinDLL("kernel32", use_last_error=True)
            for name in ("CreateEventW", "FindFirstChangeNotificationW"):
                getattr(self._kernel, name).restype = wintypes.HANDLE
            self._kernel.FindFirstChangeNotificationW.argtypes = [
                wintypes.LPCWSTR,
                wintypes.BOOL,
                wintypes.DWORD,
            ]
            for name in ("FindNextChangeNotification", "FindCloseChangeNotification"):
                getattr(self._kernel, name).argtypes = [wintypes.HANDLE]
            for name in ("SetEvent", "CloseHandle"):
                getattr(self._kernel, name).argtypes = [wintypes.HANDLE]
            self._woken = self._kernel.CreateEventW(None, 0, 0, None)
            self._handles: dict[str, int] = {}

        def listen(self, folders: Mapping[str, frozenset[str]]) -> bool:
            """Opened anew each time: a folder may have been replaced."""
            self._drop()
            is_heard = len(folders) <= _MOST
            for folder in list(folders)[:_MOST]:
                handle = self._kernel.FindFirstChangeNotificationW(folder, 0, _FILTER)
                if handle in {None, _INVALID}:
                    is_heard = False
                    continue
                self._handles[folder] = handle
                is_heard = is_heard and not folder.startswith("\\\\")
            return is_heard

        def wait(self, seconds: float | None) -> None:
            """Until anything is heard."""
            handles = [self._woken, *self._handles.values()]
            array = (wintypes.HANDLE * len(handles))(*handles)
            limit = _FOR_EVER if seconds is None else int(seconds * 1000)
            self._kernel.WaitForMultipleObjects(len(handles), array, 0, limit)

        def wake(self) -> None:
            """By an event."""
            self._kernel.SetEvent(self._woken)

        def close(self) -> None:
            """Closes all."""
            self._drop()
            self._kernel.CloseHandle(self._woken)

        def _drop(self) -> None:
            for handle in self._handles.values():
                self._kernel.FindCloseChangeNotification(handle)
            self._handles = {}
