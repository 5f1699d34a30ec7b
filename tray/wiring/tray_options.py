"""The options with which the tray is started."""

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
    reader = parser()
    found, unknown = reader.parse_known_args(arguments)
    if unknown:
        reader.error(_unknown(unknown[0]))
    return Options(
        found.demo,
        found.demo_speed,
        found.demo_accounts,
        found.demo_roles,
        found.demo_session_hours,
        found.demo_port,
        tuple(found.demo_fault),
    )


def _unknown(option: str) -> str:
    from difflib import get_close_matches  # noqa: PLC0415 - only where something is wrong

    near = get_close_matches(
        option, ["--version", "--help", *(term.split()[0] for term, _ in tray_options())]
    )
    hint = f" Did you mean {near[0]}?" if near else " See: sso-tray --help"
    return f"no such option: {option}.{hint}"


_DEMO = (
    ("speed", "N", "Speed of time: 60 lets a minute pass per second."),
    ("accounts", "N", "Number of sample accounts."),
    ("roles", "N", "Roles per account."),
    ("session-hours", "N", "Session length in hours."),
    ("port", "N", "Port to use, instead of any free one."),
)
_FAULT = (
    "--demo-fault",
    "OPERATION:KIND[:COUNT[:after]]",
    "Bad answers, as in GetRoleCredentials:503:2. Can be repeated.",
)


def parser() -> "ArgumentParser":
    """What the tray's start understands."""
    import argparse  # noqa: PLC0415 - twenty milliseconds before the icon

    usual = Options()
    found = argparse.ArgumentParser(prog="sso-tray", usage="sso-tray [--demo] [--demo-OPTION ...]")
    found.add_argument("--demo", action="store_true")
    for name, metavar, _ in _DEMO:
        value = getattr(usual, name.replace("-", "_"))
        found.add_argument(f"--demo-{name}", type=type(value), default=value, metavar=metavar)
    found.add_argument(_FAULT[0], action="append", default=[], metavar=_FAULT[1])
    return found


def demo_rows() -> list[tuple[str, str]]:
    """The demo's options and what they do, for the help of the command line."""
    usual = Options()
    rows = []
    for name, metavar, words in _DEMO:
        value = getattr(usual, name.replace("-", "_"))
        rows.append((f"--demo-{name} {metavar}", f"{words}  [default: {value:g}]"))
    return [*rows, (f"{_FAULT[0]} {_FAULT[1]}", _FAULT[2])]


def tray_options() -> list[tuple[str, str]]:
    """What a start without a command understands beside what every command has."""
    return [("--demo", "Run the built-in demo."), *demo_rows()]
