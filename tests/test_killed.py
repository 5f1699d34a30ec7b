"""What is left of writes that are killed: whole files, and nothing beside them."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.kill_campaign import Found


@pytest.mark.skipif(os.name != "posix", reason="forks, and kills with SIGKILL")
def test_killed_at_any_moment_files_are_whole_and_nothing_stays_beside_them(
    tmp_path: Path, pytestconfig: pytest.Config
) -> None:
    kills = 704 if pytestconfig.getoption("long") else 33
    done = subprocess.run(
        [sys.executable, "-m", "tests.kill_campaign", str(kills), "1", str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found = Found(**json.loads(done.stdout))
    assert found.kills == kills
    assert (found.broken, found.readable_by_others, found.left_after_the_next_start) == ([], [], [])
