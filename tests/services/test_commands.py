"""What a person asks for beside signing in, and what becomes of it when it fails."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from tests.fakes import ManualClock
from tests.safety import LogGuard
from tests.services.stage import ACME, DEFAULT, Stage, is_working, wait_for, with_ports
from tray.adapters.aws_files.sso_token_cache import CliTokenCache
from tray.core import commands
from tray.core.profiles.activation import Resting, Stuck
from tray.core.sessions.states import Authorizing, SignedOut
from tray.core.settings.settings import ConsoleLink, FlowChoice, SessionSettings, TokenStorage
from tray.core.snapshot import AppSnapshot
from tray.core.vocabulary.errors import BrowserMissing, FileError, RedirectFailed, TrayError
from tray.core.vocabulary.model import ProfileName, SessionName
from tray.services.concurrency.workers import Workers
from tray.services.tokens.token_vault import TokenVault
from tray.wiring.agent_assembly import Assembly


def has_problem(words: str) -> Callable[[AppSnapshot], bool]:
    return lambda seen: any(words in str(problem) for problem in seen.problems)


def sign_in_error(seen: AppSnapshot) -> TrayError | None:
    state = seen.sessions[0].state
    return state.sign_in_error if isinstance(state, SignedOut) else None


def break_browser(stage: Stage) -> None:
    stage.browser.visit = _fail


def _fail(_: str) -> None:
    raise BrowserMissing("No browser.", "Sign in with a code instead.")


def test_the_portal_opens_and_a_browser_that_fails_is_told_until_it_works(
    stage: Stage, expected_logs: LogGuard
) -> None:
    expected_logs.expect("browser: No browser")
    break_browser(stage)
    stage.agent.post(commands.OpenPortal(ACME))
    stage.until(has_problem("No browser"))
    stage.browser.visit = lambda _: None
    stage.agent.post(commands.OpenPortal(ACME))
    stage.until(lambda seen: not seen.problems)
    assert stage.browser.opened == [stage.place.session.start_url]


def test_without_a_browser_pkce_fails_with_a_way_out_and_a_code_does_not_mind(
    stage: Stage,
) -> None:
    break_browser(stage)
    stage.agent.post(commands.SignIn(ACME, FlowChoice.PKCE))
    error = sign_in_error(stage.until(sign_in_error))
    assert isinstance(error, BrowserMissing)
    stage.agent.post(commands.SignIn(ACME, FlowChoice.DEVICE_CODE))
    stage.until(
        lambda seen: (
            isinstance(seen.sessions[0].state, Authorizing) and seen.sessions[0].state.user_code
        )
    )
    stage.agent.post(commands.CancelSignIn(ACME))
    stage.until(lambda seen: isinstance(seen.sessions[0].state, SignedOut))


def test_a_machine_without_a_browser_signs_in_with_a_code(stage: Stage) -> None:
    stage.browser.is_there = False
    stage.agent.post(commands.SignIn(ACME))
    stage.until(
        lambda seen: (
            isinstance(seen.sessions[0].state, Authorizing) and seen.sessions[0].state.user_code
        )
    )
    assert stage.browser.opened == []
    stage.agent.post(commands.CancelSignIn(ACME))
    stage.until(lambda seen: isinstance(seen.sessions[0].state, SignedOut))


def test_a_cancel_is_no_error_and_the_page_opens_again_meanwhile(stage: Stage) -> None:
    stage.browser.visit = lambda _: None
    stage.agent.post(commands.SignIn(ACME))
    stage.until(
        lambda seen: isinstance(seen.sessions[0].state, Authorizing) and seen.sessions[0].state.page
    )
    wait_for(lambda: len(stage.browser.opened) == 1)
    stage.agent.post(commands.ReopenPage(ACME))
    wait_for(lambda: len(stage.browser.opened) == 2)
    assert len(set(stage.browser.opened)) == 1
    stage.agent.post(commands.SignIn(ACME))
    stage.agent.post(commands.CancelSignIn(ACME))
    seen = stage.until(lambda seen: isinstance(seen.sessions[0].state, SignedOut))
    assert sign_in_error(seen) is None
    stage.agent.post(commands.ReopenPage(ACME))
    stage.agent.post(commands.ReopenPage(SessionName("gone")))


def test_a_denied_sign_in_is_told(stage: Stage) -> None:
    def deny(page: str) -> None:
        location = stage.place.decide(page, "denied")
        stage.place.page(location)

    stage.browser.visit = deny
    stage.agent.post(commands.SignIn(ACME))
    assert "denied" in str(sign_in_error(stage.until(sign_in_error)))


def test_roles_are_pinned_and_remembered(stage: Stage) -> None:
    first, second = stage.place.role(0), stage.place.role(1)
    for role in (first, second, first):
        stage.agent.post(commands.Pin(role, is_pinned=True))
    stage.until(lambda seen: seen.pinned == (second, first))
    stage.agent.post(commands.Pin(second, is_pinned=False))
    stage.until(lambda seen: seen.pinned == (first,))
    wait_for(lambda: stage.files.state_store.load_memory().pinned == (first,))


def test_a_memory_that_cannot_be_kept_is_told(stage: Stage, expected_logs: LogGuard) -> None:
    expected_logs.expect("memory")
    (stage.home / "state").write_bytes(b"in the way")
    stage.agent.post(commands.Pin(stage.place.role(), is_pinned=True))
    seen = stage.until(has_problem("memory.json"))
    assert seen.pinned == (stage.place.role(),)


def test_a_session_of_ones_own_is_kept_and_signed_in_to(stage: Stage) -> None:
    added = SessionSettings("acme", stage.place.session.start_url, "us-east-1")
    stage.agent.post(commands.AddSession(added))
    stage.until(lambda seen: seen.sessions[0].is_signed_in)
    assert stage.files.settings_store.load().settings.sessions == (added,)
    stage.browser.visit = lambda _: None
    stage.agent.post(commands.AddSession(replace(added, default_region="eu-west-1")))
    stage.until(lambda seen: isinstance(seen.sessions[0].state, Authorizing))
    stage.agent.post(commands.CancelSignIn(ACME))
    wait_for(
        lambda: stage.files.settings_store.load().settings.sessions[0].default_region == "eu-west-1"
    )
    stage.agent.post(commands.UseRole(stage.place.role()))
    stage.until(is_working(Resting))
    assert "region = eu-west-1" in (stage.aws / "config").read_text()


def test_settings_that_cannot_be_kept_are_told_and_used(
    stage: Stage, expected_logs: LogGuard
) -> None:
    expected_logs.expect("settings")
    (stage.home / "settings.toml").mkdir()
    added = SessionSettings("acme", stage.place.session.start_url, "us-east-1")
    stage.agent.post(commands.AddSession(added))
    stage.until(has_problem("settings.toml"))
    stage.until(lambda seen: seen.sessions[0].is_signed_in)


def test_a_role_of_a_signed_out_session_waits_for_the_sign_in(stage: Stage) -> None:
    stage.agent.post(commands.UseRole(stage.place.role(), ProfileName("work")))
    stage.until(lambda seen: seen.sessions[0].is_signed_in)
    stage.until(is_working(Resting))
    assert "[work]" in stage.credentials()


def test_renew_now_brings_new_keys_and_what_is_unknown_does_nothing(stage: Stage) -> None:
    stage.sign_in()
    stage.agent.post(commands.UseRole(stage.place.role()))
    stage.until(is_working(Resting))
    before = stage.credentials()
    stage.clock.advance(timedelta(minutes=1))
    stage.agent.post(commands.RenewNow(ProfileName("other")))
    stage.agent.post(commands.RenewNow(DEFAULT))
    wait_for(lambda: stage.credentials() != before)
    nobody = replace(stage.place.role(), session=SessionName("gone"))
    for command in (
        commands.UseRole(nobody),
        commands.SignIn(nobody.session),
        commands.OpenPortal(nobody.session),
        commands.OpenConsole(nobody),
        commands.Release(ProfileName("other")),
        commands.SignOut(nobody.session),
    ):
        stage.agent.post(command)
    stage.until(is_working(Resting))


def test_a_role_that_was_taken_away_is_told_with_a_button(stage: Stage) -> None:
    stage.sign_in()
    gone = replace(stage.place.role(), role_name="Gone")
    stage.agent.post(commands.UseRole(gone))
    stage.until(is_working(Stuck))
    wait_for(lambda: bool(stage.notifier.shown))
    told = stage.notifier.shown[-1]
    assert told.title == f"Couldn't get keys: {stage.services.state.account_words(gone)}"
    assert told.body.startswith("Gone as default. ")
    assert told.buttons == {"release": "Stop using"}
    stage.notifier.buttons[told.key]("release")
    stage.until(lambda seen: not seen.activations)


def test_a_console_that_does_not_open_is_told(stage: Stage) -> None:
    role = stage.place.role()
    stage.agent.post(commands.OpenConsole(role, ConsoleLink.FEDERATION))
    wait_for(lambda: bool(stage.notifier.shown))
    told = stage.notifier.shown[-1]
    assert "console" in told.title
    assert "signed in" in told.body
    assert told.buttons == {"sign-in": "Sign in"}
    stage.notifier.buttons[told.key]("sign-in")
    stage.until(lambda seen: seen.sessions[0].is_signed_in)
    stage.browser.opened.clear()
    assert stage.browser.opened == []


def test_a_listing_that_finds_the_session_over_ends_it(stage: Stage) -> None:
    stage.sign_in()
    stage.place.emulator.revoke_sessions()
    stage.agent.post(commands.ReloadAccounts(ACME))
    stage.until(lambda seen: not seen.sessions[0].is_signed_in)
    listing = stage.snapshot.sessions[0].listing
    assert listing is not None, "what was known stays to be looked at"


def test_a_listing_without_a_network_fails_and_keeps_what_was_known(stage: Stage) -> None:
    stage.sign_in()
    stage.place.emulator.is_offline = True
    stage.agent.post(commands.ReloadAccounts(None))
    seen = stage.until(lambda seen: seen.sessions[0].listing_error)
    assert seen.sessions[0].listing
    assert seen.sessions[0].is_signed_in
    stage.place.emulator.is_offline = False
    stage.agent.post(commands.ReloadAccounts(None))
    stage.until(lambda seen: not seen.sessions[0].listing_error and not seen.sessions[0].progress)


def test_a_sign_out_that_aws_does_not_hear_is_told(stage: Stage, expected_logs: LogGuard) -> None:
    expected_logs.expect("AWS couldn't be reached")
    stage.sign_in()
    stage.place.emulator.is_offline = True
    stage.agent.post(commands.SignOut(ACME))
    seen = stage.until(has_problem("AWS couldn't be reached"))
    assert not seen.sessions[0].is_signed_in


def test_the_next_run_finds_the_token_and_the_listing(stage: Stage, tmp_path: Path) -> None:
    stage.sign_in()
    wait_for(lambda: stage.store.get("token/acme") is not None)
    environment = with_ports(
        stage.environment,
        vault=TokenVault(
            lambda _: stage.store,
            TokenStorage.KEYRING,
            CliTokenCache(tmp_path / "none", tmp_path, ManualClock()),
        ),
        workers=Workers(),
    )
    seen: list[AppSnapshot] = []
    assembly = Assembly(environment, seen.append)
    agent = assembly.agent
    agent.start()
    wait_for(lambda: bool(seen) and bool(seen[-1].sessions) and seen[-1].sessions[0].is_signed_in)
    wait_for(lambda: seen[-1].sessions[0].listing is not None)
    wait_for(
        lambda: not assembly.services.listings._under_way
    )  # the newer one is in: its threads end
    assert agent.stop(10)


def test_a_listing_that_cannot_be_kept_is_shown_all_the_same(
    stage: Stage, expected_logs: LogGuard
) -> None:
    expected_logs.expect("listing/acme")
    (stage.home / "cache").write_bytes(b"in the way")
    stage.sign_in()
    seen = stage.until(has_problem("Couldn't write"))
    assert seen.sessions[0].listing
    assert seen.sessions[0].listing_error is None
    (stage.home / "cache").unlink()
    stage.agent.post(commands.ReloadAccounts(ACME))
    stage.until(lambda seen: not seen.problems)


def test_errors_of_ours_are_not_taken_for_a_cancel(stage: Stage) -> None:
    assert not stage.environment.tokens.sign_ins.is_abandoned(99, RedirectFailed("Blocked.", ""))
    stage.environment.tokens.sign_ins.abandon(99)
    assert stage.environment.tokens.sign_ins.is_abandoned(99, RedirectFailed("Blocked.", ""))
    assert not stage.environment.tokens.sign_ins.is_abandoned(99, FileError("Other."))
