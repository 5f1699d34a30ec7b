"""inotify(7), by the C library's three calls. There is no thread and no timer behind it."""

import ctypes
import os
import select
import struct
import sys
import time
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path

_MODIFY, _ATTRIB, _CLOSE_WRITE = 0x2, 0x4, 0x8
_MOVED_FROM, _MOVED_TO, _CREATE, _DELETE = 0x40, 0x80, 0x100, 0x200
_DELETE_SELF, _MOVE_SELF = 0x400, 0x800
_MASK = (
    _MODIFY
    | _ATTRIB
    | _CLOSE_WRITE
    | _MOVED_FROM
    | _MOVED_TO
    | _CREATE
    | _DELETE
    | _DELETE_SELF
    | _MOVE_SELF
)
_HEAD = struct.Struct("iIII")
_BUFFER = 64 * 1024

_REMOTE = (
    "nfs",
    "cifs",
    "smb",
    "9p",
    "afs",
    "ceph",
    "coda",
    "fuse.",
    "gluster",
    "lustre",
    "virtiofs",
    "vboxsf",
    "vmhgfs",
    "prl_fs",
    "drvfs",
)
"""File systems that others may change without this kernel's knowing, by their names' beginnings."""

if sys.platform == "linux":

    class Inotify:
        """`file_watcher.Signals` on Linux. Raises `OSError` where no instance is left."""

        def __init__(self) -> None:
            self._libc = ctypes.CDLL(None, use_errno=True)
            self._fd = self._checked(self._libc.inotify_init1(os.O_NONBLOCK | os.O_CLOEXEC))
            self._woken = os.eventfd(0, os.EFD_NONBLOCK | os.EFD_CLOEXEC)
            self._poll = select.poll()
            for fd in (self._fd, self._woken):
                self._poll.register(fd, select.POLLIN)
            self._names: dict[int, frozenset[str]] = {}

        def listen(self, folders: Mapping[str, frozenset[str]]) -> bool:
            """A folder that was replaced has another number then, and the old one is let go."""
            names: dict[int, frozenset[str]] = {}
            is_heard = True
            for folder, wanted in folders.items():
                watch = self._libc.inotify_add_watch(self._fd, os.fsencode(folder), _MASK)
                if watch < 0:  # gone meanwhile, or no watches left
                    is_heard = False
                    continue
                names[watch] = names.get(watch, frozenset()) | wanted
                is_heard = is_heard and not _is_remote(folder)
            for watch in self._names.keys() - names.keys():
                self._libc.inotify_rm_watch(self._fd, watch)
            self._names = names
            return is_heard

        def wait(self, seconds: float | None) -> None:
            """Until a name that matters is touched; others in the same folder end no wait."""
            until = None if seconds is None else time.monotonic() + seconds
            while True:
                left = None if until is None else max(0.0, until - time.monotonic()) * 1000
                ready = self._poll.poll(left)
                if any(fd == self._woken for fd, _ in ready):
                    os.eventfd_read(self._woken)
                    return
                if not ready or any(self._matters(*event) for event in self._events()):
                    return

        def wake(self) -> None:
            """By a descriptor of its own."""
            os.eventfd_write(self._woken, 1)

        def close(self) -> None:
            """Closes both."""
            os.close(self._fd)
            os.close(self._woken)

        def _matters(self, watch: int, name: str) -> bool:
            # Without a name it is the folder itself, or events were lost.
            return not name or name in self._names.get(watch, ())

        def _events(self) -> Iterator[tuple[int, str]]:
            try:
                data = os.read(self._fd, _BUFFER)
            except BlockingIOError:
                return
            at = 0
            while at < len(data):
                watch, _, _, length = _HEAD.unpack_from(data, at)
                at += _HEAD.size
                yield watch, os.fsdecode(data[at : at + length].rstrip(b"\0"))
                at += length

        @staticmethod
        def _checked(result: int) -> int:
            if result < 0:
                number = ctypes.get_errno()
                raise OSError(number, os.strerror(number))
            return result


@lru_cache(maxsize=64)
def _is_remote(folder: str) -> bool:
    """Whether others may change it without a notification here."""
    try:
        table = Path("/proc/self/mountinfo").read_text("utf-8", "surrogateescape")
    except OSError:
        return False
    found, kind = "", ""
    for line in table.splitlines():
        words = line.split(" ")
        point, after = _plain(words[4]), words[words.index("-") + 1]
        is_above = folder == point or folder.startswith(point.rstrip("/") + "/")
        if is_above and len(point) >= len(found):
            found, kind = point, after
    return kind.startswith(_REMOTE)


def _plain(word: str) -> str:
    """A mount point without the table's escapes."""
    for octal, plain in (("\\040", " "), ("\\011", "\t"), ("\\012", "\n"), ("\\134", "\\")):
        word = word.replace(octal, plain)
    return word
