"""What a profile of AWS tools can be called."""

import re

from tray.core.vocabulary.translatable import said

_NAME = re.compile(r"[A-Za-z0-9._/@+:-]{1,120}")


def profile_name_problem(name: str) -> str | None:
    """What hinders `name` as a profile that every SDK can read; None if nothing does."""
    if not name:
        return said("Enter a profile name.")
    if name == "DEFAULT":
        return said("Tools apply DEFAULT to every profile. Choose another name.")
    if not _NAME.fullmatch(name):
        return said(
            "Use up to 120 letters, digits and . _ / @ + : - only. Some tools don't "
            "accept other characters."
        )
    return None
