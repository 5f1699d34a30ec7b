"""Answers what other programs ask of the agent.

The transports (socket, loopback endpoint, a command without an agent) know
nothing of what is asked; the broker knows nothing of them but the peer. Every
call blocks until there is an answer, within a deadline, and raises `TrayError`.
"""

from collections.abc import Callable, Iterable
from typing import Protocol

from tray.core.ipc import protocol
from tray.core.ipc.protocol import Peer
from tray.core.vocabulary.errors import TrayError
from tray.services.broker.codec import (
    decode_request,
    encode_answer,
    encode_error,
    encode_process_credentials,
)
from tray.services.broker.removals import Removals
from tray.services.broker.request_routes import RequestRoutes
from tray.services.concurrency.defects import defects_as_errors


class Handlers(Protocol):
    """Answers to requests of some types."""

    def register(self, routes: RequestRoutes) -> None:
        """Says which."""


class Broker:
    """`handle` for requests as values, `handle_line` for those on the wire."""

    def __init__(
        self,
        handlers: Iterable[Handlers],
        removals: Removals,
        on_show: Callable[[], None],
        on_quit: Callable[[], None] = lambda: None,
    ) -> None:
        self._removals = removals
        self._on_show, self._on_quit = on_show, on_quit
        self._routes = RequestRoutes()
        self._routes.on(protocol.Show, self._show)
        self._routes.on(protocol.Quit, self._quit)
        for handler in handlers:
            handler.register(self._routes)
        self._routes.check()

    def handle_line(self, peer: Peer, line: bytes) -> bytes:
        """One line in, one line out; never raises: who is hung up on takes us for gone."""
        try:
            with defects_as_errors():
                return self._line(peer, line)
        except TrayError as error:
            return encode_error(error)

    def _line(self, peer: Peer, line: bytes) -> bytes:
        request = decode_request(line)
        answer = self._routes.answer(request, peer)
        if isinstance(request, protocol.GetProcessCredentials) and isinstance(
            answer, protocol.CredentialsAnswer
        ):
            return encode_process_credentials(answer)
        return encode_answer(answer)

    def handle(self, request: protocol.Request, peer: Peer) -> protocol.Answer:
        """The answer. Raises `TrayError`."""
        with defects_as_errors():
            return self._routes.answer(request, peer)

    def _show(self, _: protocol.Show, peer: Peer) -> protocol.Done:  # noqa: ARG002 - whoever it is
        self._on_show()
        return protocol.Done()

    def _quit(self, _: protocol.Quit, peer: Peer) -> protocol.Done:  # noqa: ARG002 - the same
        try:
            self._removals.release_all()
        finally:
            self._on_quit()
        return protocol.Done()
