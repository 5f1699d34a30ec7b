"""Who asks, of real processes."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tray.adapters.ipc.peer_processes import DiskFileNames, SystemRequesters
from tray.core.guards.requester import UNKNOWN
from tray.core.ipc.protocol import Peer


def test_a_program_is_told_by_its_script_and_directory(tmp_path: Path) -> None:
    script = tmp_path / "deploy.py"
    script.write_text("import sys; print('up', flush=True); sys.stdin.read()")
    with subprocess.Popen(
        [sys.executable, str(script), "apply", "--token=s3cret"],
        cwd=tmp_path,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as process:
        assert process.stdout
        process.stdout.readline()
        asker = SystemRequesters().of(
            Peer(process.pid, os.getuid() if hasattr(os, "getuid") else None)
        )
        assert process.stdin
        process.stdin.close()
    assert (asker.name, asker.command) == ("deploy.py", "deploy.py … --token=…")
    assert (asker.directory, asker.pid) == (str(tmp_path), process.pid)
    assert "s3cret" not in repr(asker)
    assert asker.parent


@pytest.mark.parametrize("options", [["-"], ["-W", "ignore", "-"], ["-c", "input()"]], ids=str)
def test_a_value_is_no_program(tmp_path: Path, options: list[str]) -> None:
    """`python3 - PASSWORD < deploy.py` is how a script on stdin is given its values."""
    with subprocess.Popen(
        [sys.executable, *options, "hunter2"], cwd=tmp_path, stdin=subprocess.PIPE
    ) as process:
        asker = SystemRequesters().of(Peer(process.pid, None))
        process.communicate()
    assert asker.name.startswith("python")
    assert "hunter2" not in repr(asker)


def test_a_relative_word_is_looked_for_where_the_program_runs(tmp_path: Path) -> None:
    (tmp_path / "deploy").touch()
    (tmp_path / "tool").touch()
    files = DiskFileNames()
    assert files.is_file("deploy", str(tmp_path))
    assert files.is_program("./tool", str(tmp_path))
    assert not files.is_file("deploy", "")
    assert not files.is_file(".", str(tmp_path))
    assert not files.is_file("a\0b", str(tmp_path))
    assert not files.is_program("hunter2", str(tmp_path))


def test_who_is_gone_is_unknown() -> None:
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        process.wait()
    assert SystemRequesters().of(Peer(process.pid, None)) is UNKNOWN
    assert SystemRequesters().of(Peer(None, None)) is UNKNOWN
