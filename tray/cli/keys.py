"""`credentials`, `console`: what leaves the program at once."""

import os
import sys
from typing import Annotated

import typer
from rich.text import Text

from tray.adapters.browser import SystemBrowser
from tray.cli.options import Json, Role
from tray.cli.output import notes, out, print_json, role_words
from tray.cli.scope import scope_of
from tray.core.secret import Secret
from tray.core.settings import ConsoleLink
from tray.core.wire import ConsoleAnswer, GetConsole, GetCredentials, KeysAnswer
from tray.services.wire_codec import encode_process_credentials


def credentials(
    context: typer.Context,
    role: Role,
    form: Annotated[
        str, typer.Option("--format", help="process: what credential_process prints.")
    ] = "process",
) -> None:
    """Print a role's keys as JSON: the answer to `credential_process`."""
    if form != "process":
        raise typer.BadParameter("only 'process'", param_hint="--format")
    with scope_of(context).agent() as agent:
        keys = agent.ask(GetCredentials(role), KeysAnswer)
    sys.stdout.buffer.write(encode_process_credentials(keys))
    sys.stdout.buffer.flush()


def console(
    context: typer.Context,
    role: Annotated[
        str,
        typer.Argument(help="A role, an ARN, or an address of the console.", show_default=False),
    ],
    as_role: Annotated[
        str, typer.Option("--role", help="As which role, where a link leaves several.")
    ] = "",
    service: Annotated[str, typer.Option(help="Where to land: s3, ec2, cloudwatch…")] = "",
    link: Annotated[
        ConsoleLink | None, typer.Option(help="Which kind of link.", show_default=False)
    ] = None,
    only_print: Annotated[
        bool, typer.Option("--print", help="Print the address instead of opening it.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Open a role's console in the browser."""
    with scope_of(context).agent() as agent:
        request = GetConsole(role, as_role, service, link.value if link else "")
        answer = agent.ask(request, ConsoleAnswer)
    if as_json:
        print_json(answer)
    elif only_print:
        out().print(Text(answer.url), soft_wrap=True)
    else:
        SystemBrowser(os.environ, is_for_one_page=True).open(Secret(answer.url))
        notes().print(Text(f"The browser opens the console of {role_words(answer.role)}."))
