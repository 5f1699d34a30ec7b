"""Foreign names are never markup: an account may be called `<img src=...>`."""

import ast

from PySide6.QtCore import Qt
from PySide6.QtGui import QTextDocumentFragment
from pytestqt.qtbot import QtBot

from tests.checks import PROJECT, files
from tray.ui.toolkit.widgets import marked_title, plain_label, text, tip

NAME = "<img src=//host/share/x> & <b>Prod</b>"


def test_no_window_makes_a_label_of_its_own() -> None:
    """Qt guesses whether a bare one holds markup; those of `widgets` never do."""
    own = [
        f"{path.name}:{node.lineno}"
        for path in files(PROJECT / "tray/ui", ".py")
        if path.name != "widgets.py"
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call)
        and getattr(node.func, "id", getattr(node.func, "attr", "")) == "QLabel"
    ]
    assert own == []


def test_labels_show_what_they_are_given(qtbot: QtBot) -> None:
    for label in (plain_label(NAME), text(NAME)):
        qtbot.addWidget(label)
        assert (label.text(), label.textFormat()) == (NAME, Qt.TextFormat.PlainText)
    title = marked_title("Problem", "#c00", NAME)
    qtbot.addWidget(title)
    assert QTextDocumentFragment.fromHtml(title.text()).toPlainText().endswith(NAME)


def test_tips_show_what_they_are_given() -> None:
    shown = tip(f"{NAME}\nsecond line")
    assert "<img" not in shown
    assert QTextDocumentFragment.fromHtml(shown).toPlainText() == f"{NAME}\nsecond line"
    assert tip("") == ""
