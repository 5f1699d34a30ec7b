"""For every test of a window: none that an earlier test left is still on the screen."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication, QWidget

from tests.ui.screen import open_windows
from tray.ui.home.window import Home


@pytest.fixture(autouse=True)
def _empty_screen() -> Iterator[None]:
    """Takes away what is left after a test; who frees a window, and when, differs between Pythons.

    Each one left would be styled anew with every later test that changes letters or colours.
    """
    yield
    if QApplication.instance() is not None:
        for window in open_windows(QWidget):
            window.hide()
        for window in QApplication.topLevelWidgets():
            if not isinstance(window, Home):  # a shell's timer may still want to show it
                window.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
