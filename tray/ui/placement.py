"""Where a window opens that belongs to the tray."""

from PySide6.QtCore import QPoint, QRect, QSize
from PySide6.QtGui import QCursor, QGuiApplication
from PySide6.QtWidgets import QWidget

_MARGIN = 8
_MOST = 0.8
"""Of a screen's width and height."""


def is_placed_by_compositor() -> bool:
    """Wayland tells programs neither where the pointer is nor where their windows are."""
    return QGuiApplication.platformName().startswith("wayland")


def place_at_tray(window: QWidget, wanted: QSize) -> None:
    """At the pointer, which has just been at the tray; on Wayland where the compositor likes."""
    if is_placed_by_compositor():
        # It is not known on which screen. Tiling compositors tile all but windows of fixed size.
        window.setFixedSize(fitting_all(wanted, [one.size() for one in QGuiApplication.screens()]))
    else:
        window.setGeometry(place_at_pointer(wanted))


def fitting_all(wanted: QSize, screens: list[QSize]) -> QSize:
    """A size that is not too large for any of the screens."""
    for screen in screens:
        wanted = wanted.boundedTo(screen * _MOST)
    return wanted


def place_at_pointer(wanted: QSize) -> QRect:
    """At the pointer, which has just been at the tray, on that screen, and never beyond it."""
    cursor = QCursor.pos()
    screen = QGuiApplication.screenAt(cursor) or QGuiApplication.primaryScreen()
    room = screen.availableGeometry().adjusted(_MARGIN, _MARGIN, -_MARGIN, -_MARGIN)
    size = wanted.boundedTo(room.size() * _MOST)
    return QRect(beside(cursor, room, size.width(), size.height()), size)


def beside(cursor: QPoint, room: QRect, width: int, height: int) -> QPoint:
    """The upper left corner of a window that opens at `cursor`, inwards, within `room`."""
    left = cursor.x() - width if cursor.x() > room.center().x() else cursor.x()
    top = cursor.y() - height if cursor.y() > room.center().y() else cursor.y()
    left = min(max(left, room.left()), room.right() - width + 1)
    top = min(max(top, room.top()), room.bottom() - height + 1)
    return QPoint(left, top)
