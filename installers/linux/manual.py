"""Manual pages, made from the command's own help: one for the program, one for each command."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

import typer

from tray.cli.help.commands import parameter_rows, words_of
from tray.cli.help.examples import EXAMPLES
from tray.cli.main import app
from tray.cli.terminal.output import EXIT_FAILED, EXIT_SIGN_IN, EXIT_TRY_AGAIN, EXIT_UNCLEAR
from tray.wiring.tray_options import tray_options

PROGRAM = "sso-tray"
_SECTION = "1"
_FILES = (
    (
        "~/.aws/config, ~/.aws/credentials",
        "AWS configuration. SSO Tray changes only profiles you use it for.",
    ),
    ("~/.config/sso-tray/", "Settings."),
    (
        "~/.cache/sso-tray/, ~/.local/state/sso-tray/",
        "Cache and state. No secrets.",
    ),
    (
        "$XDG_RUNTIME_DIR/sso-tray/agent.sock",
        "Agent socket, accessible only to you; or in ~/.local/state/sso-tray/run.",
    ),
)
_VARIABLES = (
    ("AWS_CONFIG_FILE, AWS_SHARED_CREDENTIALS_FILE", "Other locations of the AWS files."),
    ("HTTPS_PROXY, NO_PROXY, AWS_CA_BUNDLE", "Proxy and certificates, as for the AWS CLI."),
    ("BROWSER", "Browser command."),
)
_EXIT = (
    ("0", "Success."),
    (str(EXIT_FAILED), "Failure; the reason is printed on standard error."),
    ("2", "Invalid command line."),
    (str(EXIT_SIGN_IN), "Sign-in required."),
    (str(EXIT_UNCLEAR), "No role, or more than one role, matches."),
    (str(EXIT_TRY_AGAIN), "AWS is unreachable or throttling; try again later."),
)
_EXIT_OF_EXEC = (
    ("126, 127", "The command can't be run, or wasn't found."),
    ("any other", "The command's own; as below if it wasn't started."),
    *_EXIT,
)


@dataclass(frozen=True, slots=True)
class Command:
    """A command as its help tells it; the rows are a term and its explanation."""

    words: tuple[str, ...]
    usage: str
    help: str
    arguments: tuple[tuple[str, str], ...]
    options: tuple[tuple[str, str], ...]
    examples: tuple[tuple[str, str], ...]
    is_group: bool

    @property
    def page(self) -> str:
        """Its page's name, as in `man sso-tray-use`."""
        return "-".join(self.words)

    @property
    def summary(self) -> str:
        """The first sentence of its help, as `apropos` lists it."""
        return re.split(r"\.(?:\s|$)", self.help, maxsplit=1)[0]


def commands() -> Iterator[Command]:
    """Every command, groups before what they hold, the program itself first."""
    root = typer.main.get_command(app)
    yield from _walk(typer.Context(root, info_name=PROGRAM, **root.context_settings))


def _walk(context: typer.Context) -> Iterator[Command]:
    command = context.command
    rows = parameter_rows(command, context)
    inner = dict(getattr(command, "commands", {}))
    yield Command(
        words=tuple(context.command_path.split()),
        usage=" ".join(command.collect_usage_pieces(context)),
        help=command.help or "",
        arguments=tuple(rows["Arguments"]),
        options=tuple(rows["Options"]),
        examples=EXAMPLES.get(words_of(context), ()),
        is_group=bool(inner),
    )
    for name, child in sorted(inner.items()):
        settings = child.context_settings
        yield from _walk(typer.Context(child, info_name=name, parent=context, **settings))


def pages(version: str, date: datetime) -> dict[str, str]:
    """The text of each page by its file's name, such as `sso-tray-use.1`."""
    found = list(commands())
    made = {f"{one.page}.{_SECTION}": _page(one, found, version, date) for one in found}
    return {**made, f"{_OVERVIEW}.7": _overview(version, date)}


def _page(command: Command, others: list[Command], version: str, date: datetime) -> str:
    is_program = len(command.words) == 1
    title = (
        f'.TH "{escaped(command.page.upper())}" {_SECTION} "{date:%Y-%m-%d}" "SSO Tray {version}"'
    )
    lines = [title, ".SH NAME", f"{escaped(command.page)} \\- {escaped(command.summary)}"]
    lines += [".SH SYNOPSIS", f".B {escaped(' '.join(command.words))}", escaped(command.usage)]
    rest = "\n\n".join(command.help.split("\n\n")[1:])
    if rest:  # the first paragraph is the name's
        lines += [".SH DESCRIPTION", *_paragraphs(rest)]
    lines += _rows("ARGUMENTS", command.arguments)
    lines += _rows("OPTIONS", command.options)
    if is_program:
        lines += _rows("OPTIONS OF THE TRAY", tray_options())
    inner = [one for one in others if command.is_group and one.words[:-1] == command.words]
    lines += _rows("COMMANDS", [(" ".join(one.words[1:]), one.help) for one in inner])
    if is_program:
        lines += _rows("FILES", _FILES) + _rows("ENVIRONMENT", _VARIABLES)
    lines += _rows("EXIT STATUS", _EXIT_OF_EXEC if command.words[-1] == "exec" else _EXIT)
    lines += _examples(command.examples)
    lines += [".SH SEE ALSO", _see_also(command, others)]
    return "\n".join(lines) + "\n"


def _examples(examples: Sequence[tuple[str, str]]) -> list[str]:
    lines = [".SH EXAMPLES"] if examples else []
    for line, purpose in examples:
        lines += [".TP", escaped(purpose), f".B {escaped(line)}"]
    return lines


_OVERVIEW = "sso-tray-profiles-and-keys"
_WAYS = (
    (
        "keys (the default)",
        (
            "The role's temporary keys are in ~/.aws/credentials, renewed while you are signed in. "
            "Works with every tool, also in containers that mount the file."
        ),
        "sso-tray use prod/readonly",
    ),
    (
        "process",
        (
            "The profile in ~/.aws/config has a credential_process line: tools ask SSO Tray when "
            "they need keys. No keys on disk. For the AWS CLI and current SDKs."
        ),
        "sso-tray use prod/readonly --as process",
    ),
    (
        "sso",
        (
            "The profile refers to an sso-session: the AWS CLI and SDKs get keys themselves, with "
            "the sign-in that SSO Tray shares with them."
        ),
        "sso-tray use prod/readonly --as sso",
    ),
    (
        "environment variables",
        "For one shell or one command. The keys are not renewed.",
        "sso-tray exec prod/readonly -- aws s3 ls",
    ),
    (
        "local endpoint",
        "For commands that run longer than the keys last: SDKs ask an endpoint on 127.0.0.1.",
        "sso-tray exec --endpoint prod/readonly -- ./backup.sh",
    ),
    (
        "one profile per role",
        "Profiles for all your roles at once, in ~/.aws/config.",
        "sso-tray profiles sync",
    ),
)


def _overview(version: str, date: datetime) -> str:
    """The page that compares the ways in which tools get keys."""
    title = f'.TH "{escaped(_OVERVIEW.upper())}" 7 "{date:%Y-%m-%d}" "SSO Tray {version}"'
    lines = [title, ".SH NAME", f"{escaped(_OVERVIEW)} \\- ways in which AWS tools get your keys"]
    lines += [".SH DESCRIPTION", "A role is used as an AWS profile, in one of these ways:"]
    for name, words, line in _WAYS:
        lines += [".TP", f".B {escaped(name)}", escaped(words), ".br", escaped(line)]
    lines += [".SH SEE ALSO", f".BR {PROGRAM.replace('-', chr(92) + '-')} ({_SECTION})"]
    return "\n".join(lines) + "\n"


def _rows(heading: str, rows: Sequence[tuple[str, str]]) -> list[str]:
    if not rows:
        return []
    lines = [f'.SH "{heading}"']
    for term, said in rows:
        lines += [".TP", f".B {escaped(term)}", escaped(said)]
    return lines


def _paragraphs(text: str) -> list[str]:
    lines: list[str] = []
    for paragraph in text.split("\n\n"):
        lines += [".PP", escaped(" ".join(paragraph.split()))]
    return lines[1:]


def _see_also(command: Command, others: list[Command]) -> str:
    parent = command.words[:-1]
    near = [
        one for one in others if one.words[:-1] in (parent, command.words) or one.words == parent
    ]
    if parent:  # its siblings are on the program's page
        near = [one for one in near if one.words == parent or one.words[:-1] == command.words]
    names = [(name, _SECTION) for name in sorted(one.page for one in near if one is not command)]
    names += [(_OVERVIEW, "7"), ("aws", _SECTION)]
    return " ,\n".join(f".BR {escaped(name)} ({section})" for name, section in names)


def escaped(text: str) -> str:
    """Text that roff prints as it stands: no command, no hyphen where a minus was meant."""
    text = text.replace("\\", "\\e").replace("-", "\\-")
    return re.sub(r"^([.'])", r"\\&\1", text, flags=re.MULTILINE)
