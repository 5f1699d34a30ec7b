"""`python -m tray`, and the command `sso-tray`: the tray, or one of the commands."""

import os
import sys

COMMANDS = frozenset(
    {
        "status",
        "login",
        "logout",
        "list",
        "use",
        "release",
        "env",
        "exec",
        "credentials",
        "console",
        "profiles",
        "activity",
        "doctor",
        "agent",
        "quit",
        *(("search-path",) if sys.platform == "win32" else ()),
    }
)
"""Known here, too, so that the tray's start does not load the command line."""

_HELP = {"-h", "--help", "--install-completion", "--show-completion"}


def main() -> int:
    """Runs what was asked for; answers the exit code."""
    arguments = sys.argv[1:]
    if COMMANDS.isdisjoint(arguments) and _HELP.isdisjoint(arguments) and not _is_completing():
        from tray.app import main as tray  # noqa: PLC0415 - one of the two only

        return tray(arguments)
    from tray.cli.main import main as command  # noqa: PLC0415

    return command(arguments)


def _is_completing() -> bool:
    return "_SSO_TRAY_COMPLETE" in os.environ


if __name__ == "__main__":
    sys.exit(main())
