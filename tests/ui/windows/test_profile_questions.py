"""What the program asks, and what it makes of the answers."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QLineEdit, QRadioButton
from pytestqt.qtbot import QtBot

from tests.ui.samples import activation, named_listing, role, signed_in, snapshot, view
from tests.ui.screen import fill, open_windows, press, seen, words
from tray.core.commands import Command, Release, UseRole
from tray.core.profiles.activation import Activation, Stuck
from tray.core.settings.settings import DeliveryKind
from tray.core.vocabulary.errors import ProfileConflict, ProfileTaken
from tray.core.vocabulary.model import ProfileName
from tray.ui.windows.profile_questions import Questions

CONFLICT = ProfileConflict("default", "an SSO profile", "sso_session", "~/.aws/config", 12)
TAKEN = Stuck(ProfileTaken("Taken.", "Choose.", CONFLICT))
DEFAULT, OPS = ProfileName("default"), ProfileName("ops")
KEYS = DeliveryKind.KEYS


class Asked:
    """Questions, and the commands that the answers became."""

    def __init__(self) -> None:
        self.sent: list[Command] = []
        self.questions = Questions(self.sent.append)

    @property
    def window(self) -> QDialog:
        (window,) = open_windows(QDialog)
        return window

    def meet(self, *found: Activation) -> None:
        self.questions.follow(snapshot(activations=found))


@pytest.fixture
def asked(qtbot: QtBot) -> Asked:
    return Asked()


def nothing_is_asked() -> bool:
    return not open_windows(QDialog)


def test_a_taken_profile_is_told_with_its_place_and_asked_about_once(asked: Asked) -> None:
    asked.meet(activation(TAKEN))
    assert "an SSO profile (sso_session in ~/.aws/config, line 12)" in words(asked.window)
    asked.meet(activation(TAKEN))
    press(asked.window, "Cancel")
    asked.meet(activation(TAKEN))
    assert nothing_is_asked()


@pytest.mark.parametrize(
    ("button", "sent"),
    [
        ("Use another profile name", [Release(DEFAULT), UseRole(role(), OPS, delivery=KEYS)]),
        ("Replace it for now", [UseRole(role(), DEFAULT, set_aside=True, delivery=KEYS)]),
        ("Cancel", [Release(DEFAULT)]),
    ],
)
def test_each_answer_is_given_once(asked: Asked, button: str, sent: list[Command]) -> None:
    asked.meet(activation(TAKEN))
    fill(asked.window, "Profile name", "ops")
    if button != "Cancel":
        choice = next(one for one in seen(asked.window, QRadioButton) if one.text() == button)
        choice.click()
    press(asked.window, "Cancel" if button == "Cancel" else "Use role")
    assert asked.sent == sent
    assert nothing_is_asked()


def test_closing_the_window_is_cancelling(asked: Asked) -> None:
    asked.meet(activation(TAKEN))
    asked.window.close()
    assert asked.sent == [Release(DEFAULT)]


def test_two_taken_profiles_are_two_questions(asked: Asked) -> None:
    other = replace(activation(TAKEN), serial=2, profile=OPS)
    asked.meet(activation(TAKEN), other)
    assert len(open_windows(QDialog)) == 2


def test_a_question_that_is_settled_elsewhere_is_taken_back(asked: Asked) -> None:
    asked.meet(activation(TAKEN))
    asked.meet(activation())
    assert nothing_is_asked()
    assert asked.sent == []


def test_what_is_not_the_persons_to_decide_is_not_asked(asked: Asked) -> None:
    asked.meet(activation())
    assert nothing_is_asked()


def test_what_a_command_in_a_terminal_was_answered_is_not_asked_again(asked: Asked) -> None:
    asked.meet(replace(activation(TAKEN), is_answered=True))
    assert nothing_is_asked()


def test_a_question_behind_other_windows_comes_to_the_front(asked: Asked) -> None:
    other = replace(activation(TAKEN), serial=2, profile=OPS)
    asked.meet(activation(TAKEN), other)
    for window in open_windows(QDialog):
        window.hide()
    asked.questions.bring(OPS)
    (window,) = open_windows(QDialog)
    press(window, "Cancel")
    assert asked.sent == [Release(OPS)]


def test_the_name_that_is_offered_names_the_account_too(asked: Asked) -> None:
    """A role's name alone is that of many."""
    accounts = named_listing(("000000000000", "Sandbox & Test"))
    seen_now = snapshot(view(signed_in(), accounts=accounts), activations=(activation(TAKEN),))
    asked.questions.follow(seen_now)
    (line,) = seen(asked.window, QLineEdit)
    assert line.text() == "sandbox-and-test-role0"
    assert "aws --profile sandbox-and-test-role0" in words(asked.window)


def test_enter_takes_the_safe_way(asked: Asked, qtbot: QtBot) -> None:
    asked.meet(activation(TAKEN))
    (line,) = seen(asked.window, QLineEdit)
    qtbot.keyClick(line, Qt.Key.Key_Return)
    name = ProfileName(line.text())
    assert asked.sent == [Release(DEFAULT), UseRole(role(), name, delivery=KEYS)]
