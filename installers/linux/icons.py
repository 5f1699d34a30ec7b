"""The icon in the sizes that the hicolor theme has."""

from pathlib import Path

from installers.pictures import png

SIZES = (16, 22, 24, 32, 48, 64, 128, 256, 512)


def write_icons(picture: Path, theme: Path, name: str) -> None:
    """Fills `theme`, which is `…/icons/hicolor`: the SVG as it is, and one PNG for each size."""
    scalable = theme / "scalable/apps" / f"{name}.svg"
    scalable.parent.mkdir(parents=True, exist_ok=True)
    scalable.write_bytes(picture.read_bytes())
    for size in SIZES:
        target = theme / f"{size}x{size}/apps" / f"{name}.png"
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(png(picture, size))
