"""What the documents promise about the program is so."""

import os
import re
import shlex
import sys
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
import typer
from platformdirs.macos import MacOS

from tests.checks import PROJECT
from tests.translations import texts
from tray.adapters.desktop.login_item import LaunchAgent
from tray.adapters.desktop.xdg_autostart import XdgAutostart
from tray.adapters.storage.paths import ProgramPaths
from tray.cli.main import app
from tray.core.settings.policy import NAMES

COLUMNS = {"linux": 1, "darwin": 2, "win32": 3}


def shown(places: ProgramPaths) -> Iterator[tuple[str, str]]:
    """Every path of ours, by its name in `ProgramPaths`, as people write it."""
    named = {
        str(Path.home()): "~",
        os.environ.get("XDG_RUNTIME_DIR", "-"): "$XDG_RUNTIME_DIR",
        f"-{os.uname().nodename}.": "-COMPUTER.",
    }
    computed = [name for name, value in vars(ProgramPaths).items() if isinstance(value, property)]
    for name in [*(field.name for field in fields(ProgramPaths)), *computed]:
        path = str(getattr(places, name))
        for folder, words in named.items():
            path = path.replace(folder, words)
        yield name, path


def cells(system: str) -> set[str]:
    """What stands in one column of the tables of the document."""
    text = (PROJECT / "docs/files-we-touch.md").read_text("utf-8")
    rows = (line.split("|")[1:-1] for line in text.splitlines() if line.startswith("|"))
    return {row[COLUMNS[system]].strip(" `") for row in rows if len(row) == len(COLUMNS) + 1}


@pytest.mark.skipif(sys.platform != "linux", reason="the paths of Linux")
def test_every_path_of_ours_is_in_the_document() -> None:
    of_the_demo = dict(shown(ProgramPaths.of_demo()))
    ours = {path for name, path in shown(ProgramPaths.for_user()) if name != "demo_aws"}
    assert ours <= cells("linux")
    demo = "~/.local/share/sso-tray/demo"
    assert demo in cells("linux")
    assert all(path.startswith(f"{demo}/") for path in of_the_demo.values())


def test_the_folders_of_macos_are_in_the_document(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("CONFIG", "CACHE", "STATE"):
        monkeypatch.delenv(f"XDG_{name}_HOME")
    folders = MacOS("sso-tray", appauthor=False)
    named = (folders.user_config_dir, folders.user_cache_dir, folders.user_state_dir)
    assert {path.replace(str(Path.home()), "~") for path in named} <= cells("darwin")


def test_what_starts_at_login_is_in_the_document() -> None:
    program = ["sso-tray"]
    home = Path.home()
    XdgAutostart({}, home, program).turn(on=True)
    LaunchAgent(home, program).turn(on=True)
    written = {f"~/{path.relative_to(home)}" for path in home.rglob("*") if path.is_file()}
    assert len(written) == 2
    assert written <= cells("linux") | cells("darwin")


def test_every_setting_is_in_the_document_for_administrators() -> None:
    text = (PROJECT / "docs/fleet.md").read_text("utf-8")
    assert [name for name in NAMES if f"| `{name}` |" not in text] == []


@pytest.mark.parametrize(
    ("document", "heading", "least"),
    [
        ("security.md", "## How these promises are kept", 35),
        ("files-we-touch.md", "## How this page is kept true", 15),
    ],
)
def test_every_test_that_a_promise_names_is_there(document: str, heading: str, least: int) -> None:
    text = (PROJECT / "docs" / document).read_text("utf-8")
    table = text.partition(heading)[2]
    rows = [line for line in table.splitlines() if line.startswith("| ")][1:]
    assert len(rows) >= least
    for row in rows:
        named = re.findall(r"`(tests/[\w/]+\.py)::(test_\w+)`", row)
        assert named, f"no test holds this: {row}"
        for path, name in named:
            found = (PROJECT / path).read_text("utf-8")
            assert f"\ndef {name}(" in found, f"{path} has no {name}"


def test_every_module_that_the_architecture_names_is_there() -> None:
    text = (PROJECT / "docs/architecture.md").read_text("utf-8")
    layers = "core|services|adapters|ui|cli|demo|wiring"
    named = set(re.findall(rf"`((?:{layers})(?:\.\w+)+)", text))
    assert len(named) > 50
    assert [name for name in sorted(named) if not is_there(name)] == []


def is_there(name: str) -> bool:
    """A module, a folder, or something that a module has."""
    *parents, last = name.split(".")
    path = PROJECT.joinpath("tray", *parents)
    if (path / f"{last}.py").exists() or (path / last).is_dir():
        return True
    module = path.with_suffix(".py")
    return module.exists() and re.search(rf"\b{last}\b", module.read_text("utf-8")) is not None


def test_every_file_that_the_guide_for_changes_names_is_there() -> None:
    text = (PROJECT / "CONTRIBUTING.md").read_text("utf-8").partition("## Where do I")[2]
    table = text.partition("\n## ")[0]
    named = set(re.findall(r"`((?:tray|tests|docs|resources)/[\w/.-]+)`", table))
    assert len(named) > 15
    assert [name for name in sorted(named) if not (PROJECT / name).exists()] == []


def test_every_message_that_troubleshooting_explains_is_the_program_s() -> None:
    text = (PROJECT / "docs/troubleshooting.md").read_text("utf-8")
    headings = [line[4:] for line in text.splitlines() if line.startswith("### ")]
    assert len(headings) > 30
    known = {re.sub(r"\{[^{}]*\}", "…", each.source) for each in texts(PROJECT)}
    assert [each for each in headings if each not in known] == []


def test_every_document_is_in_the_index() -> None:
    text = (PROJECT / "docs/README.md").read_text("utf-8")
    documents = {path.name for path in (PROJECT / "docs").glob("*.md")} - {"README.md"}
    assert documents <= set(re.findall(r"\(([\w-]+\.md)\)", text))


def test_every_command_of_the_guide_is_one_that_the_program_takes() -> None:
    root: Any = typer.main.get_command(app)
    lines = []
    for name in ("README.md", "docs/guide.md", "docs/faq.md", "docs/troubleshooting.md"):
        text = (PROJECT / name).read_text("utf-8")
        lines += re.findall(r"^    (?:eval \"\$\()?(sso-tray [^\n>|#)]*)", text, re.MULTILINE)
        lines += re.findall(r"`(sso-tray [a-z][^`]*)`", text)
    tried = 0
    for line in lines:
        words = [each for each in shlex.split(line)[1:] if each != "--demo"]
        # A bare name of a command in running text is no line to type.
        if len(words) < 2 or any(re.search(r"\[|\||ROLE|…", each) for each in words):
            continue
        command, context = root, typer.Context(root, info_name="sso-tray")
        while getattr(command, "commands", None):
            name = words.pop(0)
            command = command.commands[name]
            if not words:
                break
        if not getattr(command, "commands", None):
            command.make_context(name, words, parent=context)  # raises what is wrong
        tried += 1
    assert tried > 20
