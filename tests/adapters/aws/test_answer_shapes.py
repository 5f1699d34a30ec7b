"""Answers whose members are of another kind than AWS's: no defect of ours, whatever they are."""

import json
from collections.abc import Callable, Iterator

import pytest

from tests.contract.places import Place
from tests.fakes import ManualClock
from tests.foreign_network import ForeignNetwork
from tray.core.vocabulary.errors import CaptivePortal
from tray.core.vocabulary.model import AccountId, ClientRegistration, SignInFlow
from tray.core.vocabulary.secret import Secret
from tray.demo.emulator import Emulator
from tray.demo.organisation import sample_organisation
from tray.demo.rules import DemoRules
from tray.demo.server import DemoServer

HUSH = Secret("hush")
KEYS: dict[str, object] = {"accessKeyId": "A", "secretAccessKey": "s", "sessionToken": "t"}
REGISTERED: dict[str, object] = {"clientId": "c", "clientSecret": "s"}
DEVICE: dict[str, object] = {"deviceCode": "d", "userCode": "u", "verificationUri": "v"}
TOKEN: dict[str, object] = {"accessToken": "a"}


@pytest.fixture(scope="module")
def abroad() -> Iterator[tuple[ForeignNetwork, Place]]:
    clock = ManualClock()
    emulator = Emulator(clock, sample_organisation(), DemoRules())
    with DemoServer(emulator) as server, ForeignNetwork() as hotel:
        place = Place(server, clock)
        place.endpoints = hotel.endpoints
        yield hotel, place


def registration(place: Place, flow: SignInFlow) -> ClientRegistration:
    return ClientRegistration("id", HUSH, place.clock.now(), flow)


def register(place: Place) -> object:
    return place.center.register_client(place.session, SignInFlow.PKCE)


def begin(place: Place) -> object:
    device = registration(place, SignInFlow.DEVICE_CODE)
    return place.center.start_device_authorization(place.session, device)


def refresh(place: Place) -> object:
    return place.center.refresh(place.session, registration(place, SignInFlow.PKCE), HUSH)


def accounts(place: Place) -> object:
    return place.center.list_accounts(place.session, HUSH, None)


def roles(place: Place) -> object:
    return place.center.list_roles(place.session, HUSH, AccountId("1"), None)


def keys(place: Place) -> object:
    return place.center.role_credentials(place.session, HUSH, place.role())


Step = Callable[[Place], object]


def with_odd(
    step: Step, shape: dict[str, object], name: str, *odd: object
) -> list[tuple[Step, object]]:
    """An answer that is right but for one member."""
    return [(step, {**shape, name: value}) for value in odd]


LATER = {"clientSecretExpiresAt": 4_000_000_000}
STRANGE: tuple[tuple[Step, object], ...] = (
    *with_odd(register, REGISTERED, "clientSecretExpiresAt", "soon", 1e40, -1, None),
    *with_odd(register, {**REGISTERED, **LATER}, "clientId", 7, "", None),
    *with_odd(begin, DEVICE, "expiresIn", "x", 0, 1e40, [], None),
    *with_odd(begin, {**DEVICE, "expiresIn": 600}, "interval", "often", -1),
    *with_odd(refresh, TOKEN, "expiresIn", "x", -1, 1e40, {}, None),
    *with_odd(refresh, {"expiresIn": 3600}, "accessToken", 7, "", [], None),
    *with_odd(refresh, {**TOKEN, "expiresIn": 3600}, "refreshToken", {"a": 1}),
    *with_odd(accounts, {}, "accountList", [{}], [None], "x", {"a": 1}, 7, [[]]),
    *with_odd(accounts, {}, "accountList", [{"accountId": 1}]),
    *with_odd(accounts, {"accountList": []}, "nextToken", 7),
    *with_odd(roles, {}, "roleList", [{}], [None], 7, "x", [{"roleName": 7}]),
    *with_odd(keys, {}, "roleCredentials", "x", [], 7, {}, None),
    *(
        (keys, {"roleCredentials": shape})
        for _, shape in with_odd(keys, KEYS, "expiration", "soon", 1e40, -1, None, [])
    ),
)


def name_of(value: object) -> str:
    return str(getattr(value, "__name__", value))


@pytest.mark.parametrize(("step", "body"), STRANGE, ids=name_of)
def test_another_shape_is_not_awss(
    abroad: tuple[ForeignNetwork, Place], step: Step, body: object
) -> None:
    hotel, place = abroad
    hotel.answer(200, "application/json", json.dumps(body).encode())
    with pytest.raises(CaptivePortal):
        step(place)


@pytest.mark.parametrize("step", [register, refresh, accounts, keys])
def test_an_answer_without_a_bottom_is_not_awss(
    abroad: tuple[ForeignNetwork, Place], step: Step
) -> None:
    hotel, place = abroad
    hotel.answer(200, "application/json", b'{"a":' * 100_000)
    with pytest.raises(CaptivePortal):
        step(place)
