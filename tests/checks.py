"""What no compiler sees: resources, translations, links between documents, stray words.

`./dev lint` runs `python -m tests.checks`; each function takes the project's folder and
returns the problems it found, one sentence each.
"""

import ast
import os
import re
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree as ET

from tests.lock_check import lock_problems
from tests.lock_use import install_problems, npm_problems
from tests.translations import translation_problems

PROJECT = Path(__file__).resolve().parents[1]
_ASIDE = {"__pycache__", "build", "dist", "output", "node_modules"}
_TEXT = {".py", ".md", ".toml", ".txt", ".lock", ".sh", ".yaml", ".yml", ".spec", ".html", ".svg"}
_OUTSIDE = re.compile(r"(https?:)?//", re.IGNORECASE)
_OUTSIDE_STYLE = re.compile(r"(@import|url\(\s*[\"']?(https?:)?//)", re.IGNORECASE)
_REFERENCES = {"href", "src", "srcset", "action", "data", "poster"}
_VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "wbr"}
_LINK = re.compile(r"\]\(([^)\s]+)\)")
_STRAY = (
    (re.compile(r"(^|[^\w.])/(?:work|farm)/|\.\./shared"), "a path of somebody's machine"),
    (re.compile(r"--(extra-)?index-url|--find-links"), "a package index of somebody's machine"),
)


def files(project: Path, *suffixes: str) -> Iterator[Path]:
    """The project's files, without what is hidden, installed or built."""
    for folder, inner, names in os.walk(project):
        inner[:] = sorted(name for name in inner if name not in _ASIDE and name[0] != ".")
        for path in (Path(folder, name) for name in sorted(names) if name[0] != "."):
            if not suffixes or path.suffix in suffixes:
                yield path


# ---- resources ----------------------------------------------------------------------


class _Page(HTMLParser):
    """Collects where a page points, and whether its elements close."""

    def __init__(self) -> None:
        super().__init__()
        self.problems: list[str] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._references(tag, attrs)
        if tag not in _VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._references(tag, attrs)

    def _references(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name in _REFERENCES and _OUTSIDE.match(value or ""):
                self.problems.append(f"<{tag} {name}> points outside: {value}")
            if name == "style" and _OUTSIDE_STYLE.search(value or ""):
                self.problems.append(f"<{tag} style> points outside")

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.problems.append(f"</{tag}> closes nothing")

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] == "style" and _OUTSIDE_STYLE.search(data):
            self.problems.append("a style sheet points outside")


def page_problems(text: str) -> list[str]:
    """What is wrong with an HTML page; it must work without any network."""
    page = _Page()
    page.feed(text)
    page.close()
    return page.problems + [f"<{tag}> is not closed" for tag in page.open]


def picture_problems(text: str) -> list[str]:
    """What is wrong with an SVG picture; it must stand alone."""
    try:
        root = ET.fromstring(text)  # noqa: S314 - our own file
    except ET.ParseError as error:
        return [f"is not XML: {error}"]
    problems = []
    for element in root.iter():
        tag = element.tag.rpartition("}")[2]
        if tag in {"script", "foreignObject"}:
            problems.append(f"<{tag}> has no place in a picture")
        for name, value in element.attrib.items():
            if name.rpartition("}")[2] == "href" and not value.startswith(("#", "data:")):
                problems.append(f"<{tag}> points outside: {value}")
        if _OUTSIDE_STYLE.search(" ".join([element.text or "", *element.attrib.values()])):
            problems.append(f"<{tag}> has a style that points outside")
    return problems


def resource_problems(project: Path) -> list[str]:
    """Pages and pictures that do not parse or that point outside."""
    kinds = {".html": page_problems, ".svg": picture_problems}
    return [
        f"{path.relative_to(project)}: {problem}"
        for path in files(project / "resources", *kinds)
        for problem in kinds[path.suffix](path.read_text(encoding="utf-8"))
    ]


def wanted_resources(source: str) -> list[str]:
    """The patterns of the resources that a module asks `resource_path` for.

    What only shows at run time, as in an f-string, is a `*`.
    """
    return [
        "/".join(_pattern(argument) for argument in node.args)
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("resource_path")
    ]


def _pattern(node: ast.expr) -> str:
    match node:
        case ast.Constant(value=str(text)):
            return text
        case ast.JoinedStr(values=values):
            return "".join(_pattern(value) for value in values)
        case _:
            return "*"


def use_problems(project: Path) -> list[str]:
    """Resources that the code asks for and that are not there, and those nobody asks for."""
    resources = project / "resources"
    problems, used = [], set[Path]()
    for module in files(project / "tray", ".py"):
        for pattern in wanted_resources(module.read_text(encoding="utf-8")):
            found = [path for path in resources.glob(pattern) if path.exists()]
            if not found:
                problems.append(f"{module.relative_to(project)}: there is no resource {pattern}")
            used.update(found)
    # What Qt Linguist edits lies beside what is made of it.
    used.update(path.with_suffix(".ts") for path in [*used] if path.suffix == ".qm")
    packaging = [*files(project / "installers"), *project.glob("*.spec")]
    named = "\n".join(path.read_text(encoding="utf-8", errors="ignore") for path in packaging)
    for path in files(resources):
        is_used = path in used or any(folder in used for folder in path.parents)
        if not is_used and path.name not in named:
            problems.append(f"{path.relative_to(project)}: nobody uses this resource")
    return problems


# ---- documents ----------------------------------------------------------------------


def _anchors(document: Path) -> set[str]:
    """The anchors that headings get where Markdown is shown on the web."""
    text = document.read_text(encoding="utf-8")
    headings = re.findall(r"^#+ +(.+?) *$", text, re.MULTILINE)
    return {
        re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in headings
    }


def link_problems(project: Path) -> list[str]:
    """Links from one document to a file, or a heading, that is not there."""
    problems = []
    for path in files(project, ".md"):
        text = re.sub(r"```.*?```|`[^`\n]*`", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        for link in _LINK.findall(text):
            if re.match(r"\w+:", link):
                continue
            name, _, anchor = link.partition("#")
            target = (path.parent / name).resolve() if name else path
            where = path.relative_to(project)
            if not target.exists():
                problems.append(f"{where}: leads nowhere: {link}")
            elif anchor and anchor not in _anchors(target):
                problems.append(f"{where}: no such heading: {link}")
    return problems


def word_problems(project: Path) -> list[str]:
    """Words that mean nothing to somebody who clones the project."""
    return [
        f"{path.relative_to(project)}:{problem}"
        for path in texts(project)
        if path != Path(__file__).resolve()  # it has to spell them
        for problem in _stray_words(path)
    ]


def texts(project: Path) -> list[Path]:
    """What is read by people and shells, hidden files among it."""
    hidden = [project / name for name in ("dev", ".ci/run", ".pre-commit-config.yaml")]
    hidden += sorted((project / ".github").rglob("*.yml"))
    return [*files(project, *_TEXT), *(path for path in hidden if path.exists())]


def lock_use_problems(project: Path) -> list[str]:
    """Places where pip would resolve a lock file again."""
    return install_problems(texts(project), project)


def _stray_words(path: Path) -> Iterator[str]:
    lines = path.read_text(encoding="utf-8", errors="ignore").splitlines()
    for number, line in enumerate(lines, 1):
        for stray, what in _STRAY:
            if stray.search(line):
                yield f"{number}: {what}"
        if path.suffix == ".lock" and "://" in line:
            yield f"{number}: a lock file names no host"


def main() -> int:
    """Prints all problems; 1 if there are any."""
    checks = (
        resource_problems,
        use_problems,
        translation_problems,
        link_problems,
        word_problems,
        lock_problems,
        lock_use_problems,
        npm_problems,
    )
    problems = [problem for check in checks for problem in check(PROJECT)]
    sys.stdout.write("".join(f"{problem}\n" for problem in problems))
    summary = f"{len(problems)} problems" if problems else "fine"
    sys.stdout.write(f"resources, translations, links, words, locks: {summary}\n")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
