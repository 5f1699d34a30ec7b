"""Which function answers a request of which type."""

from collections.abc import Callable
from typing import TypeVar, get_args

from tray.core.ipc.protocol import Answer, Peer, Request

Wanted = TypeVar("Wanted")


class RequestRoutes:
    """Every type of request has exactly one handler. Handlers block, and raise `TrayError`."""

    def __init__(self) -> None:
        self._by_type: dict[type, Callable[[object, Peer], Answer]] = {}

    def on(self, kind: type[Wanted], answer: Callable[[Wanted, Peer], Answer]) -> None:
        """From now on `answer` gets the requests of that type, and who asks."""
        if kind in self._by_type:
            raise ValueError(f"{kind.__name__} is answered twice")
        self._by_type[kind] = answer  # type: ignore[assignment]

    def answer(self, request: Request, peer: Peer) -> Answer:
        """The answer."""
        return self._by_type[type(request)](request, peer)

    def check(self) -> None:
        """Raises `ValueError` where nobody answers some type of request."""
        if missing := set(get_args(Request)) - self._by_type.keys():
            names = ", ".join(sorted(kind.__name__ for kind in missing))
            raise ValueError(f"nobody answers {names}")
