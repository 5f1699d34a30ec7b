"""Finding a portal's region by asking each."""

import pytest

from tests.fakes import START
from tray.core.vocabulary.errors import StartUrlWrong, Unreachable
from tray.core.vocabulary.model import (
    ClientRegistration,
    DeviceAuthorization,
    SignInFlow,
    SsoSession,
)
from tray.core.vocabulary.secret import Secret
from tray.services.sessions.region_finder import REGIONS, find_region

URL = "https://acme.awsapps.com/start"


class Regions:
    """An Identity Center at home in one region; some others do not answer."""

    def __init__(self, home: str, silent: tuple[str, ...] = ()) -> None:
        self.home, self.silent = home, silent
        self.asked: list[str] = []

    def register_client(self, session: SsoSession, flow: SignInFlow) -> ClientRegistration:
        self.asked.append(session.region)
        if session.region in self.silent:
            raise Unreachable("No answer.")
        return ClientRegistration("id", Secret("s"), START, flow)

    def start_device_authorization(
        self, session: SsoSession, registration: ClientRegistration
    ) -> DeviceAuthorization:
        if session.region != self.home or session.start_url != URL:
            raise StartUrlWrong("No such portal here.", "")
        return DeviceAuthorization(Secret("d"), "AB-CD", "page", None, START, START - START)


@pytest.fixture(params=["us-east-1", "eu-central-1", "af-south-1"])
def home(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_the_region_that_knows_it_is_the_one(home: str) -> None:
    heard: list[int] = []
    assert find_region(Regions(home), URL, progress=heard.append) == home
    assert heard == list(range(1, len(heard) + 1))


def test_regions_that_do_not_answer_do_not_matter(home: str) -> None:
    silent = tuple(region for region in REGIONS if region != home)
    assert find_region(Regions(home, silent), URL) == home


def test_a_portal_that_nobody_knows_is_an_error_in_words() -> None:
    with pytest.raises(StartUrlWrong, match="No AWS region recognises"):
        find_region(Regions("us-east-1"), "https://acne.awsapps.com/start")


def test_without_a_network_that_is_what_is_said() -> None:
    with pytest.raises(Unreachable):
        find_region(Regions("nowhere", REGIONS), URL)


def test_the_first_answer_ends_the_search() -> None:
    center = Regions("us-east-1")
    assert find_region(center, URL) == "us-east-1"
    assert len(center.asked) < len(REGIONS)


def test_no_region_is_listed_twice() -> None:
    assert len(set(REGIONS)) == len(REGIONS)
