"""Who asks for credentials, as a person would call it.

Between an AWS tool and us stands our own helper, and often a shell or an
interpreter: the asker is the program behind them. Of its arguments only what
`command_words` lets through is kept, since the rest may be secret.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import PurePosixPath, PureWindowsPath

from tray.core.command_words import shown_command
from tray.core.said import said

_SHELLS = frozenset({"sh", "bash", "dash", "zsh", "fish", "ash", "cmd", "powershell", "pwsh"})
_INTERPRETERS = re.compile(r"(python[\d.]*|pythonw|node|ruby[\d.]*|perl[\d.]*|java)")
_OURS = re.compile(r"credential_helper(\.py)?|sso-tray(-credentials)?")
_CODE_FOLLOWS = re.compile(r"-[a-zA-Z]*[cep]|--eval|--print")
"""`-c`, `-e`, `-ne`, `-pe`: rather the interpreter's name than a line of code as one."""
_MOST_OPTIONS = 8


@dataclass(frozen=True, slots=True)
class Process:
    """A process as the system tells it; empty where it does not."""

    pid: int
    executable: str = ""
    arguments: tuple[str, ...] = ()
    directory: str = ""


@dataclass(frozen=True, slots=True)
class Asker:
    """A program that asks, and who started it. `command` is what may be shown of its line."""

    name: str
    pid: int | None = None
    executable: str = ""
    command: str = ""
    directory: str = ""
    parent: str = ""

    @property
    def key(self) -> tuple[str, str, str]:
        """What makes it the same program when it asks again, in another process."""
        return self.executable, self.name, self.directory

    @property
    def words(self) -> str:
        """`terraform (pid 4242, in infra)`."""
        where = _base(self.directory)
        facts = [f"pid {self.pid}"] if self.pid is not None else []
        facts += [f"in {where}"] if where else []
        return f"{self.name} ({', '.join(facts)})" if facts else self.name


UNKNOWN = Asker(said("a program that could not be told"))


def asker_of(chain: Iterable[Process]) -> Asker:
    """The asker among a process and its ancestors, the nearest first.

    No more of them are looked at than it takes: each costs a tool that waits for its keys.
    """
    ancestors = iter(chain)
    for process in ancestors:
        wrapped = _wrapped(process)
        if wrapped:
            return _asker(process, wrapped, ancestors)
        if not _is_ours(process) and not _is_go_between(process):
            return _asker(process, _words(process), ancestors)
    return UNKNOWN


def _asker(process: Process, words: Sequence[str], above: Iterable[Process]) -> Asker:
    name = _base(words[0]) if words else f"process {process.pid}"
    parents = (_words(each) for each in above if not _is_go_between(each))
    parent = next((_base(words[0]) for words in parents if words), "")
    command = shown_command(name, words[1:])
    return Asker(name, process.pid, process.executable, command, process.directory, parent)


def _wrapped(process: Process) -> tuple[str, ...]:
    """What `sso-tray exec ROLE -- COMMAND` runs: that is who gets the keys."""
    words = process.arguments
    if _is_ours(process) and "exec" in words and "--" in words:
        return words[words.index("--") + 1 :]
    return ()


def _is_ours(process: Process) -> bool:
    """By what runs, never by what is said to it: else each program could pass as its parent."""
    if _OURS.fullmatch(_base(process.executable)):
        return True
    is_module = ("-m", "tray") in pairwise(process.arguments[1:_MOST_OPTIONS])
    words = _words(process)
    return bool(words) and bool(
        _OURS.fullmatch(_base(words[0])) or (is_module and words[0] == "tray")
    )


def _is_go_between(process: Process) -> bool:
    """A shell that runs one line for somebody else."""
    words = process.arguments
    return bool(words) and _base(words[0]) in _SHELLS and words[1:2] in {("-c",), ("/c",), ("/C",)}


def _words(process: Process) -> tuple[str, ...]:
    """The command, from the script on where an interpreter runs one."""
    words = process.arguments
    if process.executable:
        # A program writes into its own first word what it likes: a title, a secret, another's name.
        words = (process.executable, *words[1:])
    if not words or not _INTERPRETERS.fullmatch(_base(words[0])):
        return words
    for place, word in enumerate(words[1:], start=1):
        if word == "-m":
            return words[place + 1 :]
        if _CODE_FOLLOWS.fullmatch(word):
            break
        if not word.startswith("-"):
            return words[place:]
    return words[:1]


def _base(path: str) -> str:
    name = PureWindowsPath(path).name if "\\" in path else PurePosixPath(path).name
    return name.removesuffix(".exe")
