"""The manual page, made of the command's own help: it cannot say anything else."""

from collections.abc import Iterator
from datetime import UTC, datetime
from importlib.metadata import version
from typing import Any

import typer

from tray.cli.main import app

NAME = "sso-tray"


def manual() -> str:
    """sso-tray(1) in roff."""
    program = typer.main.get_command(app)
    lines = [
        f'.TH SSO-TRAY 1 "{datetime.now(UTC):%Y-%m-%d}" "SSO Tray {version(NAME)}"',
        ".SH NAME",
        f"{NAME} \\- AWS IAM Identity Center in the system tray",
        ".SH SYNOPSIS",
        f".B {NAME}",
        "[\\fIoptions\\fR] [\\fIcommand\\fR \\fI…\\fR]",
        ".SH DESCRIPTION",
        (
            "Without a command it starts the tray; a second start shows the one that runs. "
            "With the tray running, a command asks it; without, it does the work itself."
        ),
        ".SH OPTIONS",
        *_parameters(program),
        ".SH COMMANDS",
    ]
    for name, command in _commands(program):
        lines += [f".SS {_roff(_usage(name, command))}", _roff(_first_paragraph(command))]
        lines += _parameters(command)
    lines += [
        ".SH ROLES",
        (
            "ROLE is account/role or session:account/role, the account by name or number; "
            "a part of each is enough where it is unambiguous."
        ),
        ".SH FILES",
        "What the program reads and writes is listed in files-we-touch.md of its documentation.",
        ".SH SEE ALSO",
        ".BR aws (1)",
    ]
    return "\n".join(lines) + "\n"


def _commands(command: Any, prefix: str = "") -> Iterator[tuple[str, Any]]:
    """All commands and those below them, by their whole name."""
    for name, child in command.commands.items():
        if hasattr(child, "commands"):
            yield from _commands(child, f"{prefix}{name} ")
        else:
            yield f"{prefix}{name}", child


def _usage(name: str, command: Any) -> str:
    arguments = (one for one in command.params if one.param_type_name == "argument")
    return " ".join([NAME, name, *(_argument(one) for one in arguments)])


def _argument(argument: Any) -> str:
    label = (argument.metavar or argument.name).upper()
    dots = "…" if argument.nargs == -1 else ""
    return f"{label}{dots}" if argument.required else f"[{label}{dots}]"


def _parameters(command: Any) -> Iterator[str]:
    for one in command.params:
        if one.param_type_name == "option" and not one.hidden:
            names = ", ".join(f"\\fB{_roff(name)}\\fR" for name in (*one.opts, *one.secondary_opts))
            yield from (".TP", names, _roff(one.help or ""))


def _first_paragraph(command: Any) -> str:
    return " ".join((command.help or "").split("\n\n")[0].split())


def _roff(text: str) -> str:
    escaped = text.replace("\\", "\\e").replace("-", "\\-")
    return f"\\&{escaped}" if escaped.startswith((".", "'")) else escaped
