"""How a page of the first run is laid out."""

from PySide6.QtWidgets import (
    QHBoxLayout,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from tray.ui.mark.mark_picture import MarkPicture
from tray.ui.sign_in.steps import StepBar
from tray.ui.toolkit.design.parts import label
from tray.ui.toolkit.design.typography import DISPLAY, S4, S8, S12, S24, S32

_STEPS = 3


def page(
    page: QWidget, mark: MarkPicture, step: int, title: str | QWidget, words: str
) -> QVBoxLayout:
    """The mark, the steps, a title and a few words; what follows is added to the answer."""
    rows = QVBoxLayout(page)
    rows.setContentsMargins(S32, S24, S32, S24)
    rows.setSpacing(S12)
    head = QHBoxLayout()
    head.addWidget(mark)
    head.addStretch()
    head.addWidget(StepBar(step, _STEPS))
    rows.addLayout(head)
    rows.addSpacing(S4)
    shown_title = (
        label(title, share=DISPLAY, strong=True, wraps=True) if isinstance(title, str) else title
    )
    rows.addWidget(shown_title)
    if words:
        rows.addWidget(label(words, ink="soft", wraps=True))
    return rows


def foot(left: QWidget, right: QPushButton) -> QHBoxLayout:
    """The line at the page's end: a way out at the left, the way on at the right."""
    row = QHBoxLayout()
    row.setContentsMargins(0, S8, 0, 0)
    row.setSpacing(S12)
    for each in (left, right):
        if isinstance(each, QPushButton):
            each.setAutoDefault(False)  # see `FirstRun.keyPressEvent`
            each.setDefault(False)
    row.addWidget(left, 0 if isinstance(left, QPushButton) else 1)
    if isinstance(left, QPushButton):
        row.addStretch()
    row.addWidget(right)
    return row


def rank(button: QPushButton, kind: str) -> None:
    """Shows a button as one of that kind."""
    if button.property("kind") != kind:
        button.setProperty("kind", kind)
        button.style().unpolish(button)
        button.style().polish(button)
