"""Manual pages, made from the command's own help: one for the program, one for each command."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

import typer

from tray.cli.main import app
from tray.cli.terminal.output import EXIT_FAILED, EXIT_SIGN_IN, EXIT_TRY_AGAIN, EXIT_UNCLEAR
from tray.wiring.tray_options import parser

PROGRAM = "sso-tray"
_SECTION = "1"
_FILES = (
    (
        "~/.aws/config, ~/.aws/credentials",
        "The files of AWS tools. Only profiles that you asked for are changed.",
    ),
    ("~/.config/sso-tray/", "Settings."),
    (
        "~/.cache/sso-tray/, ~/.local/state/sso-tray/",
        "What can be fetched again, and what is remembered between two starts. Nothing secret.",
    ),
    (
        "$XDG_RUNTIME_DIR/sso-tray/agent.sock",
        "Where the agent answers, or ~/.local/state/sso-tray/run. Only you can open it.",
    ),
)
_VARIABLES = (
    ("AWS_CONFIG_FILE, AWS_SHARED_CREDENTIALS_FILE", "Where the files of AWS tools are."),
    ("HTTPS_PROXY, NO_PROXY, AWS_CA_BUNDLE", "The way to AWS, as the AWS CLI reads them."),
    ("BROWSER", "What opens a page."),
)
_EXIT = (
    ("0", "It is done."),
    (str(EXIT_FAILED), "It failed; one sentence on standard error says why, and what to do."),
    ("2", "The command line is wrong."),
    (str(EXIT_SIGN_IN), "Somebody has to sign in first."),
    (str(EXIT_UNCLEAR), "Several roles are meant, or none; the candidates are listed."),
    (str(EXIT_TRY_AGAIN), "AWS could not be reached, or was busy: the same may work later."),
)
_EXIT_OF_EXEC = (
    ("126, 127", "The program cannot be run, or is not there."),
    ("any other", "The program's own, or as below where it was not started."),
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
    rows: dict[str, list[tuple[str, str]]] = {"argument": [], "option": []}
    for parameter in command.get_params(context):
        record = parameter.get_help_record(context)
        if record is not None:
            rows[parameter.param_type_name].append(record)
    inner = dict(getattr(command, "commands", {}))
    yield Command(
        words=tuple(context.command_path.split()),
        usage=re.sub(r"[{}]", "", " ".join(command.collect_usage_pieces(context))).upper(),
        help=command.help or "",
        arguments=tuple((term.split(" ")[0].upper(), said) for term, said in rows["argument"]),
        options=tuple(rows["option"]),
        is_group=bool(inner),
    )
    for name, child in sorted(inner.items()):
        settings = child.context_settings
        yield from _walk(typer.Context(child, info_name=name, parent=context, **settings))


def pages(version: str, date: datetime) -> dict[str, str]:
    """The text of each page by its file's name, such as `sso-tray-use.1`."""
    found = list(commands())
    return {f"{one.page}.{_SECTION}": _page(one, found, version, date) for one in found}


def _page(command: Command, others: list[Command], version: str, date: datetime) -> str:
    is_program = len(command.words) == 1
    title = (
        f'.TH "{escaped(command.page.upper())}" {_SECTION} "{date:%Y-%m-%d}" "SSO Tray {version}"'
    )
    lines = [title, ".SH NAME", f"{escaped(command.page)} \\- {escaped(command.summary)}"]
    lines += [".SH SYNOPSIS", f".B {escaped(' '.join(command.words))}", escaped(command.usage)]
    lines += [".SH DESCRIPTION", *_paragraphs(command.help)]
    lines += _rows("ARGUMENTS", command.arguments)
    lines += _rows("OPTIONS", command.options)
    if is_program:
        lines += _rows("OPTIONS OF THE TRAY", _tray_options())
    inner = [one for one in others if command.is_group and one.words[:-1] == command.words]
    lines += _rows("COMMANDS", [(" ".join(one.words[1:]), one.help) for one in inner])
    if is_program:
        lines += _rows("FILES", _FILES) + _rows("ENVIRONMENT", _VARIABLES)
    lines += _rows("EXIT STATUS", _EXIT_OF_EXEC if command.words[-1] == "exec" else _EXIT)
    lines += [".SH SEE ALSO", _see_also(command, others)]
    return "\n".join(lines) + "\n"


def _tray_options() -> list[tuple[str, str]]:
    """What a start without a command understands beside what every command has."""
    rows = []
    for action in parser()._actions:  # noqa: SLF001 - argparse has no public way to its options
        term, said = ", ".join(action.option_strings), action.help or ""
        if action.nargs != 0:
            term += f" {action.dest.split('_')[-1].upper()}"
            said += f"  [default: {action.default}]"
        if "--help" not in action.option_strings:
            rows.append((term, said))
    return rows


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
    names = [*sorted(one.page for one in near if one is not command), "aws"]
    return " ,\n".join(f".BR {escaped(name)} ({_SECTION})" for name in names)


def escaped(text: str) -> str:
    """Text that roff prints as it stands: no command, no hyphen where a minus was meant."""
    text = text.replace("\\", "\\e").replace("-", "\\-")
    return re.sub(r"^([.'])", r"\\&\1", text, flags=re.MULTILINE)
