"""The way to the agent that runs, for a second start and for the command line."""

from typing import TypeVar

from tray.adapters.agent_door import ask_agent
from tray.adapters.places import Places
from tray.core.errors import TrayError
from tray.core.wire import Answer, Request
from tray.services.wire_codec import decode_answer, encode_request

Wanted = TypeVar("Wanted", bound=Answer)

_SECONDS = 320.0
"""Above every deadline of the broker's."""


class NoAgent(TrayError):
    """There is no agent that answers."""


class RemoteAgent:
    """The agent that runs, over its socket."""

    is_running = True

    def __init__(self, places: Places, hint: str = "Start it with: sso-tray") -> None:
        self._places = places
        self._hint = hint

    def ask(self, request: Request, wanted: type[Wanted]) -> Wanted:
        """Over the socket. Raises `RemoteError` with what the agent said, or `NoAgent`."""
        line = encode_request(request)
        try:
            answer = ask_agent(self._places.socket, line, _SECONDS)
        except TimeoutError as error:
            hint = "Quit it and start it anew."
            raise NoAgent("SSO Tray did not answer in time.", hint) from error
        except OSError as error:
            raise NoAgent("SSO Tray is not running.", self._hint) from error
        return decode_answer(answer, wanted)
