"""Which tests may be skipped where `CI` is set: any other skip fails, so that none goes unseen.

By system: what is another system's business needs no reason of its own. On Linux each line of
`LINUX` is the whole reason of a skip, and says beside it why it is no gap.
"""

import os
import sys

import pytest

LINUX = {
    "no pwsh here",  # PowerShell is in no distribution; what it reads is tried on Windows
    "root reads everything",  # CI's own user is root in a container, and a person elsewhere
    "a hosts file for one program takes root",  # the other way round
    "it would make the image",  # only where a person has installed appimagetool
}
"""NOTE: `./dev setup` installs what other skips want; a missing program is no reason."""


def unless_allowed(report: pytest.TestReport | pytest.CollectReport) -> None:
    """Makes a failure of a skip in CI whose reason is not on the list."""
    if not os.environ.get("CI") or not report.skipped or hasattr(report, "wasxfail"):
        return
    if sys.platform != "linux":  # what only Linux has is most of the skips there
        return
    reason = reason_of(report)
    if reason not in LINUX:
        report.outcome = "failed"
        report.longrepr = f"skipped in CI: {reason!r} is not in tests/allowed_skips.py"


def reason_of(report: pytest.TestReport | pytest.CollectReport) -> str:
    """The words of the skip alone."""
    words = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
    return words.removeprefix("Skipped: ")
