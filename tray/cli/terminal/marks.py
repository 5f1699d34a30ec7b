"""Signs before a line that say how things stand, for a terminal that shows them or not."""

import sys
from enum import Enum
from typing import TextIO

from rich.text import Text


class Mark(Enum):
    """A sign, what stands for it where the encoding lacks it, and its colour."""

    GOOD = ("\u2713", "+", "green")
    NOTE = ("!", "!", "yellow")
    BAD = ("\u2717", "x", "bold red")
    HERE = ("\u25cf", "*", "green")
    NONE = (" ", " ", "")

    def on(self, stream: TextIO | None = None) -> Text:
        """The mark as that stream can show it; colour is left out where it is not wanted."""
        sign, plain, style = self.value
        shown = sign if can_show(sign, stream or sys.stdout) else plain
        return Text(shown, style=style)


def can_show(text: str, stream: TextIO) -> bool:
    """Whether the stream's encoding has these letters."""
    try:
        text.encode(stream.encoding or "ascii")
    except (LookupError, UnicodeEncodeError):
        return False
    return True
