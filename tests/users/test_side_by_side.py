"""Commands at the same moment: without an agent, beside another command, and at its end."""

import json
import os
import subprocess
import time
from collections.abc import Iterator, Sequence

import pytest

from tests.contract.places import Place
from tests.services.stage import wait_for
from tests.users.company import company, prepare
from tests.users.people import HELPER, Person, needs_two_users

pytestmark = needs_two_users

ROLE = "Prod/ReadOnly"


@pytest.fixture
def place(network: object, victim: Person) -> Iterator[Place]:
    with company() as found:
        prepare(found, victim)
        yield found


def started(person: Person, words: Sequence[str]) -> subprocess.Popen[str]:
    return subprocess.Popen(
        person.words(person.python, *words),
        env=person.environ(),
        cwd=person.home,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def with_endpoint(person: Person, script: str) -> subprocess.Popen[str]:
    """`exec --endpoint` with that script, once it has printed a line "up"."""
    words = ("-m", "tray", "exec", ROLE, "--endpoint", "--", "sh", "-c", script)
    process = subprocess.Popen(
        person.words(person.python, *words),
        env=person.environ(),
        cwd=person.home,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout
    assert process.stdout.readline() == "up\n", process.communicate("\n")
    return process


@pytest.fixture
def command(victim: Person, place: Place) -> Iterator[subprocess.Popen[str]]:
    """`exec --endpoint` with a program that ends with the first line it reads."""
    process = with_endpoint(victim, "echo up; read line")
    yield process
    if process.poll() is None:
        process.communicate("\n", timeout=30)
    for stream in (process.stdin, process.stdout, process.stderr):
        if stream is not None:
            stream.close()


def helper(person: Person) -> tuple[str, ...]:
    socket = person.home / ".local/state/sso-tray/run/agent.sock"
    return ("-I", "-S", str(HELPER), str(socket), "acme:" + ROLE)


def answers(processes: Sequence[subprocess.Popen[str]]) -> list[tuple[int, str, str]]:
    found = []
    for process in processes:
        out, why = process.communicate(timeout=120)
        found.append((process.returncode, out, why))
    return found


def key(text: str) -> str:
    return str(json.loads(text)["AccessKeyId"])


def test_fifty_helpers_at_once_without_an_agent_are_all_served(
    victim: Person, place: Place
) -> None:
    place.emulator.calls.clear()
    found = answers([started(victim, helper(victim)) for _ in range(50)])
    assert [(code, why) for code, _, why in found] == [(0, "")] * 50
    assert all(key(out).startswith("ASIA") for _, out, _ in found)
    # Most are served by the one that came first, and not by AWS.
    assert place.emulator.calls.count("GET /federation/credentials") < 25


def test_different_commands_at_once_without_an_agent_all_work(victim: Person, place: Place) -> None:
    commands = (("status",), ("list",), ("env", ROLE), ("credentials", ROLE), ("list", "prod"))
    found = answers([started(victim, ("-m", "tray", *words)) for words in commands * 2])
    assert [(code, why) for code, _, why in found] == [(0, "")] * 10


def test_an_agent_that_starts_meanwhile_waits_for_the_command(
    victim: Person, place: Place, command: subprocess.Popen[str]
) -> None:
    # It holds the lock for as long as its program runs, and answers others meanwhile.
    assert victim.tray("status").returncode == 0
    assert victim.tray("env", ROLE).returncode == 0
    quit_ = victim.tray("quit")
    assert (quit_.returncode, "isn't running" in quit_.stderr) == (0, True)
    agent = started(victim, ("-m", "tray", "agent"))
    waited = time.monotonic() + 2
    wait_for(lambda: agent.poll() is not None or time.monotonic() > waited)
    assert agent.poll() is None, "it waits, and doesn't say that there is one already"
    command.communicate("\n", timeout=30)
    assert command.returncode == 0
    assert agent.stderr
    assert "agent running at" in agent.stderr.readline()
    assert key(victim.helper(helper(victim)[3], "acme:" + ROLE).stdout).startswith("ASIA")
    second = victim.tray("agent")
    assert (second.returncode, "is already running" in second.stderr) == (1, True)
    assert victim.tray("quit").returncode == 0
    answers([agent])


def test_commands_find_an_agent_with_another_runtime_directory(
    victim: Person, place: Place
) -> None:
    agent = started(victim, ("-m", "tray", "agent"))
    assert agent.stderr
    assert "agent running at" in agent.stderr.readline()
    other = victim.home / "other"
    other.mkdir(mode=0o700)
    os.chown(other, victim.uid, victim.uid)
    use = victim.tray("use", ROLE, XDG_RUNTIME_DIR=str(other))
    assert "SSO Tray isn't running" not in use.stderr
    second = victim.tray("agent", XDG_RUNTIME_DIR=str(other))
    assert (second.returncode, "is already running" in second.stderr) == (1, True)
    assert victim.tray("quit", XDG_RUNTIME_DIR=str(other)).returncode == 0
    answers([agent])
    assert agent.returncode == 0


def test_a_hundred_and_fifty_helpers_at_once_are_served_by_the_agent(
    victim: Person, place: Place
) -> None:
    agent = started(victim, ("-m", "tray", "agent"))
    assert agent.stderr
    assert "agent running at" in agent.stderr.readline()
    place.emulator.calls.clear()
    found = answers([started(victim, helper(victim)) for _ in range(150)])
    assert [(code, why) for code, _, why in found] == [(0, "")] * 150
    assert len({key(out) for _, out, _ in found}) == 1
    assert place.emulator.calls.count("GET /federation/credentials") == 1
    assert victim.tray("quit").returncode == 0
    answers([agent])


def test_the_agent_s_memory_is_closed_to_programs_of_the_same_user(
    victim: Person, place: Place
) -> None:
    agent = started(victim, ("-m", "tray", "agent"))
    assert agent.stderr
    assert "agent running at" in agent.stderr.readline()
    # The process is setpriv's no more: it became the interpreter.
    look = victim.run("cat", f"/proc/{agent.pid}/environ")
    assert (look.stdout, "Permission denied" in look.stderr) == ("", True)
    given = victim.helper(helper(victim)[3], "acme:" + ROLE)
    assert key(given.stdout).startswith("ASIA")
    asked = json.loads(victim.tray("activity", "--json").stdout)["entries"]
    assert any(entry["kind"] == "given" and entry["asker"] for entry in asked)
    assert victim.tray("quit").returncode == 0
    answers([agent])


@pytest.mark.parametrize("how", ["behind a command", "while a command is at work"])
def test_a_tray_starts_beside_commands(
    victim: Person, place: Place, command: subprocess.Popen[str], how: str
) -> None:
    if how == "behind a command":
        command.communicate("\n", timeout=30)
    tray = started(victim, ("-m", "tray"))
    if how != "behind a command":
        waited = time.monotonic() + 2
        wait_for(lambda: tray.poll() is not None or time.monotonic() > waited)
        assert tray.poll() is None
        command.communicate("\n", timeout=30)
    wait_for((victim.home / ".local/state/sso-tray/run/agent.sock").exists)
    second = victim.tray()
    assert (second.returncode, second.stderr) == (0, ""), "the first one shows itself"
    assert victim.tray("quit").returncode == 0
    answers([tray])
    assert tray.returncode == 0


FETCHES = """
url=$AWS_CONTAINER_CREDENTIALS_FULL_URI; token=$AWS_CONTAINER_AUTHORIZATION_TOKEN
echo up
while read line; do curl -s -m 30 -H "Authorization: $token" "$url"; echo; done
"""


def test_programs_with_endpoints_of_two_commands_outlive_each_other(
    victim: Person, command: subprocess.Popen[str]
) -> None:
    """The first command is the other's agent; once it has ended, the other is its own."""
    other = with_endpoint(victim, FETCHES)
    reads, writes = other.stdout, other.stdin
    assert reads
    assert writes

    def fetched() -> str:
        writes.write("\n")
        writes.flush()
        return key(reads.readline())

    assert command.poll() is None
    assert fetched().startswith("ASIA")
    command.communicate("\n", timeout=30)
    assert fetched().startswith("ASIA")
    assert victim.tray("env", ROLE).returncode == 0
    assert fetched().startswith("ASIA")
    _, why = other.communicate(timeout=30)
    assert (other.returncode, why) == (0, "")
