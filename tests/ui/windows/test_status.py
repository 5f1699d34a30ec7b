"""The status window: it says how things stand, and its buttons do what they say."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from pytestqt.qtbot import QtBot

from tests.fakes import START, ManualClock
from tests.ui.samples import ACME, HOUR, MINUTE, activation, signed_in, snapshot, view
from tests.ui.screen import alarms, buttons, press, ring, words
from tray.core.commands import (
    Command,
    KeepTokensInMemory,
    Release,
    ReloadAccounts,
    RenewNow,
    SignIn,
    SignOut,
)
from tray.core.profiles.activation import Waiting
from tray.core.profiles.withdrawal import begin, failed
from tray.core.sessions.states import SignedOut
from tray.core.snapshot import AppSnapshot, ListingProgress
from tray.core.vocabulary.errors import KeysRemain, SecretStoreError, Unreachable
from tray.core.vocabulary.model import ProfileName
from tray.ui.windows.status import StatusWindow

DEFAULT = ProfileName("default")
IN_USE = snapshot(view(signed_in()), activations=(activation(),))


class Standing:
    """The window, open; and what came of it."""

    def __init__(self) -> None:
        self.clock = ManualClock()
        self.did: list[Command | str] = []
        self.window = StatusWindow(
            self.did.append, self.clock.now, self.seconds_until, lambda: self.did.append("set up")
        )
        self.window.show()

    def seconds_until(self, moment: datetime) -> float:
        return (moment - self.clock.now()).total_seconds()

    def see(self, shown: AppSnapshot) -> str:
        self.window.show_snapshot(shown)
        return words(self.window)


@pytest.fixture
def standing(qtbot: QtBot) -> Standing:
    standing = Standing()
    qtbot.addWidget(standing.window)
    return standing


def test_sessions_and_profiles_with_their_times(standing: Standing) -> None:
    said = standing.see(IN_USE)
    assert "Acme: about 8 h left" in said
    assert "Session: about 8 h left" in said
    assert "default → " in said
    assert "Keys: 43 min" in said


def test_time_moves_with_the_clock(standing: Standing) -> None:
    standing.see(IN_USE)
    standing.clock.advance(13 * MINUTE)
    ring(standing.window)
    said = words(standing.window)
    assert "Session: about 7 h 47 min left" in said
    assert "Keys: 30 min" in said


def test_nothing_ticks_unseen_and_the_newest_is_shown_again(standing: Standing) -> None:
    standing.see(IN_USE)
    (alarm,) = alarms(standing.window)
    assert alarm.isSingleShot()
    assert timedelta(milliseconds=alarm.interval()) <= MINUTE + timedelta(seconds=1)
    standing.window.hide()
    standing.see(snapshot(view(SignedOut())))
    assert alarms(standing.window) == []
    standing.window.show()
    assert "Acme: signed out" in words(standing.window)
    assert alarms(standing.window) == [], "nothing counts down"


@pytest.mark.parametrize(
    ("button", "command"),
    [
        ("Sign in to Acme…", SignIn(ACME)),
        ("Reload accounts", ReloadAccounts(ACME)),
        ("Sign out", SignOut(ACME)),
        ("Renew now", RenewNow(DEFAULT)),
        ("Release", Release(DEFAULT)),
    ],
)
def test_each_button_does_what_it_says(standing: Standing, button: str, command: Command) -> None:
    standing.see(IN_USE)
    press(standing.window, button)
    assert standing.did == [command]


def test_a_profile_that_is_still_in_the_files_stays_with_the_reason(standing: Standing) -> None:
    leaving = failed(begin(DEFAULT, activation(), START), KeysRemain("Still there.", "Why."), START)
    said = standing.see(snapshot(withdrawals=(leaving,)))
    assert "default → " in said
    assert "couldn't be removed" in said
    assert "Still there. Why." in said
    press(standing.window, "Try again")
    assert standing.did == [Release(DEFAULT)]


def test_signed_out_one_can_only_sign_in(standing: Standing) -> None:
    standing.see(snapshot(view(SignedOut())))
    assert buttons(standing.window) == ["Sign in to Acme…"]


def test_where_nothing_is_set_up_it_offers_that(standing: Standing) -> None:
    assert buttons(standing.window) == [], "before anything is read"
    assert "No sso-session was found" in standing.see(snapshot())
    press(standing.window, "Set up SSO Tray…")
    assert standing.did == ["set up"]


def test_it_says_when_there_is_no_tray_and_stops_when_there_is(standing: Standing) -> None:
    assert "no tray icons" not in standing.see(IN_USE)
    standing.window.set_tray_available(is_available=False)
    assert "This desktop shows no tray icons just now" in words(standing.window)
    standing.window.set_tray_available(is_available=True)
    assert "no tray icons" not in words(standing.window)


def test_a_keyring_that_refuses_may_be_done_without(standing: Standing) -> None:
    said = standing.see(snapshot(problems=(SecretStoreError("No keyring.", "Keep it?"),)))
    assert "No keyring." in said
    assert "Keep it?" in said
    press(standing.window, "Keep the sign-in in memory only")
    assert standing.did == [KeepTokensInMemory()]


def test_what_hinders_and_how_far_it_is(standing: Standing) -> None:
    hindered = replace(
        view(signed_in()),
        listing_error=Unreachable("No network.", "It tries again."),
        progress=ListingProgress(120, 1000),
    )
    said = standing.see(snapshot(hindered, activations=(activation(Waiting(), minutes=None),)))
    assert "No network. It tries again." in said
    assert "120 of 1000" in said
    assert "waits for a sign-in" in said


def test_a_session_that_may_have_ended_does_not_break_its_bars(standing: Standing) -> None:
    standing.clock.set_calendar(START + 9 * HOUR)
    assert "may end any moment" in standing.see(snapshot(view(signed_in())))
