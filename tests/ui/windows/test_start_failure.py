"""Why the tray did not start, said where its person looks."""

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from tests.ui.screen import press, seen, words
from tray.core.vocabulary.errors import FileError
from tray.ui.windows.start_failure import StartFailure, show_start_failure


def test_it_says_what_is_wrong_and_what_helps(qtbot: QtBot) -> None:
    window = StartFailure(FileError("/run/<b>x</b> belongs to another user.", "Use your own."))
    window.show()
    said = words(window).replace("\u200b", "").splitlines()
    assert said == ["/run/<b>x</b> belongs to another user.", "Use your own."]
    assert all(one.textFormat() is Qt.TextFormat.PlainText for one in seen(window, QLabel))
    press(window, "Close")
    assert not window.isVisible()


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
        assert isinstance(window, StartFailure)
        closed.append(words(window))
        window.reject()

    QTimer.singleShot(0, close)
    show_start_failure(FileError("It is another user's."))
    assert closed == ["It is another user's."]
