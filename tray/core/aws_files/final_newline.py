"""Files whose last line has no newline: what we put behind it ends with one nevertheless.

Otherwise what another tool adds with `>>` would be glued to our last line. So that taking our text
back leaves the file as it was, a remark of ours stands behind the line that was open:

    region = eu-central-1
    # sso-tray: the file ended above, without a newline

Lines are given and answered with their line ends.
"""

from collections.abc import Sequence

MARK = "# sso-tray: the file ended above, without a newline"

_OURS = "# sso-tray"


def is_open(lines: Sequence[str]) -> bool:
    """Whether the last line has no newline; what is empty is not open."""
    return bool(lines) and not lines[-1].endswith(("\n", "\r"))


def idle_mark(lines: Sequence[str]) -> int | None:
    """The line with the remark, if nothing of ours is behind it any more.

    Where it stands last, the line before is to be open again; what another tool has
    put behind it meanwhile needs that newline.
    """
    place = next((at for at, line in enumerate(lines) if line.rstrip("\r\n") == MARK), None)
    return None if place is None or _is_ours(lines[place + 1 :]) else place


def _is_ours(lines: Sequence[str]) -> bool:
    """Whether the next text is: with our word before its header, or behind it."""
    texts = [line for line in lines if line.strip()][:2]
    is_headed = len(texts) > 1 and texts[0].startswith("[") and texts[1].startswith(_OURS)
    return is_headed or bool(texts and texts[0].startswith(_OURS))
