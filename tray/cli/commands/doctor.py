"""`doctor`: what is wrong on this machine, and the one thing to do about each."""

import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from tray.cli.connection.scope import scope_of
from tray.cli.terminal.marks import Mark
from tray.cli.terminal.options import Json
from tray.cli.terminal.output import notes, out, plain_line, print_json, print_unwrapped
from tray.core.doctor.report import Finding, Report, Severity
from tray.core.vocabulary.printable import printable

_MARKS = {Severity.FINE: Mark.GOOD, Severity.NOTE: Mark.NOTE, Severity.TROUBLE: Mark.BAD}


def doctor(
    context: typer.Context,
    everything: Annotated[
        bool, typer.Option("--all", help="Also show checks that passed.")
    ] = False,
    for_bug_report: Annotated[
        bool, typer.Option("--bundle", help="Print a report for a bug, without secrets.")
    ] = False,
    policy: Annotated[
        Path | None,
        typer.Option(metavar="FILE", exists=True, dir_okay=False, help="Validate a policy file."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Check profiles, AWS files and the network.

    Shows what is wrong and how to fix it. Changes nothing.
    """
    from tray.wiring.doctor_runner import bug_report, examine  # noqa: PLC0415 - slow, and only needed here

    notes().print(plain_line("Checking files, environment, keyring and network…"))
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
        words = f" {fine} checks passed." if fine != 1 else " 1 check passed."
        print_unwrapped(Text.assemble(Mark.GOOD.on(), words))


def _print_finding(finding: Finding) -> None:
    mark = _MARKS[finding.severity]
    print_unwrapped(Text.assemble(mark.on(), (printable(f" {finding.title}"), "bold")))
    for line in (finding.place, finding.meaning):
        if line:
            out().print(plain_line(f"  {line}"))
    if finding.action:
        out().print(plain_line(f"  → {finding.action}"))
