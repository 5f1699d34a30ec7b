"""Which blocks the tray menu has, from top to bottom."""

from collections.abc import Iterator
from datetime import datetime

from tray.core.commands import (
    OpenConsole,
    OpenPortal,
    OpenReleases,
    Release,
    ReloadAccounts,
    RenewNow,
    SignIn,
    SignOut,
    UseRole,
)
from tray.core.profiles.activation import Activation
from tray.core.profiles.withdrawal import Withdrawal
from tray.core.sessions.states import Expired
from tray.core.snapshot import AppSnapshot, ListingProgress, SessionView
from tray.core.vocabulary.model import RoleRef
from tray.core.vocabulary.translatable import said, together
from tray.ui.menu.account_menu import AccountMenu, copy_menu, service_rows
from tray.ui.menu.model import Entry, Item, Submenu, UiRequest, in_blocks
from tray.ui.menu.session_entries import session_lines, wants_sign_in
from tray.ui.texts.account_names import AccountNames
from tray.ui.texts.countdown import keys_time, removal_words

DEMO_LINE = said("DEMO: sample accounts, nothing here is real")
MOST_PINNED = 10
MOST_RECENT = 5
MOST_PROFILES = 8
MOST_SIGN_INS = 4
"""Rows for sessions that are signed out; if there are more, they share a submenu."""


class MenuLayout:
    """The menu of one snapshot at one moment."""

    def __init__(self, snapshot: AppSnapshot, names: AccountNames, now: datetime) -> None:
        self._snapshot, self._names, self._now = snapshot, names, now

    def items(self) -> tuple[Item, ...]:
        """The whole menu."""
        if not self._snapshot.is_ready:
            return in_blocks(self._notices(), (Entry("starting", said("Starting…")),), _LAST)
        if not self._snapshot.sessions:
            set_up = Entry("set up", said("Set up SSO Tray…"), UiRequest.FIRST_RUN)
            return in_blocks(self._notices(), (set_up,), _LAST)
        return in_blocks(
            self._notices(),
            (*self._sessions(), *self._profiles()),
            self._sign_ins(),
            self._favourites(),
            self._roles(),
            (*self._portals(), *self._reload(), *self._sign_outs()),
            _LAST,
        )

    def _notices(self) -> tuple[Item, ...]:
        demo = (Entry("demo", DEMO_LINE),) if self._snapshot.is_demo else ()
        problems = (
            Entry(f"problem {number}", together("!", problem.title), UiRequest.SHOW_STATUS)
            for number, problem in enumerate(self._snapshot.problems[:3])
        )
        return (*demo, *problems, *self._update())

    def _update(self) -> tuple[Item, ...]:
        version = self._snapshot.newer_version
        return (
            (
                Entry(
                    "update", said("SSO Tray {version} is there…", version=version), OpenReleases()
                ),
            )
            if version
            else ()
        )

    # ---- sessions and profiles ------------------------------------------------

    def _sessions(self) -> Iterator[Item]:
        for view in self._snapshot.sessions:
            yield from session_lines(view, self._now)

    def _profiles(self) -> tuple[Item, ...]:
        rows = (
            *(self._profile(activation) for activation in self._snapshot.activations),
            *(self._leaving(one) for one in self._snapshot.withdrawals),
        )
        if len(rows) <= MOST_PROFILES:
            return rows
        rest = Submenu(
            "profiles", said("{count} more", count=len(rows) - MOST_PROFILES), rows[MOST_PROFILES:]
        )
        return (*rows[:MOST_PROFILES], rest)

    def _profile(self, activation: Activation) -> Submenu:
        role, profile = activation.role, activation.profile
        time = keys_time(activation, self._now)
        label = together(f"{profile} →", self._named(role))
        failure = activation.failure
        why = (Entry("why", failure.title),) if failure is not None else ()
        children = (
            *why,
            self._console_of(role),
            copy_menu(role, self._names.typed(role), profile),
            Entry("renew", said("Renew now"), RenewNow(profile)),
            Entry("release", said("Release"), Release(profile)),
        )
        return Submenu(f"profile {profile}", together(label, time, between=", "), children)

    def _leaving(self, leaving: Withdrawal) -> Submenu:
        """A profile that is not out of the files yet: why, and another try."""
        profile = leaving.profile
        role = self._named(leaving.role) if leaving.role is not None else ""
        label = together(f"{profile} →", role) if role else profile
        why = (Entry("why", leaving.error.title),) if leaving.error is not None else ()
        again = Entry("release", said("Try again"), Release(profile))
        return Submenu(
            f"leaving {profile}",
            together(label, removal_words(leaving), between=", "),
            (*why, again),
        )

    def _sign_ins(self) -> tuple[Item, ...]:
        ended_first = sorted(
            filter(wants_sign_in, self._snapshot.sessions),
            key=lambda view: not isinstance(view.state, Expired),
        )
        names = [view.session.name for view in ended_first]
        if len(names) <= MOST_SIGN_INS:
            return tuple(
                Entry(f"sign in {name}", said("Sign in to {name}…", name=name), SignIn(name))
                for name in names
            )
        rows = tuple(Entry(name, name, SignIn(name)) for name in names)
        return (Submenu("sign in", said("Sign in to"), rows),)

    # ---- roles ------------------------------------------------------------------

    def _favourites(self) -> tuple[Item, ...]:
        pinned = (
            Entry(f"role {_key(role)}", together("★", self._named(role)), UseRole(role))
            for role in self._pinned()
        )
        recent = (
            Entry(f"role {_key(role)}", self._named(role), UseRole(role)) for role in self._recent()
        )
        return (*pinned, *recent)

    def _named(self, role: RoleRef) -> str:
        """`Prod / Admin`, with the label of its guard: a menu has no colours to say it."""
        rule, name = self._snapshot.guard(role), self._names.role(role)
        return (
            together(name, f"[{rule.label}]" if rule.label else said("[guarded]"))
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

    def _roles(self) -> tuple[Item, ...]:
        return (
            *self._accounts(),
            *self._console(),
            Entry("find", said("Find a role…"), UiRequest.SHOW_PICKER),
        )

    def _accounts(self) -> tuple[Item, ...]:
        shown = [view for view in self._snapshot.sessions if view.is_signed_in or view.listing]
        menus = [
            self._accounts_of(view, said("Accounts of {name}", name=view.session.name))
            for view in shown
        ]
        match menus:
            case [only]:
                return (Submenu(only.key, said("Accounts"), only.children),)
            case _ if len(menus) > MOST_SIGN_INS:
                return (Submenu("accounts", said("Accounts"), tuple(menus)),)
            case _:
                return tuple(menus)

    def _accounts_of(self, view: SessionView, label: str) -> Submenu:
        notes = _listing_notes(view)
        index = self._names.index(view.session.name)
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
            ()
            if index.accounts or notes
            else (Entry("none", said("No accounts are assigned to you")),)
        )
        return Submenu(f"accounts {view.session.name}", label, (*notes, *none, *menu.items()))

    def _console_of(self, role: RoleRef) -> Item:
        services = service_rows(role, self._snapshot.settings.console.services)
        if not services:
            return Entry("console", said("Open console"), OpenConsole(role))
        start = Entry("start page", said("Start page"), OpenConsole(role))
        return Submenu("console", said("Open console"), (start, *services))

    def _console(self) -> tuple[Item, ...]:
        active = (activation.role for activation in self._snapshot.activations)
        roles = dict.fromkeys((*active, *self._pinned(), *self._recent()))
        rows = tuple(Entry(_key(role), self._names.role(role), OpenConsole(role)) for role in roles)
        return (Submenu("console", said("Console"), rows),) if rows else ()

    # ---- sessions, again ----------------------------------------------------------

    def _portals(self) -> tuple[Item, ...]:
        names = [view.session.name for view in self._snapshot.sessions]
        if len(names) == 1:
            return (Entry("portal", said("Open access portal"), OpenPortal(names[0])),)
        rows = tuple(Entry(name, name, OpenPortal(name)) for name in names)
        return (Submenu("portals", said("Open access portal"), rows),)

    def _reload(self) -> tuple[Item, ...]:
        if not any(view.is_signed_in for view in self._snapshot.sessions):
            return ()
        return (Entry("reload", said("Reload accounts"), ReloadAccounts()),)

    def _sign_outs(self) -> tuple[Item, ...]:
        names = [view.session.name for view in self._snapshot.sessions if view.is_signed_in]
        if len(names) <= MOST_SIGN_INS:
            return tuple(
                Entry(f"sign out {name}", said("Sign out of {name}", name=name), SignOut(name))
                for name in names
            )
        rows = tuple(Entry(name, name, SignOut(name)) for name in names)
        return (Submenu("sign out", said("Sign out of"), rows),)


_LAST: tuple[Item, ...] = (
    Entry("settings", said("Settings…"), UiRequest.SETTINGS),
    Entry("activity", said("Activity…"), UiRequest.SHOW_ACTIVITY),
    Entry("diagnostics", said("Diagnostics…"), UiRequest.DIAGNOSTICS),
    Entry("about", said("About SSO Tray"), UiRequest.ABOUT),
    Entry("quit", said("Quit"), UiRequest.QUIT),
)


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
