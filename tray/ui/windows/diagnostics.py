"""What the doctor finds, each with the one thing to do; and a bundle for a bug report."""

import threading
from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QHBoxLayout,
    QProgressBar,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from tray.core.doctor.report import Finding, Report, Severity
from tray.core.vocabulary.translatable import counted, said, together
from tray.services.doctor import Progress
from tray.ui.toolkit.translation import shown, tr
from tray.ui.toolkit.widgets import button, card, marked_title, text

Examine = Callable[[Callable[[Progress], None]], Report]

_MARKS = {
    Severity.TROUBLE: (said("Problem"), "#e5484d"),
    Severity.NOTE: (said("Suggestion"), "#d08700"),
    Severity.FINE: (said("OK"), "#2f9e5f"),
}


class DiagnosticsWindow(QWidget):
    """Examines when it is opened, beside the GUI; findings come in as they are made."""

    _moved = Signal(object)
    _done = Signal(object)

    def __init__(self, examine: Examine, bundle: Callable[[Report], str]) -> None:
        super().__init__()
        self._examine, self._bundle = examine, bundle
        self._findings: list[Finding] = []
        self._report: Report | None = None
        self._is_running = False
        self.setWindowTitle(tr("Diagnostics"))
        self._bar, self._words = QProgressBar(), text("")
        self._area = QScrollArea()
        self._with_fine = QCheckBox(tr("Show passed &checks"))
        self._again = button(said("Check again"), self.look)
        self._copy = button(said("Copy report"), self._copy_bundle)
        self._lay_out()
        self._moved.connect(self._take)
        self._done.connect(self._finish)

    def look(self) -> None:
        """Begins an examination, unless one is under way."""
        if self._is_running:
            return
        self._is_running, self._findings, self._report = True, [], None
        self._bar.setValue(0)
        self._bar.show()
        self._words.setText(tr("Checking files, environment, keyring and network…"))
        self._settle()
        examine, moved, done = self._examine, self._moved, self._done
        threading.Thread(
            target=lambda: done.emit(examine(moved.emit)), name="diagnostics", daemon=True
        ).start()

    def _take(self, progress: Progress) -> None:
        self._bar.setRange(0, progress.total)
        self._bar.setValue(progress.done)
        self._findings += progress.findings
        self._settle()

    def _finish(self, report: Report) -> None:
        self._is_running, self._report = False, report
        self._findings = list(report.findings)
        self._bar.hide()
        troubles, notes = report.count(Severity.TROUBLE), report.count(Severity.NOTE)
        self._words.setText(_summary(troubles, notes))
        self._settle()

    def _copy_bundle(self) -> None:
        if self._report is not None:
            QGuiApplication.clipboard().setText(self._bundle(self._report))
            self._words.setText(
                tr("Report copied. It contains no secrets, but look through it before you send it.")
            )

    # ---- what it shows --------------------------------------------------------------

    def _settle(self) -> None:
        self._again.setEnabled(not self._is_running)
        self._copy.setEnabled(self._report is not None)
        shown = [
            one
            for one in self._findings
            if one.severity is not Severity.FINE or self._with_fine.isChecked()
        ]
        body = QWidget()
        layout = QVBoxLayout(body)
        layout.setContentsMargins(24, 8, 24, 24)
        layout.setSpacing(8)
        for finding in sorted(shown, key=lambda one: -one.severity.rank):
            layout.addWidget(_card(finding))
        layout.addStretch()
        self._area.setWidget(body)

    def _lay_out(self) -> None:
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(tr("Progress of checks"))
        self._with_fine.toggled.connect(lambda _: self._settle())
        head = QVBoxLayout()
        head.setContentsMargins(24, 24, 24, 8)
        head.addWidget(self._words)
        head.addWidget(self._bar)
        row = QHBoxLayout()
        row.setContentsMargins(24, 8, 24, 16)
        row.addWidget(self._with_fine)
        row.addStretch()
        row.addWidget(self._again)
        row.addWidget(self._copy)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(head)
        layout.addWidget(self._area, 1)
        layout.addLayout(row)
        metrics = self.fontMetrics()
        self.resize(metrics.averageCharWidth() * 84, metrics.height() * 32)


def _summary(troubles: int, notes: int) -> str:
    if not troubles and not notes:
        return tr("No problems found.")
    of_trouble = counted(troubles, "1 problem", "{count} problems")
    of_notes = counted(notes, "1 suggestion", "{count} suggestions")
    if troubles and notes:
        return tr("{troubles} and {notes} found.", troubles=of_trouble, notes=of_notes)
    return tr("{findings} found.", findings=of_trouble if troubles else of_notes)


def _card(finding: Finding) -> QWidget:
    """A finding: what is, where, what follows, and what to do."""
    frame, layout = card()
    mark, colour = _MARKS[finding.severity]
    word = shown(mark)
    layout.addWidget(marked_title(word, colour, shown(finding.title)))
    for words in (finding.place, finding.meaning, finding.action and together("→", finding.action)):
        if words:
            label = text(words)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            layout.addWidget(label)
    return frame
