"""The one program of this person's that runs on this computer, and where it listens."""

import json
import os
import stat
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from filelock import Timeout

from tray.adapters.storage.atomic_file import replace_file
from tray.adapters.storage.paths import ProgramPaths
from tray.adapters.storage.private_lock import private_lock
from tray.core.vocabulary.errors import FileError
from tray.core.vocabulary.translatable import said

_AGAIN_SECONDS = 0.05
_LARGEST = 8192


@dataclass(frozen=True, slots=True)
class Instance:
    """What holds the lock: where it listens, its process, and whether it is one command's own."""

    socket: Path
    pid: int
    is_passing: bool


class InstanceLock:
    """Held by the tray, by `sso-tray agent`, and by a command for as long as it takes.

    It is two locks: that of the person's, and that of the runtime directory, which
    older versions know alone. `try_take` raises `FileError` where locks cannot be had.
    """

    def __init__(self, places: ProgramPaths) -> None:
        self._places = places.secure()
        self._locks = [private_lock(path) for path in (places.lock, places.person_lock)]
        self._is_announced = False

    def try_take(self) -> bool:
        """Whether it is ours now."""
        for lock in self._locks:
            try:
                lock.acquire()
            except Timeout:
                self.release()
                return False
            except OSError as error:
                self.release()
                raise FileError(
                    said(
                        "Couldn't lock {path}: {reason}.",
                        path=lock.lock_file,
                        reason=error.strerror or error,
                    ),
                    said("SSO Tray needs a folder there that only you can write to."),
                ) from error
        return True

    def take(
        self,
        patience: float,
        on_wait: Callable[[], None] = lambda: None,
        *,
        is_anyone_awaited: bool = False,
    ) -> bool:
        """The same, waiting for commands that hold it only for as long as they take.

        `is_anyone_awaited`: also for a program that goes on. `on_wait` is called again and
        again meanwhile.
        """
        end = time.monotonic() + patience
        while not self.try_take():
            holder = holder_of(self._places)
            goes_on = holder is not None and not holder.is_passing
            if (goes_on and not is_anyone_awaited) or time.monotonic() > end:
                return False
            on_wait()
            time.sleep(_AGAIN_SECONDS)
        return True

    def announce(self, socket: Path, *, is_passing: bool = False) -> None:
        """Says where this program listens: it may have another runtime directory than others."""
        facts = {"socket": str(socket), "pid": os.getpid(), "passing": is_passing}
        replace_file(self._places.instance, json.dumps({"version": 1, **facts}).encode())
        self._is_announced = True

    def release(self) -> None:
        """Lets the next one have it."""
        if self._is_announced:
            self._places.instance.unlink(missing_ok=True)
            self._is_announced = False
        for lock in reversed(self._locks):
            lock.release()


def holder_of(places: ProgramPaths) -> Instance | None:
    """Who holds the lock, as it said by itself; None where nobody did, or another person."""
    try:
        with places.instance.open("rb") as stream:
            found = os.fstat(stream.fileno())
            if not stat.S_ISREG(found.st_mode) or _is_foreign(found.st_uid):
                return None
            facts = json.loads(stream.read(_LARGEST))
        holder = Instance(Path(facts["socket"]), int(facts["pid"]), bool(facts["passing"]))
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None
    return holder if _is_alive(holder.pid) else None


def _is_foreign(uid: int) -> bool:
    return os.name == "posix" and uid != os.geteuid()


def _is_alive(pid: int) -> bool:
    """Whether there is such a process; yes, where the system is not asked so easily."""
    if os.name != "posix":
        return True
    try:
        os.kill(pid, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        return True
    return True
