"""Another user of the machine, who was there first, is not taken for the agent."""

import os
import secrets
import shlex
import stat
import subprocess
from pathlib import Path

import pytest

from tests.users.people import (
    ATTACKER,
    VICTIM,
    Person,
    impostor,
    needs_two_users,
)

pytestmark = needs_two_users

ROLE = "corp:111122223333/Admin"
EVIL = ("ATTACKER", "EVIL", "evil.example")


@pytest.fixture
def taken() -> Path:
    """Where the sockets of an older version lay: a name below /tmp that anybody can make."""
    return Path("/tmp", f"sso-tray-{secrets.token_hex(4)}")  # noqa: S108 - the point of it


def assert_untouched(done: subprocess.CompletedProcess[str]) -> None:
    said = done.stdout + done.stderr
    assert not any(word in said for word in EVIL), said
    assert "Traceback" not in said, said


def test_a_helper_refuses_a_folder_of_anothers_and_works_by_itself(
    victim: Person, taken: Path
) -> None:
    with impostor(victim.python, taken) as heard:
        done = victim.helper(taken / "agent.sock", ROLE)
    assert_untouched(done)
    assert f"{taken} belongs to another user (uid {ATTACKER})" in done.stderr
    # Its own program then says what it can: here there is nothing to sign in to.
    assert "No roles yet" in done.stderr
    assert done.returncode
    assert (done.stdout, heard) == ("", [])


@pytest.mark.parametrize("how", ["link", "open to all", "socket of another"])
def test_a_helper_refuses_what_others_may_have_made(victim: Person, taken: Path, how: str) -> None:
    folder = victim.home / "run"
    with impostor(victim.python, taken) as heard:
        if how == "link":
            folder.symlink_to(taken)
        else:
            folder.mkdir(mode=0o700)
            os.chown(folder, VICTIM, VICTIM)
            if how == "open to all":
                folder.chmod(0o777)
            os.link(taken / "agent.sock", folder / "agent.sock")
        done = victim.helper(folder / "agent.sock", ROLE)
    assert_untouched(done)
    assert done.stderr.startswith("sso-tray: ")
    assert "It isn't used" in done.stderr
    assert heard == []


@pytest.mark.parametrize(
    "command",
    ["status", "login", "env Prod/Admin", "console Prod/Admin --print", "quit", "list"],
)
@pytest.mark.parametrize("runtime", ["as older versions had it", "world's", "another's"])
def test_no_command_talks_to_it(victim: Person, taken: Path, command: str, runtime: str) -> None:
    folder = {
        "as older versions had it": Path(f"/tmp/sso-tray-{VICTIM}"),  # noqa: S108 - the point
        "world's": Path("/tmp/sso-tray"),  # noqa: S108
        "another's": taken / "sso-tray",
    }[runtime]
    variables = {
        "as older versions had it": {},
        "world's": {"XDG_RUNTIME_DIR": "/tmp"},  # noqa: S108
        "another's": {"XDG_RUNTIME_DIR": str(taken)},
    }[runtime]
    if runtime == "another's":
        taken.mkdir()
        taken.chmod(0o777)
        os.chown(taken, ATTACKER, ATTACKER)
    try:
        with impostor(victim.python, folder) as heard:
            done = victim.tray(*shlex.split(command), **variables)
    finally:
        if runtime == "another's":
            taken.rmdir()
    assert_untouched(done)
    assert heard == []
    run = victim.home / ".local/state/sso-tray/run"
    assert (run.stat().st_uid, stat.S_IMODE(run.stat().st_mode)) == (VICTIM, 0o700)


def test_the_agent_starts_all_the_same(victim: Person) -> None:
    with impostor(victim.python, Path(f"/tmp/sso-tray-{VICTIM}")) as heard:  # noqa: S108 - the point
        words = victim.words(victim.python, "-m", "tray", "agent")
        agent = subprocess.Popen(
            words, env=victim.environ(), cwd=victim.home, stderr=subprocess.PIPE, text=True
        )
        assert agent.stderr
        assert "agent running at" in agent.stderr.readline()
        assert victim.tray("status").returncode == 0
        assert victim.tray("quit").returncode == 0
        assert agent.wait(20) == 0
        agent.stderr.close()
    assert heard == []


@pytest.mark.parametrize("how", ["another's", "a link"])
def test_where_its_own_folder_is_anothers_it_says_so_and_stops(victim: Person, how: str) -> None:
    """As `sudo` with another's HOME, or a mount that was given to somebody else, leaves it."""
    runtime, theirs = victim.home / "runtime", victim.home / "theirs"
    for folder, uid in ((runtime, VICTIM), (theirs, ATTACKER)):
        folder.mkdir(mode=0o700)
        os.chown(folder, uid, uid)
    if how == "a link":
        (runtime / "sso-tray").symlink_to(theirs)
    else:
        theirs.rename(runtime / "sso-tray")
    for command in (("status",), ("agent",), ("quit",), ("login",), ()):
        done = victim.tray(*command, XDG_RUNTIME_DIR=str(runtime))
        assert done.returncode == 1, command
        words = "belongs to another user" if how == "another's" else "not a folder"
        assert words in done.stderr
        assert "Traceback" not in done.stderr


def test_root_in_anothers_home_leaves_nothing_there(victim: Person) -> None:
    root = Person(0, victim.home, victim.python)
    done = root.tray("status")
    assert done.returncode == 1
    assert f"belongs to another user (uid {VICTIM})" in done.stderr
    assert not list(victim.home.iterdir())


def test_whatever_the_umask_nobody_else_gets_in(victim: Person) -> None:
    script = f"umask 000; exec {shlex.quote(victim.python)} -m tray status"
    assert victim.run("sh", "-c", script).returncode == 0
    made = list(victim.home.rglob("*"))
    assert made
    for path in made:
        assert not stat.S_IMODE(path.lstat().st_mode) & 0o077, path


def test_a_home_of_any_depth_will_do(victim: Person) -> None:
    home = victim.home / ("deep/" * 40)
    home.mkdir(parents=True)
    for folder in (home, *home.parents):
        if folder.is_relative_to(victim.home):
            os.chown(folder, VICTIM, VICTIM)
    deep = Person(VICTIM, home, victim.python)
    words = deep.words(victim.python, "-m", "tray", "agent")
    agent = subprocess.Popen(words, env=deep.environ(), cwd="/", stderr=subprocess.PIPE, text=True)
    assert agent.stderr
    said = agent.stderr.readline()
    assert "agent running at" in said
    socket = home / ".local/state/sso-tray/run/agent.sock"
    assert len(str(socket)) > 200
    helper = deep.helper(socket, ROLE)
    assert "No roles yet" in helper.stderr
    assert deep.tray("quit").returncode == 0
    assert agent.wait(20) == 0
    agent.stderr.close()
