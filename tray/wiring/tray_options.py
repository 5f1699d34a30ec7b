"""The options with which the tray is started."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from argparse import ArgumentParser


@dataclass(frozen=True, slots=True)
class Options:
    """What stands on the command line."""

    is_demo: bool = False
    speed: float = 60.0
    accounts: int = 0
    roles: int = 3
    session_hours: float = 8.0
    port: int = 0
    faults: tuple[str, ...] = ()


def options_of(arguments: Sequence[str]) -> Options:
    """Reads them; ends the program with a word on stderr where one is wrong."""
    match list(arguments):
        case []:
            return Options()  # the usual start, which is not to wait for argparse
        case ["--demo"]:
            return Options(is_demo=True)
        case _:
            return _parsed(arguments)


def _parsed(arguments: Sequence[str]) -> Options:
    found = parser().parse_args(arguments)
    return Options(
        found.demo,
        found.demo_speed,
        found.demo_accounts,
        found.demo_roles,
        found.demo_session_hours,
        found.demo_port,
        tuple(found.demo_fault),
    )


def parser() -> "ArgumentParser":
    """What the tray's start understands; the manual page is made from it, too."""
    import argparse  # noqa: PLC0415 - twenty milliseconds before the icon

    class Version(argparse.Action):
        """`--version`."""

        def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
            from importlib.metadata import version  # noqa: PLC0415 - slow as well

            # argparse's own `exit(message)` would say it on stderr.
            sys.stdout.write(f"SSO Tray {version('sso-tray')}\n")
            parser.exit()

    usual = Options()
    found = argparse.ArgumentParser(
        prog="sso-tray", description="AWS IAM Identity Center in the system tray."
    )
    found.add_argument("--version", action=Version, nargs=0, help="show the version")
    found.add_argument("--demo", action="store_true", help="run against a demo of its own")
    demo = found.add_argument_group("demo")
    for name, kind, words in (
        ("speed", float, "how fast its time passes"),
        ("accounts", int, "so many made-up accounts"),
        ("roles", int, "so many roles in each"),
        ("session-hours", float, "a session's length"),
        ("port", int, "a port of one's own choice"),
    ):
        value = getattr(usual, name.replace("-", "_"))
        demo.add_argument(f"--demo-{name}", type=kind, default=value, help=words)
    demo.add_argument(
        "--demo-fault",
        action="append",
        default=[],
        metavar="OPERATION:KIND[:COUNT[:after]]",
        help="bad answers, as in GetRoleCredentials:503:2; may be given several times",
    )
    return found
