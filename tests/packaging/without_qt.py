"""A pytest plug-in for where pytest-qt cannot be: it knows that one's settings."""

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """Without effect."""
    for name in ("qt_api", "qt_log_level_fail", "qt_log_ignore"):
        parser.addini(name, "pytest-qt's")
