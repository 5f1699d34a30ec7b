"""What a person sees in a window, and does with it; nothing of how it is made."""

from collections.abc import Iterator
from typing import TypeVar

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import (
    QApplication,
    QLabel,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QToolButton,
    QWidget,
)

AnyWidget = TypeVar("AnyWidget", bound=QWidget)


def seen(window: QWidget, kind: type[AnyWidget]) -> Iterator[AnyWidget]:
    """The widgets of a kind that are not hidden."""
    return (one for one in window.findChildren(kind) if one.isVisibleTo(window))


def words(window: QWidget) -> str:
    """All labels and bars that are seen, one a line."""
    labels = [one.text() for one in seen(window, QLabel)]
    bars = [one.format() for one in seen(window, QProgressBar)]
    return "\n".join((*labels, *bars))


def buttons(window: QWidget) -> list[str]:
    """The labels of the buttons that are seen."""
    return [one.text() for one in seen(window, QPushButton)]


def press(window: QWidget, label: str) -> None:
    """Clicks the button of that label."""
    found = [one for one in seen(window, QPushButton) if one.text() == label]
    assert len(found) == 1, f"{label!r} is not the name of one button in {buttons(window)}"
    found[0].click()


def press_sign(window: QWidget, name: str) -> None:
    """Clicks the sign of that name."""
    (found,) = (one for one in seen(window, QToolButton) if one.accessibleName() == name)
    found.click()


def fill(window: QWidget, name: str, text: str) -> None:
    """Writes into the field of that name, in place of what stands there."""
    fields = {one.accessibleName(): one for one in seen(window, QLineEdit)}
    fields[name].setText(text)


def alarms(window: QWidget) -> list[QTimer]:
    """The timers that run: what would wake the program up by itself."""
    return [one for one in window.findChildren(QTimer) if one.isActive()]


def ring(window: QWidget) -> None:
    """What happens when the time of the window's timers has come."""
    for alarm in alarms(window):
        alarm.timeout.emit()


def open_windows(kind: type[AnyWidget]) -> list[AnyWidget]:
    """The windows of a kind that are on the screen."""
    windows = QApplication.topLevelWidgets()
    return [one for one in windows if isinstance(one, kind) and one.isVisible()]
