"""The table of clients, at the end of a run."""

import pytest


def write(terminal: pytest.TerminalReporter) -> None:
    """Prints which client worked over which delivery, in the same order however the tests ran."""
    passed = (report for report in terminal.getreports("passed") if report.when == "call")
    lines = list[str]()
    for report in passed:
        if "test_who_it_is[" in report.nodeid:
            cells = ", ".join(f"{tool}: {what}" for tool, what in report.user_properties)
            delivery = report.nodeid.split("[")[1].rstrip("]")
            lines.append(f"{delivery:12} {cells}")
        elif "test_a_tool_that_takes_no_other" in report.nodeid:
            lines += (f"{'sso':12} {tool}: {what}" for tool, what in report.user_properties)
    for line in sorted(lines):
        terminal.write_line(line)
