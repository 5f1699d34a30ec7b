"""The way to the agent that runs, for a second start and for the command line."""

from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

from tray.adapters.ipc.agent_socket import ask_agent
from tray.adapters.ipc.instance_lock import holder_of
from tray.adapters.storage.paths import ProgramPaths
from tray.core.ipc.protocol import Answer, CloseEndpoint, GetStatus, Quit, Request, Show
from tray.core.vocabulary.errors import AgentSilent, TrayError
from tray.core.vocabulary.translatable import said
from tray.services.broker.codec import decode_answer, encode_request

Wanted = TypeVar("Wanted", bound=Answer)

_SECONDS = 320.0
"""Above every deadline of the broker's."""
_SECONDS_AT_ONCE = 45.0
"""For what waits for nothing but a start and a keyring."""


class NoAgent(TrayError):
    """There is no agent that answers."""


class AgentSlow(AgentSilent):
    """There is one, and it let the time pass."""

    def __init__(self) -> None:
        super().__init__()
        self.title = said("SSO Tray didn't answer in time.")


class RemoteAgent:
    """The agent that runs, over its socket."""

    def __init__(self, places: ProgramPaths, hint: str = "Start it with: sso-tray") -> None:
        """Raises `FileError` where others than the person reach the socket's directory."""
        self._places = places.secure()
        self._hint = hint

    def ask(self, request: Request, wanted: type[Wanted]) -> Wanted:
        """Over the socket. Raises `RemoteError` with what the agent said, or `NoAgent`."""
        return self.ask_at(self._addresses(), request, wanted)

    def ask_at(self, addresses: Iterator[Path], request: Request, wanted: type[Wanted]) -> Wanted:
        """The first of these addresses where anybody listens."""
        line, seconds = encode_request(request), _patience(request)
        refusal: OSError | None = None
        for address in addresses:
            try:
                answer = ask_agent(address, line, seconds)
            except TimeoutError as error:
                raise AgentSlow from error
            except OSError as error:
                refusal = error
            else:
                return decode_answer(answer, wanted)
        raise NoAgent(said("SSO Tray isn't running."), self._hint) from refusal

    def _addresses(self) -> Iterator[Path]:
        yield self._places.socket
        # Started with another XDG_RUNTIME_DIR, or in a sandbox.
        holder = holder_of(self._places)
        if holder is not None and not holder.is_passing:
            yield holder.socket


def _patience(request: Request) -> float:
    match request:
        case GetStatus(wait=wait):
            return _SECONDS_AT_ONCE + wait
        case Show() | Quit() | CloseEndpoint():
            return _SECONDS_AT_ONCE
        case _:
            return _SECONDS
