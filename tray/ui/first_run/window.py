"""From nothing to the first role: a portal, a sign-in, and how tools are to get their keys."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QDialog, QPushButton, QStackedWidget, QVBoxLayout

from tray.core.commands import AddSession, ChangeSettings, Command, SignIn
from tray.core.ports.desktop import LoginItem
from tray.core.sessions.names import free_session_name
from tray.core.sessions.start_url import normalise_start_url
from tray.core.sessions.states import Authorizing, failure_since, settled
from tray.core.settings.settings import FlowChoice, SessionSettings
from tray.core.snapshot import AppSnapshot, SessionView
from tray.core.vocabulary.errors import StartUrlWrong, TrayError
from tray.core.vocabulary.model import SessionName
from tray.ui.first_run.delivery_page import DeliveryPage
from tray.ui.first_run.pages import PortalPage, WaitingPage
from tray.ui.sign_in.window import WITH_CODE
from tray.ui.toolkit.translation import tr
from tray.ui.toolkit.widgets import on_surface, to_front


class FirstRun(QDialog):
    """One window, three steps; the snapshot says which. Never modal."""

    def __init__(
        self,
        send: Callable[[Command], None],
        start_demo: Callable[[], None],
        pick_role: Callable[[], None],
        login: LoginItem | None = None,
    ) -> None:
        """`login` is None where the program cannot, or must not, start at login."""
        super().__init__()
        self._login = login
        self._send, self._start_demo, self._pick_role = send, start_demo, pick_role
        self._snapshot = AppSnapshot()
        self._wanted = ""
        self._code_for = ""
        self._known: tuple[TrayError | None, TrayError | None] = (None, None)
        """What had failed before, of the sign-in and of the search for its region."""
        self.setWindowTitle(tr("Set up SSO Tray"))
        self._portal = PortalPage(self._sign_in, self._go_on, self._sign_in_with_code, self._demo)
        self._waiting = WaitingPage(lambda: self._object_to(""))
        self._ready = DeliveryPage(self._finish, can_start_at_login=login is not None)
        self._stack = QStackedWidget()
        for page in (self._portal, self._waiting, self._ready):
            self._stack.addWidget(page)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._stack)
        on_surface(self)
        self._size()

    def open(self) -> None:
        """Shows the first step, or that of a setup that is under way."""
        if not self.isVisible():
            self._wanted = ""
            self._portal.object_to("")
            self.setWindowFlag(Qt.WindowType.WindowStaysOnTopHint, on=False)
        self._settle()
        to_front(self)
        self._portal.url.setFocus()

    def show_snapshot(self, snapshot: AppSnapshot) -> None:
        """Follows what was begun here."""
        self._snapshot = snapshot
        if self.isVisible() or self._wanted:
            self._settle()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes on, once: a dialog would also press what has become its button meanwhile."""
        focused = self.focusWidget()
        if event.matches(QKeySequence.StandardKey.Close):
            self.reject()
        elif event.key() not in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            super().keyPressEvent(event)
        elif isinstance(focused, QPushButton):
            focused.click()
        elif self._stack.currentWidget() is self._portal:
            self._go_on()
        elif self._stack.currentWidget() is self._ready:
            self._finish()

    def event(self, event: QEvent) -> bool:
        """Other words, another font or another width: the height follows."""
        is_handled = super().event(event)
        if event.type() in {QEvent.Type.LayoutRequest, QEvent.Type.Resize, QEvent.Type.Show}:
            self._fit()
        return is_handled

    def tells_of(self, session: SessionName) -> bool:
        """Whether a sign-in was asked for here, so that its failure is said here."""
        return session == self._wanted

    def reject(self) -> None:
        """Closed: what was begun goes on without it."""
        self._wanted = ""
        super().reject()

    # ---- the steps ----------------------------------------------------------------

    def _settle(self) -> None:
        view = self._snapshot.view(self._wanted) if self._wanted else None
        if view is not None and view.is_signed_in and not isinstance(view.state, Authorizing):
            self._show_ready(view)
            return
        error = self._failure(view)
        if error is not None:
            can_use_code = view is not None and error.remedy in WITH_CODE
            code_for = self._wanted if can_use_code else ""
            is_wrong = isinstance(error, StartUrlWrong)
            self._object_to(error.words, code_for=code_for, is_address_wrong=is_wrong)
        elif self._wanted:
            self._show_waiting(view)
        else:
            self._show_portal()

    def _failure(self, view: SessionView | None) -> TrayError | None:
        """What came of what was asked for last; what failed before is no answer to it."""
        sign_in, search = self._known
        setup = self._snapshot.setup
        if setup is not None and setup.name == self._wanted and setup.error is not search:
            return setup.error
        return failure_since(view.state, sign_in) if view is not None else None

    def _want(self, name: str) -> None:
        view, setup = self._snapshot.view(name), self._snapshot.setup
        self._wanted = name
        self._known = (
            settled(view.state).sign_in_error if view is not None else None,
            setup.error if setup is not None else None,
        )
        self._portal.object_to("")

    def _show_portal(self) -> None:
        self._stack.setCurrentWidget(self._portal)
        self._portal.offer(self._snapshot.sessions)

    def _show_ready(self, view: SessionView) -> None:
        if self._stack.currentWidget() is not self._ready:
            settings, locked = self._snapshot.settings, self._snapshot.locked
            starts = self._login is not None and self._login.state().is_on
            self._ready.begin_with(settings.delivery, is_locked="delivery" in locked, starts=starts)
            self._stack.setCurrentWidget(self._ready)
        self._ready.show_session(view)
        self._come_back()

    def _show_waiting(self, view: SessionView | None) -> None:
        if view is not None and isinstance(view.state, Authorizing):
            self.hide()  # the browser is what counts now, and the sign-in has a window of its own
        self._stack.setCurrentWidget(self._waiting)
        setup = self._snapshot.setup
        if view is None:
            self._waiting.show_search(setup.regions_asked if setup is not None else 0)
        else:
            self._waiting.show_sign_in()

    def _come_back(self) -> None:
        """Above the browser, which the person was just looking at: desktops would keep it below."""
        if not self.isVisible():
            self.setWindowFlag(Qt.WindowType.WindowStaysOnTopHint)
            to_front(self)

    def _object_to(
        self, problem: str, *, code_for: str = "", is_address_wrong: bool = False
    ) -> None:
        """Says what is wrong; a code may be the other way into the session `code_for`."""
        self._wanted, self._code_for = "", code_for
        self._show_portal()
        self._come_back()
        self._portal.object_to(
            problem, can_use_code=bool(code_for), is_address_wrong=is_address_wrong
        )
        self._portal.url.setFocus()

    # ---- from the person ------------------------------------------------------------

    def _sign_in(self, name: str, flow: FlowChoice = FlowChoice.AUTO) -> None:
        view = self._snapshot.view(name)
        if view is not None:
            self._want(name)
            if not view.is_signed_in:
                self._send(SignIn(view.session.name, flow))
            self._settle()

    def _sign_in_with_code(self) -> None:
        self._sign_in(self._code_for, FlowChoice.DEVICE_CODE)

    def _go_on(self) -> None:
        if not self._portal.url.text().strip() and self._portal.first is not None:
            self._sign_in(self._portal.first)
            return
        try:
            found = normalise_start_url(self._portal.url.text())
        except StartUrlWrong as error:
            self._object_to(error.words, is_address_wrong=True)
            return
        region = self._portal.region.text() or found.region_hint or ""
        self._want(_name_for(found.url, self._snapshot))
        self._send(AddSession(SessionSettings(self._wanted, found.url, region)))
        self._settle()

    def _demo(self) -> None:
        self._start_demo()
        self.accept()

    def _finish(self) -> None:
        if not self._start_at_login():
            return
        settings = replace(self._snapshot.settings, delivery=self._ready.chosen)
        if settings != self._snapshot.settings:
            self._send(ChangeSettings(settings))
        self._wanted = ""
        self._pick_role()  # before this window goes: it would hand the focus to the browser
        self.accept()

    def _start_at_login(self) -> bool:
        """Whether that went well; a system that refuses is no reason to stay here for good."""
        wanted = self._ready.starts.isChecked()
        if self._login is None or wanted == self._login.state().is_on:
            return True
        try:
            self._login.turn(on=wanted)
        except TrayError as error:
            self._ready.object_to(error.words)
            return False
        return True

    def _size(self) -> None:
        width = max(480, self.fontMetrics().averageCharWidth() * 66)
        self.setMinimumWidth(width)
        self.resize(width, 500)

    def _fit(self) -> None:
        """At least as high as its words are: Qt asks wrapped ones too late."""
        layout = self.layout()
        if layout is not None:
            needed = layout.totalHeightForWidth(self.width())
            self.setMinimumHeight(min(needed, self.screen().availableGeometry().height()))


def _name_for(url: str, snapshot: AppSnapshot) -> str:
    """That of the session that leads there already, or a new one."""
    names = {view.session.start_url: str(view.session.name) for view in snapshot.sessions}
    return names.get(url) or free_session_name(url, names.values())
