"""How `./dev test` uses the processors: each file's tests on one of several workers of xdist."""

import os
from pathlib import Path

import pytest

_LONG = ("desktop", "clients", "packaging", "users", "services", "adapters")
_TESTS = Path(__file__).parent


def workers(config: pytest.Config) -> int:
    """How many; none for a single file, and where a person looks on or wants the first failure."""
    options = config.option
    looks_on = options.usepdb or options.trace or options.capture == "no"
    if looks_on or options.maxfail == 1 or options.collectonly or _is_one_file(config.args):
        return 0
    return (os.cpu_count() or 1) + 1  # many tests wait for a thread, a program or a wire


def longest_first(items: list[pytest.Item]) -> None:
    """Folders of long tests come first, so that no worker is left with one of them at the end."""
    items.sort(key=lambda item: _rank(item.path))


def _rank(path: Path) -> int:
    folder = path.relative_to(_TESTS).parts[0] if path.is_relative_to(_TESTS) else ""
    return _LONG.index(folder) if folder in _LONG else len(_LONG)


def _is_one_file(names: list[str]) -> bool:
    files = {name.split("::")[0] for name in names}
    return len(files) == 1 and files.pop().endswith(".py")
