"""All settings in one window: pages at the side, and every change saved as it is made."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QHideEvent, QPalette
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from tray.core.commands import ChangeSettings, Command
from tray.core.console.browser_rules import InstalledBrowser
from tray.core.ports.desktop import LoginItem
from tray.core.settings.settings import Settings
from tray.core.snapshot import AppSnapshot
from tray.core.vocabulary.translatable import said
from tray.ui.settings.page import Page, WrongInput
from tray.ui.settings.pages.accounts_page import AccountsPage
from tray.ui.settings.pages.browsers_page import BrowsersPage
from tray.ui.settings.pages.console_page import ConsolePage
from tray.ui.settings.pages.guards_page import GuardsPage
from tray.ui.settings.pages.sessions_page import SessionsPage
from tray.ui.settings.pages.simple_pages import (
    AdvancedPage,
    GeneralPage,
    NetworkPage,
    NotificationsPage,
    RolesPage,
)
from tray.ui.settings.pages_list import PagesList
from tray.ui.toolkit.design.parts import label
from tray.ui.toolkit.design.typography import S12, S24, S32, SMALL, TITLE
from tray.ui.toolkit.toast import Toast
from tray.ui.toolkit.translation import tr
from tray.ui.toolkit.widgets import to_front
from tray.ui.toolkit.window_manners import add_keys

_SAVED = said("Changes are saved as you make them.")


@dataclass(frozen=True, slots=True)
class _Entry:
    """A name at the side; what it shows may have several parts."""

    sign: str
    parts: tuple[Page, ...]

    @property
    def title(self) -> str:
        """That of its first part."""
        return self.parts[0].title


class SettingsWindow(QDialog):
    """Shows the settings of a snapshot; a change is sent at once and can be undone. Never modal."""

    def __init__(
        self,
        send: Callable[[Command], None],
        add_session: Callable[[], None],
        login: LoginItem | None = None,
        browsers: Callable[[], tuple[InstalledBrowser, ...]] = tuple,
    ) -> None:
        super().__init__()
        self._send = send
        self._snapshot = AppSnapshot()
        self._settings = Settings()
        self._sent: list[Settings] = []
        self._entries = (
            _Entry("gear", (GeneralPage(login),)),
            _Entry("user", (SessionsPage(add_session), AccountsPage())),
            _Entry("key", (RolesPage(),)),
            _Entry("shield", (GuardsPage(),)),
            _Entry("clock", (NotificationsPage(),)),
            _Entry("globe", (ConsolePage(), BrowsersPage(browsers))),
            _Entry("activity", (NetworkPage(),)),
            _Entry("more", (AdvancedPage(),)),
        )
        self._pages = tuple(page for entry in self._entries for page in entry.parts)
        for page in self._pages:
            page.changed = self._save
        self.setWindowTitle(tr("Settings"))
        self._names = PagesList((entry.sign, entry.title) for entry in self._entries)
        self._stack = QStackedWidget()
        for entry in self._entries:
            self._stack.addWidget(_scrolling(entry))
        self._names.currentRowChanged.connect(self._stack.setCurrentIndex)
        self._lay_out()
        self._toast = Toast(self)
        add_keys(self, self.search)
        self._names.setCurrentRow(0)

    def open_at(self, title: str = "") -> None:
        """Shows the settings as they are now, at a page or a part of one."""
        if not self.isVisible():
            self._fill(self._snapshot.settings)
        for row, entry in enumerate(self._entries):
            if any(part.title == title for part in entry.parts):
                self._names.setCurrentRow(row)
        to_front(self)
        self._names.setFocus()

    def show_snapshot(self, snapshot: AppSnapshot) -> None:
        """What is shown stays; what was changed elsewhere comes in."""
        before, self._snapshot = self._snapshot, snapshot
        if not self.isVisible():
            return
        if snapshot.settings in self._sent:  # an answer to what was changed here
            del self._sent[: self._sent.index(snapshot.settings) + 1]
        elif snapshot.settings != before.settings or snapshot.locked != before.locked:
            self._fill(snapshot.settings)
        self._show_known()

    def search(self) -> None:
        """The field that finds something on the page that is seen."""
        for part in self._entries[self._names.currentRow()].parts:
            field = part.search()
            if field is not None:
                field.setFocus()
                field.selectAll()

    def hideEvent(self, event: QHideEvent) -> None:
        """What is being typed counts."""
        super().hideEvent(event)
        for page in self._pages:
            page.finish_writing()

    # ---- saving -----------------------------------------------------------------

    def _save(self, page: Page) -> None:
        try:
            settings = page.merged(self._settings)
        except WrongInput as wrong:
            page.object_to(wrong)
            return
        page.object_to(None)
        if settings != self._settings:
            before = self._settings
            self._change(settings)
            self._toast.say(said("Saved"), said("Undo"), lambda: self._undo(before))

    def _change(self, settings: Settings) -> None:
        self._settings = settings
        self._sent.append(settings)
        self._send(ChangeSettings(settings))
        self._show_known()

    def _undo(self, settings: Settings) -> None:
        self._change(settings)
        self._show(settings)

    def _fill(self, settings: Settings) -> None:
        self._sent.clear()
        self._show(settings)

    def _show(self, settings: Settings) -> None:
        self._settings = settings
        for page in self._pages:
            page.fill(settings)
            page.lock(self._snapshot.locked)
            page.object_to(None)
        self._show_known()

    def _show_known(self) -> None:
        """What comes and goes while the window is open."""
        for page in self._pages:
            page.show_known(self._snapshot)

    # ---- building ---------------------------------------------------------------

    def _lay_out(self) -> None:
        side = QVBoxLayout()
        side.setContentsMargins(0, S12, 0, S12)
        side.addWidget(self._names)
        row = QHBoxLayout(self)
        row.setSpacing(0)
        row.setContentsMargins(0, 0, 0, 0)
        row.addLayout(side)
        row.addWidget(self._stack, 1)
        # No page is to be scrolled sideways, in whatever language.
        widest = max(page.minimumSizeHint().width() for page in self._pages) + 2 * S32
        least = self._names.width() + widest + S32
        metrics = self.fontMetrics()
        self.setMinimumWidth(least)
        wanted = self._names.width() + metrics.averageCharWidth() * 88
        room = self.screen().availableSize()
        self.resize(
            min(max(wanted, least), room.width()), min(metrics.height() * 38, room.height())
        )


def _scrolling(entry: _Entry) -> QScrollArea:
    """Large fonts and small screens: what does not fit is scrolled."""
    body = QWidget()
    body.setBackgroundRole(QPalette.ColorRole.Base)
    body.setAutoFillBackground(True)
    rows = QVBoxLayout(body)
    rows.setContentsMargins(S32, S24, S32, S24)
    rows.setSpacing(S12)
    title = entry.parts[0].heading
    face = title.font()
    face.setPointSizeF(face.pointSizeF() * TITLE / 1.15)
    title.setFont(face)
    for part in entry.parts:
        rows.addWidget(part)
    rows.addStretch()
    rows.addWidget(label(_SAVED, ink="soft", share=SMALL, wraps=True))
    area = QScrollArea()
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # Tab would stop where nothing is to be seen
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setWidget(body)
    return area
