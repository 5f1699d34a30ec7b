"""The rows that are seldom wanted, in a submenu, and the last ones of the menu."""

from tray.core.commands import OpenPortal, ReloadAccounts, SignOut
from tray.core.snapshot import AppSnapshot
from tray.core.vocabulary.model import SessionName
from tray.core.vocabulary.translatable import said
from tray.ui.menu.model import Entry, Item, Separator, Submenu, UiRequest

MOST_NAMES = 4
"""Rows for sessions of one kind; if there are more, they share a submenu."""


def portals(snapshot: AppSnapshot) -> tuple[Item, ...]:
    """One row, or a submenu where there are several access portals."""
    names = [view.session.name for view in snapshot.sessions]
    if len(names) == 1:
        return (Entry("portal", said("Open access portal"), OpenPortal(names[0])),)
    rows = tuple(Entry(name, name, OpenPortal(name)) for name in names)
    return (Submenu("portals", said("Open access portal"), rows),)


def last_rows(snapshot: AppSnapshot) -> tuple[Item, ...]:
    """`More`, the settings, and the way out."""
    rows: tuple[Item, ...] = (
        Entry("activity", said("Activity…"), UiRequest.SHOW_ACTIVITY),
        Entry("diagnostics", said("Diagnostics…"), UiRequest.DIAGNOSTICS),
    )
    signed_in = [view.session.name for view in snapshot.sessions if view.is_signed_in]
    if signed_in:
        reload = Entry("reload", said("Refresh accounts"), ReloadAccounts())
        line = Separator("line before reload")
        rows = (*rows, line, reload, *_sign_outs(signed_in), Separator("line before about"))
    rows = (*rows, Entry("about", said("About SSO Tray"), UiRequest.ABOUT))
    return (
        Submenu("more", said("More"), rows),
        Entry("settings", said("Settings…"), UiRequest.SETTINGS),
        Entry("quit", said("Quit"), UiRequest.QUIT),
    )


def _sign_outs(names: list[SessionName]) -> tuple[Item, ...]:
    if len(names) <= MOST_NAMES:
        return tuple(
            Entry(f"sign out {name}", said("Sign out of {name}", name=name), SignOut(name))
            for name in names
        )
    rows = tuple(Entry(name, name, SignOut(name)) for name in names)
    return (Submenu("sign out", said("Sign out of"), rows),)
