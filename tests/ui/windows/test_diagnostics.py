"""The diagnostics window over a doctor that says what the test wants."""

import threading
from collections.abc import Callable

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.fakes import START
from tests.ui.layout_faults import layout_faults
from tests.ui.samples import activation, listing, signed_in, snapshot, view
from tests.ui.screen import buttons, press, words
from tray.core.doctor.checks.registry import CHECKS
from tray.core.doctor.report import Finding, Report, Severity, trouble
from tray.core.vocabulary.errors import FileError
from tray.core.vocabulary.translatable import said
from tray.services.doctor import Progress
from tray.ui.windows.diagnostics import DiagnosticsWindow
from tray.ui.windows.remedies import Remedies

TROUBLE = Finding(
    "a", Severity.TROUBLE, "The clock is <wrong>.", "AWS refuses.", "Set it.", "~/x, line 3"
)
NOTE = Finding("b", Severity.NOTE, "An old AWS CLI.", "", "Update it.")
FINE = Finding("c", Severity.FINE, "The keyring is open.")


class Examining:
    """The window; the examination goes on when the test says so."""

    def __init__(self, qtbot: QtBot, *findings: Finding) -> None:
        self._qtbot, self.findings = qtbot, findings
        self.go_on = threading.Event()
        self.times = 0
        self.mended: list[Finding] = []
        self.opened: list[str] = []
        self.window = DiagnosticsWindow(
            self._examine,
            lambda report: f"bundle {len(report.findings)}",
            lambda: START,
            Remedies(self._mend, self.opened.append),
        )
        qtbot.addWidget(self.window)
        self.window.show()

    def _mend(self, finding: Finding) -> None:
        if self.mended:
            raise FileError("The file cannot be changed.")
        self.mended.append(finding)

    def _examine(self, progress: Callable[[Progress], None]) -> Report:
        self.times += 1
        progress(Progress(CHECKS[0], self.findings[:1], 1, 2))
        assert self.go_on.wait(10)
        return Report(self.findings)

    def until(self, text: str) -> None:
        self._qtbot.waitUntil(lambda: text in words(self.window))

    def done(self) -> None:
        self.go_on.set()
        self.window.look()
        self.until("passed")
        self._qtbot.waitUntil(lambda: self.window._report is not None)


@pytest.fixture
def examining(qtbot: QtBot) -> Examining:
    return Examining(qtbot, TROUBLE, NOTE, FINE)


def test_findings_come_in_as_they_are_made_the_worst_first(examining: Examining) -> None:
    examining.window.look()
    examining.window.look()
    examining.until("The clock is")
    assert "Checking files" in words(examining.window)
    examining.go_on.set()
    examining.until("1 problem, 1 suggestion")
    said = words(examining.window)
    assert said.index("clock") < said.index("old AWS CLI")
    for part in ("<wrong>", "~/x, line 3", "AWS refuses.", "Set it."):
        assert part in said
    assert "keyring" not in said
    assert examining.times == 1


def test_what_has_passed_is_counted_and_can_be_shown(examining: Examining) -> None:
    examining.done()
    assert "1 check passed" in words(examining.window)
    press(examining.window, "Show")
    assert "The keyring is open." in words(examining.window)
    press(examining.window, "Hide")
    assert "The keyring is open." not in words(examining.window)


def test_a_bundle_is_copied_when_there_is_one(examining: Examining) -> None:
    QGuiApplication.clipboard().clear()
    examining.window.look()
    press(examining.window, "Copy report")
    assert QGuiApplication.clipboard().text() == ""
    examining.go_on.set()
    examining.until("1 problem")
    press(examining.window, "Copy report")
    assert QGuiApplication.clipboard().text() == "bundle 3"
    press(examining.window, "Check again")
    examining.until("1 problem")
    assert examining.times == 2


def test_where_nothing_is_wrong_it_says_so(qtbot: QtBot) -> None:
    examining = Examining(qtbot, FINE)
    examining.go_on.set()
    examining.window.look()
    examining.until("No problems found.")


def test_each_finding_has_the_button_that_helps(qtbot: QtBot) -> None:
    place = said("{path}, line {line}", path="~/.aws/config", line=3)
    modes = trouble("file-modes", "Others can read it.", "Keys.", "chmod 600 ~/.aws/credentials")
    owner = trouble("file-modes", "Another user's.", "sudo.", "sudo chown $USER ~/.aws/config")
    line = trouble("file-syntax", "No section.", "Nobody reads it.", "Mend it.", place)
    examining = Examining(qtbot, modes, owner, line, NOTE, FINE)
    examining.done()
    offered = [
        one for one in buttons(examining.window) if one in {"Fix", "Copy command", "Open file"}
    ]
    assert offered == ["Fix", "Copy command", "Open file"]
    press(examining.window, "Copy command")
    assert QGuiApplication.clipboard().text() == "sudo chown $USER ~/.aws/config"
    press(examining.window, "Open file")
    assert examining.opened == ["~/.aws/config"]
    press(examining.window, "Fix")
    assert examining.mended == [modes]
    qtbot.waitUntil(lambda: examining.times == 2 and examining.window._report is not None)
    press(examining.window, "Fix")
    assert "cannot be changed" in words(examining.window)
    assert examining.times == 2


def test_first_it_says_who_tools_are_now(examining: Examining) -> None:
    shown = snapshot(view(signed_in(), accounts=listing(1, 1)), activations=(activation(),))
    examining.window.show_snapshot(shown)
    said = words(examining.window)
    assert said.index("What AWS tools use now") < said.index("New terminals, default")
    assert "Account 0000 / Role0" in said
    assert "43 min, from SSO Tray" in said


@pytest.mark.parametrize("scale", [1.0, 1.5, 2.0])
def test_no_word_is_cut_however_large_the_letters(
    qapp: QApplication, qtbot: QtBot, scale: float
) -> None:
    before = qapp.font()
    larger = qapp.font()
    larger.setPointSizeF(before.pointSizeF() * scale)
    qapp.setFont(larger)
    try:
        title, command = "Everybody can read ~/.aws/credentials.", "chmod 600 ~/.aws/credentials"
        modes = trouble("file-modes", title, "Keys and tokens stand in it.", command)
        examining = Examining(qtbot, modes, TROUBLE, NOTE, FINE)
        examining.window.show_snapshot(
            snapshot(view(signed_in(), accounts=listing(1, 1)), activations=(activation(),))
        )
        examining.done()
        QApplication.processEvents()
        assert layout_faults(examining.window) == []
    finally:
        qapp.setFont(before)
