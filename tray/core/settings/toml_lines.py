"""On which line of a TOML file a value stands, for messages.

Neither the standard library's parser nor tomlkit says so for a value. This looks for the place in
the way that people write settings: a table to a header, a key to a line.
"""

import re
from collections.abc import Sequence

_HEADER = re.compile(r"\s*\[\[?\s*([\w\"'.\s-]+?)\s*\]\]?\s*(#.*)?$")
_KEY = re.compile(r"\s*[\"']?([\w-]+)[\"']?\s*(?:=|\.)")


def line_of(text: str, path: Sequence[str | int]) -> int:
    """The line (from 1) of `("guards", 1, "minutes")`, or of as much of it as is found; else 0."""
    names = [part for part in path if isinstance(part, str)]
    number = next((part for part in path if isinstance(part, int)), 0)
    best, seen, table = 0, -1, ""
    for index, line in enumerate(text.splitlines(), start=1):
        header, key = _HEADER.match(line), _KEY.match(line)
        if header is not None:
            table = header[1].strip("\"'")
            seen += table == names[0]
            if table == names[0] and (seen == number or not best):
                best = index
        elif key is not None and not table and key[1] == names[0]:
            best = index
        elif key is not None and table == names[0] and seen == number and key[1] in names[1:]:
            return index
    return best
