"""Where windows open: on screens of any size, and where no program may place them."""

import pytest
from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QCursor, QGuiApplication
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from tray.ui.toolkit.placement import beside, fitting_all, is_placed_by_compositor, place_at_tray

WANTED = QSize(500, 600)


@pytest.mark.parametrize(
    ("screens", "size"),
    [
        ([QSize(1920, 1080)], WANTED),
        ([QSize(1920, 1080), QSize(640, 400)], QSize(500, 320)),
        ([QSize(400, 4000), QSize(4000, 500)], QSize(320, 400)),
        ([], WANTED),
    ],
    ids=["one", "a small one beside", "each too small in one way", "none known"],
)
def test_a_window_fits_the_smallest_screen(screens: list[QSize], size: QSize) -> None:
    assert fitting_all(WANTED, screens) == size


def test_elsewhere_the_program_places_it(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    assert not is_placed_by_compositor()
    place_at_tray(window, WANTED)
    assert window.screen().availableGeometry().contains(window.geometry())
    assert window.minimumSize() != window.maximumSize(), "it may still be resized"


def test_what_its_words_take_is_known_before_it_is_placed(qtbot: QtBot) -> None:
    """Qt makes a window larger as it is shown, and leaves it where it is: beyond the edge."""
    window = QWidget()
    qtbot.addWidget(window)
    QVBoxLayout(window).addWidget(QLabel("wide " * 20))
    room = QGuiApplication.primaryScreen().availableGeometry()
    QCursor.setPos(room.right(), room.bottom())
    place_at_tray(window, QSize(50, 20))
    placed = window.geometry()
    window.show()
    assert window.geometry() == placed
    assert room.contains(window.geometry())


def test_of_a_window_larger_than_its_screen_the_beginning_is_seen() -> None:
    room = QRect(100, 50, 640, 480)
    for cursor in (room.topLeft(), room.bottomRight()):
        assert beside(cursor, room, 700, 500) == room.topLeft()
