"""Where windows open: on screens of any size, and where no program may place them."""

import pytest
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from tray.ui.placement import fitting_all, is_placed_by_compositor, place_at_tray

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
