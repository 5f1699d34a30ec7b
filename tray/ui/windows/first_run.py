"""From nothing to the first role: a portal, a sign-in, and how tools are to get their keys."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QRadioButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from tray.core.commands import AddSession, ChangeSettings, Command, SignIn
from tray.core.sessions.names import free_session_name
from tray.core.sessions.start_url import normalise_start_url
from tray.core.sessions.states import Authorizing, settled
from tray.core.settings.settings import DeliveryKind, SessionSettings
from tray.core.snapshot import AppSnapshot, SessionView
from tray.core.vocabulary.errors import StartUrlWrong
from tray.core.vocabulary.model import SessionName
from tray.core.vocabulary.translatable import said
from tray.services.sessions.region_finder import REGIONS
from tray.ui.toolkit.translation import shown, tr
from tray.ui.toolkit.widgets import button, heading, note, plain_label, text, to_front

_WHAT = said(
    "SSO Tray signs you in to AWS through your organisation's access portal, and gives "
    "the roles you hold there to the AWS CLI, SDKs and every other tool."
)
_KINDS = {
    DeliveryKind.KEYS: (
        said("Keys in the credentials file"),
        said(
            "Works with everything, also inside containers. Renewed in time, removed with the role."
        ),
    ),
    DeliveryKind.ON_DEMAND: (
        said("On demand"),
        said(
            "Nothing secret on the disk: tools ask SSO Tray. For the AWS CLI and SDKs of "
            "recent years."
        ),
    ),
    DeliveryKind.AWS_CLI: (
        said("The AWS CLI's own way"),
        said("An sso-session profile. The sign-in is shared with `aws sso login`."),
    ),
}


class FirstRun(QDialog):
    """One window, three steps; the snapshot says which. Never modal."""

    def __init__(
        self,
        send: Callable[[Command], None],
        start_demo: Callable[[], None],
        pick_role: Callable[[], None],
    ) -> None:
        super().__init__()
        self._send, self._start_demo, self._pick_role = send, start_demo, pick_role
        self._snapshot = AppSnapshot()
        self._wanted = ""
        self._offers: dict[SessionName, QPushButton] = {}
        self.setWindowTitle(tr("Set up SSO Tray"))
        self._stack = QStackedWidget()
        self._portal, self._waiting, self._ready = QWidget(), QWidget(), QWidget()
        for page in (self._portal, self._waiting, self._ready):
            self._stack.addWidget(page)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._stack)
        self._build_portal()
        self._build_waiting()
        self._build_ready()
        metrics = self.fontMetrics()
        self.resize(metrics.averageCharWidth() * 68, metrics.height() * 26)

    def open(self) -> None:
        """Shows the first step, or that of a setup that is under way."""
        if not self.isVisible():
            self._wanted = ""
            self.setWindowFlag(Qt.WindowType.WindowStaysOnTopHint, on=False)
        self._settle()
        to_front(self)
        self._url.setFocus()

    def show_snapshot(self, snapshot: AppSnapshot) -> None:
        """Follows what was begun here."""
        self._snapshot = snapshot
        if self.isVisible() or self._wanted:
            self._settle()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes on, once: a dialog would also press what has become its button meanwhile."""
        if event.key() not in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            super().keyPressEvent(event)
        elif self._stack.currentWidget() is self._portal:
            self._go_on()
        elif self._stack.currentWidget() is self._ready:
            self._finish()

    def reject(self) -> None:
        """Closed: what was begun goes on without it."""
        self._wanted = ""
        super().reject()

    # ---- the steps ----------------------------------------------------------------

    def _settle(self) -> None:
        view = self._snapshot.view(self._wanted) if self._wanted else None
        if view is not None and view.is_signed_in and not isinstance(view.state, Authorizing):
            self._stack.setCurrentWidget(self._ready)
            self._come_back()
            self._title_of_ready.setText(tr("You are signed in to {name}", name=view.session.name))
            return
        setup = self._snapshot.setup
        problem = _problem(view)
        if setup is not None and setup.error is not None and setup.name == self._wanted:
            problem = setup.error.words
        if problem:
            self._object_to(problem)
        elif self._wanted:
            asked = setup.regions_asked if setup is not None else len(REGIONS)
            self._show_waiting(view, asked)
        else:
            self._show_portal()

    def _show_portal(self) -> None:
        self._stack.setCurrentWidget(self._portal)
        found = [view.session.name for view in self._snapshot.sessions]
        self._found.setVisible(bool(found))
        if found == list(self._offers):
            return
        for offer in self._offers.values():
            offer.deleteLater()
        self._offers = {
            name: button(said("Sign in to {name}", name=name), partial(self._sign_in, name))
            for name in found
        }
        for offer in self._offers.values():
            self._found_row.addWidget(offer, alignment=Qt.AlignmentFlag.AlignLeft)

    def _show_waiting(self, view: SessionView | None, asked: int) -> None:
        if view is not None and isinstance(view.state, Authorizing):
            self.hide()  # the browser is what counts now, and the sign-in has a window of its own
        self._stack.setCurrentWidget(self._waiting)
        is_searching = view is None
        self._bar.setVisible(is_searching)
        self._bar.setValue(asked)
        self._words.setText(
            tr("Looking for the region that your portal lives in…")
            if is_searching
            else tr("Allow the sign-in in your browser. This window goes on by itself.")
        )

    def _come_back(self) -> None:
        """Above the browser, which the person was just looking at: desktops would keep it below."""
        if not self.isVisible():
            self.setWindowFlag(Qt.WindowType.WindowStaysOnTopHint)
            to_front(self)

    def _object_to(self, problem: str) -> None:
        self._wanted = ""
        self._show_portal()
        self._come_back()
        self._problem.setText(shown(problem))
        self._problem.show()

    # ---- from the person ------------------------------------------------------------

    def _sign_in(self, name: str) -> None:
        view = self._snapshot.view(name)
        if view is not None:
            self._problem.hide()
            self._wanted = name
            if not view.is_signed_in:
                self._send(SignIn(view.session.name))
            self._settle()

    def _go_on(self) -> None:
        try:
            found = normalise_start_url(self._url.text())
        except StartUrlWrong as error:
            self._object_to(error.words)
            return
        self._problem.hide()
        region = self._region.text().strip() or found.region_hint or ""
        self._wanted = _name_for(found.url, self._snapshot)
        self._send(AddSession(SessionSettings(self._wanted, found.url, region)))
        self._show_waiting(None, 0)

    def _demo(self) -> None:
        self._start_demo()
        self.accept()

    def _finish(self) -> None:
        kind = DeliveryKind(list(_KINDS)[self._kinds.checkedId()])
        settings = replace(self._snapshot.settings, delivery=kind)
        if settings != self._snapshot.settings:
            self._send(ChangeSettings(settings))
        self._wanted = ""
        self._pick_role()  # before this window goes: it would hand the focus to the browser
        self.accept()

    # ---- building ---------------------------------------------------------------------

    def _build_portal(self) -> None:
        layout = _page(self._portal, said("Welcome to SSO Tray"), _WHAT)
        self._found = QWidget()
        self._found_row = QVBoxLayout(self._found)
        self._found_row.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._found)
        self._url, self._region = QLineEdit(), QLineEdit()
        self._url.setPlaceholderText("https://acme.awsapps.com/start")
        self._url.setAccessibleName(tr("Address of your access portal (start URL)"))
        self._region.setPlaceholderText(tr("found by itself"))
        self._region.setAccessibleName(tr("Region"))
        self._problem = text("")
        self._problem.hide()
        label = plain_label(
            tr("&Address of your access portal (start URL), as your browser shows it:")
        )
        label.setBuddy(self._url)
        layout.addWidget(label)
        layout.addWidget(self._url)
        region = plain_label(tr("&Region:"))
        region.setBuddy(self._region)
        layout.addWidget(region)
        layout.addWidget(self._region)
        layout.addWidget(self._problem)
        layout.addStretch()
        layout.addLayout(
            _row(button(said("Try the demo"), self._demo), button(said("Continue"), self._go_on))
        )

    def _build_waiting(self) -> None:
        layout = _page(self._waiting, said("One moment"), "")
        self._words, self._bar = note(""), QProgressBar()
        self._bar.setRange(0, len(REGIONS))
        self._bar.setAccessibleName(tr("Regions asked"))
        self._bar.setTextVisible(False)
        layout.addWidget(self._words)
        layout.addWidget(self._bar)
        layout.addStretch()
        layout.addLayout(_row(button(said("Back"), lambda: self._object_to(""))))

    def _build_ready(self) -> None:
        layout = _page(
            self._ready, "", said("How are tools to get your keys? It can be changed later.")
        )
        self._title_of_ready = self._ready.findChildren(QLabel)[0]
        self._kinds = QButtonGroup(self)
        for number, (title, words) in enumerate(_KINDS.values()):
            radio = QRadioButton(shown(title))
            radio.setAccessibleDescription(shown(words))
            radio.setChecked(number == 0)
            self._kinds.addButton(radio, number)
            layout.addWidget(radio)
            layout.addWidget(note(words))
        layout.addStretch()
        layout.addLayout(_row(button(said("Pick a role"), self._finish)))


def _problem(view: SessionView | None) -> str:
    if view is None:
        return ""
    error = settled(view.state).sign_in_error
    return "" if error is None or isinstance(view.state, Authorizing) else error.words


def _name_for(url: str, snapshot: AppSnapshot) -> str:
    """That of the session that leads there already, or a new one."""
    names = {view.session.start_url: str(view.session.name) for view in snapshot.sessions}
    return names.get(url) or free_session_name(url, names.values())


def _page(page: QWidget, title: str, words: str) -> QVBoxLayout:
    layout = QVBoxLayout(page)
    layout.setContentsMargins(32, 32, 32, 24)
    layout.setSpacing(12)
    layout.addWidget(heading(title, 1.5))
    if words:
        layout.addWidget(text(words))
    return layout


def _row(*buttons: QPushButton) -> QHBoxLayout:
    row = QHBoxLayout()
    for place, each in enumerate(buttons):
        each.setAutoDefault(False)  # see `keyPressEvent`
        if place == len(buttons) - 1:
            row.addStretch()
        row.addWidget(each)
    return row
