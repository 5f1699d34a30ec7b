"""kqueue(2): what macOS and the BSDs tell of folders and of the files in them.

A folder tells of names that come and go, a file of what is written into it, so both
are listened to. NOTE: not run by the authors; the contract's test is for whoever can.
"""

import os
import select
import sys
from collections.abc import Mapping
from pathlib import Path

if sys.platform != "linux" and sys.platform != "win32":
    _EVENTS = (
        select.KQ_NOTE_WRITE
        | select.KQ_NOTE_EXTEND
        | select.KQ_NOTE_ATTRIB
        | select.KQ_NOTE_DELETE
        | select.KQ_NOTE_RENAME
        | select.KQ_NOTE_LINK
    )
    _OPEN = getattr(os, "O_EVTONLY", os.O_RDONLY) | os.O_CLOEXEC

    class Kqueue:
        """`file_watcher.Signals`."""

        def __init__(self) -> None:
            self._queue = select.kqueue()
            self._reader, self._writer = os.pipe()
            for fd in (self._reader, self._writer):
                os.set_blocking(fd, False)
            self._add(self._reader, select.KQ_FILTER_READ, 0)
            self._fds: list[int] = []

        def listen(self, folders: Mapping[str, frozenset[str]]) -> bool:
            """Everything is opened anew: who was replaced is another file."""
            self._drop()
            is_heard = True
            for folder, names in folders.items():
                is_heard = self._open(folder) and is_heard
                for name in names:
                    self._open(str(Path(folder) / name))  # it may be missing; the folder tells then
            return is_heard

        def wait(self, seconds: float | None) -> None:
            """Until anything is heard."""
            for event in self._queue.control(None, 16, seconds):
                if event.ident == self._reader:
                    os.read(self._reader, 64)

        def wake(self) -> None:
            """By a pipe."""
            try:
                os.write(self._writer, b"x")
            except BlockingIOError:
                return  # it is full: whoever waits is awake

        def close(self) -> None:
            """Closes all."""
            self._drop()
            self._queue.close()
            os.close(self._reader)
            os.close(self._writer)

        def _open(self, path: str) -> bool:
            try:
                fd = os.open(path, _OPEN)
            except OSError:
                return False
            self._fds.append(fd)
            self._add(fd, select.KQ_FILTER_VNODE, _EVENTS)
            return True

        def _add(self, fd: int, kind: int, events: int) -> None:
            flags = select.KQ_EV_ADD | select.KQ_EV_CLEAR
            self._queue.control([select.kevent(fd, kind, flags, events)], 0)

        def _drop(self) -> None:
            for fd in self._fds:
                os.close(fd)
            self._fds = []
