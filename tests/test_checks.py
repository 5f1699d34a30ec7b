"""The checks of `checks.py` find what they are for."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests import checks

PICTURE = '<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0"/></svg>'
FOREIGN_PICTURE = (
    '<svg xmlns="http://www.w3.org/2000/svg"><image href="https://example.com/a.png"/></svg>'
)


@pytest.mark.parametrize(
    ("check", "name", "text", "problem"),
    [
        pytest.param(checks.picture_problems, "a.svg", PICTURE, "", id="a picture"),
        pytest.param(checks.picture_problems, "a.svg", "<svg>", "is not XML", id="half a picture"),
        pytest.param(
            checks.picture_problems, "a.svg", FOREIGN_PICTURE, "points outside", id="an image"
        ),
        pytest.param(checks.page_problems, "a.html", "<p>Hello<br></p>", "", id="a page"),
        pytest.param(checks.page_problems, "a.html", "<p>Hello", "not closed", id="half a page"),
        pytest.param(
            checks.page_problems,
            "a.html",
            "<script src='//example.com/a.js'></script>",
            "points outside",
            id="a script",
        ),
        pytest.param(
            checks.page_problems,
            "a.html",
            "<style>p { background: url(https://example.com/a.png) }</style>",
            "points outside",
            id="a style",
        ),
    ],
)
def test_resources_stand_alone(
    check: Callable[[str], list[str]], name: str, text: str, problem: str
) -> None:
    found = check(text)
    assert [problem in each for each in found] == ([True] if problem else [])


def test_resources_and_code_fit(tmp_path: Path) -> None:
    for name in ("icons/a.svg", "icons/b-1.svg", "icons/stray.svg", "desktop/x.desktop"):
        (tmp_path / "resources" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "resources" / name).write_text("")
    for folder, text in {
        "tray/m.py": 'resource_path("icons", "a.svg"); r.resource_path(f"icons/b-{n}.svg")\n'
        'resource_path("icons/c.svg")',
        "installers/make.sh": "install resources/desktop/x.desktop",
    }.items():
        (tmp_path / folder).parent.mkdir()
        (tmp_path / folder).write_text(text)
    assert checks.use_problems(tmp_path) == [
        "tray/m.py: there is no resource icons/c.svg",
        "resources/icons/stray.svg: nobody uses this resource",
    ]


def test_links_lead_somewhere(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(
        "# One thing\n[b](b.md) [c](c.md) [own](#one-thing) [other](#two) [web](https://x.example)"
    )
    (tmp_path / "b.md").write_text("see `[x](y.md)`")
    assert checks.link_problems(tmp_path) == [
        "a.md: leads nowhere: c.md",
        "a.md: no such heading: #two",
    ]


def test_stray_words_are_found(tmp_path: Path) -> None:
    machine = f"/{'work'}/main"  # or it would be found here
    (tmp_path / "a.md").write_text(f"run {machine}\n")
    (tmp_path / "r.lock").write_text("a @ https://example.com/a.whl\n")
    assert checks.word_problems(tmp_path) == [
        "a.md:1: a path of somebody's machine",
        "r.lock:1: a lock file names no host",
    ]
