"""The diagnostics window over a doctor that says what the test wants."""

import threading
from collections.abc import Callable

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QCheckBox
from pytestqt.qtbot import QtBot

from tests.ui.screen import press, seen, words
from tray.core.doctor.checks.registry import CHECKS
from tray.core.doctor.report import Finding, Report, Severity
from tray.services.doctor import Progress
from tray.ui.windows.diagnostics import DiagnosticsWindow

TROUBLE = Finding(
    "a", Severity.TROUBLE, "The clock is <wrong>.", "AWS refuses.", "Set it.", "~/x, line 3"
)
NOTE = Finding("b", Severity.NOTE, "An old AWS CLI.", "", "Update it.")
FINE = Finding("c", Severity.FINE, "The keyring is open.")


class Examining:
    """The window; the examination goes on when the test says so."""

    def __init__(self, qtbot: QtBot, *findings: Finding) -> None:
        self._qtbot, self._findings = qtbot, findings
        self.go_on = threading.Event()
        self.times = 0
        self.window = DiagnosticsWindow(
            self._examine, lambda report: f"bundle {len(report.findings)}"
        )
        qtbot.addWidget(self.window)
        self.window.show()

    def _examine(self, progress: Callable[[Progress], None]) -> Report:
        self.times += 1
        progress(Progress(CHECKS[0], self._findings[:1], 1, 2))
        assert self.go_on.wait(10)
        return Report(self._findings)

    def until(self, text: str) -> None:
        self._qtbot.waitUntil(lambda: text in words(self.window))


@pytest.fixture
def examining(qtbot: QtBot) -> Examining:
    return Examining(qtbot, TROUBLE, NOTE, FINE)


def test_findings_come_in_as_they_are_made_the_worst_first(examining: Examining) -> None:
    examining.window.look()
    examining.window.look()
    examining.until("The clock is")
    assert "Checking" in words(examining.window)
    examining.go_on.set()
    examining.until("1 problem and 1 suggestion found.")
    said = words(examining.window)
    assert said.index("clock") < said.index("AWS CLI")
    for part in ("&lt;wrong&gt;", "~/x, line 3", "AWS refuses.", "→ Set it."):
        assert part in said
    assert "keyring" not in said
    assert examining.times == 1


def test_what_is_fine_can_be_shown(examining: Examining) -> None:
    examining.go_on.set()
    examining.window.look()
    examining.until("found.")
    next(seen(examining.window, QCheckBox)).click()
    assert "The keyring is open." in words(examining.window)


def test_a_bundle_is_copied_when_there_is_one(examining: Examining) -> None:
    QGuiApplication.clipboard().clear()
    examining.window.look()
    press(examining.window, "Copy report")
    assert QGuiApplication.clipboard().text() == ""
    examining.go_on.set()
    examining.until("found.")
    press(examining.window, "Copy report")
    assert QGuiApplication.clipboard().text() == "bundle 3"
    press(examining.window, "Check again")
    examining.until("found.")
    assert examining.times == 2


def test_where_nothing_is_wrong_it_says_so(qtbot: QtBot) -> None:
    examining = Examining(qtbot, FINE)
    examining.go_on.set()
    examining.window.look()
    examining.until("No problems found.")
