"""Which role a person means, and which page of its console."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from tray.core.console.pasted_links import PastedLink, understand
from tray.core.directory.full_name import parse_full_name
from tray.core.directory.resolution import (
    Ambiguous,
    Found,
    NamedRole,
    NotFound,
    named_roles,
    resolve,
    spellings,
)
from tray.core.snapshot import SessionView
from tray.core.vocabulary.errors import Busy, TokenRejected, TrayError
from tray.core.vocabulary.model import AccountId, Listing, RoleRef, SessionName
from tray.core.vocabulary.translatable import said
from tray.services.directory.role_index import RoleIndex, RoleUsage, words_of
from tray.services.snapshots.waiter import SignInNeeded, SnapshotWaiter

_MOST_SHOWN = 8
_MOST_SUGGESTIONS = 5
_SEE_ALL = said("List your roles: sso-tray list")


class RoleUnclear(TrayError):
    """No role, or more than one, answers to what was typed."""


@dataclass(frozen=True, slots=True)
class _Named:
    """The roles of a listing, and what they were named by."""

    listing: Listing
    aliases: Mapping[AccountId, str]
    roles: tuple[NamedRole, ...]


class RoleFinder:
    """Finds roles by what people type, as the role picker does.

    The roles of a listing are named once, and the index of all is kept.
    """

    def __init__(self, aliases: Callable[[], Mapping[AccountId, str]] = dict) -> None:
        """`aliases` answers the person's own names for accounts, as they are now."""
        self._aliases = aliases
        self._named: dict[SessionName, _Named] = {}
        self._kept: tuple[tuple[NamedRole, ...], RoleIndex] = (), RoleIndex(())

    def found(self, snapshots: SnapshotWaiter, text: str) -> RoleRef:
        """The one role that is meant; a listing under way may bring it. Raises `RoleUnclear`."""
        try:
            return self.resolve(snapshots.ready().sessions, text)
        except RoleUnclear:
            return self.resolve(snapshots.listed().sessions, text)

    def resolve(self, views: tuple[SessionView, ...], text: str) -> RoleRef:
        """The one role that is meant. Raises `RoleUnclear` with the candidates."""
        full = parse_full_name(text)
        if full is not None and any(view.session.name == full.session for view in views):
            return full
        roles = self._roles(views)
        if not roles:
            why = unknown(views)
            if why is not None:
                raise why
            raise RoleUnclear(said("No roles yet."), said("Sign in with: sso-tray login"))
        match resolve(text, roles):
            case Found(role):
                return role.ref
            case Ambiguous(candidates):
                raise self._ambiguous(text, roles, candidates)
            case NotFound():
                return self._searched(text, roles).ref

    def _searched(self, text: str, roles: tuple[NamedRole, ...]) -> NamedRole:
        """The one that the picker would find; where a typing error was forgiven, it is asked for.

        A role that has the very words and no others is preferred.
        """
        matches = self._index(roles).search(text, len(roles))
        found = [match.role for match in matches if not match.is_guess]
        words = sorted(words_of(text))
        exact = [
            role
            for role in found
            if any(words == sorted(words_of(f"{name}/{role.ref.role_name}")) for name in role.names)
        ]
        best = tuple(exact or found)
        if len(best) == 1:
            return best[0]
        if best:
            raise self._ambiguous(text, roles, best)
        like = self._spelled(roles, tuple(match.role for match in matches[:_MOST_SUGGESTIONS]))
        hint = said("Did you mean {like}?", like=like) if like else _SEE_ALL
        raise RoleUnclear(said("No role matches {text!r}.", text=text), hint)

    def _ambiguous(
        self, text: str, roles: tuple[NamedRole, ...], some: tuple[NamedRole, ...]
    ) -> RoleUnclear:
        hint = said("Matches: {roles}.", roles=self._spelled(roles, some))
        return RoleUnclear(said("{text!r} matches more than one role.", text=text), hint)

    def search(
        self, views: tuple[SessionView, ...], text: str, usage: RoleUsage
    ) -> tuple[RoleRef, ...]:
        """What the picker finds, best first; all in order without a text."""
        roles, link = self._roles(views), understand(text)
        if not text.strip():
            return tuple(role.ref for role in roles)
        if link is not None and link.account_id is not None:
            index, text = RoleIndex([role for role in roles if link.fits(role.ref)]), ""
        else:
            index = self._index(roles)
        index.learn(usage)
        return tuple(match.role.ref for match in index.search(text, len(roles)))

    def place(self, views: tuple[SessionView, ...], text: str, as_role: str) -> tuple[RoleRef, str]:
        """A role, and the page of its console that a pasted link means; empty for none.

        `as_role` chooses among several. Raises `RoleUnclear`.
        """
        link = understand(text)
        if link is None:
            return self.resolve(views, text), ""
        roles = [role for role in self._roles(views) if _fits(role, link, as_role)]
        if not roles and link.account_id is None:
            raise RoleUnclear(
                said("The link doesn't say which account it belongs to."), said("Specify a role.")
            )
        if not roles:
            hint = said("Check with whoever sent it, or list your roles: sso-tray list")
            raise RoleUnclear(
                said("You have no role in account {account_id}.", account_id=link.account_id),
                hint,
            )
        if len(roles) > 1:
            shown = self._spelled(self._roles(views), tuple(roles))
            hint = said("Add --role with one of: {shown}.", shown=shown)
            raise RoleUnclear(said("You can open this page with more than one role."), hint)
        return roles[0].ref, link.destination or ""

    def _roles(self, views: tuple[SessionView, ...]) -> tuple[NamedRole, ...]:
        return tuple(role for view in views for role in self._of(view))

    def _index(self, roles: tuple[NamedRole, ...]) -> RoleIndex:
        """The picker's index, of these roles; made when it is first needed."""
        indexed, index = self._kept
        if indexed != roles:
            index = RoleIndex(roles)
            self._kept = roles, index
        return index

    def _of(self, view: SessionView) -> tuple[NamedRole, ...]:
        name, listing = view.session.name, view.listing
        if listing is None:
            return ()
        aliases, known = self._aliases(), self._named.get(name)
        if known is None or known.listing is not listing or known.aliases != aliases:
            known = _Named(listing, aliases, named_roles(name, listing, aliases))
            self._named[name] = known
        return known.roles

    def _spelled(self, roles: tuple[NamedRole, ...], some: tuple[NamedRole, ...]) -> str:
        """What to type for each of them."""
        words = spellings(roles)
        shown = ", ".join(words[role.ref] for role in some[:_MOST_SHOWN])
        more = len(some) - _MOST_SHOWN
        return said("{shown}, and {more} more", shown=shown, more=more) if more > 0 else shown


def unknown(views: tuple[SessionView, ...]) -> TrayError | None:
    """Why no role at all is known though somebody is signed in; None where neither is so."""
    signed_in = [view for view in views if view.is_signed_in]
    if not signed_in or any(view.listing and view.listing.accounts for view in views):
        return None
    failed = next((trouble for view in signed_in if (trouble := unasked(view))), None)
    if failed is not None:
        return failed
    refused = next((view.unlisted for view in signed_in if view.unlisted), None)
    name = signed_in[0].session.name
    return refused or RoleUnclear(
        said("You have no roles in {name}.", name=name), said("Ask your administrator.")
    )


def unasked(view: SessionView) -> TrayError | None:
    """Why a session's accounts could not be listed just now."""
    if not view.is_signed_in:
        name = view.session.name
        return SignInNeeded(
            said("You're not signed in to {name}.", name=name),
            said("Click the SSO Tray icon, or run: sso-tray login {name}", name=name),
        )
    cause = view.trouble if view.listing_error or view.listing is None else None
    if cause is None:
        return None
    title = said("Couldn't list the accounts of {name}.", name=view.session.name)
    if isinstance(cause, TokenRejected):  # signed in all the same: the refresh is under way
        return Busy(title, said("The sign-in is still being renewed."))
    return type(cause)(title, cause.words)


def _fits(role: NamedRole, link: PastedLink, as_role: str) -> bool:
    wanted = as_role.rpartition("/")[2].casefold()
    if not wanted:
        return link.fits(role.ref)
    return replace(link, role_name=None).fits(role.ref) and wanted == role.ref.role_name.casefold()
