"""Publishes what the agent's state has become, where that is another than before."""

from collections.abc import Callable
from datetime import datetime

from tray.core.snapshot import AppSnapshot
from tray.services.activity.activity_log import ActivityLog
from tray.services.state.agent_state import AgentState


class SnapshotPublisher:
    """Called on the agent's thread, after every step. A change is a line in the log, too."""

    def __init__(
        self,
        state: AgentState,
        activity: ActivityLog,
        publish: Callable[[AppSnapshot], None],
    ) -> None:
        self._state = state
        self._activity = activity
        self._publish = publish
        self._published = AppSnapshot()

    def publish(self, now: datetime) -> None:
        """Passes a snapshot on if there is anything new in it."""
        snapshot = self._state.snapshot()
        if snapshot != self._published:
            self._activity.note(self._published, snapshot, now)
            self._published = snapshot
            self._publish(snapshot)

    def close(self, now: datetime) -> None:
        """The end: nobody looks any more, but the log has the last changes."""
        self._activity.note(self._published, self._state.snapshot(), now)
