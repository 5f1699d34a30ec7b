"""What every window does alike: its keys, and its place."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from tray.ui.toolkit.window_manners import (
    SETTINGS_KEY,
    ForgetfulPlaces,
    PlaceMemory,
    add_key,
    add_keys,
)


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    made = QWidget()
    field = QLineEdit()
    QVBoxLayout(made).addWidget(field)
    qtbot.addWidget(made)
    made.resize(300, 200)
    made.show()
    field.setFocus()
    return made


@pytest.mark.parametrize(
    ("key", "modifier"),
    [
        (Qt.Key.Key_Escape, Qt.KeyboardModifier.NoModifier),
        (Qt.Key.Key_W, Qt.KeyboardModifier.ControlModifier),
    ],
    ids=["Esc", "Ctrl+W"],
)
def test_two_keys_close_a_window(
    qtbot: QtBot, window: QWidget, key: Qt.Key, modifier: Qt.KeyboardModifier
) -> None:
    add_keys(window)
    qtbot.keyClick(window.findChildren(QLineEdit)[0], key, modifier)
    assert not window.isVisible()


def test_one_key_opens_the_settings_and_one_goes_to_the_search(
    qtbot: QtBot, window: QWidget
) -> None:
    done = list[str]()
    add_keys(window, lambda: done.append("search"))
    add_key(window, SETTINGS_KEY, lambda: done.append("settings"))
    field = window.findChildren(QLineEdit)[0]
    qtbot.keyClick(field, Qt.Key.Key_Comma, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(field, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert done == ["settings", "search"]
    assert window.isVisible()


def test_a_window_is_as_large_as_the_last_time(qtbot: QtBot, window: QWidget) -> None:
    places = ForgetfulPlaces()
    PlaceMemory(window, "one", places)
    window.resize(420, 340)
    window.hide()
    again = QWidget()
    qtbot.addWidget(again)
    PlaceMemory(again, "one", places)
    assert (again.width(), again.height()) == (420, 340)
    other = QWidget()
    qtbot.addWidget(other)
    before = other.size()
    PlaceMemory(other, "other", places)
    assert other.size() == before


def test_a_place_that_nobody_can_read_moves_nothing(qtbot: QtBot, window: QWidget) -> None:
    places = ForgetfulPlaces()
    places.write("one", b"\0rubbish")
    PlaceMemory(window, "one", places)
    assert (window.width(), window.height()) == (300, 200)
