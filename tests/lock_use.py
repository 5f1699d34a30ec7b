"""Whoever installs a lock installs what it lists: pip is not to look for more, or for newer.

Without `--no-deps` some versions of pip look the extras of a locked package up again, find what
was published since, and stop, as they have no hash for it.
"""

import ast
import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

_INSTALLS = re.compile(r"\bpip3? .*?\b(?:install|download|wheel)\b.*?\.lock\b")
_VERBS = {"install", "download", "wheel"}


def install_problems(paths: Iterable[Path], project: Path) -> list[str]:
    """Where a document, a script or a workflow lets pip resolve a lock again."""
    return [
        f"{path.relative_to(project).as_posix()}:{line}: install a lock with --no-deps"
        for path in paths
        for line in _bad_lines(path.read_text(encoding="utf-8", errors="ignore"), path.suffix)
    ]


def _bad_lines(text: str, suffix: str) -> Iterator[int]:
    if suffix == ".py":
        yield from _bad_calls(ast.parse(text))
        return
    number = 1
    for line in text.replace("\\\n", "\0").split("\n"):
        # What stands between two backquotes is a command of its own, in documents and in bash.
        for command in line.replace("\0", " ").split("`"):
            if _INSTALLS.search(command) and "--no-deps" not in command:
                yield number
        number += 1 + line.count("\0")


def _bad_calls(tree: ast.Module) -> Iterator[int]:
    """Lists of words, as `subprocess` takes them."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call | ast.List | ast.Tuple):
            parts = node.args if isinstance(node, ast.Call) else node.elts
            words = {one.value for one in parts if isinstance(one, ast.Constant)}
            has_lock = any(".lock" in ast.unparse(part) for part in parts)
            if has_lock and words & _VERBS and "--no-deps" not in words:
                yield node.lineno


def npm_problems(project: Path) -> list[str]:
    """What an `npm ci` would take on trust, or from an address of somebody's machine."""
    path = project / "tests/clients/package-lock.json"
    about = json.loads(path.read_text("utf-8"))["packages"]
    asked = json.loads(path.with_name("package.json").read_text("utf-8"))["dependencies"]
    problems = [] if about[""]["dependencies"] == asked else ["is not made from package.json"]
    for name, has in about.items():
        if name and "integrity" not in has:
            problems.append(f"has no checksum of {name}")
        if "resolved" in has:
            problems.append(f"names the address of {name}")
    return [f"{path.relative_to(project).as_posix()}: {problem}" for problem in problems]
