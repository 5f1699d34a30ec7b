"""The icon in the sizes that the hicolor theme has, drawn from the SVG."""

from pathlib import Path

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

SIZES = (16, 22, 24, 32, 48, 64, 128, 256, 512)


def write_icons(picture: Path, theme: Path, name: str) -> None:
    """Fills `theme`, which is `…/icons/hicolor`: the SVG as it is, and one PNG for each size."""
    scalable = theme / "scalable/apps" / f"{name}.svg"
    scalable.parent.mkdir(parents=True, exist_ok=True)
    scalable.write_bytes(picture.read_bytes())
    for size in SIZES:
        target = theme / f"{size}x{size}/apps" / f"{name}.png"
        target.parent.mkdir(parents=True, exist_ok=True)
        if not _drawn(picture, size).save(str(target)):
            raise OSError(f"{target} could not be written")


def _drawn(picture: Path, size: int) -> QImage:
    renderer = QSvgRenderer(str(picture))
    if not renderer.isValid():
        raise ValueError(f"{picture} is no SVG")
    image = QImage(QSize(size, size), QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    renderer.render(painter)
    painter.end()
    return image
