"""What is wrong with the program as a whole, until it is so no longer."""

import logging
from datetime import datetime

from tray.core.problems import ProblemKey, ProblemKind
from tray.core.vocabulary.errors import TrayError
from tray.services.context.messages import ProblemMet
from tray.services.routes import Part, Routes
from tray.services.state.agent_state import AgentState

log = logging.getLogger(__name__)


class Problems(Part):
    """Notes problems in the agent's state, and in the log when they come up."""

    def __init__(self, state: AgentState) -> None:
        self._state = state

    def register(self, routes: Routes) -> None:
        """Those that worker threads meet."""
        routes.on(ProblemMet, self._met)

    def note(self, key: ProblemKey, error: TrayError | None) -> None:
        """Shows something that is wrong, or, with None, no longer."""
        self._state.problems.pop(key, None)
        if error is not None:
            log.warning("%s: %s", key, error)
            self._state.problems[key] = error

    def settle_all(self, kind: ProblemKind) -> None:
        """Nothing of that kind is wrong any more."""
        for key in [key for key in self._state.problems if key.kind is kind]:
            del self._state.problems[key]

    def _met(self, message: ProblemMet, _: datetime) -> None:
        self.note(message.key, message.error)
