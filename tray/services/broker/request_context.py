"""What every answer to another program begins with: a snapshot, the roles in it, and the agent."""

from dataclasses import dataclass

from tray.core.vocabulary.model import RoleRef
from tray.services.broker.reports import Reporter
from tray.services.context.messages import Post
from tray.services.directory.role_resolver import RoleFinder
from tray.services.snapshots.waiter import SnapshotWaiter


@dataclass(frozen=True, slots=True)
class RequestContext:
    """Used from any thread but the agent's."""

    post: Post
    snapshots: SnapshotWaiter
    roles: RoleFinder
    reporter: Reporter

    def role(self, text: str) -> RoleRef:
        """The role that is meant. Raises `RoleUnclear`."""
        return self.roles.found(self.snapshots, text)
