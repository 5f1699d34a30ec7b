"""The icon as pictures of any size, drawn from the SVG."""

from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

from installers.facts import PROJECT

ICON = PROJECT / "resources/icons/sso-tray.svg"


def drawn(picture: Path, size: int) -> QImage:
    """A square of so many pixels. Raises `ValueError` for what is no SVG."""
    renderer = QSvgRenderer(str(picture))
    if not renderer.isValid():
        raise ValueError(f"{picture} is no SVG")
    image = QImage(QSize(size, size), QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    renderer.render(painter)
    painter.end()
    return image


def png(picture: Path, size: int) -> bytes:
    """The same as a file."""
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    if not drawn(picture, size).save(buffer, "PNG"):  # type: ignore[call-overload]
        raise OSError("the picture could not be written")
    return bytes(data.data())
