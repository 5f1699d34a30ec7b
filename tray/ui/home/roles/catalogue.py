"""All roles that are known, ready to be searched; made anew off the GUI's thread.

An index of 10,000 roles takes some tenths of a second to make. It is made when
a listing is complete, so that home opens with one at hand.
"""

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from tray.core.console.pasted_links import PastedLink, understand
from tray.core.directory.resolution import NamedRole, named_roles
from tray.core.snapshot import AppSnapshot
from tray.core.vocabulary.model import AccountId, RoleRef
from tray.services.directory.role_index import Match, RoleIndex, RoleUsage

MOST_ROWS = 100
_AT_ONCE = 500
"""Roles that are indexed without a thread: in a few milliseconds."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found, and how much that is in all; `link` where the text was one somebody sent."""

    matches: Sequence[Match]
    count: int
    link: PastedLink | None = None


class RoleCatalogue(QObject):
    """The index of the newest listings. `changed` says that a search would find other things."""

    changed = Signal()
    _made = Signal(object, object)

    def __init__(self) -> None:
        super().__init__()
        self._index = RoleIndex(())
        self._listings: tuple[object, ...] = ()
        self._aliases: Mapping[AccountId, str] = {}
        self._habits = RoleUsage()
        self._is_making = False
        self._wanted: tuple[NamedRole, ...] = ()
        self._made.connect(self._finish)

    def learn(self, snapshot: AppSnapshot) -> None:
        """Takes over what there is to find, and what is likely wanted."""
        habits = RoleUsage.of(snapshot)
        if habits != self._habits:
            self._habits = habits
            self._index.learn(habits)
        listings = tuple(view.listing for view in snapshot.sessions)
        aliases = snapshot.settings.aliases
        is_same = [id(one) for one in listings] == [id(one) for one in self._listings]
        if not is_same or aliases != self._aliases:
            self._listings, self._aliases = listings, aliases
            self._make(snapshot)

    def find(self, text: str) -> Finding:
        """The best roles for what was typed or pasted."""
        link = understand(text)
        if link is None or (link.account_id is None and link.portal is None):
            return Finding(*self._index.search_counted(text, MOST_ROWS))
        fitting = [role for role in self._index.roles if link.fits(role.ref)]
        # In their usual order, without marks: nothing was typed that they have.
        return Finding(*RoleIndex(fitting, self._habits).search_counted("", MOST_ROWS), link)

    @property
    def roles(self) -> Sequence[NamedRole]:
        """All that are known, by account and role name."""
        return self._index.roles

    def named(self, role: RoleRef) -> NamedRole | None:
        """What people call a role; None if no listing has it."""
        return self._index.named(role)

    def _make(self, snapshot: AppSnapshot) -> None:
        roles = tuple(
            role
            for view in snapshot.sessions
            if view.listing is not None
            for role in named_roles(view.session.name, view.listing, snapshot.settings.aliases)
        )
        self._wanted = roles
        if len(roles) <= _AT_ONCE:
            self._take(RoleIndex(roles, self._habits))
        elif not self._is_making:
            self._begin()

    def _begin(self) -> None:
        self._is_making = True
        made, roles = self._made, self._wanted

        def make() -> None:
            made.emit(roles, RoleIndex(roles))

        threading.Thread(target=make, name="role index", daemon=True).start()

    def _finish(self, roles: tuple[NamedRole, ...], index: RoleIndex) -> None:
        self._is_making = False
        if len(self._wanted) <= _AT_ONCE:
            return  # the listings went away while it was made
        index.learn(self._habits)
        self._take(index)
        if self._wanted is not roles:
            self._begin()  # a listing that comes in by pages is indexed now and then

    def _take(self, index: RoleIndex) -> None:
        self._index = index
        self.changed.emit()
