"""The lock files: whole for every system and Python, since nobody resolves them again.

Beside a lock stands a table of what each locked package requires, by its own metadata.
`python -m tests.lock_check` writes it, and asks the index about packages of other systems;
`lock_problems` needs no network, and holds the table against what is installed.
"""

import json
import re
import subprocess
import sys
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.metadata import Distribution, distributions
from pathlib import Path
from typing import TypedDict

from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import NormalizedName, canonicalize_name

PROJECT = Path(__file__).resolve().parents[1]
PYTHONS = ("3.11", "3.12", "3.13", "3.14")
_SYSTEMS = {  # sys_platform: os_name, platform_system, machines
    "linux": ("posix", "Linux", ("x86_64", "aarch64")),
    "darwin": ("posix", "Darwin", ("x86_64", "arm64")),
    "win32": ("nt", "Windows", ("AMD64", "ARM64")),
}
_WHEELS = ("win_amd64", "macosx_13_0_arm64", "manylinux_2_28_x86_64")
"""Tags of wheels to look for where a package of another system is asked about."""
_EXTRA = re.compile(r"extra *== *[\"']([^\"']+)")


class Needs(TypedDict):
    """What a locked package says of itself; of its extras only those that somebody asks for."""

    version: str
    python: str
    requires: list[str]


Table = dict[str, Needs]
Environment = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Lock:
    """A lock file, the table beside it, what it was made from, and where it gets installed."""

    path: Path
    table: Path
    roots: tuple[Requirement, ...]
    installed_in: tuple[str, ...] = ()

    @property
    def entries(self) -> list[Requirement]:
        """Its packages, each with its version and marker."""
        text = self.path.read_text("utf-8").replace("\\\n", " ")
        lines = (line.partition(" --hash")[0].strip() for line in text.splitlines())
        return [Requirement(line) for line in lines if line and not line.startswith("#")]


def locks(project: Path) -> list[Lock]:
    """All of them. What the program runs with is in the developers' table, too."""
    about = tomllib.loads((project / "pyproject.toml").read_text("utf-8"))
    clients = project / "tests/clients"
    used = _requirements(about["project"]["dependencies"])
    tools = [*about["dependency-groups"]["dev"], *about["build-system"]["requires"]]
    tried = (clients / "requirements.in").read_text("utf-8").splitlines()
    aside = tuple(str(path) for path in project.glob(".clients/v1/lib/python*/site-packages"))
    table = project / "requirements-dev.requires.json"
    return [
        Lock(project / "requirements.lock", table, used),
        Lock(
            project / "requirements-dev.lock",
            table,
            used + _requirements(tools),
            tuple(sys.path),
        ),
        Lock(
            clients / "requirements.lock",
            clients / "requirements.requires.json",
            _requirements(tried),
            aside,
        ),
    ]


def _requirements(lines: Iterable[str]) -> tuple[Requirement, ...]:
    bare = (line.partition("#")[0].strip() for line in lines)
    return tuple(Requirement(line) for line in bare if line)


@cache
def environments() -> tuple[Environment, ...]:
    """Every system and Python for which a lock holds, as markers ask for them."""
    return tuple(
        {
            "implementation_name": "cpython",
            "implementation_version": f"{python}.0",
            "os_name": os_name,
            "platform_machine": machine,
            "platform_python_implementation": "CPython",
            "platform_release": "",
            "platform_system": system,
            "platform_version": "",
            "python_full_version": f"{python}.0",
            "python_version": python,
            "sys_platform": platform,
        }
        for platform, (os_name, system, machines) in _SYSTEMS.items()
        for machine in machines
        for python in PYTHONS
    )


# ---- is a lock whole? -----------------------------------------------------------------


def lock_problems(project: Path) -> list[str]:
    """Whatever an installation of a lock would lack, or would get in another version."""
    return [problem for lock in locks(project) for problem in problems_of(lock, project)]


def problems_of(lock: Lock, project: Path) -> Iterator[str]:
    """Of one lock, a sentence each, with the first environment that has it."""
    name = lock.path.relative_to(project).as_posix()
    table: Table = json.loads(lock.table.read_text("utf-8"))
    entries = lock.entries
    for entry in entries:
        key = canonicalize_name(entry.name)
        known = table.get(key)
        if known is None or f"=={known['version']}" != str(entry.specifier):
            yield f"{name}: {lock.table.name} doesn't know {entry}; run ./dev lock"
            return
    found: dict[str, list[str]] = defaultdict(list)
    for environment in environments():
        where = f"{environment['sys_platform']} {environment['platform_machine']}"
        for problem in _lacks(lock, entries, table, environment):
            found[problem].append(f"{where}, Python {environment['python_version']}")
    for problem, places in found.items():
        others = f" and {len(places) - 1} more" if len(places) > 1 else ""
        yield f"{name}: {problem} ({places[0]}{others})"
    for package, wrong in _differences(lock, table):
        yield f"{lock.table.name}: {package} is installed and requires something else: {wrong}"


def _lacks(
    lock: Lock, entries: list[Requirement], table: Table, environment: Environment
) -> Iterator[str]:
    there: dict[NormalizedName, str] = {}
    for entry in entries:
        if _holds(entry, environment):
            key = canonicalize_name(entry.name)
            if key in there:
                yield f"{entry.name} is locked twice"
            there[key] = table[key]["version"]
    for key in there:
        if environment["python_full_version"] not in SpecifierSet(table[key]["python"]):
            yield f"{key} wants Python {table[key]['python']}"
    waiting: list[tuple[str, Requirement]]
    waiting = [("the project", one) for one in lock.roots if _holds(one, environment)]
    waiting += [(key, one) for key in there for one in _needed(table[key], environment)]
    seen: set[tuple[str, str]] = set()
    while waiting:
        who, wanted = waiting.pop()
        key = canonicalize_name(wanted.name)
        if key not in there:
            yield f"{who} requires {wanted}, which is not in it"
        elif not wanted.specifier.contains(there[key], prereleases=True):
            yield f"{who} requires {wanted}, and {there[key]} is in it"
        else:
            fresh = wanted.extras - {extra for name, extra in seen if name == key}
            seen |= {(key, extra) for extra in fresh}
            for extra in sorted(fresh):
                more = _needed(table[key], environment, extra)
                waiting += [(f"{key}[{extra}]", one) for one in more]


def _needed(needs: Needs, environment: Environment, extra: str = "") -> list[Requirement]:
    return [one for one in map(_parsed, needs["requires"]) if _holds(one, environment, extra)]


@cache
def _parsed(text: str) -> Requirement:
    return Requirement(text)


def _holds(requirement: Requirement, environment: Environment, extra: str = "") -> bool:
    marker = requirement.marker
    return marker is None or marker.evaluate({**environment, "extra": extra})


def _differences(lock: Lock, table: Table) -> Iterator[tuple[str, str]]:
    """Where the table says something else than the metadata of what is installed."""
    for key, found in _installed(lock).items():
        known = table.get(key)
        if known is None or known["version"] != found.version:
            continue
        marked = set(_relevant(found.requires or [], _extras(lock, table).get(key, set())))
        if marked != set(known["requires"]):
            yield key, ", ".join(sorted(marked ^ set(known["requires"])))


# ---- the table ------------------------------------------------------------------------


def _installed(lock: Lock) -> dict[NormalizedName, Distribution]:
    if not lock.installed_in:
        return {}
    found = distributions(path=list(lock.installed_in))
    return {canonicalize_name(one.metadata["Name"]): one for one in found}


def _relevant(requires: Iterable[str], extras: set[str]) -> list[str]:
    """Those that hold somewhere."""
    return sorted(text for text in requires if _may_hold(text, extras))


def _may_hold(text: str, extras: set[str]) -> bool:
    named = set(_EXTRA.findall(text))  # boto3-stubs has hundreds
    asked = {"", *extras} if not named else {canonicalize_name(one) for one in named} & extras
    return any(
        _holds(_parsed(text), environment, extra)
        for extra in asked
        for environment in environments()
    )


def _extras(lock: Lock, table: Table) -> dict[str, set[str]]:
    """The extras that the lock's roots ask for, or a package of it, or an extra of one."""
    wanted: dict[str, set[str]] = defaultdict(set)
    waiting = [*lock.roots, *(one for has in table.values() for one in _bare(has))]
    while waiting:
        asked = waiting.pop()
        key = canonicalize_name(asked.name)
        fresh = {canonicalize_name(extra) for extra in asked.extras} - wanted[key]
        wanted[key] |= fresh
        if fresh and key in table:
            waiting += map(_parsed, _relevant(table[key]["requires"], set(fresh)))
    return wanted


def _bare(needs: Needs) -> list[Requirement]:
    return [_parsed(text) for text in _relevant(needs["requires"], set())]


def _asked(entry: Requirement) -> Needs:
    """What the index says of a package that is not installed here."""
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    options = ["--dry-run", "--no-deps", "--only-binary=:all:", "--ignore-installed", "--report=-"]
    words = ""
    for tag in _WHEELS:
        target = ["--target=nowhere", f"--platform={tag}", f"--python-version={PYTHONS[0]}"]
        command = [*pip, *options, *target, f"{entry.name}{entry.specifier}"]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode == 0:
            about = json.loads(done.stdout)["install"][0]["metadata"]
            return _needs(
                about["version"], about.get("requires_python"), about.get("requires_dist")
            )
        words = done.stderr
    raise SystemExit(f"lock_check: nothing is known of {entry}: {words}")


def _needs(version: str, python: str | None, requires: list[str] | None) -> Needs:
    return {"version": version, "python": python or "", "requires": requires or []}


def write_table(lock: Lock) -> None:
    """From the metadata of what is installed, and the index's for the rest."""
    installed = _installed(lock)
    table: Table = {}
    for entry in lock.entries:
        key = canonicalize_name(entry.name)
        found = installed.get(key)
        if found and found.version in entry.specifier:
            python = found.metadata["Requires-Python"]
            table[key] = _needs(found.version, python, found.requires)
        else:
            table[key] = _asked(entry)
    extras = _extras(lock, table)
    for package, has in table.items():
        has["requires"] = _relevant(has["requires"], extras[package])
    lock.table.write_text(json.dumps(table, indent=1) + "\n", "utf-8")


def main() -> int:
    """Writes the tables beside the locks."""
    for lock in {lock.table: lock for lock in locks(PROJECT)}.values():
        write_table(lock)
    return 0


if __name__ == "__main__":
    sys.exit(main())
