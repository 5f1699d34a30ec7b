"""A command that was killed while a person should sign in."""

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.contract.places import Place
from tests.services.stage import Stage
from tray.adapters.ipc.peer_processes import SystemRequesters
from tray.core.ipc import protocol
from tray.core.ipc.protocol import Peer
from tray.core.sessions.states import Authorizing
from tray.core.snapshot import AppSnapshot
from tray.services.context.messages import CaughtUp

US = Peer(os.getpid(), None)


@pytest.fixture
def stage(place: Place, tmp_path: Path) -> Iterator[Stage]:
    """Nobody looks at the browser."""
    stage = Stage(place, tmp_path)
    stage.rebuild(requesters=SystemRequesters())
    stage.browser.visit = lambda _: None
    stage.agent.start()
    stage.until(lambda seen: seen.is_ready)
    yield stage
    assert stage.agent.stop(10)


@pytest.fixture
def killed() -> Iterator[Peer]:
    """A process that was killed, and that its parent has not collected yet."""
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as process:
        process.kill()
        if sys.platform == "win32":
            process.wait()
        else:
            os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
        yield Peer(process.pid, None)


def is_pending(seen: AppSnapshot) -> bool:
    return isinstance(seen.sessions[0].state, Authorizing)


def caught_up(stage: Stage) -> None:
    looked = threading.Event()
    stage.agent.post(CaughtUp(looked.set))
    assert looked.wait(10)


def test_a_command_that_is_killed_leaves_no_sign_in_behind(stage: Stage, killed: Peer) -> None:
    stage.broker.handle(protocol.SignIn(), killed)
    assert stage.browser.unseen or stage.browser.opened
    stage.until(lambda seen: not is_pending(seen))
    assert not stage.snapshot.sessions[0].is_signed_in


def test_it_is_noticed_also_if_that_happens_later(stage: Stage) -> None:
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as process:
        stage.broker.handle(protocol.SignIn(), Peer(process.pid, None))
        caught_up(stage)
        assert is_pending(stage.snapshot)
        process.kill()
    stage.clock.advance(timedelta(seconds=3))
    caught_up(stage)
    stage.until(lambda seen: not is_pending(seen))


def test_a_sign_in_that_another_command_has_joined_is_its_beginner_s(
    stage: Stage, killed: Peer
) -> None:
    stage.broker.handle(protocol.SignIn(), US)
    stage.broker.handle(protocol.SignIn(), killed)
    stage.clock.advance(timedelta(seconds=30))
    for _ in range(2):
        caught_up(stage)
    assert is_pending(stage.snapshot)
    stage.broker.handle(protocol.CancelSignIn(), US)


def test_a_process_is_known_to_run_or_not(killed: Peer) -> None:
    system = SystemRequesters()
    assert system.is_running(US)
    assert not system.is_running(killed)
    assert not system.is_running(Peer(2**31 - 2, None))
    assert system.is_running(Peer(None, None)), "nobody can say"
