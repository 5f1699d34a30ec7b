"""Keys on the clipboard: marked, and gone in a minute."""

import threading

import pytest
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from tray.core.vocabulary.secret import Secret
from tray.ui.toolkit.secret_clipboard import KEPT_MS, SecretClipboard


@pytest.fixture
def secrets(qtbot: QtBot) -> SecretClipboard:
    QGuiApplication.clipboard().clear()
    return SecretClipboard()


def put(secrets: SecretClipboard, text: str, qtbot: QtBot) -> None:
    there: list[str] = []
    thread = threading.Thread(
        target=secrets.put,
        args=(Secret(text), lambda: there.append(QGuiApplication.clipboard().text())),
    )
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: bool(there))
    assert there == [text], "it is told once it is true"


def test_a_secret_is_marked_as_one_for_every_system(secrets: SecretClipboard, qtbot: QtBot) -> None:
    put(secrets, "export AWS=x", qtbot)
    data = QGuiApplication.clipboard().mimeData()
    assert data.data("x-kde-passwordManagerHint").data() == b"secret"
    formats = " ".join(data.formats())
    for mark in ("ExcludeClipboardContentFromMonitorProcessing", "concealed"):
        assert mark in formats


def test_it_is_cleared_after_a_minute(secrets: SecretClipboard, qtbot: QtBot) -> None:
    put(secrets, "secret", qtbot)
    (timer,) = (one for one in secrets.children() if one.property("active"))
    assert timer.property("interval") == KEPT_MS == 60_000
    timer.timeout.emit()  # type: ignore[attr-defined]
    assert QGuiApplication.clipboard().text() == ""


def test_what_was_copied_since_stays(secrets: SecretClipboard, qtbot: QtBot) -> None:
    put(secrets, "secret", qtbot)
    QGuiApplication.clipboard().setText("a recipe")
    secrets.clear()
    assert QGuiApplication.clipboard().text() == "a recipe"


def test_the_program_keeps_no_copy(secrets: SecretClipboard, qtbot: QtBot) -> None:
    put(secrets, "secret", qtbot)
    assert "secret" not in repr(vars(secrets))
