"""Which blocks the tray menu has, from top to bottom."""

from collections.abc import Iterator
from datetime import datetime

from tray.core.commands import OpenReleases, SignIn, UseRole
from tray.core.sessions.states import Expired
from tray.core.snapshot import AppSnapshot, ListingProgress, SessionView
from tray.core.vocabulary.model import RoleRef
from tray.core.vocabulary.translatable import said, together
from tray.ui.menu.account_menu import AccountMenu
from tray.ui.menu.marks import DotMark
from tray.ui.menu.model import Entry, Item, Submenu, UiRequest, in_blocks
from tray.ui.menu.more_menu import MOST_NAMES, last_rows, portals
from tray.ui.menu.profile_rows import ProfileRows
from tray.ui.menu.session_entries import session_lines, wants_sign_in
from tray.ui.texts.account_names import AccountNames

DEMO_LINE = said("DEMO: sample accounts, nothing here is real")
MOST_PINNED = 10
MOST_RECENT = 5
MOST_ACCOUNTS = 40
"""With more of them, submenus of submenus are no way to find one: there is a search for that."""


class MenuLayout:
    """The menu of one snapshot at one moment."""

    def __init__(self, snapshot: AppSnapshot, names: AccountNames, now: datetime) -> None:
        self._snapshot, self._names, self._now = snapshot, names, now
        self._profiles = ProfileRows(snapshot, names, now, self._named)

    def items(self) -> tuple[Item, ...]:
        """The whole menu."""
        last = last_rows(self._snapshot)
        if not self._snapshot.is_ready:
            return in_blocks(self._notices(), (Entry("starting", said("Starting…")),), last)
        if not self._snapshot.sessions:
            set_up = Entry("set up", said("Set up SSO Tray…"), UiRequest.FIRST_RUN)
            return in_blocks(self._notices(), (set_up,), last)
        return in_blocks(
            self._notices(),
            (*self._sessions(), *self._profiles.items()),
            self._sign_ins(),
            self._favourites(),
            (*self._find(), *self._accounts(), *portals(self._snapshot)),
            last,
        )

    def _notices(self) -> tuple[Item, ...]:
        demo = (Entry("demo", DEMO_LINE),) if self._snapshot.is_demo else ()
        problems = (
            Entry(f"problem {number}", together("!", problem.title), UiRequest.HOME)
            for number, problem in enumerate(self._snapshot.problems[:3])
        )
        return (*demo, *problems, *self._update())

    def _update(self) -> tuple[Item, ...]:
        version = self._snapshot.newer_version
        return (
            (
                Entry(
                    "update", said("Update to SSO Tray {version}…", version=version), OpenReleases()
                ),
            )
            if version
            else ()
        )

    # ---- sessions and profiles ------------------------------------------------

    def _sessions(self) -> Iterator[Item]:
        for view in self._snapshot.sessions:
            yield from session_lines(view, self._now, self._snapshot.soon)

    def _sign_ins(self) -> tuple[Item, ...]:
        ended_first = sorted(
            filter(wants_sign_in, self._snapshot.sessions),
            key=lambda view: not isinstance(view.state, Expired),
        )
        names = [view.session.name for view in ended_first]
        if len(names) <= MOST_NAMES:
            return tuple(
                Entry(f"sign in {name}", said("Sign in to {name}…", name=name), SignIn(name))
                for name in names
            )
        rows = tuple(Entry(name, name, SignIn(name)) for name in names)
        return (Submenu("sign in", said("Sign in to"), rows),)

    # ---- roles ------------------------------------------------------------------

    def _favourites(self) -> tuple[Item, ...]:
        pinned = {role: together("★", self._named(role)) for role in self._pinned()}
        recent = {role: self._named(role) for role in self._recent()}
        return tuple(self._favourite(*row) for row in (pinned | recent).items())

    def _favourite(self, role: RoleRef, label: str) -> Entry:
        is_in_use = any(one.role == role for one in self._snapshot.activations)
        rule = self._snapshot.guard(role)
        guard = rule.colour if rule is not None else None
        mark = DotMark(is_in_use, guard) if is_in_use or guard else None
        return Entry(f"role {_key(role)}", label, UseRole(role), mark)

    def _named(self, role: RoleRef) -> str:
        """`Prod / Admin`, with the label of its guard: a menu has no colours to say it."""
        rule, name = self._snapshot.guard(role), self._names.role(role)
        return (
            together(name, f"[{rule.label}]" if rule.label else said("[protected]"))
            if rule is not None
            else name
        )

    def _pinned(self) -> list[RoleRef]:
        return [role for role in self._snapshot.pinned if self._is_known(role)][:MOST_PINNED]

    def _recent(self) -> list[RoleRef]:
        pinned = set(self._snapshot.pinned)
        recent = (role for role in self._snapshot.recent if role not in pinned)
        return [role for role in recent if self._is_known(role)][:MOST_RECENT]

    def _is_known(self, role: RoleRef) -> bool:
        return self._snapshot.view(role.session) is not None and not self._names.is_gone(role)

    def _find(self) -> tuple[Item, ...]:
        """Only where there is something to find: signed out, signing in is what there is to do."""
        if not any(view.is_signed_in for view in self._snapshot.sessions):
            return ()
        return (Entry("find", said("Find a role…"), UiRequest.HOME),)

    def _accounts(self) -> tuple[Item, ...]:
        shown = [view for view in self._snapshot.sessions if view.is_signed_in or view.listing]
        if len(shown) == 1:
            return (self._accounts_of(shown[0], said("Accounts")),)
        menus = tuple(
            self._accounts_of(view, said("Accounts of {name}", name=view.session.name))
            for view in shown
        )
        if len(menus) > MOST_NAMES:
            return (Submenu("accounts", said("Accounts"), menus),)
        return menus

    def _accounts_of(self, view: SessionView, label: str) -> Item:
        notes = _listing_notes(view)
        index = self._names.index(view.session.name)
        if index is not None and len(index.accounts) > MOST_ACCOUNTS:
            every = together(label, "…", between="")
            return Entry(f"accounts {view.session.name}", every, UiRequest.HOME)
        if index is None:
            return Submenu(f"accounts {view.session.name}", label, notes)
        menu = AccountMenu(
            view.session.name,
            index,
            frozenset(self._snapshot.pinned),
            self._snapshot.has_terminal,
            self._snapshot.settings.console.services,
        )
        none = (
            () if index.accounts or notes else (Entry("none", said("You have no accounts here")),)
        )
        return Submenu(f"accounts {view.session.name}", label, (*notes, *none, *menu.items()))


def _listing_notes(view: SessionView) -> tuple[Item, ...]:
    if view.progress is not None:
        return (Entry("progress", progress_words(view.progress)),)
    if view.listing_error is not None:
        return (Entry("error", view.listing_error.title),)
    if view.listing is None:
        return (Entry("progress", said("Loading accounts…")),)
    return ()


def progress_words(progress: ListingProgress) -> str:
    """`Loading accounts… 120 of 1,000`."""
    if not progress.accounts_known:
        return said("Loading accounts…")
    return said(
        "Loading accounts… {accounts_in:,} of {accounts_known:,}",
        accounts_in=progress.accounts_in,
        accounts_known=progress.accounts_known,
    )


def _key(role: RoleRef) -> str:
    return f"{role.session} {role.account_id} {role.role_name}"
