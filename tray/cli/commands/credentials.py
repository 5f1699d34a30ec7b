"""`credentials`, `console`: what leaves the program at once."""

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from tray.adapters.browsers.installed import Browsers
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
        str, typer.Option("--format", help="process: what credential_process prints.")
    ] = "process",
) -> None:
    """Print a role's keys as JSON: the answer to `credential_process`."""
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
        typer.Argument(help="A role, an ARN, or an address of the console.", show_default=False),
    ],
    as_role: Annotated[
        str, typer.Option("--role", help="As which role, where a link leaves several.")
    ] = "",
    service: Annotated[str, typer.Option(help="Where to land: s3, ec2, cloudwatch…")] = "",
    link: Annotated[
        ConsoleLink | None, typer.Option(help="Which kind of link.", show_default=False)
    ] = None,
    browser: Annotated[
        str,
        typer.Option(
            help="In which browser: firefox, chrome, chromium, edge, brave; with a profile: "
            "chrome:Work.  [default: that of the settings]",
            show_default=False,
        ),
    ] = "",
    container: Annotated[
        str, typer.Option(help="In which container of Firefox.", show_default=False)
    ] = "",
    only_print: Annotated[
        bool, typer.Option("--print", help="Print the address instead of opening it.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Open a role's console in the browser."""
    with scope_of(context).agent() as agent:
        kind = link.value if link else ""
        request = GetConsole(role, as_role, service, kind, browser, container)
        answer = agent.ask(request, ConsoleAnswer)
    if as_json:
        print_json(answer)
    elif only_print:
        out().print(plain_line(answer.url.reveal()), soft_wrap=True)
    else:
        place = BrowserPlace(answer.browser, answer.profile, answer.container)
        opener = Browsers(os.environ, Path.home(), is_for_one_page=True)
        opener.open(answer.url, place)
        notes().print(plain_line(f"The browser opens the console of {role_words(answer.role)}."))
