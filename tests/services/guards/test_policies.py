"""An administrator's policy in the agent's work: what is locked stays, what is wrong is seen."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.contract.places import Place
from tests.safety import LogGuard
from tests.services.guards.test_guarded_roles import ADMIN, US
from tests.services.stage import Stage
from tray.adapters.settings.decoding import policy_of, unreadable
from tray.adapters.settings.file import TomlSettingsStore
from tray.adapters.storage.paths import ProgramPaths
from tray.core import commands
from tray.core.doctor.report import Severity
from tray.core.ipc import protocol
from tray.core.ipc.reports import ProfileReport, StatusReport
from tray.core.settings.policy import Policy
from tray.core.settings.settings import ConsoleLink, DeliveryKind, FlowChoice, SessionSettings
from tray.core.vocabulary.errors import PolicyError
from tray.core.vocabulary.model import RoleRef
from tray.wiring.doctor_runner import examine

KEYS, ON_DEMAND, SSO = DeliveryKind


class Managed(Stage):
    """An agent on a machine with a policy."""

    def __init__(self, place: Place, directory: Path, policy: Policy) -> None:
        super().__init__(place, directory)
        store = TomlSettingsStore(directory / "settings.toml", lambda: policy)
        self.rebuild(settings_store=store)
        self.agent.start()
        self.until(lambda seen: seen.is_ready)

    @property
    def role(self) -> RoleRef:
        return self.place.role()


Make = Callable[[Policy], Managed]


@pytest.fixture
def make(place: Place, tmp_path: Path) -> Iterator[Make]:
    made: list[Managed] = []

    def one(policy: Policy) -> Managed:
        made.append(Managed(place, tmp_path, policy))
        return made[-1]

    yield one
    for stage in made:
        assert stage.agent.stop(10)


def policy(*locked: str, **presets: object) -> Policy:
    found = policy_of({"locked": list(locked), **presets}, "/etc/policy")
    assert found.faults == ()
    return found


def test_a_locked_delivery_is_the_only_one(make: Make) -> None:
    stage = make(policy("delivery", delivery="process"))
    stage.sign_in()
    with pytest.raises(PolicyError, match=r"how tools get keys \(process\)"):
        stage.broker.handle(protocol.UseRole(ADMIN, "work", delivery=KEYS), US)
    report = stage.broker.handle(protocol.UseRole(ADMIN, "work", delivery=ON_DEMAND), US)
    assert isinstance(report, ProfileReport)
    stage.agent.post(commands.UseRole(stage.role, delivery=DeliveryKind.KEYS))
    seen = stage.until(lambda seen: len(seen.activations) == 2)
    assert {each.delivery for each in seen.activations} == {DeliveryKind.ON_DEMAND}


def chosen(stage: Managed, delivery: DeliveryKind | None) -> DeliveryKind:
    answer = stage.broker.handle(protocol.ChooseDelivery(delivery), US)
    assert isinstance(answer, protocol.DeliveryAnswer)
    return answer.delivery


@pytest.mark.parametrize(
    ("said", "wanted", "given"),
    [
        (policy(), None, ON_DEMAND),
        (policy(), SSO, SSO),
        (policy(delivery="sso"), None, ON_DEMAND),
        (policy(delivery="keys"), SSO, SSO),
        (policy("delivery", delivery="sso"), None, SSO),
        (policy("delivery", delivery="sso"), SSO, SSO),
        (policy("delivery", delivery="process"), ON_DEMAND, ON_DEMAND),
    ],
    ids=[
        "no policy",
        "no policy, a wish",
        "only preset",
        "only preset, a wish",
        "locked",
        "locked, the same wish",
        "locked, on demand",
    ],
)
def test_how_profiles_for_all_roles_come_by_their_keys(
    make: Make, said: Policy, wanted: DeliveryKind | None, given: DeliveryKind
) -> None:
    assert chosen(make(said), wanted) == given


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        (policy("delivery", delivery="process"), SSO),
        (policy("delivery", delivery="sso"), ON_DEMAND),
        (policy("delivery", delivery="keys"), ON_DEMAND),
        (policy("delivery", delivery="keys"), None),
        (policy("delivery"), None),
    ],
    ids=["process", "sso", "keys", "keys without a wish", "locked and not preset"],
)
def test_a_locked_delivery_binds_the_profiles_for_all_roles(
    make: Make, said: Policy, wanted: DeliveryKind | None
) -> None:
    with pytest.raises(PolicyError, match="how tools get keys"):
        chosen(make(said), wanted)


def test_a_preset_delivery_is_the_person_s_to_change(make: Make) -> None:
    stage = make(policy(delivery="process"))
    stage.sign_in()
    report = stage.broker.handle(protocol.UseRole(ADMIN, "work", delivery=KEYS), US)
    assert isinstance(report, ProfileReport)
    assert report.delivery is KEYS


def test_a_locked_way_to_sign_in(make: Make) -> None:
    stage = make(policy("sign_in", sign_in="pkce"))
    name = str(stage.place.session.name)
    with pytest.raises(PolicyError, match=r"how to sign in \(pkce\)"):
        stage.broker.handle(protocol.SignIn(name, FlowChoice.DEVICE_CODE), US)
    stage.agent.post(commands.SignIn(stage.place.session.name, FlowChoice.DEVICE_CODE))
    stage.until(lambda seen: seen.sessions[0].is_signed_in)
    assert "code_challenge=" in stage.browser.opened[0], "PKCE"


def test_a_locked_link_to_the_console(make: Make) -> None:
    stage = make(policy("console_link", console_link="portal"))
    stage.sign_in()
    with pytest.raises(PolicyError, match="the console link type"):
        stage.broker.handle(protocol.GetConsole(ADMIN, link=ConsoleLink.FEDERATION), US)


def test_no_session_is_added_where_they_are_locked(make: Make) -> None:
    stage = make(policy("sessions"))
    stage.agent.post(commands.AddSession(SessionSettings("own", "https://own.example", "x")))
    seen = stage.until(lambda seen: seen.setup)
    assert seen.setup is not None
    assert "the list of access portals" in str(seen.setup.error)
    assert stage.files.settings_store.load().settings.sessions == ()


def test_the_settings_window_changes_what_is_not_locked(make: Make) -> None:
    stage = make(policy("delivery", delivery="process"))
    seen = stage.until(lambda seen: seen.locked)
    wanted = replace(seen.settings, delivery=DeliveryKind.KEYS, default_profile="work")
    stage.agent.post(commands.ChangeSettings(wanted))
    seen = stage.until(lambda seen: seen.settings.default_profile == "work")
    assert seen.settings.delivery is DeliveryKind.ON_DEMAND


def test_the_doctor_tries_a_policy_before_it_is_rolled_out(tmp_path: Path) -> None:
    tried = tmp_path / "policy.toml"
    tried.write_text('version = 1\ndelivery = "process"\nlocked = ["delivery", "gards"]\n')
    report = examine(ProgramPaths.under(tmp_path), lambda _: None, lambda: True, tried)
    (finding,) = report.of("policy")
    assert finding.severity is Severity.TROUBLE
    assert "“gards” isn't a setting" in finding.title
    assert finding.place == f"{tried}, line 3"
    assert not report.is_healthy


def test_a_policy_that_is_not_understood_is_seen_and_stays_so(
    make: Make, expected_logs: LogGuard
) -> None:
    expected_logs.expect("Couldn't read the policy")
    stage = make(unreadable("/etc/policy", "this is rubbish", 3))
    stage.sign_in()
    stage.agent.post(commands.ReloadSessions())
    stage.agent.post(commands.Pin(stage.role, is_pinned=True))
    seen = stage.until(lambda seen: seen.pinned)
    assert "/etc/policy, line 3: this is rubbish" in seen.problems[0].title
    report = stage.broker.handle(protocol.GetStatus(), US)
    assert isinstance(report, StatusReport)
    assert "line 3" in report.problems[0].title
    stage.agent.post(commands.UseRole(stage.role))
    assert stage.until(lambda seen: seen.questions).questions[0].rule.confirm
