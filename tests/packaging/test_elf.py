"""What is built for Linux looks for libraries beside itself, and nowhere else."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from installers.linux.elf import forget_build_machine, is_elf, search_paths

pytestmark = pytest.mark.skipif(not shutil.which("patchelf"), reason="patchelf is not installed")


@pytest.mark.parametrize(
    ("there", "left"),
    [
        ("/home/builder/python/lib", []),
        ("$ORIGIN/../lib:/home/builder/python/lib:$ORIGIN", ["$ORIGIN/../lib", "$ORIGIN"]),
        ("$ORIGIN", ["$ORIGIN"]),
    ],
)
def test_folders_of_the_building_machine_are_forgotten(
    tmp_path: Path, there: str, left: list[str]
) -> None:
    library = tmp_path / "lib/library.so"
    library.parent.mkdir()
    shutil.copy("/bin/true", library)
    (tmp_path / "lib/words.txt").write_text("no library")
    subprocess.run(["patchelf", "--set-rpath", there, library], check=True)
    assert search_paths(library) == there.split(":")
    forget_build_machine(tmp_path)
    assert search_paths(library) == left
    subprocess.run([library], check=True)


def test_what_is_a_program_is_told_by_its_first_bytes(tmp_path: Path) -> None:
    link = tmp_path / "link"
    link.symlink_to(Path(sys.executable).resolve())
    assert is_elf(Path(sys.executable).resolve())
    assert not is_elf(link)
    assert not is_elf(Path(__file__))
    assert not is_elf(tmp_path)
