"""That translations are kept with the code."""

from pathlib import Path

import pytest

from tests.translations import (
    FOLDER,
    Message,
    release,
    texts_of,
    translation_problems,
    update,
)

EMPTY = '<?xml version="1.0" encoding="utf-8"?><!DOCTYPE TS><TS version="2.1" language="de_DE"/>'


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A program of three texts, and a translation that knows none."""
    (tmp_path / "tray").mkdir()
    (tmp_path / FOLDER).mkdir(parents=True)
    (tmp_path / "tray/module.py").write_text(
        'X = said("{left} left")\n'
        "y = f\"{tr('in an f-string')}\"\n"
        'z = counted(n, "1 line", "{count} lines")\n'
    )
    (tmp_path / FOLDER / "de.ts").write_text(EMPTY)
    return tmp_path


def translate(project: Path, *pairs: tuple[str, str]) -> None:
    """What a translator does with Qt Linguist."""
    path = project / FOLDER / "de.ts"
    text = path.read_text()
    for source, target in pairs:
        head, tail = text.split(f"<source>{source}</source>")
        done = tail.replace('<translation type="unfinished">', "<translation>", 1)
        if "</numerusform>" in target:
            start, end = done.index("<numerusform>"), done.index("</translation>")
            done = done[:start] + target + done[end:]
        else:
            done = done.replace("<translation>", f"<translation>{target}", 1)
        text = f"{head}<source>{source}</source>{done}"
    path.write_text(text)
    release(path, path.with_suffix(".qm"))


WHOLE = (
    ("{left} left", "noch {left}"),
    ("in an f-string", "in einem f-String"),
    (
        "{count} lines",
        "<numerusform>{count} Zeile</numerusform><numerusform>{count} Zeilen</numerusform>",
    ),
)


def test_all_texts_are_found_wherever_they_stand(project: Path) -> None:
    assert set(texts_of((project / "tray/module.py").read_text())) == {
        Message("{left} left"),
        Message("in an f-string"),
        Message("{count} lines", counts=True),
    }


def test_a_text_that_only_shows_at_run_time_is_named() -> None:
    with pytest.raises(ValueError, match="line 2"):
        list(texts_of("\ntr(words)"))


def test_a_whole_translation_is_fine(project: Path) -> None:
    update(project)
    assert {problem.split(": ")[1] for problem in translation_problems(project)} == {
        "not translated"
    }
    translate(project, *WHOLE)
    assert translation_problems(project) == []


@pytest.mark.parametrize(
    ("target", "problem"),
    [
        pytest.param("noch", "other placeholders", id="one lost"),
        pytest.param("noch {zeit}", "other placeholders", id="one translated, too"),
    ],
)
def test_placeholders_are_kept(project: Path, target: str, problem: str) -> None:
    update(project)
    translate(project, ("{left} left", target), *WHOLE[1:])
    (found,) = translation_problems(project)
    assert problem in found


def test_what_the_program_no_longer_says_goes_and_what_is_new_is_asked_for(project: Path) -> None:
    update(project)
    translate(project, *WHOLE)
    (project / "tray/module.py").write_text('X = said("{left} left")\nW = said("new")\n')
    assert any("up to date" in problem for problem in translation_problems(project))
    update(project)
    assert translation_problems(project) == ["de.ts: not translated: 'new'"]
    assert "f-String" not in (project / FOLDER / "de.ts").read_text()


def test_an_old_file_for_the_program_is_noticed(project: Path) -> None:
    update(project)
    translate(project, *WHOLE)
    (project / FOLDER / "de.qm").write_bytes(b"old")
    (found,) = translation_problems(project)
    assert "./dev translations" in found
