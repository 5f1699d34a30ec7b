"""Which role a person means."""

from tray.core.errors import TrayError
from tray.core.model import RoleRef
from tray.core.role_names import parse_full_name
from tray.core.snapshot import AppSnapshot, SessionView
from tray.services.reports import known_roles


class RoleUnclear(TrayError):
    """No role, or more than one, answers to what was typed."""


class RoleFinder:
    """Finds roles by what people type."""

    def resolve(self, snapshot: AppSnapshot, views: tuple[SessionView, ...], text: str) -> RoleRef:
        """The one role that is meant. Raises `RoleUnclear` with the candidates."""
        full = parse_full_name(text)
        if full is not None and snapshot.view(full.session) is not None:
            return full
        found = self.search(views, text)
        if len(found) == 1:
            return found[0]
        raise RoleUnclear(f"No single role answers to {text!r}.", "Be more precise.")

    def search(self, views: tuple[SessionView, ...], text: str) -> tuple[RoleRef, ...]:
        """All roles that answer to it."""
        words = text.casefold().replace("/", " ").split()
        found = []
        for view in views:
            names = {
                known.account.id: known.account.name
                for known in (view.listing.accounts if view.listing else ())
            }
            for role in known_roles(view):
                line = f"{view.session.name} {names[role.account_id]} {role.account_id} "
                if all(word in (line + role.role_name).casefold() for word in words):
                    found.append(role)
        return tuple(found)

    def place(
        self, snapshot: AppSnapshot, views: tuple[SessionView, ...], text: str
    ) -> tuple[RoleRef, str]:
        """A role, and the page of its console that a pasted link means."""
        return self.resolve(snapshot, views, text), ""
