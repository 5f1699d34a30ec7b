"""A window at the tray, without a title bar, that goes when one clicks elsewhere.

The same widget is a window like any other where there is no tray to open it from.
"""

from PySide6.QtCore import QElapsedTimer, QEvent, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import (
    QFontMetrics,
    QGuiApplication,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QRegion,
    QResizeEvent,
)
from PySide6.QtWidgets import QApplication, QWidget

from tray.ui.home.skip_taskbar import skip_taskbar
from tray.ui.toolkit.design.theme import LOOK_CHANGES, colour, dress_alone
from tray.ui.toolkit.design.typography import R_POPOVER
from tray.ui.toolkit.placement import is_placed_by_compositor, place_at_tray
from tray.ui.toolkit.widgets import to_front

_WIDTH, _HEIGHT = 420, 640
_WIDE, _HIGH = 26, 38
"""In heights of a line: as much in a font of any size."""
_SETTLES_MS = 400
"""A desktop passes the focus around for so long when windows open and close."""
_POPOVER = (
    Qt.WindowType.Tool | Qt.WindowType.FramelessWindowHint | Qt.WindowType.WindowStaysOnTopHint
)


def usual_size(metrics: QFontMetrics) -> QSize:
    """As in the pictures, or what a font of another size needs for as much."""
    line = metrics.height()
    return QSize(max(_WIDTH, line * _WIDE), max(_HEIGHT, line * _HIGH))


class Popover(QWidget):
    """Begins as a popover; `set_popover` makes it a window, and one again."""

    def __init__(self) -> None:
        super().__init__(None, _POPOVER)
        self.is_popover = True
        self._opened = QElapsedTimer()
        dress_alone(self)
        self._be_translucent()

    def set_popover(self, *, is_popover: bool) -> None:
        """Which of both it is; one that is open stays open."""
        if is_popover == self.is_popover:
            return
        was_visible, size = self.isVisible(), self.size()
        self.hide()
        self.is_popover = is_popover
        if is_popover:
            self.setWindowFlags(_POPOVER)
        else:
            self.setWindowFlags(Qt.WindowType.Window)
            self.setMaximumSize(QSize(16777215, 16777215))
            self.setMinimumSize(QSize(0, 0))
            self.clearMask()
        self._be_translucent()
        self.resize(size)
        if was_visible:
            self.open_at(size)

    @property
    def radius(self) -> int:
        """Of its corners."""
        return R_POPOVER if self.is_popover else 0

    def open_at(self, size: QSize) -> None:
        """Shows it in front: at the tray, or where it was, with that size the first time."""
        if self.is_popover:
            if not self.isVisible():
                skip_taskbar(int(self.winId()))
            place_at_tray(self, size)
        elif not self._opened.isValid():
            self.resize(size)
        self._opened.restart()
        to_front(self)

    # ---- what Qt calls ----------------------------------------------------------------

    def changeEvent(self, event: QEvent) -> None:
        """A click elsewhere closes it; a window that closes as it opens does not."""
        if event.type() in LOOK_CHANGES:
            dress_alone(self)
        is_left = event.type() is QEvent.Type.ActivationChange and not self._is_active()
        if is_left and self.is_popover and self.isVisible():
            if self._opened.hasExpired(_SETTLES_MS):
                self.hide()
            else:
                self.activateWindow()
                QTimer.singleShot(_SETTLES_MS, self, self._hide_if_left)
        super().changeEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Round corners: cut out on X11, which may have nobody to blend what is translucent."""
        if self.is_popover and QGuiApplication.platformName() == "xcb":
            corners = self._outline(QRectF(self.rect()))
            self.setMask(QRegion(corners.toFillPolygon().toPolygon()))
        if self.is_popover and self.isVisible() and not is_placed_by_compositor():
            self._stay_on_screen()
        super().resizeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's
        """The ground, with a border where the window manager draws none."""
        painter = QPainter(self)
        if not self.is_popover:
            painter.fillRect(self.rect(), colour("surface"))
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(colour("edge"))
        painter.setBrush(colour("surface"))
        painter.drawPath(self._outline(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)))

    def _stay_on_screen(self) -> None:
        """What is said may need more room than when it opened: then it grows inwards."""
        room, now = self.screen().availableGeometry(), self.geometry()
        left = max(room.left(), min(now.left(), room.right() - now.width() + 1))
        top = max(room.top(), min(now.top(), room.bottom() - now.height() + 1))
        if (left, top) != (now.left(), now.top()):
            self.move(left, top)

    def _outline(self, box: QRectF) -> QPainterPath:
        path = QPainterPath()
        path.addRoundedRect(box, self.radius, self.radius)
        return path

    def _be_translucent(self) -> None:
        is_blended = self.is_popover and QGuiApplication.platformName() != "xcb"
        self.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground, is_blended)

    def _is_active(self) -> bool:
        """A menu of its own is part of it."""
        return self.isActiveWindow() or QApplication.activePopupWidget() is not None

    def _hide_if_left(self) -> None:
        if self.is_popover and not self._is_active():
            self.hide()
