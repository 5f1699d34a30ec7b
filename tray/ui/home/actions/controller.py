"""Does what was chosen for a role: by its key, in the panel, or by a sign under the mouse."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from PySide6.QtCore import QRect
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

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
from tray.core.snapshot import AppSnapshot
from tray.core.vocabulary.model import ProfileName, SessionName
from tray.core.vocabulary.translatable import said
from tray.ui.home.actions.outcome import Confirmation, News, UseWatch
from tray.ui.home.actions.panel import ActionPanel
from tray.ui.home.actions.profile_form import ProfileForm
from tray.ui.home.actions.role_actions import (
    Doing,
    Group,
    Page,
    actions_of,
    services_of,
    shells_of,
    suggested_profile,
)
from tray.ui.home.roles.rows import RoleRow
from tray.ui.menu.model import CopyText, UiRequest
from tray.ui.toolkit.toast import Toast

_CLOSES = OpenConsole | OpenTerminal | UseRole
"""After these the person is elsewhere."""


@dataclass(frozen=True, slots=True)
class Ports:
    """What home reaches beyond itself."""

    send: Callable[[Command], None]
    now: Callable[[], datetime]
    seconds_until: Callable[[datetime], float]
    open: Callable[[UiRequest], None] = lambda _: None
    show_sign_in: Callable[[SessionName], None] = lambda _: None
    choose_profile: Callable[[ProfileName], None] = lambda _: None
    shell: Shell = Shell.BASH


class Place(Protocol):
    """Home, as far as actions need it."""

    def leave(self) -> None:
        """Goes, where it is a popover."""

    def come_back(self) -> None:
        """Takes the focus again: the panel is closed."""


class Actions:
    """The actions of the row that is chosen."""

    def __init__(self, ports: Ports, place: Place, over: QWidget, foot: QWidget) -> None:
        self._ports, self._place, self._over = ports, place, over
        self.panel = ActionPanel(over, foot, self.do, place.come_back)
        self.toast = Toast(over, foot.sizeHint().height() + 8)
        self._watch = UseWatch()
        self._confirmation: Confirmation | None = None
        self._snapshot = AppSnapshot()
        self._row: RoleRow | None = None
        self._copied: RoleRow | None = None
        self._page = ""

    def follow(self, snapshot: AppSnapshot) -> None:
        """Says what came of the last one."""
        self._snapshot = snapshot
        news = self._watch.news(snapshot, self._ports.now())
        if news is not None:
            self._tell(news)

    def choose(self, row: RoleRow | None, page: str) -> None:
        """The row that keys go to, and the page of a pasted link."""
        self._row, self._page = row, page

    def opened(self) -> None:
        """Home is there again: nothing lies over it."""
        self.panel.close_panel()
        if self._confirmation is not None:
            self._confirmation.hide()

    # ---- what the person does ---------------------------------------------------------

    def enter(self) -> None:
        """Uses the role, or opens the page that was pasted."""
        if self._row is None:
            return
        role = self._row.role
        self.do(OpenConsole(role, destination=self._page) if self._page else UseRole(role))

    def key(self, keys: str) -> bool:
        """Does what those keys stand for, if anything: `Ctrl+Shift+O`."""
        if keys == "Ctrl+K":
            self.open_panel()
            return True
        found = [one for group in self._groups() for one in group if one.keys == keys]
        for action in found:
            self.do(action.does)
        return bool(found)

    def sign(self, row: RoleRow, sign: str) -> None:
        """A sign on a row was clicked."""
        self._row = row
        if sign == "more":
            self.open_panel()
        else:
            self.key("Ctrl+Return" if sign == "globe" else "Ctrl+C")

    def open_panel(self) -> None:
        """Everything that can be done with the row."""
        if self._row is not None:
            self.panel.show_actions(_title(self._row), self._groups())

    def ask_profile(self, row: RoleRow) -> None:
        """As which profile a role is to be used."""
        self._row = row
        self.do(Page.PROFILE)

    def do(self, does: Doing) -> None:
        """Does it, and says so."""
        row = self._row
        if row is None:
            return
        if isinstance(does, Page):
            self._ask(does, row)
            return
        self.panel.close_panel()
        if isinstance(does, UiRequest):
            self._place.leave()
            self._ports.open(does)
        elif isinstance(does, CopyText):
            QGuiApplication.clipboard().setText(does.text)
            self.toast.say(said("Copied: {text}", text=does.text))
        else:
            self._send(does, row)

    def keys_copied(self) -> None:
        """They are on the clipboard now."""
        copied, self._copied = self._copied, None
        if copied is not None:
            role = _title(copied)
            self._tell(News(said("Keys copied: {role}. Cleared in 60 s.", role=role)))

    # ---- how --------------------------------------------------------------------------

    def _groups(self) -> tuple[Group, ...]:
        if self._row is None:
            return ()
        return actions_of(self._row, self._snapshot, self._ports.shell, self._page)

    def _send(self, command: Command, row: RoleRow) -> None:
        match command:
            case UseRole():
                self._watch.expect(command, self._snapshot)
            case CopyEnvironment():
                self._copied = row
                self.toast.say(said("Getting keys…"))
            case Release(profile):
                self.toast.say(said("Stopped using {profile}", profile=profile))
            case RenewNow(profile):
                self.toast.say(said("Renewing the keys of {profile}…", profile=profile))
            case Pin():
                self.toast.say(said("Pinned") if command.is_pinned else said("Unpinned"))
        if isinstance(command, _CLOSES):
            self._place.leave()
        self._ports.send(command)

    def _ask(self, page: Page, row: RoleRow) -> None:
        match page:
            case Page.SERVICES:
                self.panel.show_actions(said("Open a service"), services_of(row, self._snapshot))
            case Page.SHELLS:
                self.panel.show_actions(said("Copy keys as"), shells_of(row))
            case Page.PROFILE:
                delivery = self._snapshot.settings.delivery
                suggested = suggested_profile(row)
                close = self.panel.close_panel
                form = ProfileForm(row.role, suggested, delivery, self.do, close)
                self.panel.show_form(_title(row), form)

    def _tell(self, news: News) -> None:
        if self._over.isVisible():
            self.toast.say(news.words)
            return
        if self._confirmation is None:
            self._confirmation = Confirmation()
        at: QRect = self._over.geometry()
        self._confirmation.say(news, at)


def _title(row: RoleRow) -> str:
    return f"{row.account.text} / {row.role_name.text}"
