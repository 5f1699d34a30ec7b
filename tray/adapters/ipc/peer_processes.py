"""Which program speaks through the agent's socket, by what the system knows of processes."""

import os
import shutil
from collections.abc import Iterator
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from tray.core.guards.requester import Process, Requester, asker_of
from tray.core.ipc.protocol import Peer

if TYPE_CHECKING:
    import psutil

_MOST_ANCESTORS = 8


class SystemRequesters:
    """`desktop_ports.Requesters` over psutil, which knows the three systems."""

    def of(self, peer: Peer) -> Requester:
        """The asker behind a process; of what cannot be read, nothing."""
        return asker_of(islice(_ancestry(peer.pid), _MOST_ANCESTORS), DiskFileNames())

    def is_running(self, peer: Peer) -> bool:
        """What has ended and was not collected by its parent is not running any more."""
        import psutil  # noqa: PLC0415 - only where somebody asks

        if peer.pid is None:
            return True
        try:
            return bool(psutil.Process(peer.pid).status() != psutil.STATUS_ZOMBIE)
        except psutil.NoSuchProcess:
            return False
        except (psutil.Error, OSError):
            return True


class DiskFileNames:
    """`core.guards.requester.FileNames` over the disk. A word that cannot be a path is none."""

    def is_file(self, word: str, directory: str) -> bool:
        """Whether a file is there now; a process may have left the directory it began in."""
        try:
            # Without its directory a relative word would be looked for in ours.
            path = Path(directory, word) if directory else Path(word)
            return path.is_absolute() and path.is_file()
        except (OSError, ValueError):
            return False

    def is_program(self, word: str, directory: str) -> bool:
        """By our own search path: that of the process is not to be read."""
        if os.path.basename(word) != word:  # noqa: PTH119 - a Path forgets `./`
            return self.is_file(word, directory)
        return shutil.which(word) is not None


def _ancestry(pid: int | None) -> Iterator[Process]:
    """A process and those above it, each read as it is wanted."""
    import psutil  # noqa: PLC0415 - only where somebody asks

    # One that ended or is another person's: what was read so far has to do.
    with suppress(psutil.Error, OSError):
        process = psutil.Process(pid) if pid is not None else None
        while process is not None:
            yield _facts(process)
            process = process.parent()


def _facts(process: "psutil.Process") -> Process:
    known = process.as_dict(["exe", "cmdline", "cwd", "name"], ad_value=None)
    return Process(
        process.pid,
        known["exe"] or "",
        tuple(known["cmdline"] or ()),
        known["cwd"] or "",
        known["name"] or "",
    )
