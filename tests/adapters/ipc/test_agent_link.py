"""What a command makes of an agent that behaves badly."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tray.adapters.ipc.agent_socket import ask_agent
from tray.adapters.storage.paths import ProgramPaths
from tray.cli.terminal.output import EXIT_TRY_AGAIN, print_error
from tray.core.ipc import protocol
from tray.core.vocabulary.errors import AgentSilent
from tray.wiring.agent_client import NoAgent, RemoteAgent

pytestmark = pytest.mark.skipif(not hasattr(socket, "AF_UNIX"), reason="Unix sockets")


@pytest.fixture
def places(own_home: Path) -> ProgramPaths:
    return ProgramPaths.under(own_home).secure()


@contextmanager
def listening(places: ProgramPaths, behave: Callable[[socket.socket], object]) -> Iterator[None]:
    """An agent that does this with the first caller, once the whole request is there."""
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(places.socket))
        server.listen()

        def serve() -> None:
            peer, _ = server.accept()
            with peer:
                assert peer.recv(4096).endswith(b"\n")
                behave(peer)

        thread = threading.Thread(target=serve)
        thread.start()
        yield
        thread.join()


@pytest.mark.parametrize("heard", [b"", b'{"version": 1, "ans'], ids=["nothing", "half"])
def test_an_agent_that_hangs_up_is_not_said_to_be_absent(
    places: ProgramPaths, heard: bytes
) -> None:
    with (
        listening(places, lambda peer: peer.sendall(heard)),
        pytest.raises(AgentSilent, match="closed the connection") as caught,
    ):
        RemoteAgent(places).ask(protocol.Show(), protocol.Done)
    assert print_error(caught.value, as_json=False) == EXIT_TRY_AGAIN


def test_an_agent_that_never_comes_to_an_end_is_not_waited_for_ever(places: ProgramPaths) -> None:
    """It sends a byte now and then: each is in time, the whole never is."""
    asked = threading.Event()

    def trickle(peer: socket.socket) -> None:
        try:
            while not asked.wait(0.02):
                peer.sendall(b" ")
        except OSError:
            return  # it had enough

    with listening(places, trickle):
        with pytest.raises(TimeoutError):
            ask_agent(places.socket, b"{}\n", 0.3)
        asked.set()


def test_where_nobody_listens_there_is_none(places: ProgramPaths) -> None:
    with pytest.raises(NoAgent, match="isn't running"):
        RemoteAgent(places).ask(protocol.Show(), protocol.Done)
    places.socket.touch()
    with pytest.raises(NoAgent, match="isn't running"):
        RemoteAgent(places).ask(protocol.Show(), protocol.Done)


def test_more_callers_than_may_wait_are_all_let_in(places: ProgramPaths) -> None:
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(places.socket))
        server.listen(1)
        answers: list[bytes] = []
        callers = [
            threading.Thread(
                target=lambda: answers.append(ask_agent(places.socket, b"{}\n", 30)), daemon=True
            )
            for _ in range(20)
        ]
        for caller in callers:
            caller.start()
        for _ in callers:
            peer, _ = server.accept()
            with peer:
                peer.recv(4096)
                peer.sendall(b"{}\n")
        for caller in callers:
            caller.join(30)
    assert answers == [b"{}\n"] * 20
