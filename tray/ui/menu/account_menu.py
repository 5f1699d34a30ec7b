"""The menu of accounts and roles: complete and quick, whatever the number.

Long lists are split into alphabetical ranges, so that no menu is longer than a
screen. Small ones are there at once, since some desktops leave a submenu empty
that fills late; large ones fill as they are opened.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil
from typing import TypeVar

from tray.core.commands import CopyEnvironment, OpenConsole, OpenTerminal, Pin, UseRole
from tray.core.exec.shell_export import Shell
from tray.core.settings.settings import ConsoleLink
from tray.core.vocabulary.model import ProfileName, RoleRef, SessionName
from tray.core.vocabulary.translatable import said
from tray.ui.menu.model import CopyText, Entry, Item, Later, Separator, Submenu, UseForProfile
from tray.ui.texts.account_names import AccountIndex, NamedAccount

_SHELLS = {
    Shell.BASH: said("bash and zsh"),
    Shell.FISH: "fish",
    Shell.POWERSHELL: "PowerShell",
    Shell.CMD: "cmd",
    Shell.DOTENV: said("as .env file"),
    Shell.JSON: "JSON",
}

LONGEST_MENU = 25
"""Rows; what fits a small laptop's screen."""

SMALL = 60
"""Up to so many roles in all, submenus are filled at once."""

_SHORTEST_BOUND = 12

Named = TypeVar("Named")
MakeChildren = Callable[[], tuple[Item, ...]]


@dataclass(frozen=True, slots=True)
class AccountMenu:
    """The accounts of one sso-session; pinned roles, and the console's pinned services."""

    session: SessionName
    index: AccountIndex
    pinned: frozenset[RoleRef]
    has_terminal: bool = False
    services: tuple[str, ...] = ()

    def items(self) -> tuple[Item, ...]:
        """Accounts in the order of their names, or ranges of them."""
        return _in_ranges(self.index.accounts, lambda one: one.label, self._account, self._children)

    def _account(self, account: NamedAccount) -> Submenu:
        roles = [RoleRef(self.session, account.id, name) for name in account.roles]

        def build() -> tuple[Item, ...]:
            return _in_ranges(
                roles,
                lambda role: role.role_name,
                lambda role: self._role(role, account.typed),
                self._children,
            )

        return Submenu(account.id, account.label, self._children(build))

    def _role(self, role: RoleRef, account: str) -> Submenu:
        is_pinned = role in self.pinned

        def build() -> tuple[Item, ...]:
            return self._actions(role, account, is_pinned=is_pinned)

        return Submenu(role.role_name, role.role_name, self._children(build))

    def _children(self, build: MakeChildren) -> tuple[Item, ...] | Later:
        if self.index.role_count <= SMALL:
            return build()
        return Later((self.session, self.index.revision, self.pinned, self.services), build)

    def _actions(self, role: RoleRef, account: str, *, is_pinned: bool) -> tuple[Item, ...]:
        """What can be done with a role."""
        terminal = Entry("terminal", said("Open terminal"), OpenTerminal(role))
        links = (
            Entry("portal", said("Portal link"), OpenConsole(role, ConsoleLink.PORTAL)),
            Entry("federation", said("Federation link"), OpenConsole(role, ConsoleLink.FEDERATION)),
        )
        return (
            Entry("use", said("Use"), UseRole(role)),
            Entry("use for", said("Use as profile…"), UseForProfile(role)),
            Submenu("console", said("Open console"), (*links, *service_rows(role, self.services))),
            copy_menu(role, account),
            *((terminal,) if self.has_terminal else ()),
            Entry(
                "pin",
                said("Unpin") if is_pinned else said("Pin"),
                Pin(role, is_pinned=not is_pinned),
            ),
        )


def service_rows(role: RoleRef, services: Sequence[str]) -> tuple[Item, ...]:
    """The pinned services of a role's console, below a line; nothing where there are none."""
    rows = (
        Entry(f"service {name}", name, OpenConsole(role, service=name))
        for name in dict.fromkeys(services)
    )
    return (Separator("services line"), *rows) if services else ()


def copy_menu(role: RoleRef, account: str, profile: ProfileName | None = None) -> Submenu:
    """What may lie on the clipboard without harm, and the keys, which may for a minute."""
    path = f"{account}/{role.role_name}"
    texts = {
        "number": (
            said("Account ID: {number}", number=role.account_id),
            role.account_id,
        ),
        "role": (said("Role: {path}", path=path), path),
    }
    if profile is not None:
        texts = {"profile": (said("Profile name: {profile}", profile=profile), profile), **texts}
    entries = (Entry(key, label, CopyText(text)) for key, (label, text) in texts.items())
    keys = (
        Entry(
            f"keys {shell.value}", said("Keys for {name}", name=name), CopyEnvironment(role, shell)
        )
        for shell, name in _SHELLS.items()
    )
    return Submenu("copy", said("Copy"), (*entries, Separator("keys line"), *keys))


def _in_ranges(
    things: Sequence[Named],
    name: Callable[[Named], str],
    row: Callable[[Named], Submenu],
    children: Callable[[MakeChildren], tuple[Item, ...] | Later],
) -> tuple[Item, ...]:
    """One row for each, or, where they are too many, one for each range of them."""
    if len(things) <= LONGEST_MENU:
        return tuple(row(thing) for thing in things)
    size = _range_size(len(things))

    def submenu(start: int) -> Submenu:
        part = things[start : start + size]
        before = name(things[start - 1]) if start else ""
        after = name(things[start + size]) if start + size < len(things) else ""
        label = said(
            "{first} to {last}",
            first=_bound(name(part[0]), before),
            last=_bound(name(part[-1]), after),
        )
        later = children(lambda: _in_ranges(part, name, row, children))
        return Submenu(f"range {start} {label}", label, later)

    return tuple(submenu(start) for start in range(0, len(things), size))


def _range_size(count: int) -> int:
    """How many things a range holds, so that the levels below and this one are about as long."""
    levels = 2
    while LONGEST_MENU**levels < count:
        levels += 1
    rows = next(rows for rows in range(2, LONGEST_MENU + 1) if rows**levels >= count)
    return ceil(count / rows)


def _bound(name: str, neighbour: str) -> str:
    """The start of a name, long enough to tell it from the neighbour in the next range."""
    shared = 0
    for one, other in zip(name, neighbour, strict=False):
        if one != other:
            break
        shared += 1
    length = max(_SHORTEST_BOUND, shared + 1)
    return name if len(name) <= length + 1 else f"{name[:length].rstrip()}…"
