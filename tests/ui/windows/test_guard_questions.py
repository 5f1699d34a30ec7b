"""The windows that ask about guarded roles."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QPushButton
from pytestqt.qtbot import QtBot

from tests.fakes import START
from tests.ui.samples import activation, listing, role, signed_in, snapshot, view
from tests.ui.screen import buttons, open_windows, press, seen, words
from tray.core.commands import AnswerQuestion, Command
from tray.core.guards.colours import GuardColour
from tray.core.guards.consent import Answer, Question
from tray.core.guards.requester import Requester
from tray.core.guards.rules import GuardRule
from tray.core.settings.settings import Settings
from tray.ui.toolkit.design.parts import Pill
from tray.ui.tray.presenter import Presenter
from tray.ui.windows.guard_questions import GuardQuestions, GuardWindow

RULE = GuardRule(account="account*", label="<b>production</b>", colour=GuardColour.VIOLET)
TERRAFORM = Requester("terraform", 42, "/usr/bin/terraform", "terraform apply", "/infra", "bash")
KEYS = Question(7, role(), RULE, START, TERRAFORM)
USE = Question(8, role(), RULE, START)
VIEW = view(signed_in(), accounts=listing(1, 1))


class Asked:
    """The window, and what it sends. Buttons hear at once, unless a test is about that."""

    def __init__(self) -> None:
        self.sent: list[Command] = []
        self.left = 38.0
        self.questions = GuardQuestions(self.sent.append, lambda _: self.left)

    def meet(self, *questions: Question, at_once: bool = True) -> None:
        self.questions.follow(snapshot(VIEW, questions=questions))
        if at_once:
            for window in open_windows(GuardWindow):
                for timer in window.findChildren(QTimer):
                    if timer.isSingleShot() and timer.isActive():
                        timer.stop()
                        timer.timeout.emit()

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
    for word in ("Let terraform use this role?", "Account 0000 / Role0", "pid 42", "/infra"):
        assert word in said
    assert [one.accessibleName() for one in seen(asked.window, Pill)] == ["<b>production</b>"]
    allow = ["Allow once", "Allow for 15 min", "Allow until released"]
    assert buttons(asked.window) == [*allow, "Deny"]


@pytest.mark.parametrize(
    ("question", "label", "answer"),
    [
        (KEYS, "Allow once", Answer.ONCE),
        (KEYS, "Allow for 15 min", Answer.FOR_A_WHILE),
        (KEYS, "Allow until released", Answer.UNTIL_RELEASE),
        (KEYS, "Deny", Answer.DENY),
        (USE, "Use role", Answer.ONCE),
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


def test_one_window_asks_one_question_after_the_other(asked: Asked) -> None:
    others = [replace(KEYS, number=number) for number in range(9, 20)]
    asked.meet(KEYS, USE, *others)
    assert len(open_windows(QDialog)) == 1
    assert "12 more waiting" in words(asked.window)
    press(asked.window, "Deny")
    assert asked.sent == [AnswerQuestion(7, Answer.DENY)]
    asked.meet(KEYS, USE, *others)
    assert "Use this protected role?" in words(asked.window), "the answer is on its way"
    asked.meet(others[0])
    assert "Let terraform" in words(asked.window)
    assert "waiting" not in words(asked.window)
    asked.meet()
    assert not open_windows(QDialog)
    assert len(asked.sent) == 1


def test_a_program_that_asks_for_more_can_be_denied_all(asked: Asked) -> None:
    asked.meet(KEYS, USE)
    assert "Deny all" not in buttons(asked.window)
    asked.meet(KEYS, USE, replace(KEYS, number=9))
    press(asked.window, "Deny all")
    assert asked.sent == [AnswerQuestion(7, Answer.DENY_ALL)]


def test_a_click_that_was_meant_for_something_else_allows_nothing(asked: Asked) -> None:
    asked.meet(KEYS, at_once=False)
    for label in ("Allow once", "Allow for 15 min", "Allow until released"):
        press(asked.window, label)
    assert asked.sent == []
    asked.meet(KEYS)
    press(asked.window, "Deny")
    asked.meet(replace(KEYS, number=9), at_once=False)
    press(asked.window, "Allow once")
    assert asked.sent == [AnswerQuestion(7, Answer.DENY)], "the next question pauses, too"
    asked.meet(replace(KEYS, number=9))
    press(asked.window, "Allow once")
    assert asked.sent[-1] == AnswerQuestion(9, Answer.ONCE)


def test_it_counts_down(asked: Asked) -> None:
    asked.meet(KEYS)
    assert "Denied automatically in 38 s" in words(asked.window)
    asked.left = 1.2
    (second,) = [one for one in asked.window.findChildren(QTimer) if one.isActive()]
    second.timeout.emit()
    assert "Denied automatically in 1 s" in words(asked.window)


def test_foreign_words_keep_to_their_place(asked: Asked) -> None:
    """A name of any length or with lines of its own pushes no button off the screen."""
    path = "/srv/" + "d" * 155
    long = Requester("n" * 60, 42, path, "n" * 60 + " …", path, "p" * 60)
    rule = replace(RULE, label="x\n\nProgram: aws" + "l" * 400)
    asked.meet(replace(KEYS, asker=long, rule=rule))
    asked.window.adjustSize()
    assert asked.window.width() < 800
    assert "\n\nProgram" not in words(asked.window)


def test_the_tray_shows_a_guarded_role_that_is_in_use() -> None:
    seen = snapshot(
        VIEW, activations=(activation(),), settings=Settings(guards=(RULE,)), pinned=(role(),)
    )
    presenter = Presenter()
    assert presenter.icon(seen, START).guard is GuardColour.VIOLET
    labels = [getattr(item, "label", "") for item in presenter.menu(seen, START)]
    assert "★ Account 0000 / Role0 [<b>production</b>]" in labels
    assert presenter.icon(snapshot(VIEW, settings=Settings(guards=(RULE,))), START).guard is None
