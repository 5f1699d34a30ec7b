"""Every message to the agent, and every request to its broker, has exactly one handler."""

from datetime import datetime
from typing import get_args

import pytest

from tests.fakes import START
from tests.services.stage import Stage
from tray.core import commands
from tray.core.ipc import protocol
from tray.core.ipc.protocol import Peer
from tray.core.vocabulary.model import SessionName
from tray.services.agent.agent import Agent
from tray.services.broker.broker import Broker
from tray.services.broker.request_routes import RequestRoutes
from tray.services.context.messages import CaughtUp, Message, Stop
from tray.services.routes import Part, Routes

ACME = SessionName("acme")


def ignore(*_: object, **__: object) -> None:
    """Handles anything."""


class EverythingBut(Part):
    def __init__(self, *others: type) -> None:
        self.others = others

    def register(self, routes: Routes) -> None:
        for kind in get_args(Message):
            if kind not in self.others:
                routes.on(kind, ignore)


def test_a_message_reaches_its_handler_with_its_moment() -> None:
    seen: list[tuple[object, datetime]] = []
    routes = Routes()
    routes.on(commands.SignIn, lambda message, now: seen.append((message.session, now)))
    routes.dispatch(commands.SignIn(ACME), START)
    assert seen == [(ACME, START)]


def test_two_handlers_of_one_message_are_a_mistake() -> None:
    routes = Routes()
    routes.on(commands.SignIn, ignore)
    with pytest.raises(ValueError, match="SignIn is handled twice"):
        routes.on(commands.SignIn, ignore)


def test_no_agent_starts_while_nobody_handles_some_message(stage: Stage) -> None:
    part = EverythingBut(commands.AddSession, *own_messages())
    with pytest.raises(ValueError, match=r"nobody handles AddSession$"):
        Agent(stage.agent._inbox, stage.clock, [part], ignore, begin=ignore, end=ignore)


def own_messages() -> tuple[type, ...]:
    """What the agent itself handles."""
    return CaughtUp, Stop


def test_every_message_is_handled_by_one_part_of_the_agent(stage: Stage) -> None:
    by_kind: dict[type, list[str]] = {kind: [] for kind in get_args(Message)}
    for part in stage.agent._parts:
        routes = Routes()
        part.register(routes)
        for kind in routes._by_type:
            by_kind[kind].append(type(part).__name__)
    for kind in own_messages():
        by_kind[kind].append("Agent")
    assert {kind.__name__: names for kind, names in by_kind.items() if len(names) != 1} == {}


def test_no_broker_is_made_while_nobody_answers_some_request(stage: Stage) -> None:
    class Nothing:
        def register(self, routes: RequestRoutes) -> None:
            routes.on(protocol.GetStatus, lambda *_: protocol.Done())

    with pytest.raises(ValueError, match=r"nobody answers .*SignIn"):
        Broker([Nothing()], stage.broker._removals, on_show=ignore)
    with pytest.raises(ValueError, match="GetStatus is answered twice"):
        Broker([Nothing(), Nothing()], stage.broker._removals, on_show=ignore)


def test_a_request_reaches_its_handler_with_who_asks() -> None:
    peers: list[Peer] = []

    def show(_: protocol.Show, peer: Peer) -> protocol.Answer:
        peers.append(peer)
        return protocol.Done()

    routes = RequestRoutes()
    routes.on(protocol.Show, show)
    assert routes.answer(protocol.Show(), Peer(7, 8)) == protocol.Done()
    assert peers == [Peer(7, 8)]
