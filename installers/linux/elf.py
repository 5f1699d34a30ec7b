"""Programs and libraries of Linux: where they look for others."""

import subprocess
from pathlib import Path


def is_elf(path: Path) -> bool:
    """Whether it is a program or a library."""
    if path.is_symlink() or not path.is_file():
        return False
    with path.open("rb") as file:
        return file.read(4) == b"\x7fELF"


def search_paths(path: Path) -> list[str]:
    """The folders that a program or library has libraries looked for in (RPATH, RUNPATH)."""
    done = subprocess.run(
        ["patchelf", "--print-rpath", path], check=True, stdout=subprocess.PIPE, text=True
    )
    return [place for place in done.stdout.strip().split(":") if place]


def forget_build_machine(program: Path) -> None:
    """Takes out where the building Python's own libraries lay, of all below a folder.

    Somebody else's folder of that name would be searched for libraries on every machine.
    """
    for path in filter(is_elf, program.rglob("*")):
        places = search_paths(path)
        kept = [place for place in places if place.startswith("$ORIGIN")]
        if kept != places:
            change = ["--set-rpath", ":".join(kept)] if kept else ["--remove-rpath"]
            subprocess.run(["patchelf", *change, path], check=True)
