"""What the doctor says: findings, each with one thing to do, and the report they make."""

from dataclasses import dataclass
from enum import Enum
from typing import TypedDict


class Severity(Enum):
    """How bad a finding is; `rank` grows with it."""

    FINE = "fine"
    NOTE = "note"
    TROUBLE = "trouble"

    @property
    def rank(self) -> int:
        """0, 1 or 2."""
        return list(Severity).index(self)


class FindingFields(TypedDict):
    """A finding as `--json` shows it."""

    check: str
    severity: str
    title: str
    meaning: str
    action: str
    place: str


class ReportFields(TypedDict):
    """A report as `--json` shows it."""

    severity: str
    findings: list[FindingFields]


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check found.

    `title` says what is, `meaning` what follows from it, `action` the one thing
    to do; the latter two are empty where nothing follows. `place` is a file
    with its line (`~/.aws/config, line 3`), or empty. Nothing secret is in it.
    """

    check: str
    severity: Severity
    title: str
    meaning: str = ""
    action: str = ""
    place: str = ""

    def fields(self) -> FindingFields:
        """For JSON; the names are stable."""
        return {
            "check": self.check,
            "severity": self.severity.value,
            "title": self.title,
            "meaning": self.meaning,
            "action": self.action,
            "place": self.place,
        }


def fine(check: str, title: str) -> Finding:
    """All is well."""
    return Finding(check, Severity.FINE, title)


def note(check: str, title: str, meaning: str = "", action: str = "", place: str = "") -> Finding:
    """Worth knowing, and possibly intended."""
    return Finding(check, Severity.NOTE, title, meaning, action, place)


def trouble(check: str, title: str, meaning: str, action: str, place: str = "") -> Finding:
    """Something does not work, or works otherwise than it looks."""
    return Finding(check, Severity.TROUBLE, title, meaning, action, place)


@dataclass(frozen=True, slots=True)
class Report:
    """All findings, in the order of the checks; each check has at least one."""

    findings: tuple[Finding, ...]

    @property
    def severity(self) -> Severity:
        """That of the worst finding."""
        found = (finding.severity for finding in self.findings)
        return max(found, key=lambda severity: severity.rank, default=Severity.FINE)

    @property
    def is_healthy(self) -> bool:
        """Whether there is no trouble; notes are no trouble."""
        return self.severity is not Severity.TROUBLE

    def of(self, check: str) -> tuple[Finding, ...]:
        """What one check found."""
        return tuple(finding for finding in self.findings if finding.check == check)

    def count(self, severity: Severity) -> int:
        """How many findings are of that severity."""
        return sum(finding.severity is severity for finding in self.findings)

    def fields(self) -> ReportFields:
        """For JSON; the names are stable."""
        return {
            "severity": self.severity.value,
            "findings": [finding.fields() for finding in self.findings],
        }
