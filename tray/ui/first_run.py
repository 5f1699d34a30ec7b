"""From nothing to the first role: a portal, a sign-in, and how tools are to get their keys."""

import re
from collections.abc import Callable
from dataclasses import replace
from urllib.parse import urlsplit

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QPalette
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
from tray.core.errors import StartUrlWrong
from tray.core.model import SessionName
from tray.core.session_states import Authorizing, settled
from tray.core.settings import DeliveryKind, SessionSettings
from tray.core.snapshot import AppSnapshot, SessionView
from tray.core.start_url import normalise_start_url
from tray.services.region_finder import REGIONS
from tray.ui.settings.page import note

_WHAT = (
    "SSO Tray signs you in to AWS through your organisation's access portal, and gives the roles "
    "you hold there to the AWS CLI, SDKs and every other tool."
)
_KINDS = {
    DeliveryKind.KEYS: (
        "Keys in the credentials file",
        "Works with everything, also inside containers. Renewed in time, removed with the role.",
    ),
    DeliveryKind.ON_DEMAND: (
        "On demand",
        "Nothing secret on the disk: tools ask SSO Tray. For the AWS CLI and SDKs of recent years.",
    ),
    DeliveryKind.AWS_CLI: (
        "The AWS CLI's own way",
        "An sso-session profile. The sign-in is shared with `aws sso login`.",
    ),
}
_UNSAFE = re.compile(r"[^a-z0-9]+")


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
        self.setWindowTitle("Set up SSO Tray")
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
        self.show()
        self.raise_()
        self.activateWindow()
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
            self._title_of_ready.setText(f"You are signed in to {view.session.name}")
            return
        setup = self._snapshot.setup
        problem = _problem(view)
        if setup is not None and setup.error is not None and setup.name == self._wanted:
            problem = str(setup.error)
        if problem:
            self._object_to(problem)
        elif self._wanted:
            asked = setup.regions_asked if setup is not None else len(REGIONS)
            self._show_waiting(view, asked)
        else:
            self._show_portal()

    def _show_portal(self) -> None:
        self._stack.setCurrentWidget(self._portal)
        found = [view.session for view in self._snapshot.sessions]
        self._found.setVisible(bool(found))
        if [session.name for session in found] == list(self._offers):
            return
        for button in self._offers.values():
            button.deleteLater()
        self._offers = {session.name: self._offer(session.name) for session in found}
        for button in self._offers.values():
            self._found_row.addWidget(button, alignment=Qt.AlignmentFlag.AlignLeft)

    def _offer(self, name: SessionName) -> QPushButton:
        button = QPushButton(f"Sign in to {name}")
        button.clicked.connect(lambda *_: self._sign_in(name))
        return button

    def _show_waiting(self, view: SessionView | None, asked: int) -> None:
        if view is not None and isinstance(view.state, Authorizing):
            self.hide()  # the browser is what counts now, and the sign-in has a window of its own
        self._stack.setCurrentWidget(self._waiting)
        is_searching = view is None
        self._bar.setVisible(is_searching)
        self._bar.setValue(asked)
        self._words.setText(
            "Looking for the region that your portal lives in…"
            if is_searching
            else "Allow the sign-in in your browser. This window goes on by itself."
        )

    def _come_back(self) -> None:
        """Above the browser, which the person was just looking at: desktops would keep it below."""
        if not self.isVisible():
            self.setWindowFlag(Qt.WindowType.WindowStaysOnTopHint)
            self.show()
            self.raise_()
            self.activateWindow()

    def _object_to(self, problem: str) -> None:
        self._wanted = ""
        self._show_portal()
        self._come_back()
        self._problem.setText(problem)
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
            self._object_to(str(error))
            return
        self._problem.hide()
        region = self._region.text().strip() or found.region_hint or ""
        self._wanted = _free_name(found.url, self._snapshot)
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
        layout = _page(self._portal, "Welcome to SSO Tray", _WHAT)
        self._found = QWidget()
        self._found_row = QVBoxLayout(self._found)
        self._found_row.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._found)
        self._url, self._region = QLineEdit(), QLineEdit()
        self._url.setPlaceholderText("https://acme.awsapps.com/start")
        self._url.setAccessibleName("Address of your access portal (start URL)")
        self._region.setPlaceholderText("found by itself")
        self._region.setAccessibleName("Region")
        self._problem = QLabel()
        self._problem.setTextFormat(Qt.TextFormat.PlainText)
        self._problem.setWordWrap(True)
        self._problem.hide()
        label = QLabel("&Address of your access portal (start URL), as your browser shows it:")
        label.setBuddy(self._url)
        layout.addWidget(label)
        layout.addWidget(self._url)
        region = QLabel("&Region:")
        region.setBuddy(self._region)
        layout.addWidget(region)
        layout.addWidget(self._region)
        layout.addWidget(self._problem)
        layout.addStretch()
        demo = QPushButton("Try the demo")
        demo.clicked.connect(self._demo)
        go_on = QPushButton("Continue")
        go_on.clicked.connect(self._go_on)
        layout.addLayout(_row(demo, go_on))

    def _build_waiting(self) -> None:
        layout = _page(self._waiting, "One moment", "")
        self._words, self._bar = note(""), QProgressBar()
        self._bar.setRange(0, len(REGIONS))
        self._bar.setAccessibleName("Regions asked")
        self._bar.setTextVisible(False)
        layout.addWidget(self._words)
        layout.addWidget(self._bar)
        layout.addStretch()
        back = QPushButton("Back")
        back.clicked.connect(lambda: self._object_to(""))
        layout.addLayout(_row(back))

    def _build_ready(self) -> None:
        layout = _page(self._ready, "", "How are tools to get your keys? It can be changed later.")
        self._title_of_ready = self._ready.findChildren(QLabel)[0]
        self._kinds = QButtonGroup(self)
        for number, (title, words) in enumerate(_KINDS.values()):
            radio = QRadioButton(title)
            radio.setAccessibleDescription(words)
            radio.setChecked(number == 0)
            self._kinds.addButton(radio, number)
            layout.addWidget(radio)
            layout.addWidget(note(words))
        layout.addStretch()
        pick = QPushButton("Pick a role")
        pick.clicked.connect(self._finish)
        layout.addLayout(_row(pick))


def _problem(view: SessionView | None) -> str:
    if view is None:
        return ""
    error = settled(view.state).sign_in_error
    return "" if error is None or isinstance(view.state, Authorizing) else str(error)


def _free_name(url: str, snapshot: AppSnapshot) -> str:
    """A short name of the portal's own: `acme` of acme.awsapps.com, a second one `acme-2`."""
    label = (urlsplit(url).hostname or "").split(".")[0]
    base = "sso" if label.isdigit() else _UNSAFE.sub("-", label.lower()).strip("-") or "sso"
    names = {str(view.session.name) for view in snapshot.sessions}
    same = next((v.session.name for v in snapshot.sessions if v.session.start_url == url), None)
    if same is not None:
        return str(same)
    name, number = base, 2
    while name in names:
        name, number = f"{base}-{number}", number + 1
    return name


def _page(page: QWidget, title: str, words: str) -> QVBoxLayout:
    layout = QVBoxLayout(page)
    layout.setContentsMargins(32, 32, 32, 24)
    layout.setSpacing(12)
    heading = QLabel(title)
    font = heading.font()
    font.setBold(True)
    font.setPointSizeF(font.pointSizeF() * 1.5)
    heading.setFont(font)
    layout.addWidget(heading)
    if words:
        text = note(words)
        text.setForegroundRole(QPalette.ColorRole.WindowText)
        layout.addWidget(text)
    return layout


def _row(*buttons: QPushButton) -> QHBoxLayout:
    row = QHBoxLayout()
    for place, button in enumerate(buttons):
        button.setAutoDefault(False)  # see `keyPressEvent`
        if place == len(buttons) - 1:
            row.addStretch()
        row.addWidget(button)
    return row
