"""Keeps the translations with the code: `./dev translations`; `./dev lint` looks whether they are.

The texts are the literals in `said("…")`, `tr("…")` and `counted(n, "…", "…")`. Qt's lupdate
merges them into `resources/translations/*.ts`, which Qt Linguist edits, and lrelease makes of each
the `.qm` that the program reads. lupdate does not see into f-strings, nor that all our texts are in
one context, so it is given a list of the texts in the place of the program.
"""

import ast
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from string import Formatter
from xml.etree import ElementTree as ET

PROJECT = Path(__file__).resolve().parents[1]
FOLDER = Path("resources/translations")
CONTEXT = "SSO Tray"
_PLACE = {"said": 0, "tr": 0, "counted": 2}
"""Which argument of these is looked up."""


@dataclass(frozen=True, slots=True, order=True)
class Message:
    """A text to translate; one that counts has a form for each plural of a language."""

    source: str
    counts: bool = False


def texts_of(source: str) -> Iterator[Message]:
    """The texts in one module. Raises `ValueError` for one that only shows at run time."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            place = _PLACE.get(node.func.id)
            if place is None or len(node.args) <= place:
                continue
            match node.args[place]:
                case ast.Constant(value=str(text)):
                    yield Message(text, node.func.id == "counted")
                case other:
                    raise ValueError(f"line {other.lineno}: a text has to stand here itself")


def texts(project: Path) -> set[Message]:
    """All texts of the program. Raises `ValueError` as `texts_of`."""
    found = set[Message]()
    for path in sorted((project / "tray").rglob("*.py")):
        if path.name not in {"translatable.py", "translation.py"}:  # are handed the others' texts
            try:
                found.update(texts_of(path.read_text(encoding="utf-8")))
            except ValueError as error:
                raise ValueError(f"{path.relative_to(project)}, {error}") from error
    return found


def translated(path: Path) -> set[Message]:
    """The texts that a `.ts` file knows and the program still has."""
    return {
        Message(message.findtext("source", ""), message.get("numerus") == "yes")
        for message in ET.parse(path).iter("message")  # noqa: S314 - our own file
    }


def update(project: Path) -> None:
    """Brings every `.ts` up to date, and makes the `.qm` of it."""
    lines = [
        f"translate({CONTEXT!r}, {json.dumps(one.source, ensure_ascii=False)}"
        + (", '', 2)" if one.counts else ")")
        for one in sorted(texts(project))
    ]
    with tempfile.TemporaryDirectory() as folder:
        listed = Path(folder, "texts.py")
        listed.write_text("\n".join(lines) + "\n", encoding="utf-8")
        for path in sorted((project / FOLDER).glob("*.ts")):
            _run("lupdate", "-silent", "-no-obsolete", "-locations", "none", listed, "-ts", path)
            release(path, path.with_suffix(".qm"))


def release(source: Path, target: Path) -> None:
    """Makes what the program reads."""
    _run("lrelease", "-silent", "-nounfinished", source, "-qm", target)


def _run(tool: str, *arguments: str | Path) -> None:
    # Beside the interpreter: Qt's tools come with its Python package.
    command = Path(sys.executable).with_name(f"pyside6-{tool}")
    subprocess.run([command, *arguments], check=True)


def translation_problems(project: Path) -> list[str]:
    """Where a translation is not whole, or is not that of the program as it is now."""
    try:
        wanted = texts(project)
    except ValueError as error:
        return [str(error)]
    problems = []
    for path in sorted((project / FOLDER).glob("*.ts")):
        if translated(path) != wanted or not _is_released(path):
            problems.append(f"{path.name}: is not up to date: ./dev translations")
        for message in ET.parse(path).iter("message"):  # noqa: S314 - our own file
            problems += [f"{path.name}: {problem}" for problem in _message_problems(message)]
    return problems


def _is_released(path: Path) -> bool:
    with tempfile.TemporaryDirectory() as folder:
        fresh = Path(folder, "fresh.qm")
        release(path, fresh)
        shipped = path.with_suffix(".qm")
        return shipped.is_file() and shipped.read_bytes() == fresh.read_bytes()


def _message_problems(message: ET.Element) -> Iterator[str]:
    source = message.findtext("source", "")
    translation = message.find("translation")
    forms: list[ET.Element] = []
    if translation is not None and translation.get("type") != "unfinished":
        forms = list(translation) or [translation]
    if not forms or not all((form.text or "").strip() for form in forms):
        yield f"not translated: {source!r}"
    elif any(_placeholders(form.text or "") != _placeholders(source) for form in forms):
        yield f"other placeholders than in {source!r}"


def _placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def main() -> int:
    """Updates all, and says what is left to translate."""
    update(PROJECT)
    for path in sorted((PROJECT / FOLDER).glob("*.ts")):
        unfinished = [
            message
            for message in ET.parse(path).iter("translation")  # noqa: S314 - our own file
            if message.get("type") == "unfinished"
        ]
        sys.stdout.write(f"{path.name}: {len(translated(path))} texts, {len(unfinished)} open\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
