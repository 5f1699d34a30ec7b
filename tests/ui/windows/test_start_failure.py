"""Why the tray did not start, said where its person looks."""

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QMessageBox

from tray.core.vocabulary.errors import FileError
from tray.ui.windows.start_failure import show_start_failure, start_failure


def test_it_says_what_is_wrong_and_what_helps(qapp: QApplication) -> None:
    window = start_failure(FileError("/run/<b>x</b> belongs to another user.", "Use your own."))
    assert window.text() == "/run/<b>x</b> belongs to another user."
    assert window.informativeText() == "Use your own."
    assert window.textFormat() is Qt.TextFormat.PlainText
    assert window.buttons()


def test_without_a_screen_nothing_waits_for_a_click(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    show_start_failure(FileError("Nobody could close this."))


def test_on_a_screen_it_waits_until_it_is_read(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DISPLAY", ":none, Qt is off screen")
    closed = []

    def close() -> None:
        window = QApplication.activeModalWidget()
        assert isinstance(window, QMessageBox)
        closed.append(window.text())
        window.reject()

    QTimer.singleShot(0, close)
    show_start_failure(FileError("It is another user's."))
    assert closed == ["It is another user's."]
