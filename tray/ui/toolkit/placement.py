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
    wanted = wanted.expandedTo(least_size(window))
    if is_placed_by_compositor():
        # It is not known on which screen. Tiling compositors tile all but windows of fixed size.
        window.setFixedSize(fitting_all(wanted, [one.size() for one in QGuiApplication.screens()]))
    else:
        window.setGeometry(place_at_pointer(wanted, least_size(window)))


def least_size(window: QWidget) -> QSize:
    """What its words take in the fonts in force.

    Qt itself finds that out as the window is shown, and makes it larger where it stands: beyond
    the screen's edge.
    """
    window.ensurePolished()
    if layout := window.layout():
        layout.activate()
    return window.minimumSizeHint().expandedTo(window.minimumSize())


def fitting_all(wanted: QSize, screens: list[QSize]) -> QSize:
    """A size that is not too large for any of the screens."""
    for screen in screens:
        wanted = wanted.boundedTo(screen * _MOST)
    return wanted


def place_at_pointer(wanted: QSize, least: QSize) -> QRect:
    """At the pointer, which has just been at the tray, on that screen, and never beyond it."""
    cursor = QCursor.pos()
    screen = QGuiApplication.screenAt(cursor) or QGuiApplication.primaryScreen()
    room = screen.availableGeometry().adjusted(_MARGIN, _MARGIN, -_MARGIN, -_MARGIN)
    size = wanted.boundedTo(room.size() * _MOST).expandedTo(least)
    return QRect(beside(cursor, room, size.width(), size.height()), size)


def beside(cursor: QPoint, room: QRect, width: int, height: int) -> QPoint:
    """The upper left corner of a window that opens at `cursor`, inwards, within `room`."""
    left = cursor.x() - width if cursor.x() > room.center().x() else cursor.x()
    top = cursor.y() - height if cursor.y() > room.center().y() else cursor.y()
    # Where it is larger than the room, its beginning is what must be seen.
    left = max(min(left, room.right() - width + 1), room.left())
    top = max(min(top, room.bottom() - height + 1), room.top())
    return QPoint(left, top)
