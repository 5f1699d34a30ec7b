"""What an interpreter was told to run, read from its command line as it reads that itself.

A word behind `-W` or behind a lone `-` is a value, and values can be passwords. So a
line is read by the options that each interpreter has; at the first word that is not
understood, nothing more is taken from it.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum


class Code(Enum):
    """Where the code comes from."""

    FILE = "file"
    """`Run.words[0]` names a script, if it is a file."""
    NAMED = "named"
    """`Run.words[0]` is a module, or an archive's name."""
    ON_THE_LINE = "on the line"
    """Code, or a class, that the line itself says."""
    UNKNOWN = "unknown"
    """Standard input, a session typed by hand, or a line that is not understood."""


@dataclass(frozen=True, slots=True)
class Run:
    """`words` are the script and what it was given; `launch` is what decides which code runs."""

    code: Code
    words: tuple[str, ...] = ()
    launch: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Options:
    """The options of one interpreter.

    `flags` and `valued` are single letters. A valued one takes the rest of its word, or
    the next word; one in `attached` takes only the rest of its word, which may be empty.
    Long options are whole words with their dashes.
    """

    flags: str = ""
    valued: str = ""
    attached: str = ""
    counted: str = ""
    """Those that take digits behind them, and more letters behind those."""
    code: str = ""
    module: str = ""
    long_flags: frozenset[str] = frozenset()
    long_valued: frozenset[str] = frozenset()
    long_code: frozenset[str] = frozenset()
    long_named: frozenset[str] = frozenset()
    prefixes: tuple[str, ...] = ()
    """Words that begin so say all by themselves: `-Dname=value`."""
    first_word: Code = Code.FILE


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_PYTHON = _Options(
    flags="bBdEhiIOPqRsStuvVx3?",
    valued="WX",
    code="c",
    module="m",
    long_flags=_set("--help --version"),
    long_valued=_set("--check-hash-based-pycs"),
)
_NODE = _Options(
    flags="chiv",
    valued="rC",
    code="ep",
    long_flags=_set(
        "--inspect --inspect-brk --no-warnings --no-deprecation --enable-source-maps --expose-gc"
        " --expose_gc --trace-warnings --trace-deprecation --trace-uncaught --preserve-symlinks"
        " --preserve-symlinks-main --experimental-vm-modules --experimental-strip-types --watch"
        " --test --check --interactive --use-openssl-ca --use-bundled-ca --use-system-ca"
        " --throw-deprecation --pending-deprecation --harmony --prof --trace-exit --version"
    ),
    long_valued=_set(
        "--require --import --env-file --env-file-if-exists --conditions --loader"
        " --experimental-loader --title --max-http-header-size --watch-path"
        " --unhandled-rejections --input-type --disable-warning --test-name-pattern --icu-data-dir"
    ),
    long_code=_set("--eval --print --run"),
)
_RUBY = _Options(
    flags="achlnpsSvwy",
    valued="IrCE",
    attached="FiKTWx",
    counted="0",
    code="e",
    long_flags=_set("--yjit --jit --rjit --verbose --version --copyright --debug --help"),
    long_valued=_set("--encoding --external-encoding --internal-encoding --enable --disable"),
)
_PERL = _Options(
    flags="acfghnpsStTuUvwWX",
    valued="I",
    attached="CdDFimMVx",
    counted="0l",
    code="eE",
)
_JAVA = _Options(
    long_flags=_set(
        "-server -client -ea -da -enableassertions -disableassertions -esa -dsa"
        " -showversion --show-version --enable-preview -Xshare:auto -Xint -Xrs"
    ),
    long_valued=_set(
        "-cp -classpath --class-path -p --module-path --upgrade-module-path --add-modules"
        " --add-opens --add-exports --add-reads --enable-native-access --limit-modules"
    ),
    long_named=_set("-jar -m --module"),
    prefixes=("-D", "-XX:", "-Xm", "-Xs", "-Xlog:", "-Xshare:", "-javaagent:", "-agentlib:",
              "-agentpath:", "-ea:", "-da:", "-verbose", "--add-", "--enable-native-access="),
    first_word=Code.ON_THE_LINE,
)  # fmt: skip
_TABLES: Mapping[re.Pattern[str], _Options] = {
    re.compile(r"(python|pypy)[\d.]*(-dbg|-intel64|d|t)?|pythonw[\d.]*"): _PYTHON,
    re.compile(r"node(js)?[\d.]*"): _NODE,
    re.compile(r"ruby[\d.]*"): _RUBY,
    re.compile(r"perl[\d.]*"): _PERL,
    re.compile(r"javaw?"): _JAVA,
}


def run_of(program: str, arguments: Sequence[str]) -> Run | None:
    """What an interpreter with these arguments runs; None for a program that is none."""
    name = program.casefold()
    options = next((each for pattern, each in _TABLES.items() if pattern.fullmatch(name)), None)
    return _read(options, tuple(arguments)) if options is not None else None


def _read(options: _Options, arguments: tuple[str, ...]) -> Run:
    place = 0
    while place < len(arguments):
        word = arguments[place]
        if not word.startswith("-"):
            # Java reads its options from a file of that name.
            return (
                _unknown(arguments) if word[:1] in {"", "@"} else _first(options, arguments, place)
            )
        if word == "--":
            return _first(options, arguments, place + 1)
        step = _option(options, word)
        if isinstance(step, int):
            place += step
            continue
        code, attached = step
        if code is Code.NAMED:
            rest = (attached,) if attached else ()
            words = (*rest, *arguments[place + 1 :])
            return Run(code, words, arguments[: place + 2 - len(rest)]) if words else _unknown(())
        return Run(code, (), arguments)
    return Run(Code.UNKNOWN)


def _first(options: _Options, arguments: tuple[str, ...], place: int) -> Run:
    """The first word that is no option."""
    words = arguments[place:]
    if not words or words[0] in {"", "-"}:
        return _unknown(arguments)
    if options.first_word is Code.FILE:
        return Run(Code.FILE, words, arguments[: place + 1])
    return Run(options.first_word, (), arguments[: place + 1])


def _unknown(arguments: tuple[str, ...]) -> Run:
    return Run(Code.UNKNOWN, (), arguments)


def _option(options: _Options, word: str) -> int | tuple[Code, str]:
    """How many words an option takes; or where the code is, with a module's name behind it."""
    name, equals, _ = word.partition("=")
    if word in options.long_flags or any(word.startswith(each) for each in options.prefixes):
        return 1
    if word in options.long_named:
        return Code.NAMED, ""
    if name in options.long_code:
        return Code.ON_THE_LINE, ""
    if word in options.long_valued:
        return 2
    if equals and name in options.long_valued | options.long_flags:
        return 1
    if word.startswith("--") or len(word) == 1:
        return Code.UNKNOWN, ""
    return _letters(options, word)


def _letters(options: _Options, word: str) -> int | tuple[Code, str]:
    """`-Im`, `-Wignore`, `-l0ne`: letters behind one dash."""
    digits = False
    for place, letter in enumerate(word[1:], start=2):
        rest = word[place:]
        if digits and letter.isdecimal():
            continue
        digits = letter in options.counted
        if digits:
            continue
        if letter in options.code:
            return Code.ON_THE_LINE, ""
        if letter in options.module:
            return Code.NAMED, rest
        if letter in options.valued:
            return 1 if rest else 2
        if letter in options.attached:
            return 1
        if letter not in options.flags:
            return Code.UNKNOWN, ""
    return 1
