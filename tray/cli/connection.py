"""The command's way to the agent: the one that runs, or one of its own for as long as it takes."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol, TypeVar

from filelock import FileLock, Timeout

from tray.adapters.places import Places
from tray.agent_link import RemoteAgent
from tray.core.wire import Answer, Peer, Request

if TYPE_CHECKING:
    from tray.service_point import ServicePoint

Wanted = TypeVar("Wanted", bound=Answer)

_STOP_SECONDS = 15.0


class Connection(Protocol):
    """Whoever answers."""

    is_running: bool
    """Whether it goes on after this command: then keys are renewed."""

    def ask(self, request: Request, wanted: type[Wanted]) -> Wanted:
        """The answer. Raises `TrayError`."""


class OwnAgent:
    """An agent for one command's lifetime, with the person's own keyring and files."""

    is_running = False

    def __init__(self, point: "ServicePoint") -> None:
        self._point = point

    def ask(self, request: Request, wanted: type[Wanted]) -> Wanted:
        """In this very process."""
        ourselves = Peer(os.getpid(), None)
        answer = self._point.broker.handle(request, ourselves)
        if not isinstance(answer, wanted):
            raise TypeError(f"{type(request).__name__} was answered with {type(answer).__name__}")
        return answer


@contextmanager
def connect(places: Places, *, is_demo: bool) -> Iterator[Connection]:
    """The agent that runs; or one of our own, if none does. Raises `NoAgent` for the demo."""
    if is_demo:
        hint = "Start it with: sso-tray --demo, or without a screen: sso-tray --demo agent"
        yield RemoteAgent(places, hint)
        return
    places.runtime.mkdir(parents=True, exist_ok=True, mode=0o700)
    lock = FileLock(places.lock)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        yield RemoteAgent(places)
        return
    with lock:
        yield from _own(places)


def _own(places: Places) -> Iterator[Connection]:
    from tray.adapters.terminal_question import ask_on_terminal  # noqa: PLC0415 - as below
    from tray.composition import real_world  # noqa: PLC0415 - an agent that runs spares it
    from tray.service_point import ServicePoint  # noqa: PLC0415

    point = ServicePoint(real_world(places, is_passing=True), lambda _: None, lambda: None)
    point.agent.consent.terminal = ask_on_terminal
    point.agent.start()
    try:
        yield OwnAgent(point)
    finally:
        # What was written stays: the next program that runs takes it over.
        point.agent.stop(_STOP_SECONDS, keep_keys=True)
