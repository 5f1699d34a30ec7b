"""The systems' notifications about folders: inotify, kqueue, Windows' change notifications.

Each hears more than matters, and may hear nothing of what another machine does to
a network file system; `watcher` looks for itself.
"""

import sys
import threading
from collections.abc import Mapping
from typing import Protocol, TypeAlias

Folders: TypeAlias = Mapping[str, frozenset[str]]
"""Which names matter in which folder."""


class Signals(Protocol):
    """The system's notifications about folders. All but `wake` is called by one thread."""

    def listen(self, folders: Folders) -> bool:
        """To these, and no others; whether every one of them is heard."""

    def wait(self, seconds: float | None) -> None:
        """Until something may have changed, `wake` is called, or the time is over."""

    def wake(self) -> None:
        """Ends a wait, from any thread."""

    def close(self) -> None:
        """Lets go of everything."""


class Deaf:
    """Hears nothing: files have to be looked at now and then."""

    def __init__(self) -> None:
        self._woken = threading.Event()

    def listen(self, folders: Folders) -> bool:
        """To none of them."""
        return not folders

    def wait(self, seconds: float | None) -> None:
        """For so long."""
        self._woken.wait(seconds)
        self._woken.clear()

    def wake(self) -> None:
        """At once."""
        self._woken.set()

    def close(self) -> None:
        """There is nothing to let go."""


def system_signals() -> Signals:
    """This system's; `Deaf` where there are none, or no more."""
    try:
        return _signals()
    except (OSError, ImportError, AttributeError):
        return Deaf()


def _signals() -> Signals:
    if sys.platform == "linux":
        from tray.adapters.file_watching.inotify import Inotify  # noqa: PLC0415 - Linux only

        return Inotify()
    elif sys.platform == "win32":  # noqa: RET505 - mypy knows what is left
        from tray.adapters.file_watching.windows_changes import WindowsChanges  # noqa: PLC0415 - Windows only

        return WindowsChanges()
    else:
        from tray.adapters.file_watching.kqueue import Kqueue  # noqa: PLC0415 - macOS and the BSDs

        return Kqueue()
