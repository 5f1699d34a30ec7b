"""The helper that finds what is cut: it finds what it is to find."""

from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.layout_faults import layout_faults


def test_what_is_cut_or_covered_is_found_and_else_nothing(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    rows = QVBoxLayout(window)
    wrapped, button = QLabel("some words that take more than one line"), QPushButton("Press here")
    wrapped.setWordWrap(True)
    rows.addWidget(wrapped)
    rows.addWidget(button)
    window.resize(140, 160)
    window.show()
    assert layout_faults(window) == []
    button.setFixedWidth(20)
    wrapped.setFixedHeight(10)
    over = QLabel("over it", window)
    over.setGeometry(window.rect())
    over.show()
    told = " | ".join(layout_faults(window))
    for part in (
        "'some words that take more than one line' has 10 of",
        "'Press here' has",
        "lies on",
    ):
        assert part in told
    button.move(500, 0)
    assert any("beside the window" in fault for fault in layout_faults(window))
