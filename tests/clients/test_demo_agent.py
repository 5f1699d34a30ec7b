"""`sso-tray --demo agent`: the demo where there is neither screen nor browser."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.clients.office import TRAY
from tests.services.stage import wait_for

if os.name != "posix":
    pytest.skip("the demo listens on a socket", allow_module_level=True)


class Demo:
    """A demo in a folder of its own, and the commands that talk to it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        # Whoever asks this proxy gets nowhere.
        proxies = dict.fromkeys(("http_proxy", "https_proxy", "HTTPS_PROXY"), "http://127.0.0.1:9")
        self.environ = {**os.environ, **proxies, "SSO_TRAY_DEMO_DIR": str(folder)}
        self.environ.pop("DISPLAY", None)
        self.program = subprocess.Popen(
            [*TRAY, "agent"], env=self.environ, stderr=subprocess.PIPE, text=True
        )
        wait_for((folder / "run/agent.sock").exists)

    def run(self, *words: str, ok: bool = True) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            [*TRAY, *words], env=self.environ, capture_output=True, text=True, check=False
        )
        assert not ok or done.returncode == 0, done.stderr
        return done

    def end(self) -> str:
        """By a signal; what it had said."""
        self.program.send_signal(signal.SIGTERM)
        _, said = self.program.communicate(timeout=20)
        return said


@pytest.fixture
def demo(own_home: Path) -> Iterator[Demo]:
    one = Demo(own_home / "demo")
    try:
        yield one
    finally:
        one.program.kill()
        one.program.communicate()


def test_all_of_it_works_without_a_screen_and_past_a_proxy(demo: Demo) -> None:
    done = demo.run("login", "--device-code", "--allow")
    assert "Signed in to" in done.stdout
    assert "Check that it shows this code" in done.stderr
    assert "--allow" not in done.stderr
    wait_for(lambda: json.loads(demo.run("list", "--json").stdout)["is_complete"])
    assert len(json.loads(demo.run("list", "--json").stdout)["roles"]) == 27
    assert "Prod / ReadOnly" in demo.run("use", "prod/readonly").stdout
    status = demo.run("status").stdout
    assert "DEMO: sample data" in status
    assert "default" in status
    show = "import os; print(os.environ['AWS_ACCESS_KEY_ID'])"
    shown = demo.run("exec", "prod/readonly", "--", sys.executable, "-c", show).stdout
    assert shown.startswith("ASIA")
    said = demo.end()
    assert demo.program.returncode == 0
    assert "sso-tray --demo login --allow" in said
    left = demo.folder / "aws/credentials"
    assert not left.exists() or "aws_secret" not in left.read_text()


def test_everything_of_it_is_in_its_own_folder(demo: Demo, own_home: Path) -> None:
    demo.run("login", "--allow")
    demo.run("use", "prod/readonly")
    demo.run("quit")
    demo.program.wait(20)
    assert [path.name for path in own_home.iterdir()] == ["demo"]


def test_the_tray_is_told_that_the_agent_runs(demo: Demo) -> None:
    done = subprocess.run(TRAY, env=demo.environ, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "is running as an agent" in done.stderr


def test_only_the_demo_allows_by_itself(own_home: Path) -> None:
    done = subprocess.run(
        [*TRAY[:-1], "login", "--allow"], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert "only works in the demo" in done.stderr


def test_who_finds_no_demo_is_told_of_both_ways(own_home: Path) -> None:
    done = subprocess.run([*TRAY, "status"], capture_output=True, text=True, check=False)
    assert "sso-tray --demo agent" in done.stderr
