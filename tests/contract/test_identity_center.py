"""What the program relies on at AWS: the port's contract, held twice.

Once against the demo's emulator as an object, once through the real adapter, botocore and HTTP.
"""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.conftest import Serve
from tests.contract.places import VERIFIER, AnyPlace, DirectPlace, Place
from tests.fakes import ManualClock
from tray.core.vocabulary.errors import (
    AuthorizationDenied,
    AuthorizationExpired,
    AuthorizationPending,
    ClientRejected,
    RoleNotAssigned,
    ServiceFailure,
    SessionEnded,
    SignInError,
    SlowDown,
    StartUrlWrong,
    Throttled,
    TokenRejected,
    TrayError,
)
from tray.core.vocabulary.model import AccountId, IssuedToken, SignInFlow
from tray.core.vocabulary.secret import Secret
from tray.demo.emulator import Emulator
from tray.demo.organisation import generated_organisation, sample_organisation
from tray.demo.records import Verdict
from tray.demo.rules import DemoRules

HOUR = timedelta(hours=1)


@pytest.fixture(params=["emulator", "botocore"])
def place(request: pytest.FixtureRequest, serve: Serve) -> AnyPlace:
    clock = ManualClock()
    emulator = Emulator(clock, sample_organisation(), DemoRules())
    if request.param == "emulator":
        return DirectPlace(emulator, clock)
    return Place(serve(emulator), clock)


def test_pkce_signs_in_once(place: AnyPlace) -> None:
    registration = place.center.register_client(place.session, SignInFlow.PKCE)
    answer = place.code(registration)
    assert answer["state"] == "state"
    token = place.redeem(registration, answer["code"])
    assert token.expires_at == place.clock.now() + HOUR
    assert token.refresh_token
    with pytest.raises(SignInError) as caught:
        place.redeem(registration, answer["code"])
    assert not isinstance(caught.value, SessionEnded), "nobody was signed in with that code"


def test_a_wrong_verifier_uses_the_code_up(place: AnyPlace) -> None:
    registration = place.center.register_client(place.session, SignInFlow.PKCE)
    code = place.code(registration)["code"]
    for verifier in ("w" * 64, VERIFIER):
        with pytest.raises(SignInError):
            place.redeem(registration, code, verifier)


def test_deny_comes_back_to_the_redirect(place: AnyPlace) -> None:
    registration = place.center.register_client(place.session, SignInFlow.PKCE)
    assert place.code(registration, "denied") == {"error": "access_denied", "state": "state"}


@pytest.mark.parametrize(
    "uri",
    [
        "http://localhost:1/oauth/callback",
        "http://127.0.0.1:1/other",
        "https://evil.example/oauth/callback",
    ],
)
def test_foreign_redirects_are_refused(place: AnyPlace, uri: str) -> None:
    registration = place.center.register_client(place.session, SignInFlow.PKCE)
    url = place.center.authorization_url(place.session, registration, uri, "s", "c")
    with pytest.raises(OSError, match="400"):
        place.decide(url, "allowed")


def test_the_device_flow_waits_slows_down_and_signs_in(place: AnyPlace) -> None:
    registration = place.center.register_client(place.session, SignInFlow.DEVICE_CODE)
    device = place.center.start_device_authorization(place.session, registration)
    assert device.interval == timedelta(seconds=5)

    def poll() -> IssuedToken:
        return place.center.redeem_device_code(place.session, registration, device.device_code)

    with pytest.raises(AuthorizationPending):
        poll()
    with pytest.raises(SlowDown):
        poll()
    place.decide(device.page, "allowed")
    place.clock.advance(timedelta(seconds=10))
    assert poll().access_token


def test_the_device_flow_denied_and_expired(place: AnyPlace) -> None:
    registration = place.center.register_client(place.session, SignInFlow.DEVICE_CODE)
    device = place.center.start_device_authorization(place.session, registration)
    grant = place.emulator.grant_of(device.user_code)
    assert grant
    place.emulator.decide(grant, Verdict.DENIED)
    with pytest.raises(AuthorizationDenied):
        place.center.redeem_device_code(place.session, registration, device.device_code)
    place.clock.advance(timedelta(minutes=10))
    with pytest.raises(AuthorizationExpired):
        place.center.redeem_device_code(place.session, registration, device.device_code)


def test_registrations_expire_and_are_not_interchangeable(place: AnyPlace) -> None:
    device = place.center.register_client(place.session, SignInFlow.DEVICE_CODE)
    with pytest.raises(ClientRejected):
        place.redeem(device, "code")
    registration, token = place.sign_in()
    place.clock.advance(timedelta(days=90))
    assert token.refresh_token
    with pytest.raises(ClientRejected):
        place.center.refresh(place.session, registration, token.refresh_token)


def test_refresh_tokens_rotate_and_count_once(place: AnyPlace) -> None:
    registration, token = place.sign_in()
    assert token.refresh_token
    newer = place.center.refresh(place.session, registration, token.refresh_token)
    assert newer.refresh_token != token.refresh_token
    with pytest.raises(SessionEnded):
        place.center.refresh(place.session, registration, token.refresh_token)


def test_a_session_ends_by_age_and_by_the_administrator(place: AnyPlace) -> None:
    registration, token = place.sign_in()
    assert token.refresh_token
    place.emulator.revoke_sessions()
    with pytest.raises(TokenRejected):
        place.center.list_accounts(place.session, token.access_token, None)
    with pytest.raises(SessionEnded):
        place.center.refresh(place.session, registration, token.refresh_token)
    registration, token = place.sign_in()
    assert token.refresh_token
    place.clock.advance(8 * HOUR)
    with pytest.raises(SessionEnded):
        place.center.refresh(place.session, registration, token.refresh_token)


def test_logout_revokes(place: AnyPlace) -> None:
    _, token = place.sign_in()
    place.center.logout(place.session, token.access_token)
    with pytest.raises(TokenRejected):
        place.center.list_roles(place.session, token.access_token, AccountId("1"), None)


def test_accounts_come_in_pages(place: AnyPlace) -> None:
    place.emulator.organisation = generated_organisation(250, 2)
    _, token = place.sign_in()
    seen, after = 0, None
    for wanted in (100, 100, 50):
        page = place.center.list_accounts(place.session, token.access_token, after)
        assert len(page.items) == wanted
        seen, after = seen + wanted, page.next_token
    assert after is None


def test_too_many_calls_are_throttled_not_signed_out(place: AnyPlace) -> None:
    _, token = place.sign_in()
    for _ in range(10):
        place.center.list_accounts(place.session, token.access_token, None)
    with pytest.raises(Throttled):
        place.center.list_accounts(place.session, token.access_token, None)


def test_a_role_that_is_taken_away_is_refused(place: AnyPlace) -> None:
    _, token = place.sign_in()
    role = place.role()
    place.emulator.unassign(role.account_id, role.role_name)
    with pytest.raises(RoleNotAssigned):
        place.center.role_credentials(place.session, token.access_token, role)


def test_no_error_carries_a_secret(place: AnyPlace) -> None:
    _, token = place.sign_in()
    place.emulator.revoke_sessions()
    with pytest.raises(TrayError) as caught:
        place.center.list_accounts(place.session, token.access_token, None)
    assert token.access_token.reveal() not in repr(caught.value) + str(caught.value.__cause__)


def test_a_problem_of_aws_is_none_of_the_session(place: AnyPlace) -> None:
    _, token = place.sign_in()
    place.emulator.is_offline = True
    with pytest.raises(ServiceFailure):
        place.center.list_accounts(place.session, token.access_token, None)
    place.emulator.is_offline = False
    assert place.center.list_accounts(place.session, token.access_token, None).items


@pytest.mark.parametrize("flow", SignInFlow, ids=lambda flow: flow.name)
def test_a_start_url_that_aws_does_not_know(place: AnyPlace, flow: SignInFlow) -> None:
    """Of another company, another region, or mistyped: AWS has one answer, InvalidRequest."""
    foreign = replace(place.session, start_url="https://other.awsapps.com/start")

    def begin() -> None:
        registration = place.center.register_client(foreign, flow)
        place.center.start_device_authorization(foreign, registration)

    with pytest.raises(StartUrlWrong):
        begin()


@pytest.mark.parametrize("end", ["", "/", "/#/", "#/"])
def test_a_start_url_is_known_as_people_write_it(place: AnyPlace, end: str) -> None:
    session = replace(place.session, start_url=place.session.start_url + end)
    assert place.center.register_client(session, SignInFlow.PKCE).client_id


def test_a_strange_account_and_a_strange_token(place: AnyPlace) -> None:
    _, token = place.sign_in()
    with pytest.raises(RoleNotAssigned):
        place.center.list_roles(place.session, token.access_token, AccountId("0"), None)
    with pytest.raises(TokenRejected):
        place.center.logout(place.session, Secret("made up"))


def test_a_role_that_is_taken_away_is_listed_no_more(place: AnyPlace) -> None:
    _, token = place.sign_in()
    role = place.role()
    place.emulator.unassign(role.account_id, role.role_name)
    page = place.center.list_roles(place.session, token.access_token, role.account_id, None)
    assert role.role_name not in page.items
