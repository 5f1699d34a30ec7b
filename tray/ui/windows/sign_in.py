"""The window of a sign-in that is under way: what to do, the code to compare, the time left."""

from collections.abc import Callable
from datetime import datetime, timedelta

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QFont, QFontDatabase, QGuiApplication, QHideEvent, QShowEvent
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QLayout,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from tray.core.commands import CancelSignIn, Command, ReopenPage, SignIn
from tray.core.sessions.states import Authorizing, SignedIn, settled
from tray.core.settings.settings import FlowChoice
from tray.core.snapshot import AppSnapshot, SessionView
from tray.core.vocabulary.durations import duration_words
from tray.core.vocabulary.errors import Remedy
from tray.core.vocabulary.model import SessionName, SignInFlow
from tray.ui.toolkit.translation import shown, tr
from tray.ui.toolkit.widgets import plain_label

WITH_CODE = frozenset({Remedy.SIGN_IN_WITH_CODE, Remedy.SIGN_IN})
"""What a code helps against."""


class SignInWindow(QDialog):
    """Follows one sso-session from `Authorizing` to its end. Never modal."""

    def __init__(
        self,
        send: Callable[[Command], None],
        seconds_until: Callable[[datetime], float],
        is_told_elsewhere: Callable[[SessionName], bool] = lambda _: False,
    ) -> None:
        """`is_told_elsewhere`: whether another window says why that session's sign-in failed."""
        super().__init__()
        self._is_told_elsewhere = is_told_elsewhere
        self._send, self._seconds_until = send, seconds_until
        self._session: SessionName | None = None
        self._state: Authorizing | None = None
        self._wants_code = False
        self._given_up: int | None = None
        self.setWindowFlag(Qt.WindowType.WindowStaysOnTopHint)
        self._heading, self._words, self._left = plain_label(), plain_label(), plain_label()
        self._code = plain_label()
        self._address = plain_label()
        self._copy = self._button(tr("Copy code"), self._copy_code)
        self._again = self._button(tr("Open browser again"), self._reopen)
        self._other = self._button(tr("Use a code instead"), self._use_code)
        self._cancel = self._button(tr("Cancel"), self.reject)
        self._lay_out()
        self._timer = QTimer(self)
        self._timer.setInterval(1000)
        self._timer.timeout.connect(self._tick)

    def follow(self, snapshot: AppSnapshot) -> None:
        """Shows the sign-in that is under way; closes with it, or says how it failed."""
        asked = [one for one in snapshot.sessions if isinstance(one.state, Authorizing)]
        view = max(asked, key=_attempt, default=None)  # of several the latest
        if view is not None and isinstance(view.state, Authorizing):
            # A snapshot from before the cancel arrived must not bring the window back.
            if view.state.attempt != self._given_up:
                self._show_sign_in(view, view.state)
        elif self._state is not None and self._session is not None:
            self._finish(self._session, snapshot.view(self._session))

    def reject(self) -> None:
        """Esc and Cancel: the sign-in ends."""
        if self._session is not None and self._state is not None:
            self._send(CancelSignIn(self._session))
            self._given_up = self._state.attempt
        self._state = None
        self._wants_code = False
        self.hide()

    def showEvent(self, event: QShowEvent) -> None:
        """The countdown runs only while somebody can see it."""
        self._timer.start()
        super().showEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        """And stops with the window."""
        self._timer.stop()
        super().hideEvent(event)

    # ---- what it shows ------------------------------------------------------

    def _show_sign_in(self, view: SessionView, state: Authorizing) -> None:
        is_new = self._state is None or self._state.attempt != state.attempt
        self._session, self._state = view.session.name, state
        is_device = state.flow is SignInFlow.DEVICE_CODE
        self.setWindowTitle(tr("Sign in to {name}", name=view.session.name))
        self._heading.setText(tr("Sign in to {name}", name=view.session.name))
        self._words.setText(_device_words(state) if is_device else _browser_words(state))
        self._code.setText(state.user_code or "")
        self._address.setText(state.page if is_device and state.page else "")
        for widget, is_shown in (
            (self._code, bool(state.user_code)),
            (self._copy, bool(state.user_code)),
            (self._address, is_device and bool(state.page)),
            (self._other, not is_device),
            (self._again, True),
            (self._left, True),
        ):
            widget.setVisible(is_shown)
        # There from the start: the window would grow out of the screen when the page is ready.
        self._again.setEnabled(state.page is not None)
        self._cancel.setText(tr("Cancel"))
        self._tick()
        if is_new:
            self.show()
            self.raise_()
            self._stand_aside()

    def _stand_aside(self) -> None:
        """Into the screen's upper right corner: the page with its buttons is in the middle."""
        corner = self.screen().availableGeometry().topRight()
        margin = self.fontMetrics().height()
        # Room for a title bar: a window manager may add it later, above this place.
        self.move(corner.x() - self.frameGeometry().width() - margin, corner.y() + 3 * margin)

    def _finish(self, session: SessionName, view: SessionView | None) -> None:
        before, self._state = self._state, None
        error = settled(view.state).sign_in_error if view is not None else None
        wants_code, self._wants_code = self._wants_code, False
        if wants_code and not _is_signed_in_anew(before, view):
            self._send(SignIn(session, FlowChoice.DEVICE_CODE))
            return
        if error is None or self._is_told_elsewhere(session):
            self.hide()
            return
        self._heading.setText(shown(error.title))
        self._words.setText(shown(error.hint))
        for widget in (self._code, self._copy, self._address, self._left, self._again):
            widget.hide()
        self._other.setVisible(error.remedy in WITH_CODE)
        self._cancel.setText(tr("Close"))
        self.show()

    def _tick(self) -> None:
        if self._state is not None:
            # The person's own time, also in the demo, whose clock runs faster.
            left = timedelta(seconds=self._seconds_until(self._state.deadline))
            self._left.setText(tr("{time} left", time=duration_words(left)))

    # ---- buttons ------------------------------------------------------------

    def _reopen(self) -> None:
        if self._session is not None:
            self._send(ReopenPage(self._session))

    def _use_code(self) -> None:
        if self._session is None:
            return
        if self._state is None:
            self._send(SignIn(self._session, FlowChoice.DEVICE_CODE))
        else:
            self._wants_code = True
            self._send(CancelSignIn(self._session))

    def _copy_code(self) -> None:
        QGuiApplication.clipboard().setText(self._code.text())

    def _button(self, label: str, pressed: Callable[[], None]) -> QPushButton:
        button = QPushButton(label)
        button.setAutoDefault(False)
        button.clicked.connect(pressed)
        return button

    def _lay_out(self) -> None:
        large = QFont(self.font())
        large.setPointSizeF(large.pointSizeF() * 1.3)
        large.setBold(True)
        self._heading.setFont(large)
        code = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        code.setPointSizeF(self.font().pointSizeF() * 2.4)
        code.setBold(True)
        self._code.setFont(code)
        self._code.setAccessibleName(tr("Code"))
        self._code.setAlignment(Qt.AlignmentFlag.AlignCenter)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 24, 24, 16)
        layout.setSpacing(12)
        # The window always fits its words: a code that is cut off cannot be compared.
        layout.setSizeConstraint(QLayout.SizeConstraint.SetFixedSize)
        selectable = Qt.TextInteractionFlag.TextSelectableByMouse
        rows: tuple[QWidget, ...] = (
            self._heading,
            self._words,
            self._code,
            self._copy,
            self._address,
            self._left,
        )
        for row in rows:
            layout.addWidget(row)
            if isinstance(row, QLabel):
                # A line break at a hyphen would tear the code, also where the address ends in it.
                row.setWordWrap(row not in {self._code, self._address})
                row.setMinimumWidth(self.fontMetrics().averageCharWidth() * 56)
                row.setTextInteractionFlags(selectable)
        layout.setAlignment(self._copy, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch()
        buttons = QHBoxLayout()
        for button in (self._again, self._other):
            buttons.addWidget(button)
        buttons.addStretch()
        buttons.addWidget(self._cancel)
        layout.addLayout(buttons)


def _is_signed_in_anew(before: Authorizing | None, view: SessionView | None) -> bool:
    """Whether it was allowed after all, as the person asked for another way."""
    now = settled(view.state) if view is not None else None
    was = before.previous if before is not None else None
    return isinstance(now, SignedIn) and not (isinstance(was, SignedIn) and was.token == now.token)


def _attempt(view: SessionView) -> int:
    return view.state.attempt if isinstance(view.state, Authorizing) else 0


def _browser_words(state: Authorizing) -> str:
    if state.page is None:
        return tr("Opening your browser…")
    return tr("Continue in your browser. Sign in there as usual and approve the request.")


def _device_words(state: Authorizing) -> str:
    if state.user_code is None:
        return tr("Getting a code…")
    return tr(
        "Check that your browser shows this code. If it shows a different one, deny it: "
        "someone else started that sign-in."
    )
