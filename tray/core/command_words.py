"""As much of a command line as may be shown: what a program was told to do, never with what.

A value can be a password that looks like any word. So only words that cannot be
values are shown: those that a known tool takes as the names of its commands, and
the names of options. `…` stands for the rest.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

_COMMAND_WORDS = {
    "aws": 2,  # the service and its operation
    **dict.fromkeys(("eksctl", "amplify", "copilot"), 2),
    **dict.fromkeys(("terraform", "tofu", "terragrunt", "packer", "pulumi"), 1),
    **dict.fromkeys(("cdk", "sam", "eb", "chalice", "serverless", "sls", "sst"), 1),
    **dict.fromkeys(("kubectl", "helm", "docker", "podman", "git", "npm", "make"), 1),
}
"""How many words behind each tool's name, before any option, can only be its commands."""

_GO_STYLE = frozenset({"terraform", "tofu", "terragrunt", "packer"})
"""Their long options have one dash. Elsewhere `-psecret` is the option `-p` and its value."""

_WORD = re.compile(r"[a-z][a-z0-9-]{0,40}")
_LONG_OPTION = re.compile(r"--?[A-Za-z][A-Za-z0-9-]{0,40}")
_SHORT_OPTION = re.compile(r"-[A-Za-z]")
_MOST = 10
"""Pieces behind the name."""

HIDDEN = "…"


def shown_command(name: str, arguments: Sequence[str]) -> str:
    """`aws s3 cp … --acl …` for a program called `name` and what it was given."""
    pieces = [piece for piece, _ in groupby(_shown(name, arguments))]
    if len(pieces) > _MOST:
        pieces = [*pieces[: _MOST - 1], HIDDEN]
    return " ".join([name, *pieces])


def _shown(name: str, arguments: Sequence[str]) -> Iterator[str]:
    commands = _COMMAND_WORDS.get(name, 0)
    # Programs that write a title into their own line leave empty arguments behind it.
    for place, argument in enumerate(filter(None, arguments)):
        if argument == "--":  # what follows is another's command line
            yield HIDDEN
            return
        if argument.startswith("-"):
            commands = 0  # a word behind an option can be its value
            yield from _option(name, argument)
        elif place < commands and _WORD.fullmatch(argument):
            yield argument
        else:
            commands = 0
            yield HIDDEN


def _option(name: str, argument: str) -> Iterator[str]:
    option, equals, _ = argument.partition("=")
    is_long = option.startswith("--") or name in _GO_STYLE
    shape = _LONG_OPTION if is_long else _SHORT_OPTION
    if shape.fullmatch(option):
        yield option + (f"={HIDDEN}" if equals else "")
    elif not is_long and _SHORT_OPTION.match(option):
        yield option[:2] + HIDDEN
    else:
        yield HIDDEN
