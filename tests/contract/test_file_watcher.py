"""One contract for all watchers of files: this system's notifications, and stamps alone."""

import os
import queue
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tray.adapters.file_watching.signals import Deaf, Signals, system_signals
from tray.adapters.file_watching.watcher import SystemFileWatcher, whereabouts

_SOON = 10.0


class Watched:
    """A watcher of two files in a folder of their own, and what it told."""

    def __init__(self, home: Path, signals: Callable[[], Signals]) -> None:
        self.signals = signals
        self.folder = home / "aws"
        self.folder.mkdir()
        self.config, self.token = self.folder / "config", self.folder / "cache/token.json"
        self.config.write_text("[default]\n")
        self.told: queue.SimpleQueue[frozenset[str]] = queue.SimpleQueue()
        self.watcher = SystemFileWatcher(signals, poll_seconds=0.05)
        self.watcher.watch([str(self.config), str(self.token)])
        self.watcher.start(self.told.put)

    def next(self) -> set[str]:
        """The names of the files that are told of next."""
        return {Path(path).name for path in self.told.get(timeout=_SOON)}

    def replace(self, path: Path, text: str) -> None:
        """As most programs write: another file takes the name."""
        new = path.with_name(f"{path.name}.new")
        new.write_text(text)
        new.replace(path)


@pytest.fixture(params=[system_signals, Deaf], ids=["system", "stamps"])
def watched(request: pytest.FixtureRequest, own_home: Path) -> Iterator[Watched]:
    watched = Watched(own_home, request.param)
    yield watched
    watched.watcher.close()
    names = {thread.name for thread in threading.enumerate()}
    assert "file watcher" not in names


def test_a_file_that_is_written_in_place_and_replaced_and_removed(watched: Watched) -> None:
    with watched.config.open("a") as file:
        file.write("[profile a]\n")
    assert watched.next() == {"config"}
    watched.replace(watched.config, "[profile b]\n")
    assert watched.next() == {"config"}
    watched.config.unlink()
    assert watched.next() == {"config"}
    watched.config.write_text("[profile c]\n")
    assert watched.next() == {"config"}


def test_a_file_whose_folder_comes_later_and_goes_and_comes_again(watched: Watched) -> None:
    for _ in range(2):
        watched.token.parent.mkdir()
        watched.token.write_text("{}")
        assert watched.next() == {"token.json"}
        watched.token.unlink()
        watched.token.parent.rmdir()
        assert watched.next() == {"token.json"}


def test_a_folder_that_is_replaced_by_another(watched: Watched) -> None:
    watched.folder.rename(watched.folder.with_name("aside"))
    assert watched.next() == {"config"}
    watched.folder.mkdir()
    watched.config.write_text("[profile new]\n")
    assert watched.next() == {"config"}
    watched.replace(watched.config, "[profile newer]\n")
    assert watched.next() == {"config"}


@pytest.mark.skipif(os.name != "posix", reason="links want a right on Windows")
def test_a_link_and_what_it_leads_to(watched: Watched) -> None:
    dotfiles = watched.folder.with_name("dotfiles")
    dotfiles.mkdir()
    (dotfiles / "config").write_text("[profile of-dotfiles]\n")
    (dotfiles / "other").write_text("[profile other]\n")
    watched.config.unlink()
    watched.config.symlink_to("../dotfiles/config")
    assert watched.next() == {"config"}
    watched.replace(dotfiles / "config", "[profile changed-there]\n")
    assert watched.next() == {"config"}
    (watched.folder / "link").symlink_to(dotfiles / "other")
    (watched.folder / "link").replace(watched.config)
    assert watched.next() == {"config"}
    (dotfiles / "other").write_text("[profile other-again]\n")
    assert watched.next() == {"config"}


@pytest.mark.skipif(os.name != "posix", reason="links want a right on Windows")
def test_a_linked_folder(watched: Watched) -> None:
    real = watched.folder.with_name("real")
    watched.folder.rename(real)
    watched.folder.symlink_to(real)
    watched.replace(real / "config", "[profile a]\n")
    assert watched.next() == {"config"}
    other = real.with_name("other")
    other.mkdir()
    (other / "config").write_text("[profile from-elsewhere]\n")
    watched.folder.unlink()
    watched.folder.symlink_to(other)
    assert watched.next() == {"config"}


def test_only_what_is_watched_is_told_and_each_change_once(watched: Watched) -> None:
    (watched.folder / "unrelated").write_text("x")
    watched.config.write_text("[profile a]\n")
    assert watched.next() == {"config"}
    watched.watcher.watch([str(watched.token)])
    watched.config.write_text("[profile nobody-cares]\n")
    watched.token.parent.mkdir()
    watched.token.write_text("{}")
    assert watched.next() == {"token.json"}
    assert watched.told.empty()


def test_a_file_that_is_still_being_written_is_told_of_when_it_is_whole(watched: Watched) -> None:
    """Read in between, a config file would have lost its sessions."""
    seen: list[str] = []
    told = threading.Event()

    def look(_: frozenset[str]) -> None:
        seen.append(watched.config.read_text())
        told.set()

    watched.watcher.close()
    watched.watcher = SystemFileWatcher(watched.signals, poll_seconds=0.05)
    watched.watcher.watch([str(watched.config)])
    watched.watcher.start(look)
    pause = threading.Event()
    with watched.config.open("w") as file:
        for _ in range(5):
            pause.wait(0.05)
            file.write("[profile part]\n")
            file.flush()
    assert told.wait(_SOON)
    assert seen[-1].count("part") == 5
    assert all(text.count("part") == 5 for text in seen)


def test_a_watcher_that_was_never_started_can_be_closed() -> None:
    SystemFileWatcher().close()


@pytest.mark.skipif(os.name != "posix", reason="links want a right on Windows")
def test_every_step_of_the_way_counts(own_home: Path) -> None:
    (own_home / "a").mkdir()
    (own_home / "b").mkdir()
    (own_home / "a/way").symlink_to("../b")
    (own_home / "b/loop").symlink_to("loop")
    here = str(own_home.resolve())
    assert whereabouts([f"{here}/a/way/sso/config"]) == {
        f"{here}/a": frozenset({"way"}),
        f"{here}/b": frozenset({"sso"}),
    }
    assert whereabouts([f"{here}/b/loop"]) == {f"{here}/b": frozenset({"loop"})}


@pytest.mark.skipif(sys.platform != "linux", reason="inotify is Linux'")
def test_nothing_wakes_it_while_nothing_happens(own_home: Path) -> None:
    """Its one thread waits without a deadline, and a neighbour of the file ends no wait."""
    waits: queue.SimpleQueue[float | None] = queue.SimpleQueue()
    signals = system_signals()
    wait = signals.wait

    def counted(seconds: float | None) -> None:
        waits.put(seconds)
        wait(seconds)

    signals.wait = counted  # type: ignore[method-assign]
    config = own_home / "config"
    config.write_text("")
    told: queue.SimpleQueue[frozenset[str]] = queue.SimpleQueue()
    watcher = SystemFileWatcher(lambda: signals)
    watcher.watch([str(config)])
    watcher.start(told.put)
    assert waits.get(timeout=_SOON) is None
    for number in range(50):
        (own_home / f"history-{number}").write_text("x")
    config.write_text("x")
    assert told.get(timeout=_SOON)
    watcher.close()
    rest = [waits.get_nowait() for _ in range(waits.qsize())]
    assert len(rest) <= 3
    assert set(rest) <= {None}
