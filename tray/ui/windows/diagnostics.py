"""Who AWS tools are now, what is wrong with it, and the one thing that helps with each."""

import threading
from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication, QPalette
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from tray.core.doctor.report import Finding, Report, Severity
from tray.core.snapshot import AppSnapshot
from tray.core.vocabulary.errors import TrayError
from tray.core.vocabulary.translatable import counted, said
from tray.services.doctor import Progress
from tray.ui.texts.account_names import AccountNames
from tray.ui.toolkit.design.buttons import quiet, secondary
from tray.ui.toolkit.design.glyphs import glyph_icon
from tray.ui.toolkit.design.parts import Glyph, label
from tray.ui.toolkit.design.typography import LEAD, S8, S12, S24, S32, TITLE
from tray.ui.toolkit.toast import Toast
from tray.ui.toolkit.translation import tr
from tray.ui.toolkit.window_manners import add_keys
from tray.ui.windows.diagnostics_cards import FindingCard, WhoCard
from tray.ui.windows.remedies import Remedies
from tray.ui.windows.who_now import who_now

Examine = Callable[[Callable[[Progress], None]], Report]


class DiagnosticsWindow(QWidget):
    """Examines when it is opened, beside the GUI; findings come in as they are made."""

    _moved = Signal(object)
    _done = Signal(object)

    def __init__(
        self,
        examine: Examine,
        bundle: Callable[[Report], str],
        now: Callable[[], datetime],
        remedies: Remedies | None = None,
    ) -> None:
        super().__init__()
        self._examine, self._bundle, self._now = examine, bundle, now
        self._remedies = remedies or Remedies()
        self._findings: list[Finding] = []
        self._report: Report | None = None
        self._snapshot, self._names = AppSnapshot(), AccountNames()
        self._is_running = self._shows_passed = False
        self.setWindowTitle(tr("Diagnostics"))
        self._who = WhoCard()
        self._summary = label(share=LEAD, strong=True, wraps=True)
        self._bar = QProgressBar()
        self._cards = QVBoxLayout()
        self._shown: tuple[Finding, ...] = ()
        self._passed, self._show_passed = label(), quiet(said("Show"), self._toggle, is_small=True)
        self._again = _signed(secondary(said("Check again"), self.look), "reload")
        self._copy = _signed(secondary(said("Copy report"), self._copy_bundle), "copy")
        self._area = self._scrolling()
        self._lay_out()
        self._toast = Toast(self)
        add_keys(self)
        self._moved.connect(self._take)
        self._done.connect(self._finish)

    def show_snapshot(self, snapshot: AppSnapshot) -> None:
        """The roles that are in use now."""
        self._snapshot = snapshot
        if self.isVisible():
            self._tell_who()

    def look(self) -> None:
        """Begins an examination, unless one is under way."""
        if self._is_running:
            return
        self._is_running, self._findings, self._report = True, [], None
        self._bar.setValue(0)
        self._bar.show()
        self._summary.say(said("Checking files, environment, keyring and network…"))
        self._settle()
        examine, moved, done = self._examine, self._moved, self._done
        threading.Thread(
            target=lambda: done.emit(examine(moved.emit)), name="diagnostics", daemon=True
        ).start()

    # ---- the examination ------------------------------------------------------------

    def _take(self, progress: Progress) -> None:
        self._bar.setRange(0, progress.total)
        self._bar.setValue(progress.done)
        self._findings += progress.findings
        self._settle()

    def _finish(self, report: Report) -> None:
        self._is_running, self._report = False, report
        self._findings = list(report.findings)
        self._bar.hide()
        self._summary.say(_summary(report))
        self._settle()

    # ---- the person -----------------------------------------------------------------

    def _copy_bundle(self) -> None:
        if self._report is not None:
            QGuiApplication.clipboard().setText(self._bundle(self._report))
            self._toast.say(
                said(
                    "Report copied. It contains no secrets, but look through it before you send it."
                )
            )

    def _toggle(self) -> None:
        self._shows_passed = not self._shows_passed
        self._show_passed.setText(tr("Hide") if self._shows_passed else tr("Show"))
        self._settle()

    def _mend(self, finding: Finding) -> None:
        if self._remedies.mend is None:
            return
        try:
            self._remedies.mend(finding)
        except TrayError as error:
            self._toast.say(error.words)
            return
        self._toast.say(said("Fixed"))
        self.look()

    def _copy_command(self, words: str) -> None:
        QGuiApplication.clipboard().setText(words)
        self._toast.say(said("Command copied"))

    # ---- what it shows --------------------------------------------------------------

    def _settle(self) -> None:
        self._again.setEnabled(not self._is_running)
        self._copy.setEnabled(self._report is not None)
        passed = [one for one in self._findings if one.severity is Severity.FINE]
        self._passed.say(counted(len(passed), "1 check passed", "{count:,} checks passed"))
        self._show_passed.setVisible(bool(passed))
        wanted = [one for one in self._findings if self._shows_passed or one not in passed]
        ranked = tuple(sorted(wanted, key=lambda one: -one.severity.rank))
        if ranked != self._shown:
            self._shown = ranked
            self._show_cards()
        self._tell_who()

    def _show_cards(self) -> None:
        while self._cards.count():
            taken = self._cards.takeAt(0)
            old = taken.widget() if taken is not None else None
            if old is not None:
                old.hide()
                old.deleteLater()
        for finding in self._shown:
            card = FindingCard(finding, self._remedies, self._mend, self._copy_command)
            self._cards.addWidget(card)
            card.show()

    def _tell_who(self) -> None:
        self._who.show_rows(who_now(self._snapshot, self._report, self._names, self._now()))

    # ---- building -------------------------------------------------------------------

    def _scrolling(self) -> QScrollArea:
        body = QWidget()
        body.setBackgroundRole(QPalette.ColorRole.Base)
        body.setAutoFillBackground(True)
        rows = QVBoxLayout(body)
        rows.setContentsMargins(S32, S24, S32, S24)
        rows.setSpacing(S12)
        title = label(said("What AWS tools use now"), share=TITLE, strong=True, wraps=True)
        self._bar.setTextVisible(False)
        self._bar.setProperty("kind", "thin")
        self._bar.setAccessibleName(tr("Progress of checks"))
        self._cards.setSpacing(S8)
        for widget in (title, self._who):
            rows.addWidget(widget)
        rows.addSpacing(S12)
        rows.addWidget(self._summary)
        rows.addWidget(self._bar)
        rows.addLayout(self._cards)
        rows.addStretch()
        area = QScrollArea()
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # Tab would stop where nothing is to be seen
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(body)
        return area

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setContentsMargins(S32, S12, S32, S12)
        row.setSpacing(S8)
        row.addWidget(Glyph("check", "good"))
        row.addWidget(self._passed)
        row.addWidget(self._show_passed)
        row.addStretch()
        row.addWidget(self._again)
        row.addWidget(self._copy)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._area, 1)
        layout.addLayout(row)
        metrics = self.fontMetrics()
        least = layout.minimumSize().width()
        self.setMinimumWidth(least)
        room = self.screen().availableSize()
        wanted = max(metrics.averageCharWidth() * 100, least)
        self.resize(min(wanted, room.width()), min(metrics.height() * 44, room.height()))


def _signed(button: QPushButton, sign: str) -> QPushButton:
    button.setIcon(glyph_icon(sign, "text"))
    return button


def _summary(report: Report) -> str:
    troubles, notes = report.count(Severity.TROUBLE), report.count(Severity.NOTE)
    of_trouble = counted(troubles, "1 problem", "{count} problems")
    of_notes = counted(notes, "1 suggestion", "{count} suggestions")
    if troubles and notes:
        return said("{troubles}, {notes}", troubles=of_trouble, notes=of_notes)
    if troubles or notes:
        return of_trouble if troubles else of_notes
    return said("No problems found.")
