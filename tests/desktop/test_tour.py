"""`./dev demo` where there is no screen: the first thing that somebody with a clone sees."""

import subprocess
import sys

from tests.desktop.bed import PROJECT


def test_the_tour_ends_with_the_role_of_the_real_cli() -> None:
    command = [sys.executable, "-m", "tests.desktop.tour"]
    done = subprocess.run(
        command, cwd=PROJECT, capture_output=True, text=True, timeout=180, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "arn:aws:sts::" in done.stdout
    assert "✗" not in done.stdout
