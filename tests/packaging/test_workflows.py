"""What the workflows may do: nothing unless it is said, and only actions of known content."""

import re
from pathlib import Path

import pytest

WORKFLOWS = sorted((Path(__file__).parents[2] / ".github/workflows").glob("*.yml"))
_PINNED = re.compile(r"uses: [\w.-]+/[\w.-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+")


def test_there_are_workflows() -> None:
    assert [path.stem for path in WORKFLOWS] == ["ci", "release"]


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_actions_are_pinned_and_rights_are_given_one_by_one(path: Path) -> None:
    text = path.read_text("utf-8")
    assert "\npermissions: {}\n" in text
    used = [line.strip("- ") for line in text.splitlines() if "uses:" in line]
    assert used
    for line in used:
        assert _PINNED.fullmatch(line.strip()), line
    jobs = re.findall(r"^  \w+:\n    runs-on", text, re.MULTILINE)
    assert len(jobs) == len(re.findall(r"^    permissions:$", text, re.MULTILINE))
    assert len(jobs) == len(re.findall(r"^    timeout-minutes:", text, re.MULTILINE))
    assert text.count("persist-credentials: false") == text.count("actions/checkout@")
