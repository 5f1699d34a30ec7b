"""What is read out of a finding to do something about it."""

import pytest

from tray.core.doctor.remedies import ModeChange, command, file_of, mode_change
from tray.core.doctor.report import Finding, trouble
from tray.core.vocabulary.translatable import said


def finding(action: str, place: str = "") -> Finding:
    return trouble("x", "title", "meaning", action, place)


@pytest.mark.parametrize(
    ("action", "before", "after"),
    [
        ("chmod 600 ~/.aws/my file", 0o644, 0o600),
        ("chmod go-w ~/.aws/my file", 0o666, 0o644),
        ("chmod u+w ~/.aws/my file", 0o444, 0o644),
    ],
)
def test_a_mode_is_changed_as_the_command_would(action: str, before: int, after: int) -> None:
    change = mode_change(finding(action))
    assert change is not None
    assert change.path == "~/.aws/my file"
    assert change.applied(before) == after
    assert command(finding(action)) == action


@pytest.mark.parametrize("action", ["chmod 777 x", "chmod a+w x", "sudo chown me x", "Set it.", ""])
def test_nothing_else_is_done_by_itself(action: str) -> None:
    assert mode_change(finding(action)) is None


def test_a_command_is_one_that_a_shell_takes() -> None:
    assert command(finding("sudo chown $USER ~/x")) == "sudo chown $USER ~/x"
    assert command(finding("Remove the line.")) == ""


def test_the_file_is_that_of_the_place() -> None:
    place = said("{path}, line {line}", path="~/.aws/config", line=3)
    assert file_of(finding("", place)) == "~/.aws/config"
    assert file_of(finding("", "somewhere")) == ""
    assert ModeChange("x", "600").applied(0o777) == 0o600
