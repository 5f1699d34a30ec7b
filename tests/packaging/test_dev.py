"""`./dev`: which Python it takes."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from installers.facts import PROJECT

pytestmark = pytest.mark.skipif(os.name != "posix", reason="a script for bash")


def dev(*words: str, python: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [PROJECT / "dev", *words],
        env={**os.environ, "DEV_PYTHON": python},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("has_it", [True, False])
def test_a_python_that_will_not_do_is_refused_by_name(tmp_path: Path, has_it: bool) -> None:
    old = tmp_path / "old-python"
    if has_it:
        old.write_text("#!/bin/sh\nexit 1\n")  # to the question whether it is new enough
        old.chmod(0o755)
    before = set(PROJECT.glob(".venv*"))
    done = dev("lock", python=str(old))
    assert done.returncode == 1
    assert done.stderr == f"dev: DEV_PYTHON is {old}, which is no Python of 3.11 or newer\n"
    assert set(PROJECT.glob(".venv*")) == before


def test_versions_have_to_be_named() -> None:
    done = dev("versions", "some", python=sys.executable)
    assert done.returncode == 1
    assert "lowest" in done.stderr
