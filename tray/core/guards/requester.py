"""Who asks for credentials, as a person would call it.

Between an AWS tool and us stands our own helper, and often a shell or an
interpreter: the asker is the program behind them. Of its arguments only what
`command_words` lets through is kept, since the rest may be secret. A word of its
line is its name only where it names a file that is there, or a module.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import PurePosixPath, PureWindowsPath
from typing import Protocol

from tray.core.guards.command_redaction import shown_command
from tray.core.guards.interpreters import Code, Run, run_of
from tray.core.vocabulary.printable import elided, printable
from tray.core.vocabulary.translatable import said

SHELLS = frozenset({"sh", "bash", "dash", "zsh", "fish", "ash", "cmd", "powershell", "pwsh"})
_OURS = re.compile(r"credential_helper(\.py)?|sso-tray(-credentials)?")
_LONGEST_NAME = 60
_LONGEST_PATH = 160


@dataclass(frozen=True, slots=True)
class Process:
    """A process as the system tells it; empty where it does not.

    `name` is the system's own for it: a program cannot write a value into it by chance.
    """

    pid: int
    executable: str = ""
    arguments: tuple[str, ...] = ()
    directory: str = ""
    name: str = ""


class FileNames(Protocol):
    """Which words are names of files. A password may look like one; a file is there or not."""

    def is_file(self, word: str, directory: str) -> bool:
        """Whether a process in that directory can open it by that word."""

    def is_program(self, word: str, directory: str) -> bool:
        """Whether it can be started by that word, found by the search path, too."""


@dataclass(frozen=True, slots=True)
class Requester:
    """A program that asks, and who started it. `command` is what may be shown of its line."""

    name: str
    pid: int | None = None
    executable: str = ""
    command: str = ""
    directory: str = ""
    parent: str = ""
    identity: str = ""
    """A digest of what runs, and where: two scripts of one interpreter are two programs."""

    @property
    def key(self) -> tuple[str, ...]:
        """What makes it the same program when it asks again, in another process."""
        return self.executable, self.name, self.directory, self.identity

    @property
    def words(self) -> str:
        """`terraform (pid 4242, in infra)`."""
        where = base_name(self.directory)
        facts = [f"pid {self.pid}"] if self.pid is not None else []
        facts += [f"in {where}"] if where else []
        return f"{self.name} ({', '.join(facts)})" if facts else self.name


@dataclass(frozen=True, slots=True)
class _Program:
    """What a process runs: its name, what it was given, and what tells it from others."""

    name: str
    arguments: tuple[str, ...] = ()
    launch: tuple[str, ...] = ()
    module: str = ""


UNKNOWN = Requester(said("an unknown program"))


def asker_of(chain: Iterable[Process], files: FileNames) -> Requester:
    """The asker among a process and its ancestors, the nearest first.

    No more of them are looked at than it takes: each costs a tool that waits for its keys.
    """
    ancestors = iter(chain)
    for process in ancestors:
        program = _program(process, files)
        if _is_ours(process, program):
            wrapped = _wrapped(process, files)
            if wrapped is not None:
                return _asker(process, wrapped, ancestors, files)
        elif not _is_go_between(process):
            return _asker(process, program, ancestors, files)
    return UNKNOWN


def _asker(
    process: Process, program: _Program, above: Iterator[Process], files: FileNames
) -> Requester:
    parents = (_program(each, files).name for each in above if not _is_go_between(each))
    parts = (process.executable, process.directory, *program.launch)
    return Requester(
        _tidy(program.name),
        process.pid,
        _tidy(process.executable, _LONGEST_PATH),
        printable(shown_command(_tidy(program.name), program.arguments)),
        _tidy(process.directory, _LONGEST_PATH),
        _tidy(next(parents, "")),
        sha256("\0".join(parts).encode(errors="surrogatepass")).hexdigest(),
    )


def _tidy(text: str, most: int = _LONGEST_NAME) -> str:
    """Foreign text on one line and of bounded length: it stands in a question."""
    return elided(printable(text), most)


def _wrapped(process: Process, files: FileNames) -> _Program | None:
    """What `sso-tray exec ROLE -- COMMAND` runs: that is who gets the keys."""
    words = process.arguments
    if "exec" not in words or "--" not in words:
        return None
    command = words[words.index("--") + 1 :]
    if command and files.is_program(command[0], process.directory):
        return _launched(command[0], command, process, files)
    return _Program("sso-tray exec", (), words)


def _is_ours(process: Process, program: _Program) -> bool:
    """By what runs, never by what is said to it: else each program could pass as its parent."""
    if _OURS.fullmatch(base_name(process.executable)):
        return True
    return program.module == "tray" or bool(_OURS.fullmatch(program.name))


def _is_go_between(process: Process) -> bool:
    """A shell that runs one line for somebody else."""
    words = process.arguments
    return (
        bool(words) and base_name(words[0]) in SHELLS and words[1:2] in {("-c",), ("/c",), ("/C",)}
    )


def _program(process: Process, files: FileNames) -> _Program:
    """What runs. Never by its first word: a program writes there what it likes, a secret, too."""
    program = process.executable or process.name
    if not program:
        return _Program(f"process {process.pid}", (), (str(process.pid),))
    return _launched(program, process.arguments, process, files)


def _launched(program: str, words: Sequence[str], process: Process, files: FileNames) -> _Program:
    """A program by its path and its line; the script, where an interpreter runs one."""
    name, arguments = base_name(program), tuple(words[1:])
    run = run_of(name, arguments)
    if run is None:
        return _Program(name, arguments, (program,))
    launch = (program, *run.launch)
    if _is_named(run, process, files):
        module = run.words[0] if run.code is Code.NAMED else ""
        return _Program(base_name(run.words[0]), run.words[1:], launch, module)
    if run.code is Code.UNKNOWN:
        # The next one with this very line may run something else.
        launch = (*launch, str(process.pid))
    return _Program(name, (), launch)


def _is_named(run: Run, process: Process, files: FileNames) -> bool:
    if run.code is Code.FILE:
        return files.is_file(run.words[0], process.directory)
    return run.code is Code.NAMED


def base_name(path: str) -> str:
    """The last part of a path of whatever system, as people call the program."""
    name = PureWindowsPath(path).name if "\\" in path else PurePosixPath(path).name
    return name.removesuffix(".exe")
