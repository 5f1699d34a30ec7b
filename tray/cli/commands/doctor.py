"""`doctor`: what is wrong on this machine, and the one thing to do about each."""

import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from tray.cli.connection.scope import scope_of
from tray.cli.terminal.options import Json
from tray.cli.terminal.output import notes, out, plain_line, print_json
from tray.core.doctor.report import Finding, Report, Severity
from tray.core.vocabulary.printable import printable

_MARKS = {
    Severity.FINE: ("ok", "green"),
    Severity.NOTE: ("note", "yellow"),
    Severity.TROUBLE: ("trouble", "bold red"),
}


def doctor(
    context: typer.Context,
    everything: Annotated[bool, typer.Option("--all", help="Say also what is fine.")] = False,
    for_bug_report: Annotated[
        bool, typer.Option("--bundle", help="Print what a bug report needs, nothing secret in it.")
    ] = False,
    policy: Annotated[
        Path | None,
        typer.Option(
            exists=True, dir_okay=False, help="Try a policy file before it is rolled out."
        ),
    ] = None,
    as_json: Json = False,
) -> None:
    """Find what shadows roles, breaks AWS files or bars the way to AWS. Changes nothing."""
    from tray.wiring.doctor_runner import bug_report, examine  # noqa: PLC0415 - slow, and only needed here

    notes().print(plain_line("Looking: files, environment, keyring, network. Ten seconds at most."))
    report = examine(scope_of(context).places, lambda _: None, policy_file=policy)
    if as_json:
        print_json(report.fields())
    elif for_bug_report:
        sys.stdout.write(bug_report(report))
    else:
        _print(report, with_fine=everything)
    raise typer.Exit(0 if report.is_healthy else 1)


def _print(report: Report, *, with_fine: bool) -> None:
    shown = [one for one in report.findings if with_fine or one.severity is not Severity.FINE]
    for finding in sorted(shown, key=lambda one: -one.severity.rank):
        _print_finding(finding)
    fine = report.count(Severity.FINE)
    if not with_fine:
        out().print(plain_line(f"{fine} checks are fine." if fine != 1 else "One check is fine."))


def _print_finding(finding: Finding) -> None:
    word, style = _MARKS[finding.severity]
    out().print(Text.assemble((word, style), printable(f"  {finding.title}")))
    for line in (finding.place, finding.meaning):
        if line:
            out().print(plain_line(f"    {line}"))
    if finding.action:
        out().print(Text.assemble("    ", (printable(f"→ {finding.action}"), "bold")))
