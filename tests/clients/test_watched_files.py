"""The program without a screen, beside what a person does to `~/.aws/config` meanwhile."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.services.stage import wait_for

TRAY = (sys.executable, "-m", "tray")
SECTION = """[sso-session {name}]
sso_start_url = https://{name}.awsapps.com/start
sso_region = us-east-1
"""


@pytest.fixture
def config(own_home: Path) -> Iterator[Path]:
    """The AWS config file of a home whose agent runs."""
    runtime = own_home / "run"
    runtime.mkdir(mode=0o700)
    environ = {**os.environ, "XDG_RUNTIME_DIR": str(runtime)}
    with subprocess.Popen(
        [*TRAY, "agent"], env=environ, stderr=subprocess.PIPE, text=True
    ) as program:
        assert program.stderr is not None
        try:
            assert "agent running at" in program.stderr.readline()
            yield own_home / ".aws/config"
        finally:
            program.terminate()
        assert program.wait(20) == 0


def sessions(home: Path) -> list[str]:
    done = subprocess.run(
        [*TRAY, "status", "--json"],
        env={**os.environ, "XDG_RUNTIME_DIR": str(home / "run")},
        capture_output=True,
        text=True,
        timeout=30,
        check=True,
    )
    return [one["name"] for one in json.loads(done.stdout)["sessions"]]


@pytest.mark.skipif(os.name != "posix", reason="runtime folders of POSIX")
def test_what_is_written_into_the_config_file_is_known(config: Path, own_home: Path) -> None:
    assert sessions(own_home) == []
    config.parent.mkdir(exist_ok=True)
    config.write_text(SECTION.format(name="acme"))
    wait_for(lambda: sessions(own_home) == ["acme"])
    new = config.with_name("config.new")  # as an editor does
    new.write_text(SECTION.format(name="acme") + SECTION.format(name="globex"))
    new.replace(config)
    wait_for(lambda: sessions(own_home) == ["acme", "globex"])
    config.write_text(SECTION.format(name="globex"))
    wait_for(lambda: sessions(own_home) == ["globex"])
