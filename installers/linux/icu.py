"""ICU's data without what this program never asks it for: nine tenths of a library of 32 MB.

Qt knows dates, numbers and languages by itself. It asks ICU for the order of words (`coll`),
and for what it does to letters; not for names of currencies, units and places, not for
transliteration, dictionaries of languages without spaces, or encodings of the last century.

The data are one object in `libicudata`, in ICU's common format: a header, a table of
names and places, and the items (ICU User Guide, "ICU Data"; `ucmndata.h`).
"""

import re
import struct
import subprocess
from collections.abc import Iterator
from pathlib import Path

_MAGIC = b"\xda\x27"
"""After the header's length, which are two bytes."""
_UNUSED = re.compile(
    rb"[^/]+/((brkitr|curr|lang|region|unit|zone|translit|rbnf)/.*|.*\.cnv|[a-z]{2,3}(_[^/]*)?\.res)"
)

_ASSEMBLY = """
.section .rodata
.globl {symbol}
.type {symbol}, STT_OBJECT
.balign 16
{symbol}:
.incbin "data"
.size {symbol}, . - {symbol}
.section .note.GNU-stack, ""
"""


def write_trimmed(library: Path, folder: Path) -> Path:
    """Writes the same library with less in it into `folder`; its path.

    Needs binutils. Raises `ValueError` for what is no such library, `CalledProcessError`.
    """
    data = trimmed(library.read_bytes())
    version = library.name.rpartition(".")[2]
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "data").write_bytes(data)
    (folder / "data.s").write_text(_ASSEMBLY.format(symbol=f"icudt{version}_dat"))
    subprocess.run(["as", "-o", "data.o", "data.s"], cwd=folder, check=True)
    link = ["ld", "-shared", "-soname", library.name, "-o", library.name, "data.o"]
    subprocess.run(link, cwd=folder, check=True)
    return folder / library.name


def trimmed(library: bytes) -> bytes:
    """The data alone, without the items that are not used."""
    start = library.find(_MAGIC) - 2
    if start < 0:
        raise ValueError("there are no data of ICU in it")
    header = library[start : start + struct.unpack_from("<H", library, start)[0]]
    kept = [item for item in _items(library[start + len(header) :]) if not _UNUSED.match(item[0])]
    names, places = b"", []
    first = 4 + 8 * len(kept)
    for name, _ in kept:
        places.append(first + len(names))
        names += name + b"\0"
    body, table = b"", b""
    start_of_items = _aligned(first + len(names))
    for place, (_, content) in zip(places, kept, strict=True):
        table += struct.pack("<II", place, start_of_items + len(body))
        body += content.ljust(_aligned(len(content)), b"\xaa")
    table = struct.pack("<I", len(kept)) + table
    return header + (table + names).ljust(start_of_items, b"\xaa") + body


def _items(table: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Names and contents; the last one's end is not told, so that what follows comes along."""
    (count,) = struct.unpack_from("<I", table)
    places = [struct.unpack_from("<II", table, 4 + 8 * number) for number in range(count)]
    ends = [place for _, place in places[1:]] + [len(table)]
    for (name, place), end in zip(places, ends, strict=True):
        yield table[name : table.index(b"\0", name)], table[place:end]


def _aligned(size: int) -> int:
    return -(-size // 16) * 16
