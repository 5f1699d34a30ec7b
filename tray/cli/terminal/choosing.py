"""Choosing one of several lines with the arrow keys, on stderr; stdout belongs to the result."""

import os
import re
import shutil
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from rich.cells import cell_len, set_cell_size

_MOST_ROWS = 12
_KEYS = re.compile(rb"\x1b[\[O][A-Z]|.", re.DOTALL)
_UP = {b"\x1b[A", b"\x1bOA", b"k", b"\x10"}
_DOWN = {b"\x1b[B", b"\x1bOB", b"j", b"\x0e", b"\t"}
_HOME, _END = {b"\x1b[H", b"\x1bOH"}, {b"\x1b[F", b"\x1bOF"}
_TAKE = {b"\r", b"\n"}
_LEAVE = {b"\x1b", b"q", b"\x03", b"\x04", b""}


def can_choose() -> bool:
    """Whether somebody is there who can press keys and sees what they do."""
    is_plain = os.environ.get("TERM", "dumb") == "dumb" or sys.platform == "win32"
    return not is_plain and sys.stdin.isatty() and sys.stderr.isatty()


def choose(title: str, lines: Sequence[str]) -> int | None:
    """The place of the line that is taken; None where the person leaves. Needs `can_choose`."""
    chosen, shown = 0, 0
    with _keys_at_once() as keys:
        while True:
            if shown:
                sys.stderr.write(f"\x1b[{shown}A\r\x1b[J")
            shown = _draw(title, lines, chosen)
            key = next(keys, b"")
            if key in _TAKE or key in _LEAVE:
                sys.stderr.write(f"\x1b[{shown}A\r\x1b[J")
                sys.stderr.flush()
                return chosen if key in _TAKE else None
            chosen = moved(chosen, key, len(lines))


def moved(chosen: int, key: bytes, count: int) -> int:
    """Where a key leads; round at the ends, as menus go."""
    if key in _UP:
        return (chosen - 1) % count
    if key in _DOWN:
        return (chosen + 1) % count
    return 0 if key in _HOME else count - 1 if key in _END else chosen


def window(chosen: int, count: int, rows: int) -> range:
    """Which of many lines are shown, with the chosen one among them."""
    begin = min(max(0, chosen - rows // 2), max(0, count - rows))
    return range(begin, min(count, begin + rows))


def _draw(title: str, lines: Sequence[str], chosen: int) -> int:
    """Writes it; how many rows of the screen that took."""
    width, height = shutil.get_terminal_size()
    places = window(chosen, len(lines), max(1, min(_MOST_ROWS, height - 3)))
    pointer = ">"
    rows = [title]
    rows += [f"{pointer if place == chosen else ' '} {lines[place]}" for place in places]
    rows.append(
        f"{chosen + 1} of {len(lines)}. Up and Down to move, Enter to choose, Esc to cancel."
    )
    for number, row in enumerate(rows):
        text = row if cell_len(row) < width else set_cell_size(row, width - 1)
        style = "1" if number in {0, 1 + places.index(chosen)} else "0"
        sys.stderr.write(f"\x1b[{style}m{text}\x1b[0m\n")
    sys.stderr.flush()
    return len(rows)


@contextmanager
def _keys_at_once() -> Iterator[Iterator[bytes]]:
    """Keys as they are pressed, none of them shown; the terminal is as before afterwards."""
    import termios  # noqa: PLC0415 - not on Windows, where `can_choose` says no

    descriptor = sys.stdin.fileno()
    before = termios.tcgetattr(descriptor)
    raw = termios.tcgetattr(descriptor)
    raw[3] &= ~(termios.ICANON | termios.ECHO | termios.ISIG)
    termios.tcsetattr(descriptor, termios.TCSADRAIN, raw)
    try:
        yield _keys(descriptor)
    finally:
        termios.tcsetattr(descriptor, termios.TCSADRAIN, before)


def _keys(descriptor: int) -> Iterator[bytes]:
    while data := os.read(descriptor, 64):
        yield from _KEYS.findall(data)
