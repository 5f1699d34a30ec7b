"""The tray menu as values: what it shows, and what choosing an entry does.

Entries carry a key that stays the same while their text changes, so that the
menu on the screen is changed in place and never rebuilt.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum
from typing import TypeAlias

from tray.core.commands import Command
from tray.core.vocabulary.model import RoleRef, SessionName
from tray.ui.menu.marks import MenuMark


class UiRequest(Enum):
    """What the user interface does by itself, without the agent."""

    HOME = "show home"
    SHOW_ACTIVITY = "show the activity window"
    FIRST_RUN = "show the first run"
    SETTINGS = "show the settings"
    GUARDS = "show the settings of protected roles"
    DIAGNOSTICS = "show what the doctor finds"
    ABOUT = "show what this program is"
    QUIT = "quit"


@dataclass(frozen=True, slots=True)
class ShowSignIn:
    """Bring the window of the sign-in that is under way to the front."""

    session: SessionName


@dataclass(frozen=True, slots=True)
class UseForProfile:
    """Ask for the profile that a role is to be used for."""

    role: RoleRef


@dataclass(frozen=True, slots=True)
class CopyText:
    """Put a text on the clipboard; never a secret one."""

    text: str


UiAction: TypeAlias = UiRequest | ShowSignIn | UseForProfile | CopyText
Action: TypeAlias = Command | UiAction


@dataclass(frozen=True, slots=True)
class Separator:
    """A line between two blocks."""

    key: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the menu; without an action it only says something."""

    key: str
    label: str
    action: Action | None = None
    mark: MenuMark | None = None

    @property
    def is_enabled(self) -> bool:
        """Whether it can be chosen."""
        return self.action is not None


@dataclass(frozen=True, slots=True)
class Later:
    """Children of a submenu that are made when it is about to be shown.

    Two are equal when their stamps are: then `build` would make the same.
    """

    stamp: tuple[object, ...]
    build: "Callable[[], tuple[Item, ...]]" = field(compare=False)


@dataclass(frozen=True, slots=True)
class Submenu:
    """A line that opens another menu."""

    key: str
    label: str
    children: "tuple[Item, ...] | Later"
    mark: MenuMark | None = None


Item: TypeAlias = Separator | Entry | Submenu


def children_of(submenu: Submenu) -> tuple[Item, ...]:
    """The children, made now if they are for later."""
    children = submenu.children
    return children.build() if isinstance(children, Later) else children


def in_blocks(*blocks: tuple[Item, ...]) -> tuple[Item, ...]:
    """The blocks in a row with a line between each two; empty ones leave no trace."""
    items: list[Item] = []
    for block in filter(None, blocks):
        if items:
            items.append(Separator(f"line before {block[0].key}"))
        items.extend(block)
    return tuple(items)
