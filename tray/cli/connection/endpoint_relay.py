"""A loopback endpoint in this command's own process, where another command is the agent.

That one's endpoint would end with it, in the middle of our program: so the grant is ours,
and each answer is asked of whoever has the keys just then.
"""

import threading
from collections.abc import Callable
from concurrent.futures import Future

from tray.adapters.loopback.credentials_endpoint import LoopbackEndpoint
from tray.core.ipc.protocol import CredentialsAnswer, EndpointAnswer
from tray.core.ports.clock import Clock
from tray.core.vocabulary.errors import Busy, TrayError
from tray.core.vocabulary.translatable import said
from tray.services.concurrency.defects import defects_as_errors

_ANSWER_SECONDS = 0.9
"""Some SDKs wait a second for an endpoint."""


class EndpointRelay:
    """Grants that ask `fetch` for a role's keys. `fetch` may take long, and raises `TrayError`."""

    def __init__(self, fetch: Callable[[str], CredentialsAnswer], clock: Clock) -> None:
        self._fetch = fetch
        self._clock = clock
        self._endpoint = LoopbackEndpoint()
        self._kept: dict[str, CredentialsAnswer] = {}
        self._flights: dict[str, Future[CredentialsAnswer]] = {}
        self._lock = threading.Lock()

    def open(self, role: str) -> EndpointAnswer:
        """A grant for the role. Raises `TrayError` where it cannot be had now."""
        self._kept[role] = self._fetch(role)
        return self._endpoint.open(lambda: self._soon(role), lambda: True)

    def close(self, uri: str) -> None:
        """Ends a grant."""
        self._endpoint.close(uri)

    def close_all(self) -> None:
        """Ends them all."""
        self._endpoint.close_all()

    def _soon(self, role: str) -> CredentialsAnswer:
        """The newest keys, or those before while they live. One question however many wait."""
        flight = self._flight(role)
        try:
            self._kept[role] = flight.result(_ANSWER_SECONDS)
        except (TimeoutError, TrayError) as error:
            kept = self._kept[role]
            if kept.credentials.expires_at <= self._clock.to_wall(self._clock.now()):
                if isinstance(error, TrayError):
                    raise
                hint = said("It was already requested. Try again in a moment.")
                raise Busy(said("The role's keys aren't available yet."), hint) from error
        return self._kept[role]

    def _flight(self, role: str) -> Future[CredentialsAnswer]:
        with self._lock:
            flight = self._flights.get(role)
            if flight is None or flight.done():
                flight = self._flights[role] = Future()
                ask = threading.Thread(target=self._ask, args=(role, flight), daemon=True)
                ask.start()
            return flight

    def _ask(self, role: str, flight: Future[CredentialsAnswer]) -> None:
        try:
            with defects_as_errors():
                flight.set_result(self._fetch(role))
        except TrayError as error:
            flight.set_exception(error)
