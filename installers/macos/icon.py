"""The icon as macOS has it: PNG pictures of several sizes, each behind a word for its size.

A word, the length of all, then word, length and picture of each (Apple Icon Image format; the
words for PNG since Mac OS X 10.7).
"""

import struct
from pathlib import Path

from installers.pictures import png

WORDS = {
    b"icp4": 16,
    b"icp5": 32,
    b"ic11": 32,  # 16 at twice the scale
    b"ic12": 64,  # 32 at twice the scale
    b"ic07": 128,
    b"ic13": 256,  # 128 at twice the scale
    b"ic08": 256,
    b"ic14": 512,  # 256 at twice the scale
    b"ic09": 512,
    b"ic10": 1024,  # 512 at twice the scale
}


def write_icns(picture: Path, target: Path) -> None:
    """Draws the SVG in all sizes. Raises `ValueError`, `OSError`."""
    drawn = {size: png(picture, size) for size in sorted(set(WORDS.values()))}
    body = b"".join(
        word + struct.pack(">I", 8 + len(drawn[size])) + drawn[size] for word, size in WORDS.items()
    )
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(b"icns" + struct.pack(">I", 8 + len(body)) + body)
