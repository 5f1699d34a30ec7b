"""The window of a sign-in: what to do, how long there is, and the ways out."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from tests.fakes import ManualClock
from tests.ui.samples import ACME, MINUTE, signed_in, signing_in, snapshot, view
from tests.ui.screen import alarms, buttons, press, press_sign, ring, seen, words
from tray.core.commands import CancelSignIn, Command, ReopenPage, SignIn
from tray.core.sessions.states import SessionState, SignedOut
from tray.core.settings.settings import FlowChoice
from tray.core.vocabulary.errors import BrowserMissing, TrayError
from tray.core.vocabulary.model import SignInFlow
from tray.ui.sign_in.window import SignInWindow

BROWSER = signing_in()
CODE = replace(signing_in("ABCD-EFGH"), flow=SignInFlow.DEVICE_CODE)


class Following:
    """The window, and the commands that came of it."""

    def __init__(self) -> None:
        self.clock = ManualClock()
        self.sent: list[Command] = []
        clock = self.clock  # NOTE: no cycle through self, or Qt's objects die in the collector
        self.window = SignInWindow(
            self.sent.append, lambda moment: (moment - clock.now()).total_seconds()
        )

    def see(self, state: SessionState) -> None:
        self.window.follow(snapshot(view(state)))


@pytest.fixture
def following(qtbot: QtBot) -> Following:
    return Following()


def test_with_a_browser_there_is_nothing_to_type(following: Following) -> None:
    following.see(BROWSER)
    assert following.window.isVisible()
    assert "Continue in your browser" in words(following.window)
    assert buttons(following.window) == [
        "Use a code instead",
        "Open browser again",
        "Cancel",
    ]


def test_the_code_is_shown_and_copied(following: Following) -> None:
    following.see(CODE)
    assert "ABCD-EFGH" in words(following.window).splitlines()
    assert "deny" in words(following.window)
    press_sign(following.window, "Copy code")
    assert QGuiApplication.clipboard().text() == "ABCD-EFGH"


def test_the_time_left_moves_with_the_clock(following: Following) -> None:
    following.see(BROWSER)
    assert "10 min left" in words(following.window)
    following.clock.advance(3 * MINUTE)
    ring(following.window)
    assert "7 min left" in words(following.window)


def test_nothing_ticks_unseen(following: Following) -> None:
    assert alarms(following.window) == []
    following.see(BROWSER)
    assert alarms(following.window)
    following.window.hide()
    assert alarms(following.window) == []


def test_the_browser_opens_again(following: Following) -> None:
    following.see(replace(BROWSER, page=None))
    (again,) = [one for one in seen(following.window, QPushButton) if "again" in one.text()]
    assert not again.isEnabled(), "there is no page yet"
    following.see(BROWSER)
    press(following.window, "Open browser again")
    assert following.sent == [ReopenPage(ACME)]


def test_cancel_cancels_and_the_window_stays_away(following: Following) -> None:
    following.see(BROWSER)
    press(following.window, "Cancel")
    assert following.sent == [CancelSignIn(ACME)]
    following.see(BROWSER)  # published before the cancel arrived
    assert not following.window.isVisible()
    following.see(replace(BROWSER, attempt=2))
    assert following.window.isVisible()


@pytest.mark.parametrize("way", ["Esc", "closing"])
def test_other_ways_to_cancel(following: Following, qtbot: QtBot, way: str) -> None:
    following.see(BROWSER)
    if way == "Esc":
        qtbot.keyClick(following.window, Qt.Key.Key_Escape)
    else:
        following.window.close()
    assert following.sent == [CancelSignIn(ACME)]
    assert not following.window.isVisible()


def test_it_closes_when_signed_in(following: Following) -> None:
    following.see(BROWSER)
    following.see(signed_in())
    assert not following.window.isVisible()
    assert following.sent == []


def test_a_code_instead_begins_when_the_first_attempt_is_over(following: Following) -> None:
    following.see(BROWSER)
    press(following.window, "Use a code instead")
    assert following.sent == [CancelSignIn(ACME)]
    following.see(SignedOut())
    assert following.sent[1:] == [SignIn(ACME, FlowChoice.DEVICE_CODE)]


def test_a_code_is_not_asked_for_where_the_first_attempt_was_allowed_after_all(
    following: Following,
) -> None:
    following.see(BROWSER)
    press(following.window, "Use a code instead")
    following.see(signed_in(started=-MINUTE))
    assert following.sent == [CancelSignIn(ACME)]
    assert not following.window.isVisible()


def test_a_code_is_no_longer_wanted_after_cancel(following: Following) -> None:
    following.see(BROWSER)
    press(following.window, "Use a code instead")
    press(following.window, "Cancel")
    following.see(SignedOut())
    following.see(replace(BROWSER, attempt=2))
    following.see(signed_in())
    assert following.sent == [CancelSignIn(ACME), CancelSignIn(ACME)]


def test_a_failure_is_told_and_closing_it_cancels_nothing(following: Following) -> None:
    following.see(BROWSER)
    following.see(SignedOut(TrayError("The page was closed.", "Sign in again.")))
    assert "The page was closed." in words(following.window)
    assert "Sign in again." in words(following.window)
    assert "left" not in words(following.window)
    press(following.window, "Close")
    assert following.sent == []
    assert not following.window.isVisible()


def test_without_a_browser_a_code_is_offered(following: Following) -> None:
    following.see(BROWSER)
    following.see(SignedOut(BrowserMissing("No browser.", "Use a code.")))
    press(following.window, "Use a code instead")
    assert following.sent == [SignIn(ACME, FlowChoice.DEVICE_CODE)]
