"""`python -m tray`, and the command `sso-tray`: the tray, or one of the commands."""

import os
import sys
from collections.abc import Sequence

_COMMAND_LINE = {"-h", "--help", "--version", "--install-completion", "--show-completion"}
"""Options that the command line answers; the tray's start does not load it for others."""


def main() -> int:
    """Runs what was asked for; answers the exit code."""
    arguments = sys.argv[1:]
    if not is_for_command_line(arguments) and not _is_completing():
        from tray.app import main as tray  # noqa: PLC0415 - one of the two only

        return tray(arguments)
    from tray.cli.main import main as command  # noqa: PLC0415

    return command(arguments)


def is_for_command_line(arguments: Sequence[str]) -> bool:
    """Whether a command is wanted, also one with a typing error: the tray takes options only."""
    words = iter(arguments)
    for word in words:
        if word in _COMMAND_LINE or not word.startswith("-"):
            return True
        if word.startswith("--demo-") and "=" not in word:
            next(words, None)  # its value
    return False


def _is_completing() -> bool:
    return "_SSO_TRAY_COMPLETE" in os.environ


if __name__ == "__main__":
    sys.exit(main())
