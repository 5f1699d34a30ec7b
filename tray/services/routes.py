"""Which function handles a message of which type, and what the agent consists of."""

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar, get_args

from tray.services.context.messages import Message

M = TypeVar("M")


class Routes:
    """Every type of message has exactly one handler."""

    def __init__(self) -> None:
        self._by_type: dict[type, Callable[[object, datetime], None]] = {}

    def on(self, kind: type[M], handle: Callable[[M, datetime], None]) -> None:
        """From now on `handle` gets the messages of that type, and the moment of each."""
        if kind in self._by_type:
            raise ValueError(f"{kind.__name__} is handled twice")
        self._by_type[kind] = handle  # type: ignore[assignment]

    def dispatch(self, message: Message, now: datetime) -> None:
        """Has it handled."""
        self._by_type[type(message)](message, now)

    def check(self) -> None:
        """Raises `ValueError` where nobody handles some type of message."""
        if missing := set(get_args(Message)) - self._by_type.keys():
            names = ", ".join(sorted(kind.__name__ for kind in missing))
            raise ValueError(f"nobody handles {names}")


class Part:
    """One concern of the agent. All of it runs on the agent's thread."""

    def register(self, routes: Routes) -> None:
        """Says which messages it handles."""

    def tick(self, now: datetime) -> None:
        """Lets time pass; called after every message, and at least once a minute."""

    def next_deadline(self, now: datetime) -> datetime | None:  # noqa: ARG002 - not everybody's
        """When time alone next changes anything; None where it does not."""
        return None
