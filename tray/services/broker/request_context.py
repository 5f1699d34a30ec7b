"""What every answer to another program begins with: a snapshot, the roles in it, and the agent."""

from dataclasses import dataclass
from enum import Enum
from typing import TypeVar

from tray.core.vocabulary.model import RoleRef
from tray.core.vocabulary.translatable import said
from tray.services.broker.reports import Reporter
from tray.services.directory.role_resolver import RoleFinder
from tray.services.messages import Post
from tray.services.snapshots.waiter import Refused, SnapshotWaiter

Choice = TypeVar("Choice", bound=Enum)


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


def choice(kind: type[Choice], text: str, what: str) -> Choice:
    """The member of a closed set that `text` names. Raises `Refused` with what there is."""
    try:
        return kind(text)
    except ValueError:
        words = ", ".join(str(each.value) for each in kind)
        raise Refused(
            said("No {what} named {text!r}.", what=what, text=text),
            said("Choose one of: {words}.", words=words),
        ) from None
