"""What the program relies on at AWS, held against the demo over real botocore and HTTP."""

import base64
import hashlib
import re
from collections.abc import Iterator
from datetime import timedelta
from http.client import HTTPConnection
from urllib.parse import parse_qs, urlencode, urlsplit
from urllib.request import HTTPRedirectHandler, build_opener

import boto3
import pytest
from botocore.exceptions import ClientError

from tests.fakes import ManualClock
from tray.adapters.console_sign_in import FederationConsoleSignIn
from tray.adapters.identity_center import AwsIdentityCenter
from tray.core.endpoints import Endpoints
from tray.core.errors import (
    AuthorizationDenied,
    AuthorizationExpired,
    AuthorizationPending,
    ClientRejected,
    RoleNotAssigned,
    ServiceFailure,
    SessionEnded,
    SlowDown,
    Throttled,
    TokenRejected,
    TrayError,
    Unreachable,
)
from tray.core.model import (
    AccountId,
    ClientRegistration,
    IssuedToken,
    RoleCredentials,
    RoleRef,
    SessionName,
    SignInFlow,
    SsoSession,
)
from tray.core.secret import Secret
from tray.demo.books import Verdict
from tray.demo.emulator import Emulator
from tray.demo.organisation import generated_organisation, sample_organisation
from tray.demo.rules import DemoRules
from tray.demo.server import DemoServer

REDIRECT = "http://127.0.0.1:12345/oauth/callback"
VERIFIER = "v" * 64
HOUR = timedelta(hours=1)


class Place:
    """The demo, the adapter, and a human with a browser."""

    def __init__(self, server: DemoServer, clock: ManualClock) -> None:
        self.server, self.clock, self.emulator = server, clock, server.emulator
        here = Endpoints(server.url, server.url, f"{server.url}/federation", server.url)
        self.center = AwsIdentityCenter(clock, lambda _: here)
        self.console = FederationConsoleSignIn(lambda _: here)
        self.session = SsoSession(SessionName("acme"), server.start_url, "us-east-1")

    def page(self, url: str, form: dict[str, str] | None = None) -> tuple[str, str]:
        """A page's text, and where it redirects to."""

        class Stay(HTTPRedirectHandler):
            def http_error_302(self, req, fp, code, msg, headers):  # type: ignore[no-untyped-def]
                return fp

        data = urlencode(form).encode() if form else None
        with build_opener(Stay).open(url, data, timeout=5) as answer:
            return answer.read().decode(), answer.headers.get("Location", "")

    def decide(self, url: str, verdict: str) -> str:
        """Answers a consent page; where the browser goes then."""
        found = re.search(r'name="ticket" value="([^"]+)"', self.page(url)[0])
        assert found
        form = {"ticket": found[1], "verdict": verdict}
        return self.page(f"{self.server.url}/decide", form)[1]

    def code(self, registration: ClientRegistration, verdict: str = "allowed") -> dict[str, str]:
        digest = hashlib.sha256(VERIFIER.encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        url = self.center.authorization_url(
            self.session, registration, REDIRECT, "state", challenge
        )
        query = parse_qs(urlsplit(self.decide(url, verdict)).query)
        return {name: values[0] for name, values in query.items()}

    def redeem(
        self, registration: ClientRegistration, code: str, verifier: str = VERIFIER
    ) -> IssuedToken:
        return self.center.redeem_code(
            self.session, registration, Secret(code), Secret(verifier), REDIRECT
        )

    def sign_in(self) -> tuple[ClientRegistration, IssuedToken]:
        registration = self.center.register_client(self.session, SignInFlow.PKCE)
        return registration, self.redeem(registration, self.code(registration)["code"])

    def role(self, index: int = 0) -> RoleRef:
        known = self.emulator.organisation.accounts[index]
        return RoleRef(SessionName("acme"), known.account.id, known.role_names[0])


@pytest.fixture
def place() -> Iterator[Place]:
    clock = ManualClock()
    with DemoServer(Emulator(clock, sample_organisation(), DemoRules())) as server:
        yield Place(server, clock)


def test_pkce_signs_in_once(place: Place) -> None:
    registration = place.center.register_client(place.session, SignInFlow.PKCE)
    answer = place.code(registration)
    assert answer["state"] == "state"
    token = place.redeem(registration, answer["code"])
    assert token.expires_at == place.clock.now() + HOUR
    assert token.refresh_token
    with pytest.raises(SessionEnded):
        place.redeem(registration, answer["code"])


def test_a_wrong_verifier_uses_the_code_up(place: Place) -> None:
    registration = place.center.register_client(place.session, SignInFlow.PKCE)
    code = place.code(registration)["code"]
    for verifier in ("w" * 64, VERIFIER):
        with pytest.raises(SessionEnded):
            place.redeem(registration, code, verifier)


def test_deny_comes_back_to_the_redirect(place: Place) -> None:
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
def test_foreign_redirects_are_refused(place: Place, uri: str) -> None:
    registration = place.center.register_client(place.session, SignInFlow.PKCE)
    url = place.center.authorization_url(place.session, registration, uri, "s", "c")
    with pytest.raises(OSError, match="400"):
        place.page(url)


def test_the_device_flow_waits_slows_down_and_signs_in(place: Place) -> None:
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


def test_the_device_flow_denied_and_expired(place: Place) -> None:
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


def test_registrations_expire_and_are_not_interchangeable(place: Place) -> None:
    device = place.center.register_client(place.session, SignInFlow.DEVICE_CODE)
    with pytest.raises(ClientRejected):
        place.redeem(device, "code")
    registration, token = place.sign_in()
    place.clock.advance(timedelta(days=90))
    assert token.refresh_token
    with pytest.raises(ClientRejected):
        place.center.refresh(place.session, registration, token.refresh_token)


def test_refresh_tokens_rotate_and_count_once(place: Place) -> None:
    registration, token = place.sign_in()
    assert token.refresh_token
    newer = place.center.refresh(place.session, registration, token.refresh_token)
    assert newer.refresh_token != token.refresh_token
    with pytest.raises(SessionEnded):
        place.center.refresh(place.session, registration, token.refresh_token)


def test_a_session_ends_by_age_and_by_the_administrator(place: Place) -> None:
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


def test_logout_revokes(place: Place) -> None:
    _, token = place.sign_in()
    place.center.logout(place.session, token.access_token)
    with pytest.raises(TokenRejected):
        place.center.list_roles(place.session, token.access_token, AccountId("1"), None)


def test_accounts_come_in_pages(place: Place) -> None:
    place.emulator.organisation = generated_organisation(250, 2)
    _, token = place.sign_in()
    seen, after = 0, None
    for wanted in (100, 100, 50):
        page = place.center.list_accounts(place.session, token.access_token, after)
        assert len(page.items) == wanted
        seen, after = seen + wanted, page.next_token
    assert after is None


def test_too_many_calls_are_throttled_not_signed_out(place: Place) -> None:
    _, token = place.sign_in()
    for _ in range(10):
        place.center.list_accounts(place.session, token.access_token, None)
    with pytest.raises(Throttled):
        place.center.list_accounts(place.session, token.access_token, None)


def keys_of(place: Place) -> RoleCredentials:
    _, token = place.sign_in()
    return place.center.role_credentials(place.session, token.access_token, place.role())


def test_a_role_that_is_taken_away_is_refused(place: Place) -> None:
    _, token = place.sign_in()
    role = place.role()
    place.emulator.unassign(role.account_id, role.role_name)
    with pytest.raises(RoleNotAssigned):
        place.center.role_credentials(place.session, token.access_token, role)


def test_credentials_name_their_role_until_they_expire() -> None:
    """STS looks at the signer's clock, so this demo's clock is the wall's."""
    from tray.adapters.clock import SystemClock  # noqa: PLC0415

    clock = SystemClock()
    rules = DemoRules(credentials_lifetime=timedelta(seconds=1))
    with DemoServer(Emulator(clock, sample_organisation(), DemoRules())) as server:
        place = Place(server, ManualClock(clock.now()))
        place.emulator.rules = rules
        keys = keys_of(place)
        place.emulator.rules = DemoRules()
        living = keys_of(place)

        def identity(secret: str, keys: RoleCredentials) -> str:
            client = boto3.client(
                "sts",
                region_name="us-east-1",
                endpoint_url=server.url,
                aws_access_key_id=keys.access_key_id,
                aws_secret_access_key=secret,
                aws_session_token=keys.session_token.reveal(),
            )
            return str(client.get_caller_identity()["Arn"])

        arn = identity(living.secret_access_key.reveal(), living)
        assert re.fullmatch(
            r"arn:aws:sts::\d{12}:assumed-role/AWSReservedSSO_\w+_\w{16}/demo.user", arn
        )
        with pytest.raises(ClientError, match="SignatureDoesNotMatch"):
            identity("wrong", living)
        object.__setattr__(place.emulator.keys(keys.access_key_id), "expires_at", clock.now())
        with pytest.raises(ClientError, match="ExpiredToken"):
            identity(keys.secret_access_key.reveal(), keys)


def test_the_console_takes_keys_by_post_and_lets_in_once(place: Place) -> None:
    keys = keys_of(place)
    token = place.console.signin_token(place.session, keys, "us-east-1")
    query = urlencode({"Action": "login", "SigninToken": token.reveal(), "Destination": "d"})
    text, _ = place.page(f"{place.server.url}/federation?{query}")
    assert place.role().role_name in text
    with pytest.raises(OSError, match="400"):
        place.page(f"{place.server.url}/federation?{query}")
    with pytest.raises(OSError, match="400"):
        place.page(f"{place.server.url}/federation?Action=getSigninToken&Session=x")


def test_a_foreign_host_is_turned_away(place: Place) -> None:
    connection = HTTPConnection(urlsplit(place.server.url).netloc, timeout=5)
    connection.request("GET", "/start", headers={"Host": "evil.example"})
    assert connection.getresponse().status == 421
    connection.close()


def test_trouble_is_told_apart(place: Place) -> None:
    _, token = place.sign_in()
    place.emulator.is_offline = True
    with pytest.raises(ServiceFailure):
        place.center.list_accounts(place.session, token.access_token, None)
    place.server.close()
    with pytest.raises(Unreachable):
        place.center.list_accounts(place.session, token.access_token, None)


def test_no_error_carries_a_secret(place: Place) -> None:
    _, token = place.sign_in()
    place.emulator.revoke_sessions()
    with pytest.raises(TrayError) as caught:
        place.center.list_accounts(place.session, token.access_token, None)
    assert token.access_token.reveal() not in repr(caught.value) + str(caught.value.__cause__)
