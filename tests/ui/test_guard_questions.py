"""The windows that ask about guarded roles."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QPushButton
from pytestqt.qtbot import QtBot

from tests.fakes import START
from tests.ui.samples import activation, listing, role, signed_in, snapshot, view
from tests.ui.screen import buttons, open_windows, press, words
from tray.core.asker import Asker
from tray.core.commands import AnswerQuestion, Command
from tray.core.consent import Answer, Question
from tray.core.guard import GuardRule
from tray.core.guard_marks import GuardColour
from tray.core.settings import Settings
from tray.ui.guard_questions import GuardQuestions
from tray.ui.presenter import Presenter

RULE = GuardRule(account="account*", label="<b>production</b>", colour=GuardColour.VIOLET)
TERRAFORM = Asker("terraform", 42, "/usr/bin/terraform", "terraform apply", "/infra", "bash")
KEYS = Question(7, role(), RULE, START, TERRAFORM)
USE = Question(8, role(), RULE, START)
VIEW = view(signed_in(), accounts=listing(1, 1))


class Asked:
    def __init__(self) -> None:
        self.sent: list[Command] = []
        self.questions = GuardQuestions(self.sent.append)

    def meet(self, *questions: Question) -> None:
        self.questions.follow(snapshot(VIEW, questions=questions))

    @property
    def window(self) -> QDialog:
        (window,) = open_windows(QDialog)
        return window


@pytest.fixture
def asked(qtbot: QtBot) -> Iterator[Asked]:
    asked = Asked()
    yield asked
    asked.meet()


def test_it_says_who_asks_for_what(asked: Asked) -> None:
    asked.meet(KEYS)
    said = words(asked.window)
    for word in ("terraform asks for the keys of", "Account 0000 / Role0", "pid 42", "/infra"):
        assert word in said
    assert "<b>production</b>" in said, "a label is no markup"
    assert buttons(asked.window) == ["Allow once", "For 15 min", "Until released", "Deny"]


@pytest.mark.parametrize(
    ("question", "label", "answer"),
    [
        (KEYS, "Allow once", Answer.ONCE),
        (KEYS, "For 15 min", Answer.FOR_A_WHILE),
        (KEYS, "Until released", Answer.UNTIL_RELEASE),
        (KEYS, "Deny", Answer.DENY),
        (USE, "Use it", Answer.ONCE),
        (USE, "Cancel", Answer.DENY),
    ],
)
def test_each_button_is_an_answer(
    asked: Asked, question: Question, label: str, answer: Answer
) -> None:
    asked.meet(question)
    press(asked.window, label)
    assert asked.sent == [AnswerQuestion(question.number, answer)]
    assert not open_windows(QDialog)


@pytest.mark.parametrize("key", [Qt.Key.Key_Escape, Qt.Key.Key_Return], ids=["Esc", "Enter"])
def test_a_key_pressed_by_chance_is_no_consent(asked: Asked, key: Qt.Key) -> None:
    asked.meet(KEYS)
    QTest.keyClick(asked.window, key)
    assert asked.sent == [AnswerQuestion(7, Answer.DENY)]


def test_the_button_that_denies_has_the_focus(asked: Asked) -> None:
    asked.meet(KEYS)
    focused = asked.window.focusWidget()
    assert isinstance(focused, QPushButton)
    assert focused.text() == "Deny"


def test_a_closed_question_takes_its_window_along(asked: Asked) -> None:
    asked.meet(KEYS, USE)
    assert len(open_windows(QDialog)) == 2
    asked.meet(USE)
    assert "You are about to use" in words(asked.window)
    assert not asked.sent


def test_the_tray_shows_a_guarded_role_that_is_in_use() -> None:
    seen = snapshot(
        VIEW, activations=(activation(),), settings=Settings(guards=(RULE,)), pinned=(role(),)
    )
    presenter = Presenter()
    assert presenter.icon(seen, START).guard is GuardColour.VIOLET
    labels = [getattr(item, "label", "") for item in presenter.menu(seen, START)]
    assert "★ Account 0000 / Role0 [<b>production</b>]" in labels
    assert presenter.icon(snapshot(VIEW, settings=Settings(guards=(RULE,))), START).guard is None
