"""Which command began a sign-in: one that was killed leaves none waiting behind it."""

from collections.abc import Callable
from datetime import datetime, timedelta

from tray.core import commands
from tray.core.ipc.protocol import Peer
from tray.core.sessions.states import Authorizing
from tray.core.vocabulary.model import SessionName
from tray.services.context.messages import Post, SignInBegun
from tray.services.routes import Part, Routes
from tray.services.state.agent_state import AgentState

_LOOKS_EVERY = timedelta(seconds=2)


class SignInAskers(Part):
    """Cancels what a program began that is gone. One that ends in good order does so itself."""

    def __init__(self, state: AgentState, is_running: Callable[[Peer], bool], post: Post) -> None:
        self._state = state
        self._is_running = is_running
        self._post = post
        self._begun: dict[SessionName, SignInBegun] = {}
        self._looked: datetime | None = None

    def register(self, routes: Routes) -> None:
        """What commands began."""
        routes.on(SignInBegun, self._note)

    def _note(self, begun: SignInBegun, _: datetime) -> None:
        self._begun[begun.session] = begun

    def tick(self, now: datetime) -> None:
        """Looks who is there still."""
        self._looked = now
        self._begun = {name: each for name, each in self._begun.items() if self._is_pending(each)}
        for name, begun in tuple(self._begun.items()):
            if not self._is_running(begun.peer):
                del self._begun[name]
                self._post(commands.CancelSignIn(name))

    def _is_pending(self, begun: SignInBegun) -> bool:
        record = self._state.sessions.get(begun.session)
        state = record.state if record is not None else None
        return isinstance(state, Authorizing) and state.attempt == begun.attempt

    def next_deadline(self, now: datetime) -> datetime | None:
        """None while no command waits for a sign-in."""
        return (self._looked or now) + _LOOKS_EVERY if self._begun else None
