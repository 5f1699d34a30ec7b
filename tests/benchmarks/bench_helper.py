"""How long `credential_process` takes, beside the bare interpreter and the AWS CLI's own export.

    ./dev bench, or: python -m tests.benchmarks.bench_helper [--runs 200]

Everything is started in turns, so that a busy machine hurts all alike.
"""

import argparse
import os
import shlex
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

from tests.clients.office import TRAY, US, Office, open_office
from tests.clients.tools import aws_v2, own
from tray.core.ipc import protocol
from tray.demo.organisation import generated_organisation

_ROLES = (1000, 5)


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=200)
    runs = parser.parse_args(arguments).runs
    with tempfile.TemporaryDirectory(prefix="b.") as folder:
        directory = Path(folder)
        with open_office(directory, organisation=generated_organisation(*_ROLES)) as office:
            office.sign_in()
            _measure(office, runs)


def _measure(office: Office, runs: int) -> None:
    role = office.place.role()
    helper = shlex.split(office.stage.files.profile_writer.helper_command(role))
    floor = [sys.executable, "-I", "-S", "-c", "pass"]
    bare, ours = [], []
    for _ in range(runs):
        bare.append(_timed(floor, office))
        ours.append(_timed(helper, office))
    floor_ms = statistics.median(bare)
    _say("python -I -S -c pass", bare, floor_ms)
    _say("credential helper", ours, floor_ms)
    with ThreadPoolExecutor(50) as pool:
        _say(
            "50 helpers at once",
            list(pool.map(lambda _: _timed(helper, office), range(50))),
            floor_ms,
        )
    _say("loopback endpoint", _endpoint(office, runs), floor_ms)
    office.tray("use", "Team 0001/Role01", "--profile", "work", "--as", "keys")
    for words, times in (
        ([aws_v2(), "configure", "export-credentials", "--profile", "work"], 5),
        ([str(own("v1/bin/aws")), "--version"], 5),
        ([*TRAY, "status"], 5),
        ([*TRAY, "list"], 5),
    ):
        name = " ".join(Path(word).name for word in words if word != sys.executable)
        _say(name, [_timed(words, office) for _ in range(times)], floor_ms)
    office.tray("release", "work")


def _timed(words: Sequence[str], office: Office) -> float:
    started = time.perf_counter()
    subprocess.run(words, env=office.environ, stdout=subprocess.DEVNULL, check=True)
    return (time.perf_counter() - started) * 1000


def _endpoint(office: Office, runs: int) -> list[float]:
    grant = office.host.broker.handle(protocol.OpenEndpoint("Team 0001/Role01"), US)
    assert isinstance(grant, protocol.EndpointAnswer)
    parts, found = urlsplit(grant.uri), []
    for _ in range(runs):
        started = time.perf_counter()
        connection = HTTPConnection(parts.netloc, timeout=5)
        headers = {"Authorization": grant.authorization_token.reveal()}
        connection.request("GET", parts.path, headers=headers)
        assert connection.getresponse().read()
        connection.close()
        found.append((time.perf_counter() - started) * 1000)
    office.host.broker.handle(protocol.CloseEndpoint(grant.uri), US)
    return found


def _say(name: str, values: Sequence[float], floor: float) -> None:
    ordered = sorted(values)
    median = statistics.median(ordered)
    last = ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))]
    sys.stdout.write(
        f"{name:52} median {median:7.1f} ms  p99 {last:7.1f} ms  {median / floor:6.2f} x floor\n"
    )
    sys.stdout.flush()


if __name__ == "__main__":
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    main()
