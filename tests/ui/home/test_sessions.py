"""Home's header, banners and menus: how things stand, and buttons that do what they say."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from PySide6.QtWidgets import QApplication, QMenu, QPushButton, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from tests.fakes import START, ManualClock
from tests.ui import home_scenes
from tests.ui.samples import ACME, HOUR, MINUTE, activation, signed_in, signing_in, snapshot, view
from tests.ui.screen import alarms, buttons, open_windows, press, ring, seen, words
from tray.core.commands import (
    CancelSignIn,
    Command,
    KeepTokensInMemory,
    OpenPortal,
    OpenReleases,
    Release,
    ReloadAccounts,
    RenewNow,
    ReopenPage,
    SignIn,
    SignOut,
)
from tray.core.profiles.activation import Retrying, Stuck
from tray.core.profiles.withdrawal import begin, failed
from tray.core.sessions.states import Expired, SignedOut
from tray.core.snapshot import AppSnapshot, ListingProgress
from tray.core.vocabulary.errors import (
    KeysRemain,
    ProfileConflict,
    ProfileTaken,
    SecretStoreError,
    Throttled,
    TrayError,
    Unreachable,
)
from tray.core.vocabulary.model import ProfileName
from tray.ui.home.actions.controller import Ports
from tray.ui.home.roles.catalogue import RoleCatalogue
from tray.ui.home.window import Home
from tray.ui.menu.model import UiRequest

DEFAULT = ProfileName("default")
IN_USE = snapshot(view(signed_in()), activations=(activation(),))


class Standing:
    """Home, open; and what came of it."""

    def __init__(self, *, has_tray: bool = True) -> None:
        self.clock = ManualClock()
        self.did: list[Command | UiRequest | str] = []
        self.catalogue = RoleCatalogue()
        ports = Ports(
            self.did.append,
            self.clock.now,
            self.seconds_until,
            self.did.append,
            lambda session: self.did.append(f"show {session}"),
            lambda profile: self.did.append(f"choose {profile}"),
        )
        self.window = Home(ports, self.catalogue)
        self.window.set_tray_available(is_available=has_tray)
        self.window.open()

    def seconds_until(self, moment: datetime) -> float:
        return (moment - self.clock.now()).total_seconds()

    def see(self, shown: AppSnapshot) -> str:
        self.catalogue.learn(shown)
        self.window.show_snapshot(shown)
        return words(self.window)

    def choose(self, button: str, entry: str) -> list[str]:
        """From the menu of the button of that name; answers what it offers."""
        found = (one for one in seen(self.window, QToolButton) if one.accessibleName() == button)
        next(found).click()
        (menu,) = (one for one in self.window.findChildren(QMenu) if one.isVisible())
        offered = [one.text() for one in menu.actions() if one.text()]
        next(one for one in menu.actions() if one.text() == entry).trigger()
        menu.close()
        return offered


@pytest.fixture
def standing(qtbot: QtBot) -> Standing:
    standing = Standing()
    qtbot.addWidget(standing.window)
    return standing


def test_time_moves_with_the_clock(standing: Standing) -> None:
    assert "Acme\nAbout 8 h left" in standing.see(IN_USE)
    standing.clock.advance(13 * MINUTE)
    ring(standing.window)
    assert "About 7 h 47 min left" in words(standing.window)


def test_nothing_ticks_unseen_and_the_newest_is_shown_again(standing: Standing) -> None:
    standing.see(IN_USE)
    (alarm,) = alarms(standing.window)
    assert alarm.isSingleShot()
    assert timedelta(milliseconds=alarm.interval()) <= MINUTE + timedelta(seconds=1)
    standing.window.hide()
    standing.see(snapshot(view(SignedOut())))
    assert alarms(standing.window) == []
    standing.window.open()
    assert "Acme\nSigned out" in words(standing.window)
    assert alarms(standing.window) == [], "nothing counts down"


@pytest.mark.parametrize(
    ("state", "said", "button", "command"),
    [
        (SignedOut(), "Signed out", "Sign in", SignIn(ACME)),
        (Expired(START), "Session ended at ", "Sign in", SignIn(ACME)),
        (signing_in(), "Waiting for your browser · 10 min left", "Cancel", CancelSignIn(ACME)),
        (
            signed_in(started=8 * HOUR - 12 * MINUTE),
            "About 12 min left · until ",
            "Sign in again",
            SignIn(ACME),
        ),
        (SignedOut(TrayError("It was denied.")), "It was denied.", "Sign in", SignIn(ACME)),
    ],
    ids=["out", "ended", "signing in", "soon", "denied"],
)
def test_each_state_has_its_words_and_the_one_thing_to_do(
    standing: Standing, state: object, said: str, button: str, command: Command
) -> None:
    shown = snapshot(view(state))  # type: ignore[arg-type]
    assert said in standing.see(shown)
    press(standing.window, button)
    assert standing.did == [command]


def test_the_code_of_a_sign_in_can_be_compared_here(standing: Standing) -> None:
    state = replace(signing_in("ABCD-EFGH"), flow=signing_in().flow.DEVICE_CODE)
    assert "Compare the code ABCD-EFGH · 10 min left" in standing.see(snapshot(view(state)))
    standing.choose("Menu of Acme", "Open browser again")
    standing.choose("Menu of Acme", "Show sign-in…")
    assert standing.did == [ReopenPage(ACME), "show Acme"]


def test_a_session_has_a_menu_with_its_details(standing: Standing) -> None:
    standing.see(IN_USE)
    offered = standing.choose("Menu of Acme", "Sign out")
    assert "Token: renewed automatically" in offered
    assert "eu-central-1" in offered
    assert "Token" not in words(standing.window)
    for entry in ("Refresh accounts", "Sign in again", "Open access portal"):
        standing.choose("Menu of Acme", entry)
    assert standing.did == [SignOut(ACME), ReloadAccounts(ACME), SignIn(ACME), OpenPortal(ACME)]


def test_everything_else_is_reached_from_the_gear(standing: Standing) -> None:
    standing.see(IN_USE)
    for entry, wanted in (
        ("Settings…", UiRequest.SETTINGS),
        ("Activity…", UiRequest.SHOW_ACTIVITY),
        ("Diagnostics…", UiRequest.DIAGNOSTICS),
        ("Add an access portal…", UiRequest.FIRST_RUN),
        ("About SSO Tray", UiRequest.ABOUT),
        ("Quit", UiRequest.QUIT),
    ):
        standing.did.clear()
        standing.window.open()
        standing.choose("Settings and more", entry)
        assert standing.did == [wanted]
    standing.window.open()
    standing.choose("Settings and more", "Refresh accounts")
    assert standing.did[-1] == ReloadAccounts()


def test_of_several_sessions_what_needs_something_comes_first(standing: Standing) -> None:
    names = words_of_sessions(
        standing,
        view(SignedOut(), "Out"),
        view(signed_in(), "In"),
        view(Expired(START), "Ended"),
    )
    assert names == ["Ended", "In", "Out"]


def test_more_than_three_sessions_are_folded_until_one_wants_them(standing: Standing) -> None:
    several = [view(signed_in(), name) for name in ("A", "B", "C", "D", "E")]
    assert words_of_sessions(standing, *several) == ["A", "B"]
    press(standing.window, "3 more")
    assert words_of_sessions(standing, *several) == ["A", "B", "C", "D", "E"]
    assert "3 more" not in buttons(standing.window)


def words_of_sessions(standing: Standing, *views: object) -> list[str]:
    said = standing.see(snapshot(*views)).splitlines()  # type: ignore[arg-type]
    names = {one.session.name for one in views}  # type: ignore[attr-defined]
    return [line for line in said if line in names]


def test_a_button_keeps_the_focus_while_its_session_counts_down(standing: Standing) -> None:
    soon = snapshot(view(signed_in(started=8 * HOUR - 12 * MINUTE)))
    standing.see(soon)
    (button,) = (one for one in seen(standing.window, QPushButton) if one.text() == "Sign in again")
    standing.clock.advance(2 * MINUTE)
    ring(standing.window)
    assert "About 10 min left" in words(standing.window)
    assert button in list(seen(standing.window, QPushButton)), "it is the same one still"


# ---- what hinders ---------------------------------------------------------------------


def test_what_hinders_a_session_stands_in_its_line(standing: Standing) -> None:
    assert "You are offline. Trying again in 30 s." in standing.see(home_scenes.offline())
    standing.clock.advance(timedelta(seconds=10))
    ring(standing.window)
    assert "Trying again in 20 s." in words(standing.window)
    throttled = replace(view(signed_in()), listing_error=Throttled("AWS is throttling requests."))
    assert "AWS is throttling requests." in standing.see(snapshot(throttled))


def test_loading_shows_how_far_it_is(standing: Standing) -> None:
    loading = replace(view(signed_in()), progress=ListingProgress(120, 400))
    said = standing.see(snapshot(loading))
    assert "Loading accounts · 120 of 400" in said
    assert "Roles appear here as they come in." in said


def test_a_keyring_that_refuses_may_be_done_without(standing: Standing) -> None:
    said = standing.see(snapshot(problems=(SecretStoreError("No keyring.", "Keep it?"),)))
    assert "No keyring.\nKeep it?" in said
    press(standing.window, "Keep in memory")
    assert standing.did == [KeepTokensInMemory()]


CONFLICT = ProfileConflict("default", "an AWS CLI sign-in", "sso_session", "~/.aws/config", 18)


@pytest.mark.parametrize(
    ("work", "button", "did"),
    [
        (Stuck(ProfileTaken("Taken.", "Choose.", CONFLICT)), "Choose…", "choose default"),
        (Retrying(START, Unreachable("No network."), 1), "Try again", RenewNow(DEFAULT)),
        (Stuck(TrayError("The role is gone.")), "Stop using", Release(DEFAULT)),
    ],
    ids=["taken", "no network", "gone"],
)
def test_trouble_with_a_profile_has_the_button_that_helps(
    standing: Standing, work: object, button: str, did: object
) -> None:
    shown = snapshot(view(signed_in()), activations=(activation(work),))  # type: ignore[arg-type]
    assert "default: " in standing.see(shown)
    press(standing.window, button)
    assert standing.did == [did]


def test_a_profile_that_is_still_in_the_files_stays_with_the_reason(standing: Standing) -> None:
    leaving = failed(begin(DEFAULT, activation(), START), KeysRemain("Still there.", "Why."), START)
    said = standing.see(snapshot(withdrawals=(leaving,)))
    assert "default: Still there.\nWhy." in said
    press(standing.window, "Try again")
    assert standing.did == [Release(DEFAULT)]


def test_many_problems_do_not_push_the_roles_away(standing: Standing) -> None:
    problems = tuple(TrayError(f"Problem {number}.") for number in range(5))
    said = standing.see(snapshot(view(signed_in()), problems=problems))
    assert "Problem 1." in said
    assert "3 more messages" in said
    assert "Problem 2." not in said


def test_the_demo_says_so_and_can_be_left(standing: Standing) -> None:
    assert "Demo: sample accounts" in standing.see(replace(IN_USE, is_demo=True))
    press(standing.window, "Leave")
    assert standing.did == [UiRequest.QUIT]


def test_a_newer_version_is_one_click_away(standing: Standing) -> None:
    assert "SSO Tray 9.0 is available" in standing.see(replace(IN_USE, newer_version="9.0"))
    press(standing.window, "Show")
    assert standing.did == [OpenReleases()]


def test_nothing_set_up_says_what_to_do(standing: Standing) -> None:
    assert "Starting…" in standing.see(AppSnapshot())
    assert "No access portal yet" in standing.see(snapshot())
    press(standing.window, "Set up SSO Tray…")
    assert standing.did == [UiRequest.FIRST_RUN]


@pytest.mark.parametrize(
    ("desktop", "says"),
    [
        ("XFCE", "The icon appears as soon as"),
        ("ubuntu:GNOME", "gnome-shell-extension-appindicator"),
    ],
)
def test_it_says_when_there_is_no_tray_and_what_would_bring_it(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, desktop: str, says: str
) -> None:
    monkeypatch.setenv("XDG_CURRENT_DESKTOP", desktop)
    standing = Standing(has_tray=False)
    qtbot.addWidget(standing.window)
    said = standing.see(IN_USE)
    assert "This desktop shows no tray icon" in said
    assert says in said
    standing.window.set_tray_available(is_available=True)
    assert "no tray icon" not in words(standing.window)


def test_a_session_that_may_have_ended_does_not_break_its_ring(standing: Standing) -> None:
    standing.clock.set_calendar(START + 9 * HOUR)
    assert "About to end" in standing.see(snapshot(view(signed_in())))


@pytest.mark.parametrize("scene", home_scenes.scenes())
def test_every_state_is_whole_and_each_control_has_a_name(scene: str, qtbot: QtBot) -> None:
    shown, typed, has_tray = home_scenes.scenes()[scene]
    standing = Standing(has_tray=has_tray)
    qtbot.addWidget(standing.window)
    standing.see(shown)
    line = standing.window.focusWidget()
    assert line is not None
    assert line.accessibleName() == "Search roles"
    qtbot.keyClicks(line, typed)
    QApplication.processEvents()
    for control in (*seen(standing.window, QPushButton), *seen(standing.window, QToolButton)):
        assert control.accessibleName() or control.text()
        assert inside(control, standing.window), control.accessibleName()
        assert control.width() >= control.minimumSizeHint().width()


def inside(widget: QWidget, window: QWidget) -> bool:
    place = widget.mapTo(window, widget.rect().topLeft())
    return window.rect().contains(widget.rect().translated(place))


def test_it_stays_open_under_its_own_menu(standing: Standing, qtbot: QtBot) -> None:
    standing.see(IN_USE)
    more = next(
        o for o in seen(standing.window, QToolButton) if o.accessibleName() == "Menu of Acme"
    )
    more.click()
    assert open_windows(QMenu)
    assert standing.window.isVisible()
    for menu in open_windows(QMenu):
        menu.close()
