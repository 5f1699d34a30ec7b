"""The command `sso-tray`: its commands, its options, and how it ends."""

import errno
import logging
import os
import sys
from collections.abc import Sequence
from typing import Annotated

import typer

from tray.cli.commands import activity, agent, credentials, doctor, execute, roles, sessions
from tray.cli.commands.profiles import profiles
from tray.cli.connection.scope import Scope
from tray.cli.terminal.output import (
    give_up_on_streams,
    prepare_streams,
    print_error,
    told_on_stderr,
)
from tray.core.vocabulary.errors import TrayError

_INTERRUPTED = 130
_PIPE_CLOSED = 141
"""A shell's word for SIGPIPE."""

_HELP = """AWS IAM Identity Center in the system tray, and on the command line.

Without a command it starts the tray."""

app = typer.Typer(
    name="sso-tray",
    help=_HELP,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.callback()
def _before(
    context: typer.Context,
    demo: Annotated[
        bool, typer.Option("--demo", help="Talk to the demo that runs: sso-tray --demo")
    ] = False,
) -> None:
    context.obj = Scope(is_demo=demo)


app.command("status")(sessions.status)
app.command("login")(sessions.login)
app.command("logout")(sessions.logout)
app.command("list")(roles.list_roles)
app.command("use")(roles.use)
app.command("release")(roles.release)
app.command("env")(execute.env)
app.command("exec", cls=execute.ExecCommand)(execute.execute)
app.command("credentials")(credentials.credentials)
app.command("console")(credentials.console)
app.add_typer(profiles)
app.command("activity")(activity.activity)
app.command("doctor")(doctor.doctor)
app.command("agent")(agent.agent)
app.command("quit")(agent.quit_program)
if sys.platform == "win32":
    from tray.cli.commands.search_path import search_path

    app.command("search-path", hidden=True)(search_path)


def main(arguments: Sequence[str]) -> int:
    """Runs one command; answers the exit code. Errors are one sentence on stderr."""
    prepare_streams()
    logging.basicConfig(level=logging.ERROR, format="%(levelname)s %(name)s: %(message)s")
    own = arguments.index("--") if "--" in arguments else len(arguments)
    options = [*map(_as_text, arguments[:own]), *arguments[own:]]
    as_json = "--json" in (options[: options.index("--")] if "--" in options else options)
    try:
        code = _run(options, as_json=as_json)
        sys.stdout.flush()
    except BrokenPipeError:
        give_up_on_streams()
        return _PIPE_CLOSED
    except OSError as error:
        if error.errno not in {errno.ENOSPC, errno.EIO, errno.EBADF, errno.EINVAL}:
            raise
        # What goes wrong with files of ours is a `TrayError`: this is the output.
        told_on_stderr(f"sso-tray: the output couldn't be written: {error.strerror}.")
        give_up_on_streams()
        return 1
    return code


def _as_text(argument: str) -> str:
    """What was typed in UTF-8, where Python was told that the terminal speaks another encoding."""
    return os.fsencode(argument).decode("utf-8", "replace")


def _run(options: list[str], *, as_json: bool) -> int:
    try:
        app(options)
    except TrayError as error:
        return print_error(error, as_json=as_json)
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 0
    except KeyboardInterrupt:
        return _INTERRUPTED
    return 0
