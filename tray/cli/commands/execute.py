"""`env` and `exec`: a role's keys for a shell, or for one program."""

import os
import signal
import subprocess
import sys
import tempfile
from enum import Enum
from pathlib import Path
from types import FrameType
from typing import Annotated, Any

import typer

from tray.cli.commands.role_choice import ask_for_role
from tray.cli.connection.scope import Scope, scope_of
from tray.cli.help.commands import Command
from tray.cli.terminal.options import Json, Role
from tray.core.exec.child_environment import outside_environment
from tray.core.exec.shell_export import (
    SHADOWING_VARIABLES,
    Environment,
    Shell,
    as_text,
    detect_shell,
    environment,
)
from tray.core.ipc.protocol import (
    CloseEndpoint,
    CredentialsAnswer,
    Done,
    EndpointAnswer,
    GetCredentials,
    OpenEndpoint,
)
from tray.core.vocabulary.errors import TrayError
from tray.core.vocabulary.secret import Secret

_KEYS = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN")
_CONTAINER = (
    "AWS_CONTAINER_CREDENTIALS_FULL_URI",
    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
    "AWS_CONTAINER_AUTHORIZATION_TOKEN",
    "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE",
)
_NOT_FOUND, _NOT_RUNNABLE = 127, 126
"""A shell's exit codes for a program that is not there, and for one that cannot be run."""


class ShellName(Enum):
    """What people call their shell."""

    BASH = "bash"
    ZSH = "zsh"
    SH = "sh"
    DASH = "dash"
    KSH = "ksh"
    FISH = "fish"
    POWERSHELL = "powershell"
    PWSH = "pwsh"
    CMD = "cmd"
    DOTENV = "dotenv"
    JSON = "json"

    @property
    def shell(self) -> Shell:
        """How it wants to be written for: what is no shell of its own is an sh."""
        if self is ShellName.PWSH:
            return Shell.POWERSHELL
        return Shell(self.value) if self.value in {each.value for each in Shell} else Shell.BASH


class ExecCommand(Command):
    """`exec`, which is given options of another program's where its `--` was forgotten."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """As ever; an option that is not ours is most likely the program's."""
        try:
            return super().parse_args(ctx, list(args))
        except Exception as error:
            # WORKAROUND: typer (0.29) shows no class of such an error, only this.
            option = getattr(error, "option_name", "")
            if not option or "--" in args:
                raise
            raise typer.BadParameter(
                f"exec has no option {option}. Put -- before the command: "
                "sso-tray exec ROLE -- COMMAND"
            ) from error


def env(
    context: typer.Context,
    role: Role,
    shell: Annotated[
        ShellName | None,
        typer.Option(
            metavar="SHELL",
            help="bash (also for zsh and sh), fish, powershell, cmd, dotenv or json.  "
            "[default: your shell]",
            show_default=False,
        ),
    ] = None,
    as_json: Json = False,
) -> None:
    """Print a role's keys as environment variables.

    Your shell has to evaluate them: eval "$(sso-tray env ROLE)"
    """
    kind = shell.shell if shell is not None else detect_shell(os.environ)
    kind = Shell.JSON if as_json else kind
    is_json = kind is Shell.JSON
    text = as_text(kind, _variables(scope_of(context), role, as_json=is_json))
    sys.stdout.write(text.reveal())


def execute(
    context: typer.Context,
    role: Role,
    command: Annotated[
        list[str],
        typer.Argument(metavar="COMMAND", help="The command and its arguments, after --."),
    ],
    endpoint: Annotated[
        bool,
        typer.Option(
            "--endpoint",
            help="Serve keys on a local endpoint, so long-running commands can renew them.",
        ),
    ] = False,
    token_file: Annotated[
        bool, typer.Option("--token-file", help="With --endpoint: pass the token in a file.")
    ] = False,
) -> None:
    """Run a command with a role's keys.

    Signals and the exit code pass through.
    """
    scope = scope_of(context)
    if endpoint:
        raise typer.Exit(_run_with_endpoint(scope, role, command, token_in_file=token_file))
    named = _in_force(_without(_CONTAINER), _variables(scope, role))
    if os.name == "nt":
        raise typer.Exit(_run(command, named))
    try:
        os.execvpe(command[0], command, named)  # noqa: S606 - the person's own command
    except OSError as error:
        raise typer.Exit(_not_started(command, error)) from error


def _variables(scope: Scope, role: str, *, as_json: bool = False) -> Environment:
    with scope.agent() as agent:
        keys = ask_for_role(agent, role, GetCredentials, CredentialsAnswer, as_json=as_json)
    return environment(keys.credentials, keys.region, keys.credentials.expires_at)


def _in_force(environ: dict[str, str], variables: Environment) -> dict[str, str]:
    """An environment with `variables`, and without those that are to be unset."""
    changed = dict(environ)
    for name, value in variables.items():
        changed.pop(name, None)
        if value is not None:
            changed[name] = value.reveal() if isinstance(value, Secret) else value
    return changed


def _run_with_endpoint(scope: Scope, role: str, command: list[str], *, token_in_file: bool) -> int:
    with scope.agent() as agent, tempfile.TemporaryDirectory(prefix="sso-tray-") as directory:
        keys = ask_for_role(agent, role, GetCredentials, CredentialsAnswer)
        region = keys.region
        grant = agent.ask(OpenEndpoint(keys.role.role), EndpointAnswer)
        named = _without((*SHADOWING_VARIABLES, *_KEYS, *_CONTAINER))
        named["AWS_CONTAINER_CREDENTIALS_FULL_URI"] = grant.uri
        if token_in_file:
            path = Path(directory) / "token"
            path.touch(0o600)
            # Without a newline: some SDKs send it along.
            path.write_text(grant.authorization_token.reveal(), "ascii")
            named["AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"] = str(path)
        else:
            named["AWS_CONTAINER_AUTHORIZATION_TOKEN"] = grant.authorization_token.reveal()
        if region:
            named |= {"AWS_REGION": region, "AWS_DEFAULT_REGION": region}
        try:
            return _run(command, named)
        finally:
            agent.ask(CloseEndpoint(grant.uri), Done)


def _without(names: tuple[str, ...]) -> dict[str, str]:
    environ = outside_environment(os.environ, is_frozen=getattr(sys, "frozen", False))
    return {name: value for name, value in environ.items() if name not in names}


def _run(command: list[str], environ: dict[str, str]) -> int:
    """Runs it and waits. The terminal's own signals reach it by themselves, others through us."""
    try:
        process = subprocess.Popen(command, env=environ)  # noqa: S603 - the person's own command
    except OSError as error:
        return _not_started(command, error)

    def pass_on(number: int, _frame: FrameType | None) -> None:
        process.send_signal(number)

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, pass_on)
    if sys.platform != "win32":
        signal.signal(signal.SIGHUP, pass_on)
    status = process.wait()
    # A shell's word for a program that died of a signal.
    return 128 - status if status < 0 else status


def _not_started(command: list[str], error: OSError) -> int:
    problem = TrayError(f"{command[0]} didn't start: {error.strerror}.")
    sys.stderr.write(f"sso-tray: {problem}\n")
    return _NOT_FOUND if isinstance(error, FileNotFoundError) else _NOT_RUNNABLE
