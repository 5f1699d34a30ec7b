"""Why the list is empty, and what to do. Without Qt."""

from dataclasses import dataclass
from enum import Enum, auto

from tray.core.console.pasted_links import PastedLink
from tray.core.snapshot import AppSnapshot
from tray.core.vocabulary.translatable import said
from tray.ui.menu.layout import progress_words


class Way(Enum):
    """Where an empty list's button leads."""

    CLEAR = auto()
    SET_UP = auto()


@dataclass(frozen=True, slots=True)
class Emptiness:
    """What stands in the list's place."""

    title: str
    detail: str = ""
    way: Way | None = None

    @property
    def does(self) -> str:
        """The label of its button."""
        labels = {Way.CLEAR: said("Clear search"), Way.SET_UP: said("Set up SSO Tray…")}
        return labels[self.way] if self.way is not None else ""


def why_empty(
    snapshot: AppSnapshot, text: str, link: PastedLink | None, *, has_roles: bool
) -> Emptiness:
    """`text` is what was typed, `has_roles` whether anything would be there without it."""
    progress = next((one.progress for one in snapshot.sessions if one.progress), None)
    loading = progress_words(progress) if progress is not None else ""
    if link is not None:
        return _without_role(link)
    if text and has_roles:
        return Emptiness(said("No role matches “{text}”", text=text), loading, Way.CLEAR)
    if progress is not None:
        return Emptiness(loading, said("Roles appear here as they come in."))
    if not snapshot.is_ready:
        return Emptiness(said("Starting…"))
    if not snapshot.sessions:
        means = said("Add your access portal, or run sso-tray --demo to look around without AWS.")
        return Emptiness(said("No access portal yet"), means, Way.SET_UP)
    if any(one.is_signed_in and one.listing is not None for one in snapshot.sessions):
        return Emptiness(said("You have no accounts here"))
    if any(one.is_signed_in for one in snapshot.sessions):
        return Emptiness(said("Loading accounts…"), said("Roles appear here as they come in."))
    return Emptiness(said("No roles yet"), said("Sign in, and your roles appear here."))


def _without_role(link: PastedLink) -> Emptiness:
    ask = said("Ask who sent it which account they mean.")
    if link.account_id:
        title = said("You don't have a role in account {number}", number=link.account_id)
    else:
        title = said("You don't have a role in this link's account")
    return Emptiness(title, ask, Way.CLEAR)
