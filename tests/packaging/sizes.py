"""What the built folder weighs, and of what: against the parts that no such program can do without.

The floor is the interpreter, the Qt libraries that are in use, and the bundled libraries.
What is over that is ours, the start programs, and what came along and serves nothing.
"""

import re
import sys
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from PyInstaller.archive.readers import CArchiveReader

MIB = 1024 * 1024
GOAL = 1.25
ELECTRON = 300_000_000
"""Bytes of an installed tray program of that kind."""

_INTERPRETER = re.compile(
    r"_internal/(lib(python3|(crypto|ssl|ffi|z|bz2|lzma|expat|uuid)\.)[^/]*$|python3|base_library)"
)
_QT = re.compile(r"_internal/(PySide6|shiboken6|lib[^/]*\.so[^/]*$)")
_LIBRARY = re.compile(r"_internal/([A-Za-z0-9_]+)")
_OTHER_SCREENS = re.compile(
    r"[Ww]ayland|WlShell|libxdg-shell|libadwaita|libbradient|libQt6Svg|offscreen"
)
"""Qt's for Wayland: in use, though not on the screen that the trial has."""
_OWNERS = {"tray": "ours", "PySide6": "qt", "shiboken6": "qt"}


@dataclass(frozen=True, slots=True)
class Sizes:
    """Bytes of `interpreter`, `qt`, `ours`, `starters`, and of each library by its name.

    `idle` are files of Qt and the like that were not loaded, by their own names.
    """

    parts: Mapping[str, int]
    libraries: Counter[str]
    idle: Counter[str]

    @property
    def floor(self) -> int:
        """What it is made of."""
        return self.parts["interpreter"] + self.parts["qt"] + self.libraries.total()

    @property
    def total(self) -> int:
        """What it takes."""
        return sum(self.parts.values()) + self.libraries.total() + self.idle.total()


def measured(built: Path, loaded: frozenset[str]) -> Sizes:
    """The built folder's. `loaded` has the names of the files that the running program mapped."""
    parts, idle = Counter[str](), Counter[str]()
    for path in built.rglob("*"):
        if path.is_symlink() or not path.is_file():
            continue
        size = path.stat().st_size
        if path.parent == built:
            parts.update(_of_program(path, size))
            continue
        part = part_of(path.relative_to(built), loaded)
        if part == "idle":
            idle[path.name] += size
        else:
            parts[part] += size
    own = {name: parts.pop(name) for name in ("interpreter", "qt", "ours", "starters")}
    return Sizes(own, parts, idle)


def part_of(path: Path, loaded: frozenset[str]) -> str:
    """`interpreter`, `qt`, `ours`, `idle`, or the library's name; `path` is below the folder."""
    name = path.as_posix()
    if name.startswith(("_internal/resources/", "_internal/sso_tray-")):
        return "ours"
    if _INTERPRETER.match(name):
        return "interpreter"
    if _QT.match(name):
        return "qt" if path.name in loaded or _OTHER_SCREENS.search(name) else "idle"
    found = _LIBRARY.match(name)
    return found[1] if found else name


def _of_program(path: Path, size: int) -> Counter[str]:
    """A start program, and the compiled Python in it, which belongs to whoever wrote it."""
    modules = CArchiveReader(str(path)).open_embedded_archive("PYZ.pyz").toc
    lengths = {name: length for name, (_, _, length) in modules.items()}
    parts = Counter(starters=size - sum(lengths.values()))
    for name, length in lengths.items():
        top = name.partition(".")[0]
        if path.name != "sso-tray":
            # The helper has modules of its own, so that it starts without the rest.
            parts["starters"] += length
        elif top in sys.stdlib_module_names:
            parts["interpreter"] += length
        else:
            parts[_OWNERS.get(top, top)] += length
    return parts


def told(sizes: Sizes) -> str:
    """The report, a line for each part, the largest libraries and the sums at its end."""
    largest = ", ".join(f"{name} {size / MIB:.1f}" for name, size in sizes.libraries.most_common(8))
    idle = ", ".join(f"{name} {size / MIB:.2f}" for name, size in sizes.idle.most_common(8))
    ratio, share = sizes.total / sizes.floor, sizes.total / ELECTRON
    return "\n".join(
        [
            _line("Python", sizes.parts["interpreter"]),
            _line("Qt and its bindings, in use", sizes.parts["qt"]),
            _line("libraries", sizes.libraries.total()) + f" ({largest}, …)",
            _line("SSO Tray", sizes.parts["ours"]),
            _line("start programs", sizes.parts["starters"]),
            _line("loaded by nothing", sizes.idle.total()) + f" ({idle})",
            f"{sizes.total / MIB:.1f} MiB in all, {ratio:.2f} x the first three (goal {GOAL})",
            f"{share:.2f} x {ELECTRON // 1_000_000} MB, an Electron program (goal 0.33)",
        ]
    )


def _line(name: str, size: int) -> str:
    return f"  {size / MIB:6.1f} MiB  {name}"


def loaded_by(pid: int) -> frozenset[str]:
    """The names of the files that a process has mapped, its links followed."""
    lines = Path(f"/proc/{pid}/maps").read_text().splitlines()
    return frozenset(Path(line.split(maxsplit=5)[5]).name for line in lines if "/" in line)
