"""What only the wire has: signed calls, the console, foreign hosts, trouble on the way."""

import re
from datetime import timedelta
from http.client import HTTPConnection
from urllib.parse import urlencode, urlsplit

import boto3
import pytest
from botocore.exceptions import ClientError

from tests.conftest import Serve
from tests.contract.places import Place
from tests.fakes import ManualClock
from tray.adapters.system.clock import SystemClock
from tray.core.vocabulary.errors import Unreachable
from tray.core.vocabulary.model import RoleCredentials
from tray.demo.emulator import Emulator
from tray.demo.organisation import sample_organisation
from tray.demo.rules import DemoRules
from tray.demo.server import DemoServer


@pytest.fixture
def place(serve: Serve) -> Place:
    clock = ManualClock()
    return Place(serve(Emulator(clock, sample_organisation(), DemoRules())), clock)


def keys_of(place: Place) -> RoleCredentials:
    _, token = place.sign_in()
    return place.center.role_credentials(place.session, token.access_token, place.role())


def test_credentials_name_their_role_until_they_expire() -> None:
    """STS looks at the signer's clock, so this demo's clock is the wall's."""
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


def test_a_server_that_is_gone_is_unreachable(network: object) -> None:
    clock = ManualClock()
    with DemoServer(Emulator(clock, sample_organisation(), DemoRules())) as server:
        place = Place(server, clock)
        _, token = place.sign_in()
    with pytest.raises(Unreachable):
        place.center.list_accounts(place.session, token.access_token, None)
