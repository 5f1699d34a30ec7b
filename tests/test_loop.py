"""How the tests are run: on how many workers, in which order, and with which skips."""

import os
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest

from tests import allowed_skips, parallel

HERE = Path(__file__).parent
PROCESSORS = os.cpu_count() or 1


def config(*names: str, **options: object) -> pytest.Config:
    """As much of pytest's configuration as is looked at."""
    usual = {"usepdb": False, "trace": False, "capture": "fd", "maxfail": 0, "collectonly": False}
    made = SimpleNamespace(
        args=list(names),
        option=SimpleNamespace(**{**usual, **options}),
        invocation_params=SimpleNamespace(dir=HERE.parent),
    )
    return cast(pytest.Config, made)


@pytest.mark.parametrize(
    ("names", "workers"),
    [
        (("tests",), PROCESSORS + 1),
        (("tests/core", "tests/ui"), PROCESSORS + 1),
        (("tests/core/settings/test_policy.py",), 0),
        (
            (
                "tests/core/settings/test_policy.py::test_a",
                "tests/core/settings/test_policy.py::test_b",
            ),
            0,
        ),
        (("tests/core/settings/test_policy.py", "tests/core/test_values.py"), PROCESSORS + 1),
    ],
)
def test_folders_run_side_by_side_and_a_file_by_itself(
    names: tuple[str, ...], workers: int
) -> None:
    assert parallel.workers(config(*names)) == workers


@pytest.mark.parametrize(
    "options",
    [{"usepdb": True}, {"trace": True}, {"capture": "no"}, {"maxfail": 1}, {"collectonly": True}],
    ids=str,
)
def test_who_looks_on_gets_one_process(options: dict[str, object]) -> None:
    assert parallel.workers(config("tests", **options)) == 0


def test_no_worker_is_left_with_a_long_file_at_the_end() -> None:
    folders = ("core", "packaging", "adapters", "clients", "ui", "desktop")
    items = [SimpleNamespace(path=HERE / name / "test_x.py") for name in folders]
    parallel.longest_first(cast(list[pytest.Item], items))
    order = [item.path.parent.name for item in items]
    assert order == ["desktop", "clients", "packaging", "adapters", "core", "ui"]


def skipped(reason: str) -> pytest.TestReport:
    where = ("tests/x.py", 1, f"Skipped: {reason}")
    return pytest.TestReport("x", ("x", 1, "x"), {}, "skipped", where, "setup")


@pytest.mark.parametrize(
    ("ci", "reason", "outcome"),
    [
        ("true", "there is no zsh here", "failed"),
        ("true", "no pwsh here", "skipped"),
        ("", "there is no zsh here", "skipped"),
    ],
    ids=["unseen in CI", "allowed", "a person's machine"],
)
def test_ci_takes_no_skip_that_nobody_allowed(
    monkeypatch: pytest.MonkeyPatch, ci: str, reason: str, outcome: str
) -> None:
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setenv("CI", ci)
    report = skipped(reason)
    allowed_skips.unless_allowed(report)
    assert report.outcome == outcome
    assert reason in str(report.longrepr)


def test_another_system_s_business_is_skipped_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.platform", "win32")
    monkeypatch.setenv("CI", "true")
    report = skipped("POSIX modes")
    allowed_skips.unless_allowed(report)
    assert report.outcome == "skipped"
