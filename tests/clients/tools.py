"""The AWS tools that are tried: where they are, and how each says who it is."""

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PROGRAMS = Path(__file__).with_name("programs")


@dataclass(frozen=True, slots=True)
class Tool:
    """A client. `is_long` says that one process of it can outlive credentials.

    `has_endpoints`: its own calls to IAM Identity Center can be led to the demo.
    """

    name: str
    is_long: bool
    has_endpoints: bool = True

    def command(self, server: str, seconds: float) -> list[str]:
        """Prints ARNs, one a line, for so many seconds (a command line tool only once)."""
        identity = ["sts", "get-caller-identity", "--query", "Arn", "--output", "text"]
        match self.name:
            case "AWS CLI v2":
                # NOTE: 2.9 of Debian does not know AWS_ENDPOINT_URL_STS.
                return [aws_v2(), *identity, "--endpoint-url", server]
            case "AWS CLI v1":
                return [str(own("v1/bin/aws")), *identity]
            case "boto3":
                return [sys.executable, str(PROGRAMS / "identity.py"), str(seconds)]
            case _:
                return [_node(), str(PROGRAMS / "identity.js"), str(seconds)]

    def start(
        self, environ: Mapping[str, str], server: str, seconds: float = 0, *prefix: str
    ) -> subprocess.Popen[str]:
        """Starts it behind `prefix` (as `sso-tray exec ROLE --`)."""
        own = {"NODE_PATH": str(ROOT / ".clients/js/node_modules")}
        return subprocess.Popen(
            [*prefix, *self.command(server, seconds)],
            env={**environ, **own},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )


TOOLS = (
    Tool("AWS CLI v2", is_long=False, has_endpoints=False),
    Tool("AWS CLI v1", is_long=False),
    Tool("boto3", is_long=True),
    Tool("JavaScript v3", is_long=True),
)


def identities(process: subprocess.Popen[str], seconds: float = 60) -> list[str]:
    """What it printed; fails with what it complained of."""
    said, complaint = process.communicate(timeout=seconds)
    assert process.returncode == 0, complaint
    return said.split()


def aws_v2() -> str:
    """The AWS CLI v2, wherever it is."""
    for path in (shutil.which("aws"), "/usr/bin/aws", "/usr/local/bin/aws"):
        if path and Path(path).exists():
            words = [path, "--version"]
            said = subprocess.run(words, capture_output=True, text=True, check=False).stdout
            if said.startswith("aws-cli/2"):
                return path
    return _missing("AWS CLI v2")


def own(path: str) -> Path:
    """What ./dev setup installed for the tests."""
    found = ROOT / ".clients" / path
    if not found.exists():
        _missing(path)
    return found


def _node() -> str:
    node = shutil.which("node")
    own("js/node_modules")
    return node or _missing("node")


def _missing(what: str) -> str:
    words = f"{what} is not here: ./dev setup installs it"
    if os.environ.get("CI"):
        pytest.fail(words)
    pytest.skip(words)
