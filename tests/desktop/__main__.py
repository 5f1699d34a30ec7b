"""Runs any command in a desktop of its own: `./dev desktop [options] -- COMMAND`.

Its screen is invisible: `import -window root shot.png` in COMMAND takes a picture.
"""

import argparse
import signal
import subprocess
import sys
from enum import Enum
from types import FrameType
from typing import NoReturn

from tests.desktop.bed import Bed
from tests.desktop.bed_options import BedOptions, Keyring, Notifications, Panel
from tests.desktop.processes import DIE_WITH_PARENT


def _end(number: int, _frame: FrameType | None) -> NoReturn:
    raise SystemExit(128 + number)


def _choice(parser: argparse.ArgumentParser, name: str, first: Enum) -> None:
    values = "|".join(str(choice.value) for choice in type(first))
    parser.add_argument(f"--{name}", type=type(first), default=first, metavar=values)


def options(arguments: list[str]) -> tuple[BedOptions, list[str]]:
    """The bed that the command line asks for, and the command to run in it."""
    parser = argparse.ArgumentParser(prog="./dev desktop", description=__doc__)
    _choice(parser, "panel", Panel.XFCE)
    _choice(parser, "notifications", Notifications.XFCE)
    _choice(parser, "keyring", Keyring.UNLOCKED)
    parser.add_argument("--accessibility", action="store_true", help="with an AT-SPI bus")
    parser.add_argument("--screen", default="1280x800x24", help="WIDTHxHEIGHTxDEPTH")
    parser.add_argument("command", nargs="+", metavar="COMMAND")
    chosen = parser.parse_args(arguments)
    bed = BedOptions(
        panel=chosen.panel,
        notifications=chosen.notifications,
        keyring=chosen.keyring,
        accessibility=chosen.accessibility,
        screen=chosen.screen,
    )
    return bed, chosen.command


def main() -> int:
    """The command's own exit status."""
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _end)
    bed_options, command = options(sys.argv[1:])
    with Bed(bed_options) as bed:
        return subprocess.run([*DIE_WITH_PARENT, *command], env=bed.env, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
