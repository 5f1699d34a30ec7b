"""The agent against the demo: what a person's commands lead to, in scaled but manual time."""

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.contract.places import Place
from tests.services.stage import ACME, DEFAULT, MINUTE, Stage, is_working, wait_for
from tray.core import commands
from tray.core.exec.shell_export import Shell
from tray.core.profiles.activation import Resting, Stuck
from tray.core.sessions.states import Authorizing, Backoff, Expired, SessionState, SignedIn
from tray.core.settings.settings import ConsoleLink, FlowChoice
from tray.core.vocabulary.model import SessionName
from tray.demo.rules import DemoRules
from tray.services.concurrency.workers import Workers


def test_sign_in_use_renew_release(stage: Stage) -> None:
    stage.sign_in()
    listing = stage.snapshot.sessions[0].listing
    assert listing
    assert len(listing.accounts) == 12
    stage.agent.post(commands.UseRole(stage.place.role()))
    stage.until(
        lambda seen: isinstance(seen.activations[0].work, Resting) if seen.activations else 0
    )
    first = stage.credentials()
    assert "[default]" in first
    assert "region = us-east-1" in (stage.aws / "config").read_text()
    stage.pass_time(41 * MINUTE)
    stage.until(
        lambda seen: (keys := seen.activations[0].keys) and keys.issued_at == stage.clock.now()
    )
    assert stage.credentials() != first
    stage.agent.post(commands.Release(DEFAULT))
    stage.until(lambda seen: not seen.activations)
    assert stage.agent.stop(10)
    assert stage.credentials() == ""
    stage.rebuild(workers=Workers())
    stage.agent.start()


def test_the_token_is_refreshed_and_the_end_found_and_told(stage: Stage) -> None:
    stage.sign_in()
    started = stage.clock.now()
    for _ in range(11):
        stage.pass_time(46 * MINUTE)
        stage.until(
            lambda seen: (
                stage.clock.now() - started >= timedelta(hours=8)
                or (
                    isinstance(seen.sessions[0].state, SignedIn)
                    and seen.sessions[0].state.token.issued_at == stage.clock.now()
                )
            )
        )
    state = stage.until(lambda seen: isinstance(seen.sessions[0].state, Expired)).sessions[0].state
    assert isinstance(state, Expired)
    stage.agent.post(commands.ReloadSessions())
    told = stage.notifier.shown[-1]
    assert "ended" in told.title
    assert told.buttons == {"sign-in": "Sign in"}
    stage.notifier.buttons[told.key]("sign-in")
    stage.until(lambda seen: seen.sessions[0].is_signed_in)


def test_warnings_come_once_each(stage: Stage) -> None:
    stage.place.emulator.rules = DemoRules(is_refreshable=False, calls_per_second=0)
    stage.sign_in()
    stage.pass_time(timedelta(hours=7, minutes=44))
    stage.pass_time(2 * MINUTE)
    wait_for(lambda: len(stage.notifier.shown) == 1)
    stage.pass_time(MINUTE)
    stage.pass_time(9 * MINUTE)
    wait_for(lambda: len(stage.notifier.shown) == 2)
    assert "ends in 14 min" in stage.notifier.shown[0].title
    assert "ends in 4 min" in stage.notifier.shown[1].title


def test_a_warning_can_be_put_off(stage: Stage) -> None:
    stage.place.emulator.rules = DemoRules(is_refreshable=False, calls_per_second=0)
    stage.sign_in()
    stage.pass_time(timedelta(hours=7, minutes=45))
    wait_for(lambda: len(stage.notifier.shown) == 1)
    (told,) = stage.notifier.shown
    assert told.buttons == {"sign-in": "Sign in now", "later": "Remind me later"}
    stage.notifier.buttons[told.key]("later")
    (seat,) = stage.services.state.sessions.all()
    wait_for(lambda: seat.reminders is not None and len(seat.reminders.steps) == 3)
    stage.pass_time(4 * MINUTE)
    stage.pass_time(MINUTE)
    wait_for(lambda: len(stage.notifier.shown) == 2)
    assert "ends in 10 min" in stage.notifier.shown[1].title


def test_the_device_flow(stage: Stage) -> None:
    stage.agent.post(commands.SignIn(ACME, FlowChoice.DEVICE_CODE))
    seen = stage.until(
        lambda seen: (
            isinstance(seen.sessions[0].state, Authorizing) and seen.sessions[0].state.user_code
        )
    )
    assert isinstance(seen.sessions[0].state, Authorizing)
    stage.until_a_code_is_waited_for()
    stage.pass_time(timedelta(seconds=6))
    stage.until(lambda seen: seen.sessions[0].is_signed_in)


def test_a_taken_profile_is_asked_about_and_set_aside_and_restored(stage: Stage) -> None:
    before = "[default]\nsso_session = acme\nregion = eu-west-1\n"
    (stage.aws / "config").write_text(before)
    stage.sign_in()
    stage.agent.post(commands.UseRole(stage.place.role()))
    stage.until(is_working(Stuck))
    assert (stage.aws / "config").read_text() == before
    assert stage.credentials() == ""
    stage.agent.post(commands.UseRole(stage.place.role(), set_aside=True))
    stage.until(is_working(Resting))
    assert "#sso-tray-aside# sso_session" in (stage.aws / "config").read_text()
    stage.agent.post(commands.SignOut(ACME))
    stage.until(lambda seen: not seen.sessions[0].is_signed_in)
    wait_for(lambda: (stage.aws / "config").read_text() == before)
    assert stage.credentials() == ""


def test_without_a_network_it_stays_signed_in(stage: Stage) -> None:
    stage.sign_in()
    stage.place.emulator.is_offline = True
    stage.pass_time(46 * MINUTE)
    seen = stage.until(
        lambda seen: (
            isinstance(seen.sessions[0].state, SignedIn)
            and isinstance(seen.sessions[0].state.refresh, Backoff)
        )
    )
    assert seen.sessions[0].is_signed_in
    assert seen.troubles


def test_the_console_opens_by_either_link(stage: Stage) -> None:
    stage.sign_in()
    role = stage.place.role()
    marks = {
        ConsoleLink.PORTAL: f"account_id={role.account_id}",
        ConsoleLink.FEDERATION: "SigninToken=",
    }
    for link in ConsoleLink:
        stage.browser.opened.clear()
        stage.agent.post(commands.OpenConsole(role, link))
        wait_for(lambda: bool(stage.browser.opened))
        page = stage.browser.opened[0]
        assert marks[link] in page


def test_the_console_opens_at_the_page_that_was_asked_for(stage: Stage) -> None:
    stage.sign_in()
    page = "https://eu-central-1.console.aws.amazon.com/sqs/v3/home?region=eu-central-1"
    for link in ConsoleLink:
        stage.browser.opened.clear()
        stage.agent.post(commands.OpenConsole(stage.place.role(), link, page))
        wait_for(lambda: bool(stage.browser.opened))
        assert quote(page, safe="") in stage.browser.opened[0]


@pytest.mark.parametrize("is_watched", [True, False])
def test_keys_are_put_on_the_clipboard(stage: Stage, is_watched: bool) -> None:
    stage.sign_in()
    role = stage.place.role()
    stage.agent.post(commands.CopyEnvironment(role, Shell.JSON, is_watched))
    wait_for(lambda: bool(stage.desktop.copied))
    variables = json.loads(stage.desktop.copied[0].reveal())
    assert variables["AWS_SESSION_TOKEN"]
    assert variables["AWS_REGION"] == "us-east-1"
    stage.until(lambda seen: seen.recent == (role,) and seen.uses == {role: 1})
    if is_watched:
        stage.agent.post(commands.CopyEnvironment(role, Shell.BASH))
    wait_for(lambda: bool(stage.notifier.shown))
    assert len(stage.notifier.shown) == 1
    told = stage.notifier.shown[0]
    assert told.title == f"Keys copied: {stage.services.state.account_words(role)}"
    assert "clipboard is cleared" in told.body


def test_nothing_is_said_to_be_on_the_clipboard_before_it_is(stage: Stage) -> None:
    """Some desktops want a click in a window first; the person may not give it."""
    stage.sign_in()
    stage.desktop.takes_at_once = False
    stage.agent.post(commands.CopyEnvironment(stage.place.role(), Shell.BASH))
    wait_for(lambda: bool(stage.desktop.copied))
    stage.agent.post(commands.OpenTerminal(stage.place.role()))  # behind it on the same lane
    wait_for(lambda: bool(stage.desktop.terminals))
    assert stage.notifier.shown == []


def test_a_terminal_opens_with_the_role(stage: Stage) -> None:
    stage.sign_in()
    role = stage.place.role()
    assert stage.snapshot.has_terminal
    stage.agent.post(commands.OpenTerminal(role))
    wait_for(lambda: stage.desktop.terminals == [role])


def test_keys_that_cannot_be_had_are_told(stage: Stage) -> None:
    role = stage.place.role()
    stage.agent.post(commands.CopyEnvironment(role, Shell.BASH, is_watched=True))
    stage.agent.post(commands.OpenTerminal(role))
    wait_for(lambda: len(stage.notifier.shown) == 2)
    assert len(stage.desktop.errors) == 1
    assert not stage.desktop.copied
    assert not stage.desktop.terminals


def test_sign_ins_of_two_sessions_go_on_side_by_side(place: Place, tmp_path: Path) -> None:
    stage = Stage(place, tmp_path)
    other = replace(place.session, name=SessionName("other"))
    stage.rebuild(read_sessions=lambda _: ((place.session, other), ()))
    stage.verdict = ""
    stage.browser.visit = lambda _: None
    stage.agent.start()
    stage.until(lambda seen: seen.is_ready)
    for name in (ACME, other.name):
        stage.agent.post(commands.SignIn(name))
    stage.until(lambda seen: all(has_page(view.state) for view in seen.sessions))
    wait_for(lambda: len(stage.browser.opened) == 2)
    stage.agent.post(commands.SignIn(ACME))
    wait_for(lambda: len(stage.browser.opened) == 3)
    assert stage.browser.opened[2] in stage.browser.opened[:2], "who asks again has lost the page"
    for name in (ACME, other.name):
        stage.agent.post(commands.CancelSignIn(name))
    stage.until(lambda seen: not any(has_page(view.state) for view in seen.sessions))
    assert stage.agent.stop(10)


def has_page(state: SessionState) -> bool:
    return isinstance(state, Authorizing) and state.page is not None
