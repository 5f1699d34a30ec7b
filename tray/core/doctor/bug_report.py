"""A text for a bug report: versions and findings, nothing secret, the home directory as `~`."""

import re
from collections.abc import Mapping

from tray.core.doctor.masking import scrubbed
from tray.core.doctor.report import Finding, Report


def bundle(report: Report, versions: Mapping[str, str], home: str) -> str:
    """Markdown to paste. `versions` maps names to versions (`Python` to `3.11.9`).

    Names of profiles and hosts stay in it; what looks like a key, a token or a
    password is masked, whoever wrote it.
    """
    width = max((len(name) for name in versions), default=0)
    lines = ["SSO Tray: diagnostics", ""]
    lines += [f"    {name:<{width}}  {version}" for name, version in versions.items()]
    lines += ["", *(line for finding in report.findings for line in _lines(finding))]
    text = scrubbed("\n".join(lines) + "\n")
    return _homeless(text, home)


def _lines(finding: Finding) -> list[str]:
    where = f" ({finding.place})" if finding.place else ""
    first = f"- {finding.severity.value} · {finding.check}: {finding.title}{where}"
    return [first, *(f"  {text}" for text in (finding.meaning, finding.action) if text)]


def _homeless(text: str, home: str) -> str:
    root = home.rstrip("/\\")
    return re.sub(rf"{re.escape(root)}(?![\w-])", "~", text) if root else text
