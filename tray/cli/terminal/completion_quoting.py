"""What a shell puts on the line for a name: one word, of which it runs nothing.

Accounts are called by whoever runs them, with blanks as a rule, and with `$(...)` if
they like. Shells insert what a completion answers as it is, so it has to be written
as the person would have to type it.
"""

import re
from collections.abc import Mapping
from typing import Any

_PLAIN = re.compile(r"[\w@%+=:,./-]", re.ASCII)
_VARIABLE = "_SSO_TRAY_COMPLETE"
"""Says which shell asks: `complete_bash`."""


class Written(str):
    """A name as a shell wants it on its line. What was typed so far is compared with the name."""

    __slots__ = ("name",)
    name: str

    def startswith(self, prefix: Any, *within: Any) -> bool:
        """Whether the name begins so: typer asks this of what has no quotes any more."""
        return self.name.startswith(prefix, *within)


def as_typed(name: str, environ: Mapping[str, str]) -> Written | None:
    """The name as that shell wants it; None where there is no safe way to write it."""
    text = _written(name, environ) if name.isprintable() else None
    if text is None:
        return None
    written = Written(text)
    written.name = name
    return written


def _written(name: str, environ: Mapping[str, str]) -> str | None:
    match environ.get(_VARIABLE, "").removeprefix("complete_"):
        case "bash":
            return _for_bash(name, _open_quote(environ))
        case "zsh":
            return _for_zsh(name)
        case "powershell" | "pwsh":
            return _for_powershell(name)
        case _:  # fish quotes by itself
            return name


def _open_quote(environ: Mapping[str, str]) -> str:
    """The quote that the word begins with, as it stands on the line."""
    words = environ.get("COMP_WORDS", "").split("\n")
    place = environ.get("COMP_CWORD", "")
    word = words[int(place)] if place.isdecimal() and int(place) < len(words) else ""
    return word[0] if word[:1] in {'"', "'"} else ""


def _for_bash(name: str, quote: str) -> str | None:
    if quote == "'":
        return name.replace("'", "'\\''")
    if quote == '"':
        # Within these bash looks for events of its history, and nothing hides a `!` from it.
        return None if "!" in name else re.sub(r'([\\"$`])', r"\\\1", name)
    return "".join(each if _is_plain(each) else f"\\{each}" for each in name)


def _is_plain(letter: str) -> bool:
    return bool(_PLAIN.fullmatch(letter)) or (not letter.isascii() and letter.isalnum())


def _for_zsh(name: str) -> str | None:
    """Typer's script evaluates the answer, and escapes what zsh expands, but for backslashes.

    `_describe`, which the answer is for, takes half of them away once more.
    """
    return None if "'" in name or '"' in name else name.replace("\\", "\\" * 4)


def _for_powershell(name: str) -> str:
    if all(_is_plain(each) for each in name) and not name.startswith("@"):
        return name
    return "'" + re.sub("(['\u2018\u2019\u201a\u201b])", r"\1\1", name) + "'"
