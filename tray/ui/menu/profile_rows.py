"""The rows of the roles that are in use, and of what is being removed."""

from collections.abc import Callable
from datetime import datetime

from tray.core.commands import OpenConsole, Release, RenewNow
from tray.core.profiles.activation import Activation
from tray.core.profiles.withdrawal import Withdrawal
from tray.core.snapshot import AppSnapshot
from tray.core.vocabulary.model import RoleRef
from tray.core.vocabulary.translatable import said, together
from tray.ui.menu.account_menu import copy_menu, service_rows
from tray.ui.menu.marks import DotMark
from tray.ui.menu.model import Entry, Item, Submenu
from tray.ui.texts.account_names import AccountNames
from tray.ui.texts.countdown import keys_time, removal_words

MOST_PROFILES = 8


class ProfileRows:
    """What is in use at one moment; `named` says a role with the label of its guard."""

    def __init__(
        self,
        snapshot: AppSnapshot,
        names: AccountNames,
        now: datetime,
        named: Callable[[RoleRef], str],
    ) -> None:
        self._snapshot, self._names, self._now, self._named = snapshot, names, now, named

    def items(self) -> tuple[Item, ...]:
        """A row for each profile; the last ones share a submenu where there are many."""
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
            Entry("release", said("Stop using"), Release(profile)),
        )
        words = together(label, time, between=", ")
        return Submenu(f"profile {profile}", words, children, self._mark(role))

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
            self._mark(leaving.role) if leaving.role is not None else None,
        )

    def _mark(self, role: RoleRef) -> DotMark:
        rule = self._snapshot.guard(role)
        return DotMark(is_in_use=True, guard=rule.colour if rule is not None else None)

    def _console_of(self, role: RoleRef) -> Item:
        services = service_rows(role, self._snapshot.settings.console.services)
        if not services:
            return Entry("console", said("Open console"), OpenConsole(role))
        start = Entry("start page", said("Console home"), OpenConsole(role))
        return Submenu("console", said("Open console"), (start, *services))
