"""The window of a sign-in that is under way: what to do, the code to compare, the time left."""

from collections.abc import Callable
from datetime import datetime, timedelta

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication, QHideEvent, QKeyEvent, QKeySequence, QShowEvent
from PySide6.QtWidgets import QDialog

from tray.core.commands import CancelSignIn, Command, ReopenPage, SignIn
from tray.core.sessions.states import Authorizing, SignedIn, settled
from tray.core.settings.settings import FlowChoice
from tray.core.snapshot import AppSnapshot, SessionView
from tray.core.vocabulary.durations import duration_words
from tray.core.vocabulary.errors import Remedy
from tray.core.vocabulary.model import SessionName, SignInFlow
from tray.ui.sign_in.page import SignInActions, SignInPage
from tray.ui.toolkit.translation import tr
from tray.ui.toolkit.widgets import on_surface

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
        on_surface(self)
        # It comes while the person types: a space must not press a button of it.
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._page = SignInPage(
            self,
            SignInActions(
                copy_code=self._copy_code,
                copy_link=self._copy_link,
                open_again=self._reopen,
                use_code=self._use_code,
                try_again=self._try_again,
                close=self.reject,
            ),
        )
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
        if self._state is not None and self._session is not None:
            self._given_up = self._state.attempt
            self._send(CancelSignIn(self._session))
        self._state = None
        self._wants_code = False
        self.hide()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc is the dialog's own; Ctrl+W as in other windows."""
        if event.matches(QKeySequence.StandardKey.Close):
            self.reject()
        else:
            super().keyPressEvent(event)

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
        self.setWindowTitle(tr("Sign in to {name}", name=view.session.name))
        self._page.show_session(view.session)
        if state.flow is SignInFlow.DEVICE_CODE:
            self._page.show_code(state.user_code or "", state.page or "")
        else:
            self._page.show_browser(is_open=state.page is not None)
        self._tick()
        if is_new:
            self.show()
            self.setFocus()
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
        self._page.show_failure(
            error,
            can_try_again=error.remedy is not Remedy.NONE,
            can_use_code=error.remedy in WITH_CODE,
        )
        self.show()

    def _tick(self) -> None:
        if self._state is not None:
            # The person's own time, also in the demo, whose clock runs faster.
            left = timedelta(seconds=self._seconds_until(self._state.deadline))
            self._page.show_time_left(tr("{time} left", time=duration_words(left)))

    # ---- buttons ------------------------------------------------------------

    def _reopen(self) -> None:
        if self._session is not None:
            self._send(ReopenPage(self._session))

    def _try_again(self) -> None:
        if self._session is not None:
            self._send(SignIn(self._session))

    def _use_code(self) -> None:
        if self._session is None:
            return
        if self._state is None:
            self._send(SignIn(self._session, FlowChoice.DEVICE_CODE))
        else:
            self._wants_code = True
            self._send(CancelSignIn(self._session))

    def _copy_code(self) -> None:
        if self._state is not None:
            QGuiApplication.clipboard().setText(self._state.user_code or "")

    def _copy_link(self) -> None:
        if self._state is not None:
            QGuiApplication.clipboard().setText(self._state.page or "")


def _is_signed_in_anew(before: Authorizing | None, view: SessionView | None) -> bool:
    """Whether it was allowed after all, as the person asked for another way."""
    now = settled(view.state) if view is not None else None
    was = before.previous if before is not None else None
    return isinstance(now, SignedIn) and not (isinstance(was, SignedIn) and was.token == now.token)


def _attempt(view: SessionView) -> int:
    return view.state.attempt if isinstance(view.state, Authorizing) else 0
