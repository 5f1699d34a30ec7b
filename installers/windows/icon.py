"""The icon as Windows has it: several pictures in one file.

A header, a table of the pictures, and the pictures as PNG, which Windows takes since Vista
(Microsoft, "Icons", ICONDIR and ICONDIRENTRY).
"""

import struct
from pathlib import Path

from installers.pictures import png

SIZES = (16, 20, 24, 32, 40, 48, 64, 128, 256)


def write_ico(picture: Path, target: Path) -> None:
    """Draws the SVG in all sizes. Raises `ValueError`, `OSError`."""
    pictures = [png(picture, size) for size in SIZES]
    place = 6 + 16 * len(pictures)
    table = struct.pack("<HHH", 0, 1, len(pictures))
    for size, data in zip(SIZES, pictures, strict=True):
        side = size % 256  # 256 is written as 0
        table += struct.pack("<BBBBHHII", side, side, 0, 0, 1, 32, len(data), place)
        place += len(data)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(table + b"".join(pictures))
