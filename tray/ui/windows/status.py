"""What is going on, in a window: sessions with their clocks, active profiles, and problems.

It is also the way in where a desktop has no tray, and where nothing is set up yet.
"""

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QProgressBar,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from tray.core.commands import (
    Command,
    KeepTokensInMemory,
    Release,
    ReloadAccounts,
    RenewNow,
    SignIn,
    SignOut,
)
from tray.core.profiles.activation import Activation
from tray.core.profiles.withdrawal import Withdrawal
from tray.core.sessions.states import SignedIn, settled
from tray.core.snapshot import AppSnapshot, SessionView
from tray.core.vocabulary.errors import Remedy, TrayError
from tray.core.vocabulary.translatable import said, together
from tray.ui.menu.session_entries import session_words
from tray.ui.texts import countdown
from tray.ui.texts.account_names import AccountNames
from tray.ui.toolkit.translation import shown
from tray.ui.toolkit.widgets import button, card, heading, text

_NO_TRAY = said(
    "This desktop shows no tray icons just now. This window stands in for the icon, "
    "which appears as soon as there is a place for it."
)
_NOTHING_YET = said(
    "No sso-session was found in the AWS config file. Set one up here with your start "
    "URL, or run <b>sso-tray --demo</b> to look around without AWS."
)


class StatusWindow(QWidget):
    """Rebuilt from a snapshot while it is visible, at most once a minute by itself."""

    def __init__(
        self,
        send: Callable[[Command], None],
        now: Callable[[], datetime],
        real_seconds: Callable[[datetime], float],
        set_up: Callable[[], None],
    ) -> None:
        super().__init__()
        self._send, self._now, self._real_seconds = send, now, real_seconds
        self._set_up = set_up
        self._names = AccountNames()
        self._snapshot = AppSnapshot()
        self._has_tray = True
        self.setWindowTitle("SSO Tray")
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._area)
        metrics = self.fontMetrics()
        self.resize(metrics.averageCharWidth() * 72, metrics.height() * 28)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._rebuild)

    def show_snapshot(self, snapshot: AppSnapshot) -> None:
        """Takes over what there is to see."""
        self._snapshot = snapshot
        if self.isVisible():
            self._rebuild()

    def set_tray_available(self, *, is_available: bool) -> None:
        """Says so where there is no tray."""
        self._has_tray = is_available
        if self.isVisible():
            self._rebuild()

    def showEvent(self, event: QShowEvent) -> None:
        """Builds what is shown only now."""
        self._rebuild()
        super().showEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        """Nothing counts down unseen."""
        self._timer.stop()
        super().hideEvent(event)

    # ---- building -----------------------------------------------------------

    def _rebuild(self) -> None:
        self._names.learn(self._snapshot)
        body = QWidget()
        layout = QVBoxLayout(body)
        layout.setContentsMargins(24, 24, 24, 24)
        layout.setSpacing(16)
        if not self._has_tray:
            layout.addWidget(text(_NO_TRAY))
        for error in dict.fromkeys(self._snapshot.problems):
            layout.addWidget(self._problem(error))
        for view in self._snapshot.sessions:
            layout.addWidget(self._session(view))
        for activation in self._snapshot.activations:
            layout.addWidget(self._profile(activation))
        for leaving in self._snapshot.withdrawals:
            layout.addWidget(self._leaving(leaving))
        if self._snapshot.is_ready and not self._snapshot.sessions:
            nothing = text(_NOTHING_YET)
            nothing.setTextFormat(Qt.TextFormat.RichText)
            layout.addWidget(nothing)
            set_up = button(said("Set up SSO Tray…"), self._set_up)
            layout.addWidget(set_up, alignment=Qt.AlignmentFlag.AlignLeft)
        layout.addStretch()
        self._area.setWidget(body)
        self._wake_later()

    def _wake_later(self) -> None:
        change = countdown.next_change(self._snapshot, self._now())
        if change is not None and self.isVisible():
            self._timer.start(max(250, int(self._real_seconds(change) * 1000)))

    def _session(self, view: SessionView) -> QWidget:
        name, now = view.session.name, self._now()
        frame, layout = _titled(together(name, session_words(view, now), between=": "))
        state, end = settled(view.state), view.end
        if isinstance(state, SignedIn) and end is not None:
            whole = end.at - state.token.session_started_at
            left = countdown.session_time(end, now)
            layout.addWidget(_bar(said("Session"), (end.at - now) / whole, left))
            token = state.token
            share = (token.expires_at - now) / (token.expires_at - token.issued_at)
            words = said("renewed by itself") if token.is_refreshable else said("not renewable")
            layout.addWidget(_bar(said("Token"), share, words))
        if view.progress is not None:
            moved = view.progress
            layout.addWidget(
                text(
                    said(
                        "Loading accounts: {accounts_in:,} of {accounts_known:,} so far.",
                        accounts_in=moved.accounts_in,
                        accounts_known=moved.accounts_known,
                    )
                )
            )
        for told in (view.trouble, view.unlisted):
            if told is not None:
                layout.addWidget(text(told.words))
        row = QHBoxLayout()
        row.addWidget(
            button(said("Sign in to {name}…", name=name), lambda: self._send(SignIn(name)))
        )
        if view.is_signed_in:
            row.addWidget(button(said("Reload accounts"), lambda: self._send(ReloadAccounts(name))))
            row.addWidget(button(said("Sign out"), lambda: self._send(SignOut(name))))
        row.addStretch()
        layout.addLayout(row)
        return frame

    def _profile(self, activation: Activation) -> QWidget:
        profile, now = activation.profile, self._now()
        rule = self._snapshot.guard(activation.role)
        label = (f"[{rule.label}]" if rule.label else said("[guarded]")) if rule is not None else ""
        name = f"{profile} → {self._names.role(activation.role)}"
        frame, layout = _titled(together(name, label))
        keys = activation.keys
        words = countdown.keys_time(activation, now)
        if keys is not None:
            share = (keys.expires_at - now) / (keys.expires_at - keys.issued_at)
            layout.addWidget(_bar(said("Keys"), share, words))
        else:
            layout.addWidget(text(words))
        row = QHBoxLayout()
        row.addWidget(button(said("Renew now"), lambda: self._send(RenewNow(profile))))
        row.addWidget(button(said("Release"), lambda: self._send(Release(profile))))
        row.addStretch()
        layout.addLayout(row)
        return frame

    def _leaving(self, leaving: Withdrawal) -> QWidget:
        profile, role = leaving.profile, leaving.role
        name = f"{profile} → {self._names.role(role)}" if role is not None else profile
        frame, layout = _titled(name)
        layout.addWidget(text(countdown.removal_words(leaving)))
        if leaving.error is not None:
            layout.addWidget(text(leaving.error.words))
        again = button(said("Try again"), lambda: self._send(Release(profile)))
        layout.addWidget(again, alignment=Qt.AlignmentFlag.AlignLeft)
        return frame

    def _problem(self, error: TrayError) -> QWidget:
        frame, layout = _titled(error.title)
        layout.addWidget(text(error.hint))
        if error.remedy is Remedy.KEEP_IN_MEMORY:
            keep = button(
                said("Keep the sign-in in memory only"), lambda: self._send(KeepTokensInMemory())
            )
            layout.addWidget(keep, alignment=Qt.AlignmentFlag.AlignLeft)
        return frame


def _titled(title: str) -> tuple[QFrame, QVBoxLayout]:
    frame, layout = card()
    layout.addWidget(heading(title, 1))
    return frame, layout


def _bar(name: str, share: float, words: str) -> QProgressBar:
    bar = QProgressBar()
    bar.setRange(0, 1000)
    bar.setValue(round(1000 * min(1.0, max(0.0, share))))
    told = shown(together(name, words, between=": "))
    bar.setFormat(told.replace("%", "%%"))
    bar.setAccessibleName(told)
    return bar
