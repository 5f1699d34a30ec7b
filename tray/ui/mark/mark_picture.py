"""The mark in a window, beside words that say the same."""

from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from tray.core.tray_status import TrayStatus
from tray.ui.mark.icons import draw, draw_app
from tray.ui.mark.model import IconModel


class MarkPicture(QWidget):
    """The program's mark in a state, or its own icon; words beside it say the same."""

    def __init__(self, status: TrayStatus | None = None, size: int = 44) -> None:
        super().__init__()
        self._status, self._size = status, size
        self.setFixedSize(size, size)

    def show_status(self, status: TrayStatus) -> None:
        """Another state."""
        self._status = status
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's
        """The picture, as sharp as the screen is."""
        ratio = self.devicePixelRatioF()
        pixels = round(self._size * ratio)
        if self._status is None:
            picture = draw_app(pixels)
        else:
            picture = draw(IconModel(self._status, share=1.0), pixels)
        picture.setDevicePixelRatio(ratio)
        QPainter(self).drawPixmap(0, 0, picture)
