"""Watches files: the system's notifications say when to look, stamps say what changed.

Folders are listened to, not files: most programs replace a file by another. So a
file may be missing, and its folder as well, and every link on the way counts. Where
a folder cannot be listened to (a network file system, no notifications left), its
files are looked at every second and a half.
"""

import threading
from collections import defaultdict, deque
from collections.abc import Callable, Collection, Iterator
from pathlib import Path

from tray.adapters.file_watching.signals import Folders, Signals, system_signals

_POLL_SECONDS = 1.5
_STEADY_SECONDS = 0.25
_MOST_UNSTEADY = 8
_MOST_LINKS = 40  # as Linux counts


class SystemFileWatcher:
    """`FileWatcher` of `core.ports.file_watching`: one thread, which sleeps until it is woken."""

    def __init__(
        self,
        signals: Callable[[], Signals] = system_signals,
        poll_seconds: float = _POLL_SECONDS,
    ) -> None:
        self._open_signals = signals
        self._poll_seconds = poll_seconds
        self._signals: Signals | None = None
        self._stamps: dict[str, object] = {}
        self._lock = threading.Lock()
        self._closing = threading.Event()
        self._thread: threading.Thread | None = None
        self._changed: Callable[[frozenset[str]], None] = lambda _: None

    def start(self, changed: Callable[[frozenset[str]], None]) -> None:
        """Begins to listen."""
        self._changed = changed
        self._closing.clear()
        self._signals = self._open_signals()
        self._thread = threading.Thread(target=self._run, name="file watcher", daemon=True)
        self._thread.start()

    def watch(self, paths: Collection[str]) -> None:
        """These; those that were watched before are compared with what they were then."""
        with self._lock:
            known = self._stamps
            self._stamps = {path: known[path] if path in known else stamp(path) for path in paths}
        self._wake()

    def close(self) -> None:
        """Ends the thread."""
        self._closing.set()
        self._wake()
        if self._thread is not None and self._thread is not threading.current_thread():
            self._thread.join(5)

    def _wake(self) -> None:
        with self._lock:
            if self._signals is not None:
                self._signals.wake()

    def _run(self) -> None:
        signals = self._signals
        if signals is None:
            return
        while not self._closing.is_set():
            with self._lock:
                paths = tuple(self._stamps)
            # Listening comes first: what changes after the look is then heard.
            is_heard = signals.listen(whereabouts(paths))
            if self._look():
                continue  # a folder may be there now that was not
            signals.wait(None if is_heard else self._poll_seconds)
        with self._lock:
            self._signals = None
            signals.close()

    def _look(self) -> bool:
        """Tells what changed since the last look, once it is steady; whether anything had."""
        if not self._news():
            return False
        news = before = self._news()
        for _ in range(_MOST_UNSTEADY):
            if self._closing.wait(_STEADY_SECONDS):
                return False
            news = self._news()
            if news == before:
                break
            before = news
        with self._lock:
            told = {path: found for path, found in news.items() if path in self._stamps}
            self._stamps.update(told)
        if told:
            self._changed(frozenset(told))
        return True

    def _news(self) -> dict[str, object]:
        """The files that are others than at the last look, with what they are now."""
        with self._lock:
            known = dict(self._stamps)
        found = {path: stamp(path) for path in known}
        return {path: now for path, now in found.items() if now != known[path]}


def stamp(path: str) -> object | None:
    """What is another after every change of the file; None without one."""
    try:
        found = Path(path).stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino, found.st_dev, found.st_mode


def whereabouts(paths: Collection[str]) -> Folders:
    """The folders in which something can change one of the files, with the names that matter."""
    names: dict[str, set[str]] = defaultdict(set)
    for path in paths:
        for folder, name in _steps(path):
            names[folder].add(name)
    return {folder: frozenset(found) for folder, found in names.items()}


def _steps(path: str) -> Iterator[tuple[str, str]]:
    """Each link on the way to the file, and the file, or what of the way is missing first."""
    start = Path(path).absolute()
    here, rest, links = Path(start.anchor), deque(start.parts[1:]), 0
    while rest:
        name = rest.popleft()
        if name == "..":
            here = here.parent
            continue
        step = here / name
        if links < _MOST_LINKS and step.is_symlink():
            links += 1
            yield str(here), name
            target = step.readlink()
            here = Path(target.anchor) if target.is_absolute() else here
            rest.extendleft(reversed(target.parts[1:] if target.is_absolute() else target.parts))
        elif not rest or not step.is_dir():
            yield str(here), name
            return
        else:
            here = step
