"""What can be done with a role, each with its key. Without Qt.

The panel of Ctrl+K shows them, and the keys work without it.
"""

from dataclasses import dataclass
from enum import Enum, auto
from typing import Final, TypeAlias

from tray.core.commands import (
    Command,
    CopyEnvironment,
    OpenConsole,
    OpenTerminal,
    Pin,
    Release,
    RenewNow,
    UseRole,
)
from tray.core.exec.shell_export import Shell
from tray.core.profiles.naming import suggested_name
from tray.core.settings.settings import ConsoleLink
from tray.core.snapshot import AppSnapshot
from tray.core.vocabulary.translatable import said
from tray.ui.home.roles.rows import RoleRow
from tray.ui.menu.model import CopyText, UiRequest

SHELLS: Final = {
    Shell.BASH: said("bash and zsh"),
    Shell.FISH: "fish",
    Shell.POWERSHELL: "PowerShell",
    Shell.CMD: "cmd",
    Shell.DOTENV: said("as .env file"),
    Shell.JSON: "JSON",
}


class Page(Enum):
    """What the panel asks before it is done."""

    PROFILE = auto()
    SERVICES = auto()
    SHELLS = auto()


Doing: TypeAlias = Command | CopyText | UiRequest | Page


@dataclass(frozen=True, slots=True)
class RoleAction:
    """One line of the panel. `keys` is as Qt writes it: `Ctrl+Shift+O`; empty if there is none."""

    sign: str
    words: str
    does: Doing
    keys: str = ""


Group: TypeAlias = tuple[RoleAction, ...]


def actions_of(row: RoleRow, snapshot: AppSnapshot, shell: Shell, page: str) -> tuple[Group, ...]:
    """All that can be done with a role; `page` is the address of one of the console's pages."""
    role = row.role
    console = said("Open this page in the console") if page else said("Open console")
    terminal = RoleAction("terminal", said("Open terminal"), OpenTerminal(role), "Ctrl+T")
    copy = said("Copy keys for {shell}", shell=SHELLS[shell])
    pin = said("Unpin") if row.is_pinned else said("Pin")
    opens = RoleAction("globe", console, OpenConsole(role, destination=page), "Ctrl+Return")
    keys = CopyEnvironment(role, shell, is_watched=True)
    number = CopyText(role.account_id)
    return (
        _uses(row),
        (
            opens,
            RoleAction("list", said("Open a service…"), Page.SERVICES, "Ctrl+Shift+O"),
            *((terminal,) if snapshot.has_terminal else ()),
        ),
        (
            RoleAction("copy", copy, keys, "Ctrl+C"),
            RoleAction("copy", said("Copy keys as…"), Page.SHELLS, "Ctrl+Shift+C"),
            RoleAction("key", said("Copy account ID"), number, "Ctrl+Shift+A"),
        ),
        (
            RoleAction("pin", pin, Pin(role, not row.is_pinned), "Ctrl+P"),
            RoleAction("shield", said("Protect this role…"), UiRequest.GUARDS),
        ),
    )


def _uses(row: RoleRow) -> Group:
    role, in_use = row.role, row.in_use
    other = RoleAction("plus", said("Use as another profile…"), Page.PROFILE, "Ctrl+Shift+Return")
    use = RoleAction("check", said("Use as default"), UseRole(role), "Return")
    if in_use is None:
        return (use, other)
    stop = said("Try again") if in_use.is_leaving else said("Stop using")
    release = RoleAction("stop", stop, Release(in_use.profile), "Ctrl+D")
    if in_use.is_leaving:
        return (release, other)
    renew = RoleAction("reload", said("Renew now"), RenewNow(in_use.profile), "Ctrl+R")
    return (renew, release, other)


def services_of(row: RoleRow, snapshot: AppSnapshot) -> tuple[Group, ...]:
    """Where in the console to land, and by which of the two links."""
    role = row.role
    services = tuple(
        RoleAction("list", name, OpenConsole(role, service=name))
        for name in dict.fromkeys(snapshot.settings.console.services)
    )
    start = RoleAction("globe", said("Console home"), OpenConsole(role))
    portal = OpenConsole(role, ConsoleLink.PORTAL)
    federation = OpenConsole(role, ConsoleLink.FEDERATION)
    links = (
        RoleAction("open", said("Portal link"), portal),
        RoleAction("open", said("Federation link"), federation),
    )
    return ((start, *services), links)


def shells_of(row: RoleRow) -> tuple[Group, ...]:
    """For whom the keys are copied."""
    return (
        tuple(
            RoleAction(
                "copy",
                said("Copy keys for {shell}", shell=name),
                CopyEnvironment(row.role, shell, is_watched=True),
            )
            for shell, name in SHELLS.items()
        ),
    )


def suggested_profile(row: RoleRow) -> str:
    """`sandbox-admin`: short, and another for each account."""
    return suggested_name(row.account.text, row.role.role_name)
