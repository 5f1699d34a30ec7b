"""Arguments and options that several commands share."""

from typing import Annotated, TypeAlias

import typer

from tray.cli.completion import complete_profile, complete_role, complete_session

Json: TypeAlias = Annotated[bool, typer.Option("--json", help="Print JSON (see docs/json.md).")]
Role: TypeAlias = Annotated[
    str,
    typer.Argument(
        help="ACCOUNT/ROLE or SESSION:ACCOUNT/ROLE; account by name or number; a part is enough.",
        autocompletion=complete_role,
        show_default=False,
    ),
]
Session: TypeAlias = Annotated[
    str,
    typer.Argument(
        help="The sso-session; needed only where there are several.",
        autocompletion=complete_session,
        show_default=False,
    ),
]
Profile: TypeAlias = Annotated[
    str,
    typer.Option(
        "--profile",
        "-p",
        help="The profile of AWS tools.  [default: that of the settings]",
        autocompletion=complete_profile,
        show_default=False,
    ),
]
