"""What the workflows may do: nothing unless it is said, and only actions of known content."""

import re
from pathlib import Path

import pytest

WORKFLOWS = sorted((Path(__file__).parents[2] / ".github/workflows").glob("*.yml"))
_PINNED = re.compile(r"uses: [\w.-]+/[\w.-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+")


def jobs(path: Path) -> dict[str, str]:
    """The text of each job by its name."""
    text = path.read_text("utf-8").split("\njobs:\n")[1]
    _, *parts = re.split(r"^  (\w+):$", text, flags=re.MULTILINE)
    return dict(zip(parts[::2], parts[1::2], strict=True))


RELEASE = jobs(WORKFLOWS[-1])


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
    for name, job in jobs(path).items():
        for needed in ("runs-on", "permissions", "timeout-minutes", "steps"):
            assert len(re.findall(f"^    {needed}:", job, re.MULTILINE)) == 1, (name, needed)
    assert text.count("persist-credentials: false") == text.count("actions/checkout@")


def test_the_python_of_the_matrix_is_the_one_that_runs() -> None:
    for name, job in jobs(WORKFLOWS[0]).items():
        if "matrix.python" in job and re.search(r"run: (\./dev|\.ci/run)", job):
            assert "DEV_PYTHON: python" in job, name


def test_what_pip_may_install_is_tried_without_a_change_of_ours() -> None:
    assert "\n  schedule:\n" in WORKFLOWS[0].read_text("utf-8")
    job = jobs(WORKFLOWS[0])["versions"]
    assert set(re.findall(r"libraries: (\w+)", job)) == {"lowest", "newest"}


@pytest.mark.parametrize("name", RELEASE)
def test_who_signs_runs_nothing_that_is_not_pinned(name: str) -> None:
    job = RELEASE[name]
    installs = re.findall(r"pip install (.+)", job)
    loose = [one for one in installs if "--require-hashes" not in one and "--no-deps" not in one]
    assert not (loose and "id-token: write" in job), loose
    assert "curl" not in job or "sha256sum --check" in job


def test_the_release_signs_and_keeps_every_package() -> None:
    made = {
        "python": "hatchling build -d dist/release",
        "linux": "dist/*.deb dist/*.rpm",
        "flatpak": "flatpak build-bundle",
        "macos": "python -m installers.macos",
        "windows": "python -m installers.windows",
    }
    signing = {name for name, job in RELEASE.items() if "id-token: write" in job}
    assert signing == set(made)
    for name, words in made.items():
        assert words in RELEASE[name]
        assert "subject-path: dist/release/*" in RELEASE[name]
        assert "path: dist/release/\n" in RELEASE[name]
        assert "needs: libraries" in RELEASE[name]
