"""Arguments and options that several commands share."""

from typing import Annotated, TypeAlias

import typer

from tray.cli.terminal.completion import complete_profile, complete_role, complete_session


def not_empty(context: typer.Context, parameter: typer.CallbackParam, value: str) -> str:
    """An empty name is a variable that is not set; it does not mean what leaving it out means."""
    is_said = context.get_parameter_source(parameter.name or "") is not None and (
        str(context.get_parameter_source(parameter.name or "")).endswith("COMMANDLINE")
    )
    if is_said and not value.strip():
        raise typer.BadParameter("an empty name. Leave it out for the usual one.")
    return value


Json: TypeAlias = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Role: TypeAlias = Annotated[
    str,
    typer.Argument(
        metavar="ROLE",
        help="ACCOUNT/ROLE, or any unambiguous part of it (prod/adm).",
        autocompletion=complete_role,
        callback=not_empty,
        show_default=False,
    ),
]
Session: TypeAlias = Annotated[
    str,
    typer.Argument(
        metavar="SESSION",
        help="Access portal name, if you have several.",
        autocompletion=complete_session,
        callback=not_empty,
        show_default=False,
    ),
]


Profile: TypeAlias = Annotated[
    str,
    typer.Option(
        "--profile",
        "-p",
        metavar="NAME",
        help="Profile name.  [default: default, or as set in Settings]",
        autocompletion=complete_profile,
        callback=not_empty,
        show_default=False,
    ),
]
