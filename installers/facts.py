"""What every package says of the program: from `pyproject.toml` and the changelog, told once."""

import os
import re
import time
import tomllib
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]
CONTACT = "{} <{}>".format(
    os.environ.get("DEBFULLNAME", "The SSO Tray developers"),
    os.environ.get("DEBEMAIL", "packages@localhost"),
)
"""Whoever makes a package for others names themselves, as Debian's own tools have it."""

_BULLET = re.compile(r"^- (.+(?:\n  .+)*)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Facts:
    """Name, version and the like; `changes` are the changelog's lines of this version.

    `homepage` is empty until the project names one under `[project.urls]`.
    """

    name: str
    version: str
    summary: str
    licence: str
    homepage: str
    changes: tuple[str, ...]
    built: datetime

    @property
    def package_version(self) -> str:
        """Debian's and RPM's spelling, in which 1.0~rc1 comes before 1.0."""
        return re.sub(r"\.?(a|b|rc|dev)(\d+)$", r"~\1\2", self.version)


def facts(project: Path = PROJECT, version: str = "") -> Facts:
    """Reads them; `version` stands in for the project's own, to try an upgrade.

    The time is SOURCE_DATE_EPOCH where that is set, as reproducible-builds.org has it.
    """
    about = tomllib.loads((project / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    version = version or about["version"]
    epoch = int(os.environ.get("SOURCE_DATE_EPOCH") or time.time())
    return Facts(
        name=about["name"],
        version=version,
        summary=about["description"],
        licence=about["license"],
        homepage=about.get("urls", {}).get("Homepage", ""),
        changes=changes_of((project / "CHANGELOG.md").read_text(encoding="utf-8"), version),
        built=datetime.fromtimestamp(epoch, UTC),
    )


def changes_of(changelog: str, version: str) -> tuple[str, ...]:
    """The bullets under a version's heading, or under "Unreleased" where it has none yet."""
    sections = re.split(r"^## +", changelog, flags=re.MULTILINE)[1:]
    named = {
        section.split("\n", 1)[0].strip("[] ").split("]")[0].split(" ")[0]: section
        for section in sections
    }
    section = named.get(version) or named.get("Unreleased", "")
    return tuple(" ".join(bullet.split()) for bullet in _BULLET.findall(section))
