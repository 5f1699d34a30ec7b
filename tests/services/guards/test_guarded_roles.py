"""Guarded roles through every door: the menu, the socket, the endpoint, the terminal."""

import os
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from http.client import HTTPConnection
from pathlib import Path
from typing import cast
from urllib.parse import urlsplit

import pytest

from tests.contract.places import Place
from tests.safety import LogGuard
from tests.services.stage import ACME, DEFAULT, Stage, wait_for
from tray.core import commands
from tray.core.exec.shell_export import Shell
from tray.core.guards.consent import Answer, ConsentDenied, ConsentPending, Purpose, Question
from tray.core.guards.requester import Requester
from tray.core.guards.rules import GuardRule
from tray.core.ipc import protocol
from tray.core.ipc.protocol import Peer
from tray.core.ipc.reports import ProfileReport
from tray.core.ports.aws import IdentityCenter
from tray.core.profiles.activation import Resting
from tray.core.settings.policy import InForce
from tray.core.settings.settings import ConsoleLink, DeliveryKind, Settings
from tray.core.snapshot import AppSnapshot
from tray.core.vocabulary.errors import ServiceError
from tray.core.vocabulary.model import Account, Page, RoleRef
from tray.services.snapshots.waiter import Refused

TERRAFORM = Requester("terraform", 1, "/usr/bin/terraform", directory="/infra")
US = Peer(os.getpid(), None)
ADMIN = "Prod/AdministratorAccess"


class OneAsker:
    """Everything that asks is one program."""

    def of(self, peer: Peer) -> Requester:
        return TERRAFORM

    def is_running(self, peer: Peer) -> bool:
        return True


class GuardedStage(Stage):
    """An agent whose Prod is guarded by `rule`, signed in."""

    def __init__(
        self, place: Place, directory: Path, rule: GuardRule, center: IdentityCenter | None = None
    ) -> None:
        super().__init__(place, directory)
        center = center or self.environment.aws.identity_center
        self.rebuild(requesters=OneAsker(), identity_center=center)
        self.files.settings_store.save(Settings(guards=(rule,)))
        self.consent = self.services.consent
        self.consent.has_screen = True
        self.agent.start()
        self.until(lambda seen: seen.is_ready)
        self.agent.post(commands.SignIn(ACME))
        self.until(
            lambda seen: (
                seen.sessions[0].listing_error
                or (seen.sessions[0].listing and not seen.sessions[0].progress)
            )
        )

    @property
    def role(self) -> RoleRef:
        return self.place.role()

    def question(self) -> Question:
        return self.until(lambda seen: seen.questions).questions[0]

    def answer(self, answer: Answer) -> None:
        self.agent.post(commands.AnswerQuestion(self.question().number, answer))

    def ask(self) -> str:
        """The access key that a program is given."""
        answer = self.broker.handle(protocol.GetCredentials(ADMIN), US)
        assert isinstance(answer, protocol.CredentialsAnswer)
        return answer.credentials.access_key_id


Make = Callable[[GuardRule], GuardedStage]


@pytest.fixture
def make(place: Place, tmp_path: Path) -> Iterator[Make]:
    made: list[GuardedStage] = []

    def one(rule: GuardRule) -> GuardedStage:
        made.append(GuardedStage(place, tmp_path, rule))
        return made[-1]

    yield one
    for stage in made:
        assert stage.agent.stop(10)


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(60) as pool:
        yield pool


class NoNames:
    """Identity Center, but for the lists of accounts: those fail."""

    def __init__(self, center: IdentityCenter) -> None:
        self._center = center

    def list_accounts(self, *_: object) -> Page[Account]:
        raise ServiceError("Not today.")

    def __getattr__(self, name: str) -> object:
        return getattr(self._center, name)


def in_use(seen: AppSnapshot) -> bool:
    return bool(seen.activations) and isinstance(seen.activations[0].work, Resting)


def test_the_menu_asks_before_a_role_is_used(make: Make) -> None:
    stage = make(GuardRule(account="prod", confirm=True))
    stage.agent.post(commands.UseRole(stage.role))
    question = stage.question()
    assert (question.purpose, question.asker) == (Purpose.USE, None)
    assert not stage.snapshot.activations
    stage.answer(Answer.DENY)
    stage.until(lambda seen: not seen.questions)
    stage.agent.post(commands.UseRole(stage.role))
    stage.answer(Answer.ONCE)
    stage.until(in_use)
    assert stage.credentials()


def test_copies_ask_as_well(make: Make) -> None:
    stage = make(GuardRule(account="prod", confirm=True))
    stage.agent.post(commands.CopyEnvironment(stage.role, Shell.BASH))
    stage.answer(Answer.ONCE)
    wait_for(lambda: bool(stage.desktop.copied))


def test_a_use_ends_by_itself(make: Make) -> None:
    stage = make(GuardRule(account="prod", minutes=20))
    stage.agent.post(commands.UseRole(stage.role, delivery=DeliveryKind.ON_DEMAND))
    seen = stage.until(in_use)
    assert seen.activations[0].end == stage.clock.now() + timedelta(minutes=20)
    stage.pass_time(timedelta(minutes=19))
    assert stage.snapshot.activations
    stage.pass_time(timedelta(minutes=1))
    stage.until(lambda seen: not seen.activations and not seen.withdrawals)
    assert "is no longer in use" in stage.notifier.shown[-1].title


def test_a_role_that_asks_programs_stands_in_no_file(make: Make) -> None:
    stage = make(GuardRule(account="prod", ask_programs=True))
    stage.agent.post(commands.UseRole(stage.role))
    seen = stage.until(in_use)
    assert seen.activations[0].delivery is DeliveryKind.ON_DEMAND
    assert stage.credentials() == ""


def test_fifty_processes_ask_one_question(make: Make, pool: ThreadPoolExecutor) -> None:
    stage = make(GuardRule(account="prod", ask_programs=True))
    asked = [pool.submit(stage.ask) for _ in range(50)]
    stage.answer(Answer.FOR_A_WHILE)
    for one in asked:
        assert one.result(10)
    assert stage.ask(), "and nobody is asked again for a while"
    stage.clock.advance(timedelta(minutes=16))
    again = pool.submit(stage.ask)
    stage.answer(Answer.DENY)
    with pytest.raises(ConsentDenied, match="terraform wasn't allowed"):
        again.result(10)
    with pytest.raises(ConsentDenied, match="just denied"):
        stage.ask()


def test_a_release_takes_the_consent_back(make: Make, pool: ThreadPoolExecutor) -> None:
    stage = make(GuardRule(account="prod", ask_programs=True))
    stage.agent.post(commands.UseRole(stage.role))
    stage.until(in_use)
    asked = pool.submit(stage.ask)
    stage.answer(Answer.UNTIL_RELEASE)
    assert asked.result(10)
    assert stage.ask()
    stage.agent.post(commands.Release(DEFAULT))
    stage.until(lambda seen: not seen.activations)
    again = pool.submit(stage.ask)
    stage.answer(Answer.ONCE)
    assert again.result(10)


def test_nobody_answers(make: Make, pool: ThreadPoolExecutor) -> None:
    stage = make(GuardRule(account="prod", ask_programs=True))
    asked = pool.submit(stage.ask)
    stage.question()
    stage.pass_time(timedelta(seconds=46))
    with pytest.raises(ConsentDenied, match="nobody answered in time"):
        asked.result(10)
    stage.until(lambda seen: not seen.questions)
    wait_for(lambda: bool(stage.notifier.shown))
    (told,) = stage.notifier.shown
    assert told.title == "Denied automatically: Prod"
    assert "didn't answer in time" in told.body


def test_a_use_that_was_not_confirmed_in_time_leaves_a_trace(make: Make) -> None:
    stage = make(GuardRule(account="prod", confirm=True))
    stage.agent.post(commands.UseRole(stage.role))
    stage.question()
    stage.pass_time(timedelta(seconds=46))
    stage.until(lambda seen: not seen.questions)
    wait_for(lambda: bool(stage.notifier.shown))
    assert stage.notifier.shown[-1].title == "Not used: Prod"


def test_an_answered_question_is_not_told(make: Make, pool: ThreadPoolExecutor) -> None:
    stage = make(GuardRule(account="prod", ask_programs=True))
    asked = pool.submit(stage.ask)
    stage.answer(Answer.DENY)
    with pytest.raises(ConsentDenied, match="wasn't allowed to use it"):
        asked.result(10)
    stage.pass_time(timedelta(seconds=46))
    stage.agent.post(commands.Pin(stage.role, is_pinned=True))
    stage.until(lambda seen: seen.pinned)
    assert stage.notifier.shown == []


def test_the_command_line_asks_to_use_it(make: Make, pool: ThreadPoolExecutor) -> None:
    stage = make(GuardRule(account="prod", confirm=True))
    used: Future[protocol.Answer] = pool.submit(
        stage.broker.handle, protocol.UseRole(ADMIN, "work"), US
    )
    stage.answer(Answer.ONCE)
    report = used.result(20)
    assert isinstance(report, ProfileReport)
    assert report.state == "active"
    assert stage.ask(), "what is in use was confirmed"


def test_the_endpoint_says_that_the_person_is_asked(make: Make, pool: ThreadPoolExecutor) -> None:
    stage = make(GuardRule(account="prod", ask_programs=True))
    opened = pool.submit(stage.broker.handle, protocol.OpenEndpoint(ADMIN), US)
    stage.answer(Answer.ONCE)
    grant = opened.result(10)
    assert isinstance(grant, protocol.EndpointAnswer)
    status, body = get(grant)
    assert status == 503
    assert b"Allow it in the SSO Tray window" in body
    stage.answer(Answer.ONCE)
    stage.until(lambda seen: not seen.questions)
    assert get(grant)[0] == 200


def test_once_ends_with_its_moment_and_is_for_that_process_only(make: Make) -> None:
    stage = make(GuardRule(account="prod", ask_programs=True))
    rule, role = stage.snapshot.settings.guards[0], stage.role

    def soon(asker: Requester) -> None:
        stage.consent.require_soon(role, "Prod / Admin", rule, asker)

    def allowed_once(asker: Requester) -> None:
        with pytest.raises(ConsentPending):
            soon(asker)
        stage.answer(Answer.ONCE)
        stage.until(lambda seen: not seen.questions)

    allowed_once(TERRAFORM)
    with pytest.raises(ConsentPending):
        soon(replace(TERRAFORM, pid=2))
    stage.answer(Answer.DENY)
    stage.until(lambda seen: not seen.questions)
    stage.clock.advance(timedelta(seconds=44))
    soon(TERRAFORM)
    stage.clock.advance(timedelta(seconds=31))
    allowed_once(TERRAFORM)
    stage.clock.advance(timedelta(seconds=46))
    with pytest.raises(ConsentPending):
        soon(TERRAFORM)


@pytest.mark.parametrize(
    "rule",
    [GuardRule(account="prod", ask_programs=True), GuardRule(account="prod", confirm=True)],
    ids=str,
)
def test_a_federation_link_is_asked_about_like_keys(
    make: Make, pool: ThreadPoolExecutor, rule: GuardRule
) -> None:
    """Whoever opens it has the role for a session."""
    stage = make(rule)

    def link(kind: ConsoleLink) -> protocol.Answer:
        return stage.broker.handle(protocol.GetConsole(ADMIN, link=kind), US)

    assert isinstance(link(ConsoleLink.PORTAL), protocol.ConsoleAnswer), "AWS asks who they are"
    asked = pool.submit(link, ConsoleLink.FEDERATION)
    assert stage.question().asker == TERRAFORM
    stage.answer(Answer.ONCE)
    assert isinstance(asked.result(10), protocol.ConsoleAnswer)
    asked = pool.submit(link, ConsoleLink.FEDERATION)
    stage.answer(Answer.DENY)
    with pytest.raises(ConsentDenied):
        asked.result(10)


def test_who_asks_a_hundred_times_a_minute_gets_one_question(
    make: Make, pool: ThreadPoolExecutor
) -> None:
    stage = make(GuardRule(account="prod", ask_programs=True))
    asked = pool.submit(stage.ask)
    number = stage.question().number
    stage.answer(Answer.DENY)
    with pytest.raises(ConsentDenied):
        asked.result(10)
    for _ in range(100):
        stage.clock.advance(timedelta(seconds=0.6))
        with pytest.raises(ConsentDenied, match="just denied"):
            stage.ask()
    assert not stage.snapshot.questions
    stage.clock.advance(timedelta(seconds=31))
    asked = pool.submit(stage.ask)
    assert stage.question().number == number + 1, "after a rest it may ask again"
    stage.answer(Answer.ONCE)
    assert asked.result(10)


def test_a_program_gets_five_questions_a_minute_whatever_they_are_about(make: Make) -> None:
    stage = make(GuardRule(account="prod", ask_programs=True))
    rule = stage.snapshot.settings.guards[0]

    def soon(number: int) -> None:
        asker = replace(TERRAFORM, pid=number, identity=str(number))
        stage.consent.require_soon(stage.role, "Prod / Admin", rule, asker)

    for number in range(5):
        with pytest.raises(ConsentPending):
            soon(number)
    for number in range(5, 100):
        with pytest.raises(ConsentDenied, match="too often"):
            soon(number)
    assert len(stage.consent.questions()) == 5
    stage.clock.advance(timedelta(seconds=61))
    with pytest.raises(ConsentPending):
        soon(100)


def test_deny_all_closes_what_that_program_asks_and_keeps_it_quiet(make: Make) -> None:
    stage = make(GuardRule(account="prod", ask_programs=True))
    rule = stage.snapshot.settings.guards[0]
    other = Requester("aws", 5, "/usr/bin/aws")

    def soon(asker: Requester) -> None:
        stage.consent.require_soon(stage.role, "Prod / Admin", rule, asker)

    for asker in (replace(TERRAFORM, directory="/a"), replace(TERRAFORM, directory="/b"), other):
        with pytest.raises(ConsentPending):
            soon(asker)
    stage.answer(Answer.DENY_ALL)
    seen = stage.until(lambda seen: len(seen.questions) == 1)
    assert seen.questions[0].asker == other
    stage.clock.advance(timedelta(minutes=14))
    with pytest.raises(ConsentDenied, match="just denied"):
        soon(replace(TERRAFORM, directory="/c"))
    stage.clock.advance(timedelta(minutes=2))
    with pytest.raises(ConsentPending):
        soon(TERRAFORM)


def get(grant: protocol.EndpointAnswer) -> tuple[int, bytes]:
    parts = urlsplit(grant.uri)
    connection = HTTPConnection(parts.netloc, timeout=5)
    connection.request(
        "GET", parts.path, headers={"Authorization": grant.authorization_token.reveal()}
    )
    answer = connection.getresponse()
    said = answer.status, answer.read()
    connection.close()
    return said


def test_without_a_screen_the_terminal_is_asked_or_nobody(make: Make) -> None:
    stage = make(GuardRule(account="prod", ask_programs=True))
    stage.consent.has_screen = False
    with pytest.raises(ConsentDenied, match="no screen to ask on"):
        stage.ask()
    asked: list[str] = []

    def terminal(question: Question, words: str) -> Answer:
        asked.append(f"{question.asker and question.asker.words}: {words}")
        return Answer.FOR_A_WHILE

    stage.consent.terminal = terminal
    assert stage.ask()
    assert stage.ask()
    assert asked == ["terraform (pid 1, in infra): Prod / AdministratorAccess"]


def config_of(stage: Stage) -> str:
    path = stage.aws / "config"
    return path.read_text() if path.exists() else ""


def test_a_rule_that_comes_later_takes_the_keys_out_of_the_file(make: Make) -> None:
    stage = make(GuardRule(account="other"))
    stage.agent.post(commands.UseRole(stage.role))
    stage.until(in_use)
    assert "aws_secret_access_key" in stage.credentials()
    rules = (GuardRule(account="prod", ask_programs=True),)
    stage.agent.post(commands.ChangeSettings(replace(stage.snapshot.settings, guards=rules)))
    seen = stage.until(
        lambda seen: in_use(seen) and seen.activations[0].delivery is DeliveryKind.ON_DEMAND
    )
    assert seen.activations[0].role == stage.role
    assert "aws_secret_access_key" not in stage.credentials()
    assert "credential_process" in config_of(stage)
    wait_for(lambda: bool(stage.notifier.shown))
    assert "now asks for each program" in stage.notifier.shown[-1].title


@pytest.mark.parametrize("is_signed_in", [True, False])
def test_keys_of_an_earlier_run_go_if_their_rule_asks(
    place: Place, tmp_path: Path, is_signed_in: bool
) -> None:
    first = Stage(place, tmp_path)
    first.agent.start()
    first.until(lambda seen: seen.is_ready)
    first.sign_in()
    first.agent.post(commands.UseRole(place.role()))
    first.until(in_use)
    assert first.agent.stop(10, keep_keys=True)
    kept = first.credentials()
    assert "aws_secret_access_key" in kept
    (tmp_path / "settings.toml").write_text(RULE)
    shutil.move(tmp_path / "aws", tmp_path / "kept")
    again = Stage(place, tmp_path)
    shutil.copytree(tmp_path / "kept", tmp_path / "aws", dirs_exist_ok=True)
    if is_signed_in:
        again.store = first.store  # the same keyring
    again.agent.start()
    seen = again.until(
        lambda seen: seen.activations and seen.activations[0].delivery is DeliveryKind.ON_DEMAND
    )
    wait_for(lambda: "aws_secret_access_key" not in again.credentials())
    assert seen.activations[0].profile == DEFAULT
    assert again.agent.stop(10)


RULE = '[[guards]]\naccount = "Prod"\nask_programs = true\n'


def test_keys_of_a_role_that_is_not_meant_stay(place: Place, tmp_path: Path) -> None:
    """At the start nobody knows what its account is called: that is no reason yet."""
    first = Stage(place, tmp_path)
    first.agent.start()
    first.until(lambda seen: seen.is_ready)
    first.sign_in()
    first.agent.post(commands.UseRole(place.role(1)))
    first.until(in_use)
    assert first.agent.stop(10, keep_keys=True)
    kept = first.credentials()
    (tmp_path / "settings.toml").write_text(RULE)
    shutil.move(tmp_path / "aws", tmp_path / "kept")
    again = Stage(place, tmp_path)
    shutil.copytree(tmp_path / "kept", tmp_path / "aws", dirs_exist_ok=True)
    again.agent.start()
    seen = again.until(lambda seen: seen.activations and seen.sessions[0].listing)
    assert seen.activations[0].delivery is DeliveryKind.KEYS
    assert again.credentials() == kept
    assert again.agent.stop(10)


def test_a_sign_in_is_not_shared_while_one_of_its_roles_asks(make: Make) -> None:
    stage = make(GuardRule(account="prod", ask_programs=True))
    wanted = protocol.UseRole("Staging/ReadOnly", "work", delivery=DeliveryKind.AWS_CLI)
    with pytest.raises(Refused, match="asks for each program"):
        stage.broker.handle(wanted, US)
    stage.agent.post(
        commands.ChangeSettings(replace(stage.snapshot.settings, delivery=DeliveryKind.AWS_CLI))
    )
    stage.agent.post(commands.UseRole(stage.place.role(1)))
    seen = stage.until(in_use)
    assert seen.activations[0].delivery is DeliveryKind.ON_DEMAND
    assert "sso_session" not in config_of(stage)


def test_a_sign_in_that_is_shared_already_is_told(make: Make, expected_logs: LogGuard) -> None:
    expected_logs.expect("without asking")
    stage = make(GuardRule(account="other"))
    stage.agent.post(commands.UseRole(stage.role, delivery=DeliveryKind.AWS_CLI))
    stage.until(in_use)
    rules = (GuardRule(account="prod", role="Read*", ask_programs=True),)
    stage.agent.post(commands.ChangeSettings(replace(stage.snapshot.settings, guards=rules)))
    seen = stage.until(lambda seen: seen.problems)
    assert "Programs can get ReadOnly without asking" in seen.problems[0].title
    assert "shared_with_aws_cli" in seen.problems[0].hint
    stage.agent.post(commands.ChangeSettings(replace(stage.snapshot.settings, guards=())))
    stage.until(lambda seen: not seen.problems)


class UnreadableStore:
    """A store that has a defect, or meets something that nobody thought of."""

    def load(self) -> InForce:
        raise RuntimeError("hunter2")

    def save(self, settings: Settings) -> None:
        raise NotImplementedError


def test_a_start_that_fails_to_read_asks_about_every_role(
    place: Place, tmp_path: Path, expected_logs: LogGuard
) -> None:
    expected_logs.expect("reading what there is: RuntimeError")
    expected_logs.expect("Couldn't read")
    stage = Stage(place, tmp_path)
    stage.rebuild(settings_store=UnreadableStore())
    stage.agent.start()
    seen = stage.until(lambda seen: seen.is_ready)
    assert [rule.ask_programs for rule in seen.settings.guards] == [True]
    assert "Couldn't read" in seen.problems[0].title
    assert "hunter2" not in "".join(expected_logs.lines)
    assert stage.agent.stop(10)


def test_settings_that_are_not_understood_ask_at_every_start(
    place: Place, tmp_path: Path, expected_logs: LogGuard
) -> None:
    expected_logs.expect("settings.toml")
    (tmp_path / "settings.toml").write_text("rubbish")
    for _ in range(2):
        if (tmp_path / "aws").exists():
            (tmp_path / "aws").rmdir()
        stage = Stage(place, tmp_path)
        stage.agent.start()
        seen = stage.until(lambda seen: seen.is_ready)
        assert seen.settings.guards[0].ask_programs
        assert "settings.toml" in seen.problems[0].title
        stage.agent.post(commands.Pin(stage.place.role(), is_pinned=True))
        stage.until(lambda seen: seen.pinned and seen.problems)
        assert stage.agent.stop(10)
    assert (tmp_path / "settings.toml").read_text() == "rubbish"


def test_a_save_that_mends_the_settings_takes_the_trouble_away(
    place: Place, tmp_path: Path, expected_logs: LogGuard
) -> None:
    expected_logs.expect("settings.toml")
    (tmp_path / "settings.toml").write_text("warn_minutes = [0]")
    stage = Stage(place, tmp_path)
    stage.agent.start()
    seen = stage.until(lambda seen: seen.problems)
    stage.agent.post(commands.ChangeSettings(replace(seen.settings, default_profile="work")))
    stage.until(lambda seen: seen.settings.default_profile == "work")
    assert stage.snapshot.problems
    stage.agent.post(commands.ChangeSettings(replace(seen.settings, warn_minutes=(7,))))
    stage.until(lambda seen: not seen.problems)
    assert stage.agent.stop(10)


def test_other_roles_are_nobody_s_business(make: Make) -> None:
    stage = make(GuardRule(account="staging", confirm=True, ask_programs=True))
    assert stage.ask()
    stage.agent.post(commands.UseRole(stage.role))
    stage.until(in_use)


def test_an_account_whose_name_is_not_known_is_asked_about_like_one_of_that_name(
    place: Place, tmp_path: Path, pool: ThreadPoolExecutor
) -> None:
    center = cast("IdentityCenter", NoNames(place.center))
    stage = GuardedStage(place, tmp_path, GuardRule(account="Prod", ask_programs=True), center)
    try:
        full_name = f"{stage.role.session}:{stage.role.account_id}/{stage.role.role_name}"
        asking = pool.submit(stage.broker.handle, protocol.GetCredentials(full_name), US)
        assert stage.question().asker == TERRAFORM
        stage.answer(Answer.DENY)
        with pytest.raises(ConsentDenied):
            asking.result(10)
    finally:
        assert stage.agent.stop(10)


@pytest.mark.parametrize("name", ["x]\n[default]\n", "DEFAULT", "n" * 121])
def test_a_name_that_no_profile_can_have_is_never_active(make: Make, name: str) -> None:
    stage = make(GuardRule(account="other"))
    with pytest.raises(Refused, match="isn't a valid profile name"):
        stage.broker.handle(protocol.UseRole(ADMIN, name), US)
    assert not stage.snapshot.activations
