"""All settings in one window: pages at the side, saved together, and wrong input named in place."""

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QIcon, QPalette
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFrame,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
)

from tray.core.commands import ChangeSettings, Command
from tray.core.console.browser_rules import InstalledBrowser
from tray.core.desktop_ports import LoginItem
from tray.core.snapshot import AppSnapshot
from tray.ui.settings.accounts_page import AccountsPage
from tray.ui.settings.browsers_page import BrowsersPage
from tray.ui.settings.console_page import ConsolePage
from tray.ui.settings.guards_page import GuardsPage
from tray.ui.settings.page import Page, WrongInput
from tray.ui.settings.sessions_page import SessionsPage
from tray.ui.settings.simple_pages import (
    AdvancedPage,
    GeneralPage,
    NetworkPage,
    NotificationsPage,
    RolesPage,
)
from tray.ui.toolkit.translation import shown, tr
from tray.ui.toolkit.widgets import plain_label, to_front


class SettingsWindow(QDialog):
    """Shows the settings of a snapshot; nothing changes before it is saved. Never modal."""

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
        self._sessions = SessionsPage(add_session)
        self._general = GeneralPage(login)
        self._accounts = AccountsPage()
        self._pages: tuple[Page, ...] = (
            self._general,
            self._sessions,
            self._accounts,
            RolesPage(),
            GuardsPage(),
            NotificationsPage(),
            ConsolePage(),
            BrowsersPage(browsers),
            NetworkPage(),
            AdvancedPage(),
        )
        self.setWindowTitle(tr("Settings"))
        self._names, self._stack, self._problem = QListWidget(), QStackedWidget(), plain_label()
        self._names.setAccessibleName(tr("Settings pages"))
        self._names.setFrameShape(QFrame.Shape.NoFrame)
        self._names.viewport().setBackgroundRole(QPalette.ColorRole.Window)
        for page in self._pages:
            item = QListWidgetItem(shown(page.title), self._names)
            item.setSizeHint(QSize(0, self.fontMetrics().height() * 2))
            self._stack.addWidget(_scrolling(page))
        self._names.currentRowChanged.connect(self._stack.setCurrentIndex)
        self._lay_out()
        self._names.setCurrentRow(0)

    def open_at(self, title: str = "") -> None:
        """Shows the settings as they are now, at a page."""
        if not self.isVisible():
            self._fill()
        for row, page in enumerate(self._pages):
            if page.title == title:
                self._names.setCurrentRow(row)
        to_front(self)

    def show_snapshot(self, snapshot: AppSnapshot) -> None:
        """What is typed stays; sessions come and go."""
        self._snapshot = snapshot
        if self.isVisible():
            self._show_known()

    def accept(self) -> None:
        """Save: or says what is wrong, and where."""
        settings = self._snapshot.settings
        for row, page in enumerate(self._pages):
            try:
                settings = page.merged(settings)
            except WrongInput as wrong:
                self._object_to(wrong, row)
                return
        try:
            self._general.save_login()
        except WrongInput as wrong:
            self._object_to(wrong, self._pages.index(self._general))
            return
        if settings != self._snapshot.settings:
            self._send(ChangeSettings(settings))
        super().accept()

    def _object_to(self, wrong: WrongInput, row: int) -> None:
        self._names.setCurrentRow(row)
        self._problem.setText(str(wrong))
        self._problem.show()
        wrong.field.setFocus()

    def _fill(self) -> None:
        locked = self._snapshot.locked
        self._problem.setText(
            tr("Greyed-out settings are managed by your administrator.") if locked else ""
        )
        self._problem.setVisible(bool(locked))
        for page in self._pages:
            page.fill(self._snapshot.settings)
            page.lock(locked)
        self._show_known()

    def _show_known(self) -> None:
        """What comes and goes while the window is open."""
        self._sessions.show_sessions(self._snapshot)
        self._accounts.show_accounts(self._snapshot)

    def _lay_out(self) -> None:
        button = QDialogButtonBox.StandardButton
        buttons = QDialogButtonBox(button.Save | button.Cancel)
        for each in buttons.buttons():
            each.setIcon(QIcon())  # some desktops put pictures on them, of no theme in particular
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        self._problem.setTextFormat(Qt.TextFormat.PlainText)
        self._problem.setWordWrap(True)
        self._problem.setObjectName("problem")
        below = QHBoxLayout()
        below.setContentsMargins(24, 8, 24, 16)
        below.addWidget(self._problem, 1)
        below.addWidget(buttons)
        beside = QHBoxLayout()
        beside.setSpacing(0)
        beside.setContentsMargins(8, 16, 0, 0)
        beside.addWidget(self._names)
        beside.addWidget(self._stack, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(beside, 1)
        layout.addLayout(below)
        metrics = self.fontMetrics()
        widest = max(metrics.horizontalAdvance(shown(page.title)) for page in self._pages)
        self._names.setMaximumWidth(widest + metrics.averageCharWidth() * 8)
        # No page is to be scrolled sideways, in whatever language.
        whole = max(page.minimumSizeHint().width() for page in self._pages)
        whole += self._names.maximumWidth() + metrics.averageCharWidth() * 6
        self.resize(max(metrics.averageCharWidth() * 100, whole), metrics.height() * 36)


def _scrolling(page: Page) -> QScrollArea:
    """Large fonts and small screens: what does not fit is scrolled."""
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setWidget(page)
    return area
