"""As much of a command line as may be shown: what a program was told to do, never with what.

A value can be a password that looks like any word. So only words that cannot be
values are shown: those that a known tool takes as the names of its commands, and
the names of options. `…` stands for the rest.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from tray.core.vocabulary.printable import HIDDEN

_SERVICE = re.compile(r"[a-z][a-z0-9-]{0,40}")
"""The first word of `aws` is a service, or an alias of the person's; never a value."""

_OPERATION = re.compile(
    r"help|wait|ls|cp|mv|rm|mb|rb|sync|presign|website|configure|login|logout|deploy|package|"
    r"(abort|accept|add|admin|allocate|apply|assign|associate|assume|attach|authorize|batch|"
    r"cancel|change|check|clear|complete|confirm|copy|create|decode|decrypt|delete|deregister|"
    r"describe|detach|disable|disassociate|download|enable|encrypt|execute|export|filter|"
    r"generate|get|head|import|initiate|invoke|lookup|list|modify|monitor|move|publish|purge|"
    r"put|re-encrypt|reboot|receive|register|reject|release|remove|replace|request|reset|resize|"
    r"restore|resume|revoke|rotate|run|scan|schedule|search|select|send|set|simulate|start|stop|"
    r"subscribe|suspend|tag|terminate|test|transact|unassign|undeploy|unsubscribe|untag|update|"
    r"upload|validate|verify)(-[a-z0-9]+){1,8}"
)
"""The second word of `aws`: operations are called by what they do."""

_INFRASTRUCTURE = (
    "init plan apply destroy validate fmt import output refresh show state taint untaint "
    "workspace console force-unlock get graph login logout providers test version run-all build "
    "up preview stack config cancel watch"
)
_CLOUD = (
    "bootstrap deploy diff synth list ls destroy doctor watch import init build package publish "
    "validate local logs sync delete traces remote create terminate status open swap setenv "
    "printenv health events info invoke remove rollback dev deployments unlock shell"
)
_COMMANDS: Mapping[str, frozenset[str]] = {
    name: frozenset(words.split())
    for names, words in (
        ("terraform tofu terragrunt packer pulumi", _INFRASTRUCTURE),
        ("cdk sam eb chalice serverless sls sst amplify copilot eksctl", _CLOUD),
        (
            "kubectl",
            (
                "get describe delete apply create edit logs exec port-forward proxy cp scale "
                "rollout run expose set label annotate patch replace top drain cordon uncordon "
                "taint wait auth config cluster-info diff debug attach explain version"
            ),
        ),
        (
            "helm",
            (
                "install upgrade uninstall list ls status rollback repo pull push template history "
                "get show lint package test search dependency version"
            ),
        ),
        (
            "docker podman",
            (
                "run build push pull exec ps images login logout compose start stop restart rm rmi "
                "logs inspect tag network volume system cp create kill info version buildx"
            ),
        ),
        (
            "git",
            (
                "clone fetch pull push commit checkout switch branch merge rebase status log "
                "diff add reset restore stash tag remote submodule show lfs init"
            ),
        ),
        ("npm", "run install ci test start publish exec build audit update version pack"),
    )
    for name in names.split()
}
"""First words that can only be commands of a tool. `make` has none: its targets are anybody's."""

_GO_STYLE = frozenset({"terraform", "tofu", "terragrunt", "packer"})
"""Their long options have one dash. Elsewhere `-psecret` is the option `-p` and its value."""

_LONG_OPTION = re.compile(r"--?[A-Za-z][A-Za-z0-9-]{0,40}")
_SHORT_OPTION = re.compile(r"-[A-Za-z]")
_MOST = 10
"""Pieces behind the name."""


TOOLS = frozenset({"aws", *_COMMANDS})
"""Programs that are known by name."""


def shown_command(name: str, arguments: Sequence[str]) -> str:
    """`aws s3 cp … --acl …` for a program called `name` and what it was given."""
    pieces = [piece for piece, _ in groupby(_shown(name, arguments))]
    if len(pieces) > _MOST:
        pieces = [*pieces[: _MOST - 1], HIDDEN]
    return " ".join([name, *pieces])


def _shown(name: str, arguments: Sequence[str]) -> Iterator[str]:
    may_be_command = True
    # Programs that write a title into their own line leave empty arguments behind it.
    for place, argument in enumerate(filter(None, arguments)):
        if argument == "--":  # what follows is another's command line
            yield HIDDEN
            return
        if argument.startswith("-"):
            may_be_command = False  # a word behind an option can be its value
            yield from _option(name, argument)
        elif may_be_command and _is_command(name, place, argument):
            yield argument
        else:
            may_be_command = False
            yield HIDDEN


def _is_command(name: str, place: int, word: str) -> bool:
    if name == "aws":
        pattern = (_SERVICE, _OPERATION)[place] if place < 2 else None
        return pattern is not None and bool(pattern.fullmatch(word))
    return place == 0 and word in _COMMANDS.get(name, ())


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
