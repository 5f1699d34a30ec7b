"""Keys of the Windows registry, for reading."""

import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

if sys.platform == "win32":
    import winreg

    class RegistryKey:
        """`policy_windows.Key` over an open handle."""

        def __init__(self, handle: winreg.HKEYType) -> None:
            self._handle = handle

        def values(self) -> dict[str, Any]:
            """Words, numbers and lists of words."""
            _, count, _ = winreg.QueryInfoKey(self._handle)
            found = (winreg.EnumValue(self._handle, index) for index in range(count))
            return {name: value for name, value, _ in found if name}

        def below(self) -> "Iterator[tuple[str, AbstractContextManager[RegistryKey]]]":
            """The keys below."""
            count, _, _ = winreg.QueryInfoKey(self._handle)
            for name in [winreg.EnumKey(self._handle, index) for index in range(count)]:
                yield name, _opened(self._handle, name)

    @contextmanager
    def _opened(parent: winreg.HKEYType | int, name: str) -> Iterator[RegistryKey]:
        access = winreg.KEY_READ | winreg.KEY_WOW64_64KEY
        with winreg.OpenKey(parent, name, 0, access) as handle:
            yield RegistryKey(handle)

    def open_machine_key(path: str) -> AbstractContextManager[RegistryKey]:
        """A key below HKEY_LOCAL_MACHINE. Entering it raises `FileNotFoundError`, `OSError`."""
        return _opened(winreg.HKEY_LOCAL_MACHINE, path)
