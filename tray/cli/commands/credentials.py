"""`credentials`, `console`: what leaves the program at once."""

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from tray.adapters.browsers.installed import Browsers
from tray.cli.commands.role_choice import ask_for_role
from tray.cli.connection.scope import scope_of
from tray.cli.terminal.options import Json, Role
from tray.cli.terminal.output import notes, out, plain_line, print_json, role_words
from tray.core.console.browser_rules import BrowserPlace
from tray.core.ipc.protocol import ConsoleAnswer, CredentialsAnswer, GetConsole, GetCredentials
from tray.core.settings.settings import ConsoleLink
from tray.services.broker.codec import encode_process_credentials


def credentials(
    context: typer.Context,
    role: Role,
    form: Annotated[
        str,
        typer.Option("--format", metavar="FORMAT", help="process: JSON for credential_process."),
    ] = "process",
) -> None:
    """Print a role's keys as credential_process JSON."""
    if form != "process":
        raise typer.BadParameter("only 'process'", param_hint="--format")
    with scope_of(context).agent() as agent:
        keys = agent.ask(GetCredentials(role), CredentialsAnswer)
    sys.stdout.buffer.write(encode_process_credentials(keys))
    sys.stdout.buffer.flush()


def console(
    context: typer.Context,
    role: Annotated[
        str,
        typer.Argument(metavar="ROLE", help="A role, an ARN or a console URL.", show_default=False),
    ],
    as_role: Annotated[
        str,
        typer.Option("--role", metavar="ROLE", help="The role to use, if a link allows several."),
    ] = "",
    service: Annotated[
        str, typer.Option(metavar="NAME", help="Service to open: s3, ec2, cloudwatch…")
    ] = "",
    link: Annotated[ConsoleLink | None, typer.Option(help="Link type.", show_default=False)] = None,
    browser: Annotated[
        str,
        typer.Option(
            metavar="NAME",
            help="firefox, chrome, chromium, edge or brave, with an optional profile: "
            "chrome:Work.  [default: as set in Settings]",
            show_default=False,
        ),
    ] = "",
    container: Annotated[
        str, typer.Option(metavar="NAME", help="Firefox container.", show_default=False)
    ] = "",
    only_print: Annotated[
        bool, typer.Option("--print", help="Print the URL instead of opening it.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Open the AWS console as a role.

    With an ARN or a console URL, it opens exactly that page.
    """
    with scope_of(context).agent() as agent:

        def request(named: str) -> GetConsole:
            return GetConsole(named, as_role, service, link, browser, container)

        answer = ask_for_role(agent, role, request, ConsoleAnswer, as_json=as_json)
    if as_json:
        print_json(answer)
    elif only_print:
        out().print(plain_line(answer.url.reveal()), soft_wrap=True)
    else:
        place = BrowserPlace(answer.browser, answer.profile, answer.container)
        opener = Browsers(os.environ, Path.home(), is_for_one_page=True)
        opener.open(answer.url, place)
        notes().print(plain_line(f"Opening the console as {role_words(answer.role)}…"))
