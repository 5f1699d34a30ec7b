"""A role's console: at which page, and in whose browser, from the menu and for other programs."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.contract.places import Place
from tests.services.guards.test_guarded_roles import ADMIN, US
from tests.services.stage import Stage, wait_for
from tray.adapters.settings.decoding import policy_of
from tray.adapters.settings.file import TomlSettingsStore
from tray.core import commands
from tray.core.console.browser_rules import BrowserPlace, BrowserRule
from tray.core.ipc import protocol
from tray.core.settings.policy import NO_POLICY, Policy
from tray.core.settings.settings import ConsoleLink, ConsoleSettings, Settings
from tray.core.vocabulary.errors import PolicyError

SETTINGS = ConsoleSettings(
    landing="cloudwatch",
    browsers=(
        BrowserRule(account="Prod", browser="firefox", profile="Work", container="Production"),
        BrowserRule(role="ReadOnly", browser="chrome"),
    ),
)
PROD = BrowserPlace("firefox", "Work", "Production")
PAGE = "https://eu-central-1.console.aws.amazon.com/sqs/v3/home?region=eu-central-1"


class ConsoleStage(Stage):
    """An agent with `SETTINGS`, signed in."""

    def __init__(self, place: Place, directory: Path, policy: Policy) -> None:
        super().__init__(place, directory)
        store = TomlSettingsStore(directory / "settings.toml", lambda: policy)
        store.save(Settings(console=SETTINGS))
        self.rebuild(settings_store=store)
        self.agent.start()
        self.until(lambda seen: seen.is_ready)
        self.sign_in()
        self.browser.opened.clear()
        self.browser.places.clear()

    def open(self, wanted: commands.OpenConsole) -> str:
        """The page that the browser was asked for."""
        self.agent.post(wanted)
        wait_for(lambda: bool(self.browser.opened))
        return self.browser.opened[0]

    def ask(self, **wanted: Any) -> protocol.ConsoleAnswer:
        answer = self.broker.handle(protocol.GetConsole(ADMIN, **wanted), US)
        assert isinstance(answer, protocol.ConsoleAnswer)
        return answer


Make = Callable[[Policy], ConsoleStage]


@pytest.fixture
def make(place: Place, tmp_path: Path) -> Iterator[Make]:
    made: list[ConsoleStage] = []

    def one(policy: Policy) -> ConsoleStage:
        made.append(ConsoleStage(place, tmp_path, policy))
        return made[-1]

    yield one
    for stage in made:
        assert stage.agent.stop(10)


@pytest.fixture
def stage(make: Make) -> ConsoleStage:
    return make(NO_POLICY)


def landing(page: str) -> str:
    """The page that a portal link leads to."""
    query = parse_qs(urlsplit(page).fragment.partition("?")[2])
    return query.get("destination", [""])[0]


@pytest.mark.parametrize("link", ConsoleLink)
def test_a_rule_chooses_the_browser_for_either_link(stage: ConsoleStage, link: ConsoleLink) -> None:
    page = stage.open(commands.OpenConsole(stage.place.role(), link))
    assert ("SigninToken" in page) == (link is ConsoleLink.FEDERATION)
    assert "cloudwatch%2Fhome" in page
    assert stage.browser.places == [PROD]


def test_other_accounts_open_where_the_system_says(stage: ConsoleStage) -> None:
    listing = stage.snapshot.sessions[0].listing
    assert listing is not None
    other = next(one for one in listing.accounts if one.account.name != "Prod")
    name = next(name for name in other.role_names if name != "ReadOnly")
    role = replace(stage.place.role(), account_id=other.account.id, role_name=name)
    stage.open(commands.OpenConsole(role, ConsoleLink.PORTAL))
    assert stage.browser.places == [BrowserPlace()]


@pytest.mark.parametrize(
    ("destination", "service", "expected"),
    [
        ("", "", "/cloudwatch/home?"),
        ("", "s3", "/s3/home?"),
        (PAGE, "", PAGE),
        (PAGE, "s3", PAGE),
    ],
    ids=["settings", "service", "page", "page before service"],
)
def test_where_the_console_lands(
    stage: ConsoleStage, destination: str, service: str, expected: str
) -> None:
    role = stage.place.role()
    page = stage.open(commands.OpenConsole(role, ConsoleLink.PORTAL, destination, service))
    assert expected in landing(page)
    answer = stage.ask(service=service)
    assert ("/s3/" if service else "/cloudwatch/") in landing(answer.url.reveal())


ASKED = {
    "as the rules say": ({}, PROD),
    "another browser": ({"browser": "chrome:Home"}, BrowserPlace("chrome", "Home")),
    "another container": ({"container": "X"}, replace(PROD, container="X")),
    "both": (
        {"browser": "firefox", "container": "X"},
        BrowserPlace("firefox", container="X"),
    ),
}


@pytest.mark.parametrize(("wanted", "opened_in"), ASKED.values(), ids=ASKED)
def test_other_programs_hear_where_to_open_it(
    stage: ConsoleStage, wanted: dict[str, str], opened_in: BrowserPlace
) -> None:
    answer = stage.ask(**wanted)
    assert BrowserPlace(answer.browser, answer.profile, answer.container) == opened_in


def test_a_container_without_any_rule_is_one_of_firefox(stage: ConsoleStage) -> None:
    changed = Settings(console=ConsoleSettings())
    stage.agent.post(commands.ChangeSettings(changed))
    stage.until(lambda seen: seen.settings.console == ConsoleSettings())
    answer = stage.ask(container="Work")
    assert (answer.browser, answer.container) == ("firefox", "Work")
    assert landing(answer.url.reveal()) == ""


def test_a_locked_place_is_the_only_one(make: Make) -> None:
    preset = {"browsers": [{"account": "Prod", "browser": "edge"}]}
    policy = policy_of({"locked": ["console"], "console": preset}, "/etc/policy")
    assert policy.faults == ()
    stage = make(policy)
    assert stage.ask().browser == "edge"
    assert stage.ask(browser="edge").browser == "edge"
    with pytest.raises(PolicyError, match="the console's start page and browser"):
        stage.ask(browser="firefox")
