"""Foreign text as it may be shown: on one line, in its order, no longer than there is room."""

import re

HIDDEN = "…"


def printable(text: str, keep: str = "") -> str:
    """Without what a terminal or a window would obey: controls, line ends, changes of direction."""
    return "".join(each if each.isprintable() or each in keep else "?" for each in text)


def elided(text: str, most: int) -> str:
    """At most so many letters; of a longer one its beginning and its end."""
    if len(text) <= most:
        return text
    head = (most - 1) // 2
    return text[:head] + HIDDEN + text[len(text) - (most - 1 - head) :]


def breakable(text: str, most: int = 24) -> str:
    """With places where a line may break in words longer than that, which nobody sees."""
    return re.sub(rf"\S{{{most}}}(?=\S)", lambda found: f"{found[0]}\u200b", text)
