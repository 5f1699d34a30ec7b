"""The first run, from a pasted address to the picker."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QRadioButton
from pytestqt.qtbot import QtBot

from tests.ui.samples import signed_in, signing_in, snapshot, view
from tests.ui.screen import buttons, fill, press, seen, words
from tray.core.commands import AddSession, ChangeSettings, Command, SignIn
from tray.core.sessions.states import SignedOut
from tray.core.settings.settings import DeliveryKind, FlowChoice, SessionSettings, Settings
from tray.core.snapshot import AppSnapshot, SetUp
from tray.core.vocabulary.errors import AuthorizationDenied, StartUrlWrong, Unreachable
from tray.core.vocabulary.model import SessionName
from tray.ui.first_run.window import FirstRun

URL = "Access portal URL"
NOTHING = AppSnapshot(is_ready=True)


class Run:
    """The window, and what came of it."""

    def __init__(self) -> None:
        self.sent: list[Command] = []
        self.demos = self.picked = 0
        self.window = FirstRun(self.sent.append, self._demo, self._pick)

    def _demo(self) -> None:
        self.demos += 1

    def _pick(self) -> None:
        self.picked += 1

    def open(self, shown: AppSnapshot = NOTHING) -> None:
        self.window.show_snapshot(shown)
        self.window.open()


@pytest.fixture
def run(qtbot: QtBot) -> Run:
    run = Run()
    qtbot.addWidget(run.window)
    return run


def test_one_pasted_address_and_five_clicks_lead_to_the_picker(run: Run) -> None:
    run.open()
    fill(run.window, URL, " https://acme.awsapps.com/start/#/?tab=accounts ")
    press(run.window, "Continue")
    session = SessionSettings("acme", "https://acme.awsapps.com/start", "")
    assert run.sent == [AddSession(session)]
    assert "region" in words(run.window)
    run.window.show_snapshot(replace(NOTHING, setup=SetUp("acme", 7)))
    assert "Finding your portal's region" in words(run.window)
    run.window.show_snapshot(snapshot(view(signing_in(), "acme")))
    assert not run.window.isVisible(), "the browser is before the person now"
    run.window.show_snapshot(snapshot(view(signed_in(), "acme")))
    assert "Signed in to acme" in words(run.window)
    press(run.window, "Choose a role")
    assert (run.picked, len(run.sent)) == (1, 1)
    assert not run.window.isVisible()


def test_enter_goes_on_once(run: Run, qtbot: QtBot) -> None:
    run.open()
    fill(run.window, URL, "acme.awsapps.com")
    qtbot.keyClick(next(seen(run.window, QLineEdit)), Qt.Key.Key_Return)
    assert len(run.sent) == 1
    assert "Finding your portal's region" in words(run.window)
    run.window.show_snapshot(snapshot(view(signed_in(), "acme")))
    qtbot.keyClick(run.window, Qt.Key.Key_Return)
    assert run.picked == 1


def test_the_delivery_that_is_chosen_is_kept(run: Run) -> None:
    run.open(snapshot(view(SignedOut(), "Acme")))
    press(run.window, "Sign in")
    assert run.sent == [SignIn(SessionName("Acme"))]
    run.window.show_snapshot(snapshot(view(signed_in(), "Acme")))
    on_demand = list(seen(run.window, QRadioButton))[1]
    on_demand.click()
    press(run.window, "Choose a role")
    assert run.sent[1:] == [ChangeSettings(replace(Settings(), delivery=DeliveryKind.ON_DEMAND))]


def test_a_region_that_the_address_names_is_not_looked_for(run: Run) -> None:
    run.open()
    fill(run.window, URL, "https://d-1234567890.portal.eu-west-1.app.aws")
    press(run.window, "Continue")
    (added,) = run.sent
    assert isinstance(added, AddSession)
    assert added.session.region == "eu-west-1"


def test_a_region_that_the_person_names_is_taken(run: Run) -> None:
    run.open()
    fill(run.window, URL, "acme.awsapps.com")
    assert "Region" not in [one.accessibleName() for one in seen(run.window, QLineEdit)]
    press(run.window, "Set region")
    fill(run.window, "Region", "ap-south-1")
    press(run.window, "Continue")
    (added,) = run.sent
    assert isinstance(added, AddSession)
    assert added.session.region == "ap-south-1"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "Enter your start URL"),
        ("https://console.aws.amazon.com/s3", "an address of the AWS console"),
        ("http://acme.awsapps.com/start", "starts with https"),
    ],
)
def test_an_address_that_is_none_is_explained_in_place(run: Run, text: str, said: str) -> None:
    run.open()
    fill(run.window, URL, text)
    press(run.window, "Continue")
    assert said in words(run.window)
    assert run.sent == []
    assert run.window.isVisible()


@pytest.mark.parametrize(
    "error", [StartUrlWrong("No region knows it.", "Compare."), Unreachable("No network.")], ids=str
)
def test_what_went_wrong_is_said_and_the_address_is_kept(run: Run, error: Exception) -> None:
    run.open()
    fill(run.window, URL, "acme.awsapps.com")
    press(run.window, "Continue")
    run.window.show_snapshot(replace(NOTHING, setup=SetUp("acme", error=error)))  # type: ignore[arg-type]
    assert str(error) in words(run.window)
    press(run.window, "Continue")
    assert len(run.sent) == 2


def test_a_sign_in_that_was_denied_leads_back(run: Run) -> None:
    run.open(snapshot(view(SignedOut(), "Acme")))
    press(run.window, "Sign in")
    denied = SignedOut(StartUrlWrong("You denied it.", ""))
    run.window.show_snapshot(snapshot(view(denied, "Acme")))
    assert "You denied it." in words(run.window)
    assert "Sign in" in buttons(run.window)


def test_after_a_denial_the_next_try_is_not_taken_for_denied(run: Run) -> None:
    """The first snapshot after the click still has the denial in it."""
    denied = snapshot(view(SignedOut(AuthorizationDenied("You denied it.")), "acme"))
    run.open(snapshot(view(SignedOut(), "acme")))
    press(run.window, "Sign in")
    run.window.show_snapshot(snapshot(view(signing_in(), "acme")))
    run.window.show_snapshot(denied)
    fill(run.window, URL, "https://acme.awsapps.com/start")
    press(run.window, "Continue")
    run.window.show_snapshot(denied)
    assert "You denied it." not in words(run.window)
    run.window.show_snapshot(snapshot(view(signing_in(), "acme")))
    assert not run.window.isVisible(), "it would cover the page that asks"
    run.window.show_snapshot(snapshot(view(signed_in(), "acme")))
    assert "Signed in to acme" in words(run.window)


def test_a_second_denial_is_told_like_the_first(run: Run) -> None:
    run.open(snapshot(view(SignedOut(AuthorizationDenied("You denied it.")), "Acme")))
    assert "You denied it." not in words(run.window), "that was before this window"
    press(run.window, "Sign in")
    run.window.show_snapshot(snapshot(view(signing_in(), "Acme")))
    again = SignedOut(AuthorizationDenied("You denied it."))
    run.window.show_snapshot(snapshot(view(again, "Acme")))
    assert "You denied it." in words(run.window)
    press(run.window, "Use a code instead")
    assert run.sent[-1] == SignIn(SessionName("Acme"), FlowChoice.DEVICE_CODE)
    assert "You denied it." not in words(run.window)


def test_a_search_that_failed_is_not_the_answer_to_the_next_one(run: Run) -> None:
    failed = replace(NOTHING, setup=SetUp("acme", error=Unreachable("No network.")))
    run.open()
    fill(run.window, URL, "acme.awsapps.com")
    press(run.window, "Continue")
    run.window.show_snapshot(failed)
    press(run.window, "Continue")
    run.window.show_snapshot(failed)
    assert "No network." not in words(run.window)
    run.window.show_snapshot(replace(NOTHING, setup=SetUp("acme", 3)))
    run.window.show_snapshot(snapshot(view(signed_in(), "acme")))
    assert "Signed in to acme" in words(run.window)


def test_a_portal_that_is_known_is_not_added_twice(run: Run) -> None:
    known = view(SignedOut(), "Globex")
    known = replace(
        known, session=replace(known.session, start_url="https://acme.awsapps.com/start")
    )
    other = view(SignedOut(), "acme")
    run.open(snapshot(known))
    fill(run.window, URL, "acme.awsapps.com")
    press(run.window, "Continue")
    run.window.open()
    run.open(snapshot(other))
    (added,) = run.sent
    assert isinstance(added, AddSession)
    assert added.session.name == "Globex"


def test_the_demo_is_one_click_away(run: Run) -> None:
    run.open()
    press(run.window, "Try the demo")
    assert run.demos == 1
    assert not run.window.isVisible()
