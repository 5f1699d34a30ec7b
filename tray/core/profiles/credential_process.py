"""The value of `credential_process`: a command line that every SDK splits alike.

Absolute paths; single quotes only where they are needed, since older Go SDKs do
not know double ones; on Windows double quotes, which is all that cmd knows.
Nothing is expanded there: `~` and `$HOME` fail in every SDK.
"""

import re
from collections.abc import Sequence

from tray.core.vocabulary.errors import FileError
from tray.core.vocabulary.translatable import said

_PLAIN = re.compile(r"[\w@%+=:,./\\-]+", re.ASCII)


def command_line(words: Sequence[str], *, is_windows: bool) -> str:
    """The words as one line. Raises `FileError` for what no SDK would split right."""
    quote = '"' if is_windows else "'"
    return " ".join(_quoted(word, quote, is_windows=is_windows) for word in words)


def _quoted(word: str, quote: str, *, is_windows: bool) -> str:
    is_plain = _PLAIN.fullmatch(word) and (is_windows or "\\" not in word)
    if is_plain:
        return word
    if quote in word or not word or any(ord(letter) < 32 for letter in word):
        raise FileError(
            said("The path {word!r} can't be used in credential_process.", word=word),
            said(
                "Install SSO Tray in a folder without quotes in its name, or use the "
                "credentials file instead."
            ),
        )
    return f"{quote}{word}{quote}"
