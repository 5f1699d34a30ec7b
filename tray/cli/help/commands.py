"""How commands show their help: in groups, with examples, and with a guess at what was meant."""

from collections.abc import Iterator
from typing import Any

from typer.core import TyperCommand, TyperGroup

from tray.cli.help.examples import EXAMPLES
from tray.wiring.tray_options import demo_rows

_GROUPS = ("Roles", "Sign-in", "Profiles", "Tray")
"""Commands are in the group that their registration names, in this order."""


class Command(TyperCommand):
    """A command whose help ends with examples."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """As ever; an option with a typing error is answered with the one that was meant."""
        try:
            return super().parse_args(ctx, args)
        except Exception as error:
            name_the_nearest(error)
            raise

    def collect_usage_pieces(self, ctx: Any) -> list[str]:
        """`[OPTIONS] ROLE COMMAND...`, as manual pages write it."""
        pieces = []
        for each in self.get_params(ctx):
            if each.param_type_name == "argument":
                many = "..." if each.nargs != 1 else ""
                word = f"{each.metavar or (each.name or '').upper()}{many}"
                pieces.append(word if each.required else f"[{word}]")
        return ["[OPTIONS]", *pieces]

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """Arguments by their bare names, then the options."""
        for heading, rows in parameter_rows(self, ctx).items():
            if rows:
                with formatter.section(heading):
                    formatter.write_dl(rows)

    def format_epilog(self, ctx: Any, formatter: Any) -> None:
        """Examples, each under what it does."""
        _write_examples(formatter, words_of(ctx))


class Group(TyperGroup):
    """Commands in groups, with examples after them."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """See `Command.parse_args`."""
        try:
            return super().parse_args(ctx, args)
        except Exception as error:
            name_the_nearest(error)
            raise

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """The commands under the headings of their groups; of which there may be none."""
        for heading, rows in self._grouped(ctx):
            with formatter.section(heading):
                formatter.write_dl(rows)

    def _grouped(self, ctx: Any) -> Iterator[tuple[str, list[tuple[str, str]]]]:
        shown = {name: self.get_command(ctx, name) for name in self.list_commands(ctx)}
        width = max(map(len, shown))
        for heading in (*_GROUPS, "Commands"):
            rows = [
                # Padded, so that the columns of all groups agree.
                (name.ljust(width), str(command.get_short_help_str(limit=60)))
                for name, command in shown.items()
                if command is not None and not command.hidden and _group(command) == heading
            ]
            if rows:
                yield heading, rows

    def format_epilog(self, ctx: Any, formatter: Any) -> None:
        """Examples; with the program's own help also the options of the demo."""
        words = words_of(ctx)
        if not words:
            with formatter.section("Demo (sso-tray --demo)"):
                formatter.write_dl(demo_rows())
        _write_examples(formatter, words)


def _group(command: Any) -> str:
    named = getattr(command, "rich_help_panel", None)
    return named if named in _GROUPS else "Commands"


def words_of(ctx: Any) -> str:
    """The command's words after the program's, such as `profiles plan`."""
    return f"{words_of(ctx.parent)} {ctx.info_name}".strip() if ctx.parent else ""


def parameter_rows(command: Any, ctx: Any) -> dict[str, list[tuple[str, str]]]:
    """Names and explanations of a command's arguments and options; without Python's types."""
    rows: dict[str, list[tuple[str, str]]] = {"Arguments": [], "Options": []}
    for each in command.get_params(ctx):
        record = each.get_help_record(ctx)
        if record is None:
            continue
        is_argument = each.param_type_name == "argument"
        term = record[0].split(" ")[0] if is_argument else record[0]
        rows["Arguments" if is_argument else "Options"].append((term, record[1]))
    return rows


def name_the_nearest(error: Exception) -> None:
    """Puts into an error about an unknown option which one was meant."""
    # WORKAROUND: typer (0.29) shows no class of such an error, only this.
    near = getattr(error, "possibilities", None)
    if near:
        option = getattr(error, "option_name", "")
        vars(error)["message"] = f"No such option: {option}. Did you mean {' or '.join(near)}?"
        vars(error)["possibilities"] = None


def _write_examples(formatter: Any, words: str) -> None:
    examples = EXAMPLES.get(words, ())
    if not examples:
        return
    with formatter.section("Examples"):
        gap = " " * formatter.current_indent
        for line, purpose in examples:
            formatter.write(f"{gap}{purpose}\n{gap}  {line}\n")
