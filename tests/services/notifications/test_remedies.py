"""The one button that helps: of every kind of error there is."""

import importlib
import pkgutil
from collections.abc import Iterator

import pytest

import tray
from tests.contract.places import Place
from tests.services.stage import DEFAULT, Stage, wait_for
from tray.core import commands
from tray.core.exec.shell_export import Shell
from tray.core.profiles.activation import TellFailure
from tray.core.settings.settings import FlowChoice
from tray.core.vocabulary import errors
from tray.core.vocabulary.errors import Remedy, SecretStoreError, TrayError
from tray.core.vocabulary.model import AccountId, ProfileName, RoleRef, SessionName
from tray.services.concurrency.workers import WorkerQueue
from tray.services.context.messages import Message
from tray.services.notifications import texts
from tray.services.notifications.do_not_disturb import NotificationQueue
from tray.services.notifications.notifications import Notifications

ACME = SessionName("acme")
ROLE = RoleRef(ACME, AccountId("000000000001"), "AdministratorAccess")
SIGN_IN, CODE, AGAIN = "Sign in", "Use a code instead", "Try again"
MEMORY, STOP, NONE = "Keep in memory", "Stop using", ""

HELPS = {
    "TrayError": NONE,
    "Defect": AGAIN,
    "ProgramReplaced": NONE,  # quit and start it again
    "ServiceError": AGAIN,
    "Unreachable": AGAIN,
    "CaptivePortal": AGAIN,
    "Throttled": AGAIN,
    "ServiceFailure": AGAIN,
    "ClockSkew": AGAIN,
    "Busy": AGAIN,
    "SignInError": SIGN_IN,
    "AuthorizationPending": SIGN_IN,
    "SlowDown": SIGN_IN,
    "AuthorizationDenied": SIGN_IN,
    "AuthorizationExpired": SIGN_IN,
    "SignOutIncomplete": AGAIN,
    "StartUrlWrong": NONE,  # whichever way: the address must be another one
    "RedirectFailed": CODE,
    "BrowserMissing": CODE,
    "TerminalMissing": NONE,
    "ClientRejected": SIGN_IN,
    "SessionEnded": SIGN_IN,
    "SignOutUntold": AGAIN,
    "TokenRejected": SIGN_IN,
    "RoleNotAssigned": STOP,
    "AccountsUnlisted": NONE,
    "AgentSilent": AGAIN,
    "SecretStoreError": MEMORY,
    "KeyringMissing": MEMORY,
    "FileError": AGAIN,
    "KeysRemain": AGAIN,
    "SettingsError": NONE,
    "PolicyError": NONE,  # an administrator's to change
    "ProfileChanged": AGAIN,
    "ProfileTaken": NONE,  # a window asks
    # those of a command, which is answered where it was given
    "AnotherCommand": AGAIN,
    "AgentSlow": AGAIN,
    "NotQuotable": NONE,
    "ConsentDenied": NONE,
    "ConsentPending": AGAIN,
    "NotUnderstood": NONE,
    "RemoteError": NONE,
    "Stopped": NONE,
    "RoleUnclear": NONE,
    "SignInNeeded": SIGN_IN,
    "Refused": NONE,
    "NoAgent": NONE,
}


def notifications(stage: Stage, posted: list[Message]) -> Notifications:
    post, clock = posted.append, stage.clock
    queue = NotificationQueue(stage.notifier, None, clock, WorkerQueue("desktop"), post)
    return Notifications(stage.notifier, queue, clock, post, is_passing=False)


def kinds(of: type[TrayError] = TrayError) -> Iterator[type[TrayError]]:
    yield of
    for kind in of.__subclasses__():
        yield from kinds(kind)


def every_kind() -> set[type[TrayError]]:
    for module in pkgutil.walk_packages(tray.__path__, "tray."):
        if not module.name.endswith("__main__") and not module.name.startswith("tray.ui"):
            importlib.import_module(module.name)
    return {kind for kind in kinds() if kind.__module__.startswith("tray.")}


def made(kind: type[TrayError]) -> TrayError:
    error = kind.__new__(kind)
    TrayError.__init__(error, "It failed.", "Do this.")
    return error


def test_each_kind_of_error_has_the_button_that_helps() -> None:
    shown = {
        kind.__name__: "".join(
            texts.keys_failed(DEFAULT, ROLE, "Sandbox", made(kind)).buttons.values()
        )
        for kind in every_kind()
    }
    assert shown == HELPS


def test_what_may_work_later_can_be_tried_again() -> None:
    for kind in every_kind():
        if kind.retriable:
            assert kind.remedy in {Remedy.TRY_AGAIN, Remedy.SIGN_IN}, kind


@pytest.mark.parametrize(
    ("remedy", "sent"),
    [
        (Remedy.SIGN_IN, [commands.SignIn(ACME)]),
        (Remedy.SIGN_IN_WITH_CODE, [commands.SignIn(ACME, FlowChoice.DEVICE_CODE)]),
        (Remedy.TRY_AGAIN, [commands.RenewNow(DEFAULT)]),
        (Remedy.KEEP_IN_MEMORY, [commands.KeepTokensInMemory(), commands.RenewNow(DEFAULT)]),
        (Remedy.STOP_USING, [commands.Release(DEFAULT)]),
        (Remedy.CHOOSE_PROFILE, []),
        (Remedy.NONE, []),
    ],
    ids=lambda value: value.name if isinstance(value, Remedy) else "",
)
def test_the_button_does_it(stage: Stage, remedy: Remedy, sent: list[Message]) -> None:
    error = TrayError("It failed.")
    error.remedy = remedy
    posted: list[Message] = []
    teller = notifications(stage, posted)
    failure = TellFailure(DEFAULT, ROLE, error)
    teller.keys_failed(failure, "Sandbox", lambda _: False, has_keys=False)
    wait_for(lambda: bool(stage.notifier.shown))
    (told,) = stage.notifier.shown
    for button in told.buttons:
        stage.notifier.buttons[told.key](button)
    assert posted == sent


@pytest.mark.parametrize(
    "asked",
    [
        commands.CopyEnvironment(ROLE, Shell.BASH),
        commands.OpenConsole(ROLE),
        commands.OpenTerminal(ROLE),
    ],
    ids=lambda one: type(one).__name__,
)
def test_what_was_asked_for_a_role_is_tried_again_by_the_same_button(
    stage: Stage, asked: commands.RoleAction
) -> None:
    posted: list[Message] = []
    notifications(stage, posted).action_failed(asked, "Sandbox", SecretStoreError("No keyring."))
    (told,) = stage.notifier.shown
    assert told.title.endswith(": Sandbox")
    (button,) = told.buttons
    stage.notifier.buttons[told.key](button)
    assert posted == [commands.KeepTokensInMemory(), asked]


def test_titles_keep_to_what_is_shown_of_them() -> None:
    """A notification server shows some 45 letters of a title, and nothing says that it cut."""
    account = "Sandbox of the data platform team, Frankfurt"
    error = errors.Unreachable("No network.")
    for note in (
        texts.keys_failed(ProfileName("a-profile-of-some-length"), ROLE, account, error),
        texts.copied(ROLE, account),
        texts.action_failed(commands.OpenTerminal(ROLE), account, error),
        texts.action_failed(commands.OpenConsole(ROLE), account, error),
        texts.action_failed(commands.CopyEnvironment(ROLE, Shell.BASH), account, error),
    ):
        assert len(note.title) <= 52
        assert note.title.endswith("Frankfurt")
        assert "AdministratorAccess" in note.body


def test_one_conflict_is_told_in_one_place(stage: Stage, place: Place) -> None:
    """Where windows are, one of them asks; without windows a notification says it."""
    (stage.aws / "config").write_text("[default]\nsso_session = corp\n")
    stage.sign_in()
    stage.services.consent.has_screen = True
    stage.agent.post(commands.UseRole(place.role()))
    stage.until(lambda seen: seen.activations and seen.activations[0].failure)
    assert stage.notifier.shown == []
    stage.services.consent.has_screen = False
    stage.agent.post(commands.UseRole(place.role()))
    wait_for(lambda: bool(stage.notifier.shown))
    assert (
        stage.notifier.shown[0].title
        == f"Couldn't get keys: {stage.services.state.account_words(place.role())}"
    )
