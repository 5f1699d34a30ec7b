"""Who asks, of real processes."""

import os
import subprocess
import sys
from pathlib import Path

from tray.adapters.askers import SystemAskers
from tray.core.asker import UNKNOWN
from tray.core.wire import Peer


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
        asker = SystemAskers().of(Peer(process.pid, os.getuid() if hasattr(os, "getuid") else None))
        assert process.stdin
        process.stdin.close()
    assert (asker.name, asker.command) == ("deploy.py", "deploy.py … --token=…")
    assert (asker.directory, asker.pid) == (str(tmp_path), process.pid)
    assert "s3cret" not in repr(asker)
    assert asker.parent


def test_who_is_gone_is_unknown() -> None:
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        process.wait()
    assert SystemAskers().of(Peer(process.pid, None)) is UNKNOWN
    assert SystemAskers().of(Peer(None, None)) is UNKNOWN
