"""ICU's data lose what nobody asks for; what stays is found where it was."""

import shutil
import struct
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest

from installers.linux.icu import trimmed, write_trimmed

HEADER = b"\x18\x00\xda\x27" + b"\x14\x00\x00\x00\x00\x00\x02\x00CmnD".ljust(20, b"\0")
ITEMS = {
    b"icudt73l/brkitr/cjdict.dict": b"dictionary",
    b"icudt73l/cnvalias.icu": b"aliases",
    b"icudt73l/coll/de.res": b"the order of words",
    b"icudt73l/coll/root.res": b"x" * 33,
    b"icudt73l/de.res": b"German",
    b"icudt73l/de_AT.res": b"Austrian",
    b"icudt73l/gb18030.cnv": b"an encoding",
    b"icudt73l/nfc.nrm": b"how letters are put together",
    b"icudt73l/pool.res": b"keys of all",
    b"icudt73l/root.res": b"the root",
    b"icudt73l/zone/de.res": b"names of places",
}
KEPT = {
    name
    for name in ITEMS
    if name.startswith(b"icudt73l/coll/") or name.split(b"/")[-1] in b"cnvalias.icu nfc.nrm".split()
} | {b"icudt73l/pool.res", b"icudt73l/root.res"}


def library(items: dict[bytes, bytes]) -> bytes:
    """As `libicudata` has them, behind something else."""
    count = len(items)
    names, table, body = b"", b"", b""
    place = 4 + 8 * count + sum(len(name) + 1 for name in items)
    for name, content in items.items():
        table += struct.pack("<II", 4 + 8 * count + len(names), place + len(body))
        names += name + b"\0"
        body += content
    return b"\x7fELF" + bytes(60) + HEADER + struct.pack("<I", count) + table + names + body


def found(data: bytes) -> dict[bytes, bytes]:
    """What ICU finds: it looks names up by halves, so they have to be in order."""
    table = data[len(HEADER) :]
    (count,) = struct.unpack_from("<I", table)
    entries = [struct.unpack_from("<II", table, 4 + 8 * number) for number in range(count)]
    names = [table[name : table.index(b"\0", name)] for name, _ in entries]
    assert all(first < second for first, second in pairwise(names))
    assert all((len(HEADER) + place) % 8 == 0 for _, place in entries)
    return {name: table[place:] for name, (_, place) in zip(names, entries, strict=True)}


def test_what_is_used_stays_and_the_rest_goes() -> None:
    data = trimmed(library(ITEMS))
    assert data.startswith(HEADER)
    left = found(data)
    assert set(left) == KEPT
    for name, content in left.items():
        assert content.startswith(ITEMS[name])


def test_another_library_is_refused() -> None:
    with pytest.raises(ValueError, match="no data of ICU"):
        trimmed(b"\x7fELF" + bytes(500))


@pytest.mark.skipif(shutil.which("ld") is None or sys.platform != "linux", reason="no binutils")
def test_it_is_a_library_again(tmp_path: Path) -> None:
    before = tmp_path / "libicudata.so.73"
    before.write_bytes(library(ITEMS))
    after = write_trimmed(before, tmp_path / "new")
    said = subprocess.run(
        ["readelf", "-dW", "--dyn-syms", after], check=True, capture_output=True, text=True
    ).stdout
    assert "soname: [libicudata.so.73]" in said
    assert "icudt73_dat" in said
    assert trimmed(library(ITEMS)) in after.read_bytes()
