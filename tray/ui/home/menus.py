"""Home's two menus: of a session, and of the program."""

from collections.abc import Callable
from typing import TypeAlias
from urllib.parse import urlsplit

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QMenu, QWidget

from tray.core.commands import (
    Command,
    OpenPortal,
    ReloadAccounts,
    ReopenPage,
    SignIn,
    SignOut,
)
from tray.core.sessions.states import Authorizing, SignedIn, settled
from tray.core.snapshot import AppSnapshot, SessionView
from tray.core.vocabulary.translatable import said
from tray.ui.menu.model import ShowSignIn, UiRequest
from tray.ui.toolkit.translation import shown

Chosen: TypeAlias = Command | UiRequest | ShowSignIn
Line: TypeAlias = tuple[str, Chosen | None]
"""Words, and what choosing them does; nothing where they only say something."""
_BETWEEN: Line = ("", None)


def session_menu(view: SessionView) -> list[Line]:
    """What can be done with a session, and its details below."""
    name, state = view.session.name, view.state
    lines: list[Line] = []
    if isinstance(state, Authorizing):
        lines += [(said("Show sign-in…"), ShowSignIn(name))]
        lines += [(said("Open browser again"), ReopenPage(name))] if state.page else []
    else:
        lines += [(said("Sign in again"), SignIn(name))]
    lines += [(said("Open access portal"), OpenPortal(name))]
    if view.is_signed_in:
        lines += [(said("Refresh accounts"), ReloadAccounts(name)), _BETWEEN]
        lines += [(said("Sign out"), SignOut(name))]
    return [*lines, _BETWEEN, *((words, None) for words in _details(view))]


def _details(view: SessionView) -> list[str]:
    found = [urlsplit(view.session.start_url).netloc or view.session.start_url]
    found.append(view.session.region)
    state = settled(view.state)
    if isinstance(state, SignedIn):
        is_renewed = state.token.is_refreshable
        token = said("Token: renewed automatically") if is_renewed else said("Token: not renewable")
        found.append(token)
    if view.unlisted is not None:
        found.append(view.unlisted.title)
    return found


def program_menu(snapshot: AppSnapshot) -> list[Line]:
    """All that is not about one role."""
    is_in = any(view.is_signed_in for view in snapshot.sessions)
    reload: list[Line] = [(said("Refresh accounts"), ReloadAccounts())] if is_in else []
    return [
        (said("Settings…"), UiRequest.SETTINGS),
        (said("Activity…"), UiRequest.SHOW_ACTIVITY),
        (said("Diagnostics…"), UiRequest.DIAGNOSTICS),
        _BETWEEN,
        *reload,
        (said("Add an access portal…"), UiRequest.FIRST_RUN),
        _BETWEEN,
        (said("About SSO Tray"), UiRequest.ABOUT),
        (said("Quit"), UiRequest.QUIT),
    ]


def open_menu(
    owner: QWidget, lines: list[Line], place: QPoint, choose: Callable[[Chosen], None], *, up: bool
) -> QMenu:
    """Opens a menu of these lines at a corner: its lower left one where it opens upwards."""
    menu = QMenu(owner)
    for words, action in lines:
        if not words:
            menu.addSeparator()
            continue
        entry = menu.addAction(shown(words).replace("&", "&&"))
        entry.setEnabled(action is not None)
        if action is not None:
            entry.triggered.connect(lambda _=False, chosen=action: choose(chosen))
    menu.aboutToHide.connect(menu.deleteLater)
    if up:
        place -= QPoint(0, menu.sizeHint().height())
    menu.popup(place)
    return menu
