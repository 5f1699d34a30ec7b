"""What a menu copies where a program can copy only from a window: once, and only with a yes."""

import gc
import weakref
from collections.abc import Callable

import pytest
from pytestqt.qtbot import QtBot

from tests.ui.screen import press
from tray.ui.toolkit.wayland_copy_window import CopyWindow


class Text:
    """What is copied; a test sees when nobody has it any more."""

    def __init__(self) -> None:
        self.copies = 0

    def copied(self) -> None:
        self.copies += 1


@pytest.mark.parametrize(
    ("answer", "copies"),
    [
        (lambda window: press(window, "Copy"), 1),
        (lambda window: press(window, "Cancel"), 0),
        (lambda window: window.close(), 0),
    ],
    ids=["Copy", "Cancel", "closed"],
)
def test_an_answer_and_nothing_is_kept(
    qtbot: QtBot, answer: Callable[[CopyWindow], object], copies: int
) -> None:
    text = Text()
    window = CopyWindow("Keys are ready", text.copied)
    qtbot.addWidget(window)
    window.show()
    answer(window)
    assert text.copies == copies
    assert not window.isVisible()
    window.accept()
    assert text.copies == copies, "only once"
    gone = weakref.ref(text)
    del text
    gc.collect()
    assert gone() is None
