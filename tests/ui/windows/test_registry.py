"""The windows together: what one of them tells, no other tells again."""

import gc
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from pytestqt.qtbot import QtBot

from tests.ui.samples import signing_in, snapshot, view
from tests.ui.screen import fill, open_windows, press, words
from tray.core.commands import Command
from tray.core.sessions.states import SignedOut
from tray.core.snapshot import AppSnapshot
from tray.core.vocabulary.errors import AuthorizationDenied
from tray.ui.first_run.window import FirstRun
from tray.ui.menu.model import UiRequest
from tray.ui.sign_in.window import SignInWindow
from tray.ui.windows.registry import Desktop, Windows

DENIED = snapshot(view(SignedOut(AuthorizationDenied("You denied it.")), "acme"))


@pytest.fixture
def windows(qtbot: QtBot) -> Iterator[Windows]:
    sent: list[Command] = []
    made = Windows(sent.append, lambda: datetime.now(UTC), lambda _: 60.0, Desktop())
    yield made
    made.hide()
    del made
    gc.collect()  # they know each other: not in the midst of a later test's call into Qt


def test_a_denial_in_the_first_run_is_told_in_one_window(windows: Windows) -> None:
    windows.follow(AppSnapshot(is_ready=True))
    windows.open(UiRequest.FIRST_RUN)
    (first_run,) = open_windows(FirstRun)
    fill(first_run, "Access portal URL", "acme.awsapps.com")
    press(first_run, "Continue")
    windows.follow(snapshot(view(signing_in(), "acme")))
    assert open_windows(SignInWindow)
    assert not open_windows(FirstRun)
    windows.follow(DENIED)
    assert "You denied it." in words(first_run)
    assert not open_windows(SignInWindow)


def test_a_denial_of_any_other_sign_in_is_told_in_its_own_window(windows: Windows) -> None:
    windows.follow(snapshot(view(signing_in(), "acme")))
    windows.follow(DENIED)
    (window,) = open_windows(SignInWindow)
    assert "You denied it." in words(window)
