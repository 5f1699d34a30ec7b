"""The command `sso-tray`: its commands, its options, and how it ends."""

import errno
import logging
import os
import sys
from collections.abc import Sequence
from typing import Annotated

import typer

from tray.cli.commands import activity, agent, credentials, doctor, execute, login, roles, sessions
from tray.cli.commands.profiles import profiles
from tray.cli.connection.scope import Scope
from tray.cli.help.commands import Command, Group
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

_HELP = """Sign in to AWS IAM Identity Center and use your roles in any tool.

Run without a command to start the tray."""

app = typer.Typer(
    name="sso-tray",
    cls=Group,
    help=_HELP,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _print_version(is_wanted: bool) -> None:
    if is_wanted:
        from importlib.metadata import version  # noqa: PLC0415 - slow, and only needed here

        sys.stdout.write(f"SSO Tray {version('sso-tray')}\n")
        raise typer.Exit


@app.callback()
def _before(
    context: typer.Context,
    demo: Annotated[
        bool, typer.Option("--demo", help="Use the running demo instead of AWS.")
    ] = False,
    _version: Annotated[
        bool,
        typer.Option("--version", help="Show the version.", callback=_print_version, is_eager=True),
    ] = False,
) -> None:
    context.obj = Scope(is_demo=demo)


for _group, _name, _command in (
    ("Roles", "use", roles.use),
    ("Roles", "release", roles.release),
    ("Roles", "list", roles.list_roles),
    ("Roles", "console", credentials.console),
    ("Roles", "env", execute.env),
    ("Sign-in", "login", login.login),
    ("Sign-in", "logout", sessions.logout),
    ("Sign-in", "status", sessions.status),
    ("Profiles", "credentials", credentials.credentials),
    ("Tray", "activity", activity.activity),
    ("Tray", "doctor", doctor.doctor),
    ("Tray", "agent", agent.agent),
    ("Tray", "quit", agent.quit_program),
):
    app.command(_name, cls=Command, rich_help_panel=_group)(_command)
app.command("exec", cls=execute.ExecCommand, rich_help_panel="Roles")(execute.execute)
app.add_typer(profiles, rich_help_panel="Profiles")
if sys.platform == "win32":
    from tray.cli.commands.search_path import search_path

    app.command("search-path", hidden=True)(search_path)


def command_names() -> frozenset[str]:
    """What may stand after `sso-tray`."""
    return frozenset(getattr(typer.main.get_command(app), "commands", {}))


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
