"""The windows of the first minutes and of questions: nothing cut, everything by keyboard."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TypeAlias

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QDialog,
    QLabel,
    QLineEdit,
    QPushButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from tests.fakes import START
from tests.ui.samples import (
    activation,
    listing,
    named_listing,
    role,
    signed_in,
    signing_in,
    snapshot,
    view,
)
from tests.ui.screen import seen
from tray.core.guards.consent import Question
from tray.core.guards.requester import Requester
from tray.core.guards.rules import GuardRule
from tray.core.ports.desktop import LoginState
from tray.core.profiles.activation import Stuck
from tray.core.sessions.states import SignedOut
from tray.core.settings.settings import Language
from tray.core.snapshot import AppSnapshot
from tray.core.vocabulary.errors import (
    AuthorizationDenied,
    FileError,
    ProfileConflict,
    ProfileTaken,
    StartUrlWrong,
)
from tray.core.vocabulary.model import SignInFlow
from tray.core.vocabulary.translatable import said
from tray.ui.first_run.window import FirstRun
from tray.ui.sign_in.window import SignInWindow
from tray.ui.toolkit.design.colours import DARK, LIGHT
from tray.ui.toolkit.design.theme import dress
from tray.ui.toolkit.translation import Speech
from tray.ui.windows.guard_questions import GuardQuestions
from tray.ui.windows.profile_questions import Questions
from tray.ui.windows.start_failure import StartFailure

Open: TypeAlias = Callable[[], tuple[QWidget, object]]

OUT = view(SignedOut(), "acme")
IN = view(signed_in(), "acme", listing(12, 3))
DENIED = AuthorizationDenied(
    said("The sign-in was denied in the browser."), said("Nothing was changed.")
)
PROD = view(signed_in(), accounts=named_listing(("000000000000", "Data Platform Production")))
ADMIN = role(0, "AdministratorAccess")
RULE = GuardRule(account="*", label="production", minutes=30)
TERRAFORM = Requester(
    "terraform", 4242, "/usr/local/bin/terraform", "terraform apply …", "~/infra/prod", "bash"
)
CONFLICT = ProfileConflict("default", said("a web identity"), "sso_session", "~/.aws/config", 18)


class Login:
    """The system starts it, or does not; here it does not matter."""

    def state(self) -> LoginState:
        return LoginState(is_on=False)

    def turn(self, *, on: bool) -> None:
        raise FileError(f"{on} is refused.")


def nothing(*_: object) -> None:
    """For what these windows would send."""


def first_run(*shown: AppSnapshot, wanted: str = "") -> FirstRun:
    window = FirstRun(nothing, nothing, nothing, Login())
    window.show_snapshot(shown[0])
    window.open()
    if wanted:
        window._sign_in(wanted)
    for each in shown[1:]:
        window.show_snapshot(each)
    return window


def portal() -> tuple[QWidget, object]:
    return first_run(snapshot(OUT)), None


def refused() -> tuple[QWidget, object]:
    window = first_run(snapshot())
    window._object_to(
        StartUrlWrong(said("There is no start URL yet."), said("Paste it.")).words,
        code_for="acme",
        is_address_wrong=True,
    )
    return window, None


def waiting() -> tuple[QWidget, object]:
    return first_run(snapshot(OUT), wanted="acme"), None


def ready() -> tuple[QWidget, object]:
    return first_run(snapshot(OUT), snapshot(IN), wanted="acme"), None


def sign_in() -> tuple[QWidget, object]:
    window = SignInWindow(nothing, lambda _: 560.0)
    window.follow(snapshot(view(signing_in())))
    return window, None


def code() -> tuple[QWidget, object]:
    window = SignInWindow(nothing, lambda _: 560.0)
    state = replace(signing_in("MRNP-CPRT"), flow=SignInFlow.DEVICE_CODE)
    window.follow(snapshot(view(state)))
    return window, None


def denied() -> tuple[QWidget, object]:
    window = SignInWindow(nothing, lambda _: 560.0)
    window.follow(snapshot(view(signing_in())))
    window.follow(snapshot(view(SignedOut(DENIED))))
    return window, None


def guard(*asked: Question) -> tuple[QWidget, object]:
    questions = GuardQuestions(nothing, lambda _: 32.0)
    questions.follow(snapshot(PROD, questions=asked))
    assert questions._window is not None
    questions._window._page.hear()
    return questions._window, questions


def guard_of_program() -> tuple[QWidget, object]:
    question = Question(1, ADMIN, RULE, START, TERRAFORM)
    return guard(question, replace(question, number=2))


def guard_of_use() -> tuple[QWidget, object]:
    return guard(Question(1, ADMIN, RULE, START))


def taken() -> tuple[QWidget, object]:
    questions = Questions(nothing)
    stuck = Stuck(ProfileTaken(said("Taken."), said("Choose."), CONFLICT))
    questions.follow(snapshot(PROD, activations=(replace(activation(stuck), role=ADMIN),)))
    (window,) = questions._taken.values()
    return window, questions


def start_failure() -> tuple[QWidget, object]:
    window = StartFailure(FileError("/run/user/1000/sso-tray isn't a folder.", "Remove it."))
    window.show()
    return window, None


WINDOWS: tuple[Open, ...] = (
    portal, refused, waiting, ready, sign_in, code, denied, guard_of_program, guard_of_use, taken,
    start_failure,
)  # fmt: skip


@pytest.fixture(params=[1.0, 1.5, 2.0], ids=lambda share: f"{share:.0%}")
def fonts(request: pytest.FixtureRequest, qapp: QApplication) -> Iterator[None]:
    before = QFont(qapp.font())
    larger = QFont(before)
    larger.setPointSizeF(before.pointSizeF() * request.param)
    qapp.setFont(larger)
    yield
    qapp.setFont(before)


@pytest.fixture(params=[Language.ENGLISH, Language.GERMAN], ids=lambda one: one.value)
def language(request: pytest.FixtureRequest, qapp: QApplication) -> Iterator[None]:
    folder = Path(__file__).parents[3] / "resources/translations"
    speech = Speech(qapp, folder, lambda: None)
    speech.follow(request.param)
    yield
    speech.follow(Language.ENGLISH)


@pytest.fixture
def dressed(qapp: QApplication) -> Iterator[QApplication]:
    palette, sheet = qapp.palette(), qapp.styleSheet()
    dress(qapp, is_dark=False)
    yield qapp
    qapp.setStyleSheet(sheet)
    qapp.setPalette(palette)


def cut(window: QWidget) -> list[str]:
    """What is seen only in part."""
    found = []
    shown: list[QLabel | QPushButton] = [*seen(window, QLabel), *seen(window, QPushButton)]
    for one in shown:
        if isinstance(one, QLabel) and one.wordWrap():
            fits = one.height() >= one.heightForWidth(one.width())
        else:
            fits = one.width() >= one.minimumSizeHint().width()
            fits = fits and one.height() >= one.minimumSizeHint().height()
        inside = window.rect().contains(
            one.mapTo(window, one.rect().topLeft())
        ) and window.rect().contains(one.mapTo(window, one.rect().bottomRight()))
        if not (fits and inside):
            found.append(f"{one.text()} {one.size().toTuple()} {one.sizeHint().toTuple()}")
    return found


@pytest.mark.parametrize("opened", WINDOWS, ids=lambda one: one.__name__)
@pytest.mark.usefixtures("fonts", "language", "dressed")
def test_no_text_is_cut(opened: Open, qtbot: QtBot) -> None:
    window, _kept = opened()
    QApplication.processEvents()
    assert cut(window) == []
    window.hide()


@pytest.mark.parametrize("opened", WINDOWS, ids=lambda one: one.__name__)
@pytest.mark.usefixtures("dressed")
def test_all_is_reached_by_keyboard_and_has_a_name(opened: Open, qtbot: QtBot) -> None:
    window, _kept = opened()
    kinds = (QAbstractButton, QLineEdit, QComboBox)
    wanted = {one for kind in kinds for one in seen(window, kind) if one.isEnabled()}
    reached: set[QWidget] = set()
    for _ in range(len(wanted) + 4):
        # None where nothing has the focus, whatever the stubs say.
        focused: QWidget | None = window.focusWidget()
        QTest.keyClick(window if focused is None else focused, Qt.Key.Key_Tab)
        reached.add(window.focusWidget())
    # Radio buttons of one group are one stop; arrows go between them.
    missed = {one for one in wanted - reached if not one.inherits("QRadioButton")}
    assert not missed
    for one in wanted:
        text = one.text() if isinstance(one, QAbstractButton) else ""
        assert one.accessibleName() or text
    window.hide()


@pytest.mark.parametrize("opened", WINDOWS, ids=lambda one: one.__name__)
def test_another_look_counts_at_once(opened: Open, dressed: QApplication, qtbot: QtBot) -> None:
    window, _kept = opened()
    assert window.grab().toImage().pixelColor(2, 12).name().upper() == LIGHT.surface
    dress(dressed, is_dark=True)
    QApplication.processEvents()
    assert window.grab().toImage().pixelColor(2, 12).name().upper() == DARK.surface
    window.hide()


@pytest.mark.parametrize("keys", [Qt.Key.Key_Escape, "Ctrl+W"], ids=["Esc", "Ctrl+W"])
@pytest.mark.parametrize(
    "opened",
    [one for one in WINDOWS if one is not guard_of_program],  # where the next question follows
    ids=lambda one: one.__name__,
)
def test_a_key_closes_it(opened: Open, keys: Qt.Key | str, qtbot: QtBot) -> None:
    window, _kept = opened()
    assert isinstance(window, QDialog)
    if isinstance(keys, str):
        QTest.keyClick(window, Qt.Key.Key_W, Qt.KeyboardModifier.ControlModifier)
    else:
        QTest.keyClick(window, keys)
    assert not window.isVisible()
