"""Mounts that only the tests' own process sees, and what it starts: Linux, as root."""

import ctypes
import os
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

_NEW_NAMESPACE = 0x00020000  # CLONE_NEWNS


class Mounts:
    """What is mounted here is gone after the test."""

    def __init__(self) -> None:
        self._places: list[Path] = []

    def tmpfs(self, place: Path, size: str) -> None:
        """An empty disk of that size in a folder's place."""
        self._mount("-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(place))
        self._places.append(place)

    def over_itself(self, file: Path) -> None:
        """A single file that is a mount of its own, as in a container."""
        self._mount("--bind", str(file), str(file))
        self._places.append(file)

    def remount(self, place: Path, options: str) -> None:
        """`ro` or `rw`."""
        self._mount("-o", f"remount,{options}", str(place))

    def close(self) -> None:
        for place in reversed(self._places):
            subprocess.run(["umount", "-l", place], check=True)

    @staticmethod
    def _mount(*words: str) -> None:
        subprocess.run(["mount", *words], check=True)


def fill(folder: Path) -> Path:
    """Leaves no room on the disk of a folder; answers the file to remove for some."""
    filler = folder / "filler"
    with filler.open("wb", buffering=0) as stream:
        try:
            while True:
                stream.write(b"x" * 4096)
        except OSError:
            return filler


@cache
def _own_namespace() -> str:
    """Why there is none; empty where there is."""
    if not sys.platform.startswith("linux"):
        return "mount namespaces are Linux's"
    if os.geteuid() != 0:
        return "only root mounts"
    if ctypes.CDLL(None, use_errno=True).unshare(_NEW_NAMESPACE):
        return os.strerror(ctypes.get_errno())
    made = subprocess.run(["mount", "--make-rprivate", "/"], check=False)
    return "" if made.returncode == 0 else "mounts cannot be made private"


@pytest.fixture
def mounts() -> Iterator[Mounts]:
    """To be asked for before what starts threads: they see what their starter sees."""
    if reason := _own_namespace():
        pytest.skip(reason)
    made = Mounts()
    yield made
    made.close()
