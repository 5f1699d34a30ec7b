"""What the way to AWS does to the adapter: foreign networks, no network, and wrong clocks."""

import json
import socket
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from botocore.exceptions import SSLError

from tests.conftest import Serve
from tests.contract.places import Place
from tests.fakes import START, ManualClock
from tests.foreign_network import PAGE, ForeignNetwork, nowhere
from tray.adapters.aws.error_translation import Operation, aws_errors
from tray.adapters.aws.identity_center import AwsIdentityCenter
from tray.core.aws_files.ini_document import IniDocument
from tray.core.settings.settings import NetworkSettings
from tray.core.sso_files.endpoints import Endpoints, configured_endpoints
from tray.core.vocabulary.errors import (
    CaptivePortal,
    ClientRejected,
    ClockSkew,
    ServiceError,
    ServiceFailure,
    SessionEnded,
    Throttled,
    TokenRejected,
    TrayError,
    Unreachable,
)
from tray.core.vocabulary.model import (
    AccountId,
    ClientRegistration,
    RoleRef,
    SessionName,
    SignInFlow,
    SsoSession,
)
from tray.core.vocabulary.secret import Secret
from tray.demo.emulator import Emulator
from tray.demo.organisation import sample_organisation
from tray.demo.rules import DemoRules
from tray.demo.server import DemoServer

JSON = "application/json"
SECRET = Secret("hush")
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


@pytest.fixture
def place(serve: Serve) -> Place:
    """The adapter's clock is its own: `place.clock` is not the emulator's."""
    clock = ManualClock()
    server = serve(Emulator(clock, sample_organisation(), DemoRules()))
    return Place(server, ManualClock(clock.now()))


@pytest.fixture(scope="module")
def hotel() -> Iterator[ForeignNetwork]:
    with ForeignNetwork() as hotel:
        yield hotel


@pytest.fixture(scope="module")
def abroad(hotel: ForeignNetwork) -> Iterator[Place]:
    """In a foreign network; AWS itself is far away."""
    clock = ManualClock()
    with DemoServer(Emulator(clock, sample_organisation(), DemoRules())) as server:
        place = Place(server, clock)
        place.endpoints = hotel.endpoints
        yield place


def register(place: Place) -> object:
    return place.center.register_client(place.session, SignInFlow.PKCE)


def client(place: Place, flow: SignInFlow = SignInFlow.PKCE) -> ClientRegistration:
    return ClientRegistration("id", SECRET, place.clock.now() + HOUR, flow)


def begin_device(place: Place) -> object:
    device = client(place, SignInFlow.DEVICE_CODE)
    return place.center.start_device_authorization(place.session, device)


def redeem(place: Place) -> object:
    return place.redeem(client(place), "code")


def poll(place: Place) -> object:
    device = client(place, SignInFlow.DEVICE_CODE)
    return place.center.redeem_device_code(place.session, device, SECRET)


def refresh(place: Place) -> object:
    return place.center.refresh(place.session, client(place), SECRET)


def accounts(place: Place) -> object:
    return place.center.list_accounts(place.session, SECRET, None)


def roles(place: Place) -> object:
    return place.center.list_roles(place.session, SECRET, AccountId("1"), None)


def keys(place: Place) -> object:
    role = RoleRef(SessionName("acme"), AccountId("1"), "Role")
    return place.center.role_credentials(place.session, SECRET, role)


def logout(place: Place) -> object:
    place.center.logout(place.session, SECRET)
    return None


Step = Callable[[Place], object]
STEPS: tuple[Step, ...] = (
    register,
    begin_device,
    redeem,
    poll,
    refresh,
    accounts,
    roles,
    keys,
    logout,
)
every_step = pytest.mark.parametrize("step", STEPS, ids=lambda step: step.__name__)


@every_step
@pytest.mark.parametrize(
    ("status", "kind", "body"),
    [
        (200, "text/html", PAGE),
        (200, "application/json", b"[]"),
        (200, "application/json", b"null"),
        (302, "text/html", b""),
        (401, "text/html", PAGE),
        (401, "text/plain", b""),
        (403, "text/html", PAGE),
        (511, "text/html", PAGE),
    ],
    ids=[
        "a page",
        "a list",
        "null",
        "a redirect",
        "a page with 401",
        "an empty 401",
        "a firewall's page",
        "511",
    ],
)
def test_what_aws_never_sends_is_a_network_that_wants_a_sign_in(
    abroad: Place, hotel: ForeignNetwork, step: Step, status: int, kind: str, body: bytes
) -> None:
    hotel.answer(status, kind, body)
    with pytest.raises(CaptivePortal, match="may require you to sign in first"):
        step(abroad)
    assert len(hotel.calls) == 1


@every_step
def test_no_network_is_told_as_such(place: Place, step: Step) -> None:
    place.endpoints = nowhere()
    with pytest.raises(Unreachable, match=r"Check (the|your) network"):
        step(place)


@every_step
@pytest.mark.parametrize(
    ("status", "error"), [(503, ServiceFailure), (429, Throttled)], ids=["503", "429"]
)
def test_a_page_of_aws_own_front_door_is_no_foreign_network(
    abroad: Place, hotel: ForeignNetwork, step: Step, status: int, error: type[TrayError]
) -> None:
    hotel.answer(status, "text/html", PAGE)
    with pytest.raises(error) as caught:
        step(abroad)
    assert type(caught.value) is error


@pytest.mark.parametrize("step", [redeem, accounts], ids=["token", "portal"])
def test_a_request_that_aws_does_not_like_says_nothing_about_the_start_url(
    abroad: Place, hotel: ForeignNetwork, step: Step
) -> None:
    hotel.answer(400, JSON, b'{"__type": "InvalidRequestException", "message": "no"}')
    with pytest.raises(ServiceError, match="InvalidRequestException"):
        step(abroad)


def test_an_address_that_is_none_is_named(place: Place) -> None:
    place.endpoints = Endpoints(sso="nonsense")
    with pytest.raises(ServiceError, match="nonsense"):
        accounts(place)


# ---- the clock -------------------------------------------------------------------

SKEWS = pytest.mark.parametrize(
    ("off", "words"),
    [
        (3 * HOUR, "3 h ahead of"),
        (-3 * HOUR, "3 h behind"),
        (6 * MINUTE, "6 min ahead of"),
        (timedelta(days=-366), "366 days behind"),
    ],
    ids=["ahead", "behind", "minutes", "years"],
)


@SKEWS
@pytest.mark.parametrize("step", [redeem, poll, refresh, accounts, keys, logout])
def test_a_refusal_under_a_wrong_clock_is_the_clocks(
    place: Place, step: Step, off: timedelta, words: str
) -> None:
    place.clock.advance(off)
    with pytest.raises(ClockSkew, match=words) as caught:
        step(place)
    assert "Set the clock" in caught.value.hint
    place.clock.advance(-off)
    with pytest.raises((ClientRejected, TokenRejected)):
        step(place)


@pytest.mark.parametrize("off", [4 * MINUTE, -4 * MINUTE], ids=["ahead", "behind"])
def test_a_clock_that_is_nearly_right_hides_nothing(place: Place, off: timedelta) -> None:
    registration, token = place.sign_in()
    assert token.refresh_token
    place.emulator.revoke_sessions()
    place.clock.advance(off)
    with pytest.raises(SessionEnded):
        place.center.refresh(place.session, registration, token.refresh_token)
    with pytest.raises(TokenRejected):
        place.center.list_accounts(place.session, token.access_token, None)


@SKEWS
def test_keys_are_not_believed_under_a_wrong_clock(
    place: Place, off: timedelta, words: str
) -> None:
    """Renewed too late or without end otherwise, and no tool could sign with them."""
    _, token = place.sign_in()
    place.clock.advance(off)
    with pytest.raises(ClockSkew, match=words):
        place.center.role_credentials(place.session, token.access_token, place.role())
    place.clock.advance(-off)
    found = place.center.role_credentials(place.session, token.access_token, place.role())
    assert found.expires_at > place.clock.now()


def test_keys_that_are_over_on_arrival_tell_without_a_date(
    abroad: Place, hotel: ForeignNetwork
) -> None:
    over = int((abroad.clock.now() - 2 * HOUR).timestamp() * 1000)
    issued = {"accessKeyId": "A", "secretAccessKey": "s", "sessionToken": "t", "expiration": over}
    hotel.answer(200, JSON, json.dumps({"roleCredentials": issued}).encode())
    with pytest.raises(ClockSkew, match="2 h ahead of"):
        keys(abroad)


@pytest.mark.parametrize("date", ["", "yesterday", "Thu, 99 Jan 2026 09:00:00 GMT"])
def test_a_date_that_is_none_says_nothing(abroad: Place, hotel: ForeignNetwork, date: str) -> None:
    hotel.answer(401, JSON, b'{"__type": "UnauthorizedException", "message": "no"}', date)
    with pytest.raises(TokenRejected):
        accounts(abroad)


def test_a_certificate_of_the_future_is_a_clock_in_the_past() -> None:
    def call() -> None:
        with aws_errors(Operation.SIGN_IN, ManualClock()):
            raise SSLError(
                endpoint_url="https://oidc.invalid",
                error=OSError("certificate verify failed: certificate is not yet valid"),
            )

    with pytest.raises(ClockSkew, match="Set the clock"):
        call()


@pytest.mark.parametrize(
    ("region", "chosen", "root"),
    [
        ("eu-central-1", NetworkSettings(), "https://oidc.eu-central-1.amazonaws.com"),
        ("us-gov-west-1", NetworkSettings(), "https://oidc.us-gov-west-1.amazonaws.com"),
        ("cn-north-1", NetworkSettings(), "https://oidc.cn-north-1.amazonaws.com.cn"),
        ("eusc-de-east-1", NetworkSettings(), "https://oidc.eusc-de-east-1.amazonaws.eu"),
        (
            "us-east-1",
            NetworkSettings(use_fips_endpoint=True),
            "https://oidc-fips.us-east-1.amazonaws.com",
        ),
        (
            "us-east-1",
            NetworkSettings(use_dualstack_endpoint=True),
            "https://oidc.us-east-1.api.aws",
        ),
    ],
    ids=["commercial", "GovCloud", "China", "sovereign", "FIPS", "dual-stack"],
)
def test_the_sign_in_page_is_where_the_partition_has_it(
    region: str, chosen: NetworkSettings, root: str
) -> None:
    center = AwsIdentityCenter(ManualClock(), lambda _: Endpoints(), lambda: chosen)
    session = SsoSession(SessionName("acme"), "https://acme.awsapps.com/start", region)
    registration = ClientRegistration("id", Secret("s"), START, SignInFlow.PKCE)
    page = center.authorization_url(session, registration, "http://127.0.0.1:1/x", "s", "c")
    assert page.startswith(f"{root}/authorize?")


def test_an_endpoint_of_the_environment_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL_SSO_OIDC", "https://vpce-1.example")
    center = AwsIdentityCenter(ManualClock(), lambda _: Endpoints())
    session = SsoSession(SessionName("acme"), "https://acme.awsapps.com/start", "us-east-1")
    registration = ClientRegistration("id", Secret("s"), START, SignInFlow.PKCE)
    page = center.authorization_url(session, registration, "http://127.0.0.1:1/x", "s", "c")
    assert page.startswith("https://vpce-1.example/authorize?")


def test_a_proxy_of_the_settings_is_used(network: object) -> None:
    with socket.create_server(("127.0.0.1", 0)) as proxy:
        address = f"http://127.0.0.1:{proxy.getsockname()[1]}"
        center = AwsIdentityCenter(
            ManualClock(), lambda _: Endpoints(), lambda: NetworkSettings(proxy=address)
        )
        session = SsoSession(SessionName("acme"), "https://acme.awsapps.com/start", "us-east-1")
        asked: list[bytes] = []

        def refuse() -> None:
            peer, _ = proxy.accept()
            with peer:
                asked.append(peer.recv(200))
                peer.sendall(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n")

        thread = threading.Thread(target=refuse)
        thread.start()
        with pytest.raises(Unreachable, match="Proxy http"):
            center.register_client(session, SignInFlow.PKCE)
        thread.join(5)
    assert asked[0].startswith(b"CONNECT oidc.us-east-1.amazonaws.com:443")


@pytest.mark.parametrize("where", ["the config file", "the environment", "nowhere"])
def test_who_sends_a_call_elsewhere_is_named_when_it_fails(
    where: str, network: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As an `endpoint_url` for a local stack does, years after it was needed."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        closed = f"http://127.0.0.1:{taken.getsockname()[1]}"
    endpoints = Endpoints(sso_oidc=closed, sso=closed)
    if where == "the config file":
        config = IniDocument.parse(f"[default]\nendpoint_url = {closed}\n".encode())
        endpoints = configured_endpoints(config, {}, "/home/me/.aws/config")
    elif where == "the environment":
        monkeypatch.setenv("AWS_ENDPOINT_URL_SSO_OIDC", closed)
        monkeypatch.setenv("AWS_ENDPOINT_URL", closed)
        endpoints = Endpoints()
    center = AwsIdentityCenter(ManualClock(), lambda _: endpoints)
    session = SsoSession(SessionName("acme"), "https://acme.awsapps.com/start", "us-east-1")
    with pytest.raises(Unreachable) as signing_in:
        center.register_client(session, SignInFlow.PKCE)
    with pytest.raises(Unreachable) as listing:
        center.list_accounts(session, Secret("x"), None)
    names = {
        "the config file": ("/home/me/.aws/config, line 2 ", "/home/me/.aws/config, line 2 "),
        "the environment": ("AWS_ENDPOINT_URL_SSO_OIDC ", "AWS_ENDPOINT_URL "),
        "nowhere": ("", ""),
    }[where]
    for error, name in zip((signing_in, listing), names, strict=True):
        words = f"{name}sends this call to {closed}"
        assert (words in str(error.value)) is bool(name), str(error.value)
