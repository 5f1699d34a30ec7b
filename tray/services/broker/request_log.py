"""Who asked for a role's keys, and what came of it: lines of the activity log."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from tray.core.activity.entries import ActivityKind, Way
from tray.core.guards.consent import ConsentPending
from tray.core.guards.requester import Requester
from tray.core.ipc.protocol import Peer
from tray.core.ports.desktop import Requesters
from tray.core.vocabulary.errors import Busy, TrayError
from tray.core.vocabulary.model import RoleRef
from tray.services.activity.activity_log import ActivityLog
from tray.services.snapshots.waiter import SnapshotWaiter


@dataclass(frozen=True, slots=True)
class RoleRequest:
    """One request for a role: by whom, and by which way."""

    role: RoleRef
    way: Way
    requester: Requester


class RequestLog:
    """Safe from any thread."""

    def __init__(
        self, snapshots: SnapshotWaiter, requesters: Requesters, activity: ActivityLog
    ) -> None:
        self._snapshots = snapshots
        self._requesters = requesters
        self._activity = activity

    def requester(self, peer: Peer) -> Requester:
        """Who asks. Found out while it waits: later its number may be another's."""
        return self._requesters.of(peer)

    def is_running(self, peer: Peer) -> bool:
        """Whether that process has not ended; yes, where nobody can say."""
        return self._requesters.is_running(peer)

    @contextmanager
    def noted(self, asked: RoleRequest) -> Iterator[None]:
        """Whoever goes away without keys is a line in the activity log, too."""
        try:
            yield
        except (Busy, ConsentPending):
            raise  # it asks again in a moment
        except TrayError as error:
            self.note(ActivityKind.REFUSED, asked, error.title)
            raise

    def note(self, kind: ActivityKind, asked: RoleRequest, why: str = "") -> None:
        """One line."""
        name = self._snapshots.latest.account_name(asked.role)
        self._activity.note_asked(
            name, kind, asked.role, way=asked.way, requester=asked.requester, note=why
        )
